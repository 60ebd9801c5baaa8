import { button, container, row, text } from '../../platform/discord/components.ts';
import type { ChannelReport, Inspection } from '../../platform/discord/inspector.ts';
import type { Permission } from '../../platform/discord/permissions.ts';
import type { Body } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
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
  const bot = literal(inspection.botRole);
  const above = community.givesRoles ? 'communities:check.role.above-given' : 'communities:check.role.above';
  for (const id of inspection.aboveBot) broken.push(t(above, { role: `<@&${id}>`, bot }));
  if (community.givesRoles) broken.push(...givingProblems(t, inspection));
  if (wants.events && !inspection.mayCreateEvents)
    broken.push(t('communities:check.events', { bot: literal(inspection.botRole) }));
  if (inspection.isAdministrator)
    broken.push(t('communities:check.administrator', { bot: literal(inspection.botRole) }));
  const unset = [...unsetLines(t, community), ...pinLines(t, community, inspection)];
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

function unsetLines(t: Translate, { channels, roles }: Community): string[] {
  return [
    ...(channels.projects === null ? [t('communities:check.unset.projects')] : []),
    ...(channels.announcements === null ? [t('communities:check.unset.announcements')] : []),
    ...(channels.mentors === null ? [t('communities:check.unset.mentors')] : []),
    ...(channels.staff === null ? [t('communities:check.unset.staff-channel')] : []),
    ...(roles.staff === null ? [t('communities:check.unset.staff')] : []),
  ];
}
