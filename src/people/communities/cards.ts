import { type APIComponentInContainer, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import { button, container, menu, type Row, row, text } from '../../platform/discord/components.ts';
import { customId } from '../../platform/discord/custom-id.ts';
import { CHANNEL_TYPES, type ChannelReport, type Inspection } from '../../platform/discord/inspector.ts';
import type { Permission } from '../../platform/discord/permissions.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { LOCALES, type Locale, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Community } from './service.ts';

/** What works, what does not, and what to click in Discord to mend it, in one message. */
export function checkBody(
  t: Translate,
  community: Community,
  inspection: Inspection,
  /** `failed`: messages of the last days that did not arrive. */
  facts: { readonly events: boolean; readonly failed: number },
): Body {
  const works: string[] = [];
  const broken: string[] = [];
  for (const report of inspection.channels) {
    const params = { channel: `<#${report.id}>`, purpose: t(purposeKey(report.purpose)) };
    if (report.isOpen)
      broken.push(t('communities:check.channel.open', { ...params, bot: literal(inspection.botRole) }));
    if (report.state === 'fine') works.push(t('communities:check.channel.fine', params));
    else broken.push(channelProblem(t, report, params, inspection.botRole));
  }
  for (const { id, purpose, state } of inspection.roles) {
    const params = { role: `<@&${id}>`, purpose: t(`communities:show.${purpose}`), option: purpose };
    (state === 'fine' ? works : broken).push(t(`communities:check.role.${state}`, params));
  }
  const bot = literal(inspection.botRole);
  const above = community.givesRoles ? 'communities:check.role.above-given' : 'communities:check.role.above';
  for (const id of inspection.aboveBot) broken.push(t(above, { role: `<@&${id}>`, bot }));
  if (community.givesRoles) broken.push(...givingProblems(t, inspection));
  if (facts.events && !inspection.mayCreateEvents)
    broken.push(t('communities:check.events', { bot: literal(inspection.botRole) }));
  if (inspection.isAdministrator)
    broken.push(t('communities:check.administrator', { bot: literal(inspection.botRole) }));
  const unset = [...unsetLines(t, community), ...pinLines(t, community, inspection)];
  const isFailed = facts.failed > 0;
  return {
    card: true,
    components: [
      container([
        text(t(`communities:check.head-${checkHead(community, broken.length > 0)}`)),
        ...(broken.length === 0 ? [] : [text(broken.map((line) => `⚠ ${line}`).join('\n'))]),
        ...(works.length === 0 ? [] : [text(works.map((line) => `☑ ${line}`).join('\n'))]),
        ...(unset.length === 0 ? [] : [text(unset.join('\n'))]),
        ...(isFailed ? [text(t('communities:check.failed', { count: facts.failed }))] : []),
        text(t('communities:check.hide')),
        row(
          button(t('communities:check.again'), ['setup.check', 'here']),
          ...(isFailed ? [button(t('communities:check.retry'), ['reminders.retry'])] : []),
        ),
      ]),
    ],
  };
}

/** A role has the short name already. */
function purposeKey(purpose: ChannelReport['purpose']) {
  return `communities:show.${purpose === 'staff' ? 'staff-channel' : purpose}` as const;
}

function channelProblem(
  t: Translate,
  { purpose, state, inChannel, inServer }: ChannelReport,
  params: { channel: string; purpose: string },
  botRole: string,
): string {
  if (state === 'gone' || state === 'wrong-type')
    return t(`communities:check.channel.${state}`, { ...params, option: purpose });
  const names = (permissions: readonly Permission[]) =>
    permissions.map((permission) => t(`communities:permission.${permission}`)).join(', ');
  const bot = literal(botRole);
  return [
    t('communities:check.channel.refused', params),
    ...(inServer.length === 0
      ? []
      : [t('communities:check.channel.in-server', { bot, permissions: names(inServer) })]),
    ...(inChannel.length === 0
      ? []
      : [t('communities:check.channel.in-channel', { ...params, bot, permissions: names(inChannel) })]),
  ].join(' ');
}

function givingProblems(t: Translate, { mayGiveRoles, powerful, botRole }: Inspection): string[] {
  return [
    ...(mayGiveRoles ? [] : [t('communities:check.role.may-not-give', { bot: literal(botRole) })]),
    ...powerful.map((id) => t('communities:check.role.powerful', { role: `<@&${id}>` })),
  ];
}

/** *Start here* is easier to find where it is pinned; it works without. */
function pinLines(t: Translate, { channels }: Community, { mayPin, botRole }: Inspection): string[] {
  if (mayPin || channels.projects === null) return [];
  return [t('communities:check.pin', { channel: `<#${channels.projects}>`, bot: literal(botRole) })];
}

/** Without its channel for projects nothing can be announced, however much Discord permits. */
function checkHead({ channels }: Community, isBroken: boolean): 'broken' | 'unset' | 'fine' {
  if (isBroken) return 'broken';
  return channels.projects === null ? 'unset' : 'fine';
}

function unsetLines(t: Translate, { channels, roles }: Community): string[] {
  return [
    ...(channels.projects === null ? [t('communities:check.unset.projects')] : []),
    ...(channels.announcements === null ? [t('communities:check.unset.announcements')] : []),
    ...(channels.mentors === null ? [t('communities:check.unset.mentors')] : []),
    ...(channels.staff === null ? [t('communities:check.unset.staff-channel')] : []),
    ...(roles.staff === null ? [t('communities:check.unset.staff')] : []),
  ];
}

export const CHANNELS = ['projects', 'announcements', 'mentors', 'staff'] as const;
export const ROLES = ['staff', 'mentor', 'backend', 'frontend'] as const;

/**
 * Everything there is to set, with what is set: each choice is saved as it is made, so that whoever comes back later goes
 * on where it was left. `headline` says what was just saved.
 */
export function setupScreen(
  t: Translate,
  community: Community,
  facts: { headline?: string; defaultTimezone: string; hasCohort: boolean; isStaffOpen: boolean },
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
        ...(facts.isStaffOpen ? [text(`⚠ ${t('communities:screen.staff-open')}`)] : []),
        ...ROLES.flatMap((each) => roleParts(t, each, roles[each])),
        text(t(givesRoles ? 'communities:screen.gives' : 'communities:screen.gives-not')),
        text(t('communities:screen.language-of')),
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
