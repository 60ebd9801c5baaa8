import { type APIComponentInContainer, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import { button, container, menu, type Row, row, text } from '../../platform/discord/components.ts';
import { customId } from '../../platform/discord/custom-id.ts';
import { CHANNEL_TYPES } from '../../platform/discord/inspector.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { LOCALES, type Locale, type Translate } from '../../platform/i18n/index.ts';
import type { Community } from './service.ts';

export const CHANNELS = ['projects', 'announcements', 'mentors', 'staff'] as const;
export const ROLES = ['staff', 'mentor', 'backend', 'frontend'] as const;

/**
 * Everything there is to set, with what is set: each choice is saved as it is made, so that whoever comes back later goes
 * on where it was left. `headline` says what was just saved.
 */
export function setupScreen(
  t: Translate,
  community: Community,
  facts: { headline?: string; defaultTimezone: string; hasCohort: boolean },
): Body {
  const { channels, roles, language, timezone, givesRoles } = community;
  const zone = timezone ?? t('communities:show.default', { zone: facts.defaultTimezone });
  const zoneLine = t('communities:screen.timezone', { zone });
  return {
    card: true,
    components: [
      container([
        text([facts.headline, t('communities:show.head')].filter((line) => line !== undefined).join('\n')),
        text(`${nextStep(t, community, facts.hasCohort)}\n${t('communities:screen.saved-at-once')}`),
        ...CHANNELS.flatMap((each) => channelParts(t, each, channels[each])),
        ...ROLES.flatMap((each) => roleParts(t, each, roles[each])),
        text(t(givesRoles ? 'communities:screen.gives' : 'communities:screen.gives-not')),
        languageMenu(t, language),
        text(zoneLine),
        row(
          button(t('help:button.check'), ['setup.check']),
          button(t(givesRoles ? 'communities:button.give-not' : 'communities:button.give'), [
            'setup.give',
            givesRoles ? 'off' : 'on',
          ]),
        ),
      ]),
    ],
  };
}

function nextStep(t: Translate, { channels, roles }: Community, hasCohort: boolean): string {
  if (channels.projects === null) return t('communities:next.channels');
  if (!hasCohort) return t('communities:next.cohort');
  if (roles.staff === null) return t('communities:next.staff');
  return t('communities:next.nothing');
}

function channelParts(t: Translate, purpose: (typeof CHANNELS)[number], id: string | null) {
  const name = t(`communities:show.${purpose === 'staff' ? 'staff-channel' : purpose}`);
  return fieldParts(t, name, t(`communities:screen.channel.${purpose}`), id === null ? null : `<#${id}>`, {
    type: ComponentType.ChannelSelect,
    custom_id: customId('setup.channel', purpose),
    channel_types: [...CHANNEL_TYPES[purpose]],
    ...chosen(SelectMenuDefaultValueType.Channel, id),
  });
}

function roleParts(t: Translate, purpose: (typeof ROLES)[number], id: string | null) {
  const name = t(`communities:show.${purpose}`);
  return fieldParts(t, name, t(`communities:screen.role.${purpose}`), id === null ? null : `<@&${id}>`, {
    type: ComponentType.RoleSelect,
    custom_id: customId('setup.role', purpose),
    ...chosen(SelectMenuDefaultValueType.Role, id),
  });
}

function chosen<T extends SelectMenuDefaultValueType>(type: T, id: string | null) {
  return id === null ? {} : { default_values: [{ id, type }] };
}

type Select = Extract<
  Row['components'][number],
  { type: ComponentType.ChannelSelect | ComponentType.RoleSelect }
>;

/** What it is, what is set, and the list to choose from. */
function fieldParts(
  t: Translate,
  name: string,
  about: string,
  value: string | null,
  select: Select,
): APIComponentInContainer[] {
  const params = { name, about, value: value ?? t('communities:show.unset') };
  const line = t(value === null ? 'communities:screen.field.open' : 'communities:screen.field.set', params);
  return [text(line), { type: ComponentType.ActionRow, components: [{ ...select, placeholder: name }] }];
}

function languageMenu(t: Translate, language: Locale): Row {
  return menu(
    ['setup.language'],
    t('communities:show.language'),
    LOCALES.map((value) => ({
      value,
      label: t(`communities:screen.language.${value}`),
      default: value === language,
    })),
  );
}
