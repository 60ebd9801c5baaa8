import { LIMITS } from '../../people/suspensions/rules.ts';
import type { NotedAct } from '../../platform/audit/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import {
  button,
  container,
  field,
  form,
  menu,
  type Row,
  row,
  text,
} from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Key, Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal, oneLine, truncated } from '../../platform/text.ts';
import {
  type Case,
  type CaseView,
  type OpenCases,
  LIMITS as REPORT_LIMITS,
  type ReportedKind,
} from './rules.ts';

const MOST_LINES = 25;
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
    value === null ? [] : [`${detailName(t, name)} ${shownValue(t, act.action, value)}`],
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

/** What our own details are called; the others are names that staff typed, as those of weights. */
const DETAILS = [
  'announcements',
  'as',
  'backend',
  'count',
  'day',
  'deadline',
  'dropped',
  'enabled',
  'expected',
  'frontend',
  'given',
  'into',
  'language',
  'mentor',
  'mentors',
  'outcome',
  'placed',
  'projects',
  'staff',
  'start',
  'step',
  'time',
  'timezone',
  'until',
] as const;
const VALUES = ['acted', 'false', 'kept', 'requests', 'teams', 'true'] as const;

function detailName(t: Translate, name: string): string {
  const known = DETAILS.find((each) => each === name);
  return known === undefined ? literal(truncated(name, 40)) : t(`audit:details.${known}`);
}

/** As `toISOString` writes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** The channels and roles of the settings show as what they are, and an instant in the reader's own time. */
function shownValue(t: Translate, action: NotedAct['action'], value: string | number | boolean): string {
  const known = VALUES.find((each) => each === String(value));
  if (known !== undefined) return t(`audit:values.${known}`);
  if (action === 'setup.channels') return `<#${value}>`;
  if (action === 'setup.roles') return `<@&${value}>`;
  const at = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? literal(truncated(String(value), 40)) : timestamp(at, 'f');
}

/** What is open, in the channel that only staff read: edited in place. */
export function caseListCard(t: Translate, open: OpenCases): MessagePayload {
  return messageJson(caseListBody(t, open));
}

export function caseListBody(t: Translate, { shown, total }: OpenCases): Body {
  if (total === 0) return { content: t('moderation:cases.none'), components: [] };
  const lines = shown.map(({ one, reports }) => `- ${caseLine(t, one, reports)}`);
  const more = total - shown.length;
  return {
    content: [
      t('moderation:cases.head', { count: total }),
      ...lines,
      ...(more === 0 ? [] : [t('moderation:cases.more', { count: more })]),
    ].join('\n'),
    components: [
      menu(
        ['moderate.case'],
        t('moderation:cases.open'),
        shown.map(({ one }) => ({
          label: truncated(t(`moderation:kind.${one.kind}`, { title: titleOf(one) }), 100),
          value: String(one.id),
        })),
      ),
    ],
  };
}

function titleOf({ snapshot, objectId }: Case): string {
  return snapshot === null ? `#${objectId}` : oneLine(snapshot.title);
}

/** In a text; signs that are escaped in it count too. */
function shownTitle(one: Case): string {
  return truncated(literal(titleOf(one)), 50);
}

function caseLine(t: Translate, one: Case, reports: number): string {
  return t('moderation:cases.line', {
    what: t(`moderation:kind.${one.kind}`, { title: shownTitle(one) }),
    count: reports,
    when: timestamp(one.openedAt, 'R'),
  });
}

/** One case: what it said, who reported it and why, what there was before, and what staff can do. */
export function caseBody(t: Translate, { one, reports, total, earlier }: CaseView): Body {
  const { id, snapshot, aboutId } = one;
  const said =
    snapshot === null
      ? t('moderation:case.closed')
      : fewLines(truncated(literal(snapshot.words), 1200), MOST_LINES);
  const lines = [
    `### ${t(`moderation:kind.${one.kind}`, { title: shownTitle(one) })}`,
    ...(aboutId === null ? [] : [t('moderation:case.by', { person: `<@${aboutId}>` })]),
    said.replace(/^/gm, '> '),
    ...reports.map(({ reporterId, reason, at }) =>
      t('moderation:case.report', {
        person: `<@${reporterId}>`,
        when: timestamp(at, 'R'),
        reason: reason === null ? '…' : truncated(literal(oneLine(reason)), 150),
      }),
    ),
    ...(total > reports.length ? [t('moderation:case.more', { count: total - reports.length })] : []),
    t('moderation:case.earlier', { kept: earlier.kept, acted: earlier.acted }),
  ];
  const buttons = [
    button(t('moderation:button.kept'), ['moderate.close', id, 'kept']),
    button(t('moderation:button.acted'), ['moderate.close', id, 'acted'], 'success'),
    ...(aboutId === null ? [] : [button(t('moderation:button.block'), ['moderate.block', id], 'danger')]),
  ];
  return {
    card: true,
    components: [container([text(lines.join('\n')), ...(snapshot === null ? [] : [row(...buttons)])])],
  };
}

export function reportModal(t: Translate, kind: ReportedKind, id: number, reason = ''): Modal {
  return form(
    t('moderation:report.title'),
    ['report.send', kind, id],
    [
      field('reason', t('moderation:report.label'), {
        ...REPORT_LIMITS.reason,
        long: true,
        required: true,
        value: reason,
        hint: t('moderation:report.hint'),
      }),
    ],
  );
}

/** Under what can be reported. */
export function reportRow(t: Translate, kind: ReportedKind, id: number): Row {
  return row(button(t('moderation:button.report'), ['report', kind, id]));
}

export function blockModal(
  t: Translate,
  caseId: number,
  typed: { reason?: string; days?: string } = {},
): Modal {
  return form(
    t('moderation:block.title'),
    ['moderate.blocked', caseId],
    [
      field('reason', t('moderation:block.reason'), {
        ...LIMITS.reason,
        long: true,
        required: true,
        value: typed.reason ?? '',
        hint: t('moderation:block.hint'),
      }),
      field('days', t('moderation:block.days'), {
        max: 3,
        value: typed.days ?? '7',
        hint: t('moderation:block.days-hint'),
      }),
    ],
  );
}
