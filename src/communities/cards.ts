import { container, text } from '../discord/components.ts';
import type { Body } from '../discord/reply.ts';
import type { Translate } from '../i18n/index.ts';
import type { Community } from './service.ts';

/** The server's settings, with the next step of setting up. `headline` says what was just saved. */
export function settingsBody(
  t: Translate,
  community: Community,
  facts: { headline?: string; defaultTimezone: string; hasCohort: boolean },
): Body {
  const unset = t('communities:show.unset');
  const channel = (id: string | null) => (id === null ? unset : `<#${id}>`);
  const role = (id: string | null) => (id === null ? unset : `<@&${id}>`);
  const zone = community.timezone ?? t('communities:show.default', { zone: facts.defaultTimezone });
  const lines = [
    t('communities:show.head'),
    `${t('communities:show.projects')}: ${channel(community.channels.projects)}`,
    `${t('communities:show.announcements')}: ${channel(community.channels.announcements)}`,
    `${t('communities:show.mentors')}: ${channel(community.channels.mentors)}`,
    `${t('communities:show.staff')}: ${role(community.roles.staff)}`,
    `${t('communities:show.mentor')}: ${role(community.roles.mentor)}`,
    `${t('communities:show.backend')}: ${role(community.roles.backend)}`,
    `${t('communities:show.frontend')}: ${role(community.roles.frontend)}`,
    `${t('communities:show.language')}: ${t(`communities:languages.${community.language}`)}`,
    `${t('communities:show.timezone')}: ${zone}`,
  ];
  const next = nextStep(t, community, facts.hasCohort);
  return {
    card: true,
    components: [
      container([
        ...(facts.headline === undefined ? [] : [text(facts.headline)]),
        text(lines.join('\n')),
        ...(next === undefined ? [] : [text(next)]),
      ]),
    ],
  };
}

function nextStep(t: Translate, community: Community, hasCohort: boolean): string | undefined {
  if (community.channels.projects === null) return t('communities:next.channels');
  return hasCohort ? undefined : t('communities:next.cohort');
}
