import type { NotedAct } from '../../platform/audit/rules.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Key, Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';

/** So many acts stand on a page of the audit. */
export const AUDIT_PAGE = 10;

/** What was done and set, newest first, for staff alone. `acts`: one more than a page where there are older ones. */
export function auditBody(t: Translate, acts: readonly NotedAct[], memberId: string | undefined): Body {
  const shown = acts.slice(0, AUDIT_PAGE);
  const head =
    memberId === undefined ? t('audit:head') : t('audit:head-member', { person: `<@${memberId}>` });
  const lines = shown.length === 0 ? [t('audit:none')] : shown.map((act) => auditLine(t, act));
  const last = shown.at(-1);
  const older =
    acts.length > AUDIT_PAGE && last !== undefined
      ? [row(button(t('audit:older'), ['moderate.audit', memberId ?? 'all', last.id]))]
      : [];
  return { card: true, components: [container([text([head, ...lines].join('\n')), ...older])] };
}

function auditLine(t: Translate, act: NotedAct): string {
  const { object, memberId, words } = act;
  const [kind, id = ''] = object?.split(':') ?? [];
  const details = Object.entries(act.details).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${shownValue(act.action, value)}`],
  );
  const parts = [
    t(`audit:actions.${act.action}`),
    ...(kind === undefined ? [] : [t(`audit:objects.${kind}` as Key, { id })]),
    ...(memberId === null ? [] : [t('audit:about', { person: `<@${memberId}>` })]),
    ...(details.length === 0 ? [] : [details.join(', ')]),
    ...(words === null ? [] : [literal(truncated(oneLine(words), 80))]),
  ];
  const who = act.actorId === null ? t('audit:nexus') : `<@${act.actorId}>`;
  return `- ${t('audit:line', { when: timestamp(act.at), who, what: parts.join(' · ') })}`;
}

/** The channels and roles of the settings show as what they are. */
function shownValue(action: NotedAct['action'], value: string | number | boolean): string {
  if (action === 'setup.channels') return `<#${value}>`;
  if (action === 'setup.roles') return `<@&${value}>`;
  return literal(truncated(String(value), 40));
}
