import { button, container, row, text } from '../../platform/discord/components.ts';
import type { ChannelReport, Inspection } from '../../platform/discord/inspector.ts';
import type { Permission } from '../../platform/discord/permissions.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Community } from './service.ts';

/** What works, what does not, and what to click in Discord to mend it, in one message. */
export function checkBody(
  t: Translate,
  community: Community,
  inspection: Inspection,
  wants: { readonly events: boolean },
): Body {
  const works: string[] = [];
  const broken: string[] = [];
  for (const report of inspection.channels) {
    const params = { channel: `<#${report.id}>`, purpose: t(purposeKey(report.purpose)) };
    if (report.state === 'fine') works.push(t('communities:check.channel.fine', params));
    else broken.push(channelProblem(t, report, params, inspection.botRole));
  }
  for (const { id, purpose, state } of inspection.roles) {
    const params = { role: `<@&${id}>`, purpose: t(`communities:show.${purpose}`), option: purpose };
    (state === 'fine' ? works : broken).push(t(`communities:check.role.${state}`, params));
  }
  for (const id of inspection.aboveBot)
    broken.push(t('communities:check.role.above', { role: `<@&${id}>`, bot: literal(inspection.botRole) }));
  if (wants.events && !inspection.mayCreateEvents)
    broken.push(t('communities:check.events', { bot: literal(inspection.botRole) }));
  if (inspection.isAdministrator)
    broken.push(t('communities:check.administrator', { bot: literal(inspection.botRole) }));
  const unset = unsetLines(t, community);
  return {
    card: true,
    components: [
      container([
        text(broken.length === 0 ? t('communities:check.head-fine') : t('communities:check.head-broken')),
        ...(broken.length === 0 ? [] : [text(broken.map((line) => `⚠ ${line}`).join('\n'))]),
        ...(works.length === 0 ? [] : [text(works.map((line) => `☑ ${line}`).join('\n'))]),
        ...(unset.length === 0 ? [] : [text(unset.join('\n'))]),
        text(t('communities:check.hide')),
        row(button(t('communities:check.again'), ['setup.check', 'here'])),
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

function unsetLines(t: Translate, { channels, roles }: Community): string[] {
  return [
    ...(channels.projects === null ? [t('communities:check.unset.projects')] : []),
    ...(channels.announcements === null ? [t('communities:check.unset.announcements')] : []),
    ...(channels.mentors === null ? [t('communities:check.unset.mentors')] : []),
    ...(channels.staff === null ? [t('communities:check.unset.staff-channel')] : []),
    ...(roles.staff === null ? [t('communities:check.unset.staff')] : []),
  ];
}

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
    labelled(t, t('communities:show.projects'), channel(community.channels.projects)),
    labelled(t, t('communities:show.announcements'), channel(community.channels.announcements)),
    labelled(t, t('communities:show.mentors'), channel(community.channels.mentors)),
    labelled(t, t('communities:show.staff-channel'), channel(community.channels.staff)),
    labelled(t, t('communities:show.staff'), role(community.roles.staff)),
    labelled(t, t('communities:show.mentor'), role(community.roles.mentor)),
    labelled(t, t('communities:show.backend'), role(community.roles.backend)),
    labelled(t, t('communities:show.frontend'), role(community.roles.frontend)),
    labelled(t, t('communities:show.language'), t(`communities:languages.${community.language}`)),
    labelled(t, t('communities:show.timezone'), zone),
  ];
  const next = nextStep(t, community, facts.hasCohort);
  return {
    card: true,
    components: [
      container([
        ...(facts.headline === undefined ? [] : [text(facts.headline)]),
        text(lines.join('\n')),
        ...(next === undefined ? [] : [text(next)]),
        row(button(t('help:button.check'), ['setup.check'])),
      ]),
    ],
  };
}

function nextStep(t: Translate, community: Community, hasCohort: boolean): string | undefined {
  if (community.channels.projects === null) return t('communities:next.channels');
  return hasCohort ? undefined : t('communities:next.cohort');
}
