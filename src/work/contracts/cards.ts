import type { MessagePayload, StoredFile } from '../../platform/delivery/types.ts';
import { button, container, type Row, row, text } from '../../platform/discord/components.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, say, type Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import {
  type Finding,
  notComparedSentence,
  type Problem,
  problemSentence,
  refusalSentence,
  type Summary,
  sentence,
} from './documents/index.ts';
import type { Changes } from './library.ts';
import type { Report } from './reading.ts';
import type { Answer, Version } from './rules.ts';

const CALM = 0x5865f2;
const GOOD = 0x57f287;
/** A button carries so much of the hash it was drawn for. */
export const HASH_SHOWN = 12;
const MOST_ENDPOINTS = 12;
const MOST_SENTENCES = 4;
const MOST_PROBLEMS = 10;

export interface CardView {
  readonly version: Version;
  readonly answers: readonly Answer[];
  /** Whose answer it still needs. */
  readonly missing: readonly string[];
  readonly summary: Summary | undefined;
  readonly changes: Changes;
  /** What was not accepted on purpose. */
  readonly findings: readonly Finding[];
  /** Its proposer may go on with it. */
  readonly mayWork: boolean;
}

/** "Shop API 1.2.0" as the learner wrote it, or what kind of contract it is. */
export function titleOf(t: Translate, { title, version, format }: Version): string {
  const name = title.trim() === '' ? t(`contracts:format.${format}`) : literal(truncated(oneLine(title), 80));
  const number = version.trim() === '' ? '' : ` ${literal(truncated(oneLine(version), 30))}`;
  return `**${name}**${number}`;
}

/** The contract in the team's thread: what it is, who agreed, what it changes, and the buttons to answer. */
export function contractCard(t: Translate, view: CardView): MessagePayload {
  const { version } = view;
  const lines = [
    `### ${t(`contracts:card.${version.state}`, { number: version.number })}`,
    titleOf(t, version),
    originLine(t, version),
    ...(version.note === null ? [] : [`> ${literal(version.note)}`]),
    ...(version.state === 'replaced' ? [] : contents(t, view)),
    ...changeLines(t, view),
    ...answerLines(t, view),
  ];
  const body = truncated(lines.join('\n'), 3_600);
  const isOver = version.state === 'replaced' || version.state === 'past';
  const rows = isOver ? [] : cardRows(t, view);
  const accent = version.state === 'agreed' ? GOOD : CALM;
  return messageJson({ card: true, components: [container([text(body), ...rows], accent)] });
}

function originLine(t: Translate, { proposerId, source, sourceName, createdAt }: Version): string {
  const from =
    source === 'file' || source === 'url'
      ? t(`contracts:from.${source}`, { name: literal(truncated(oneLine(sourceName), 120)) })
      : t(`contracts:from.${source}`);
  const when = timestamp(createdAt, 'R');
  return proposerId === null
    ? t('contracts:card.origin-nobody', { from, when })
    : t('contracts:card.origin', { person: `<@${proposerId}>`, from, when });
}

function contents(t: Translate, { version, summary }: CardView): string[] {
  if (version.endpointCount === 0) return [t('contracts:card.empty')];
  const ids = (summary?.groups ?? []).flatMap(({ endpoints }) => endpoints.map(({ id }) => id));
  const shown = ids.slice(0, MOST_ENDPOINTS).map((id) => `- ${code(id)}`);
  const rest = version.endpointCount - shown.length;
  return [
    t('contracts:card.endpoints', { count: version.endpointCount }),
    ...shown,
    ...(rest > 0 ? [t('contracts:more', { count: rest })] : []),
    ...(version.problemCount > 0 ? [t('contracts:card.problems', { count: version.problemCount })] : []),
  ];
}

/** What it changes against what it takes the place of. */
function changeLines(t: Translate, { version, changes, findings }: CardView): string[] {
  const { before, comparison } = changes;
  if (version.state !== 'proposed' || before === undefined || comparison === undefined) return [];
  if (comparison.outcome === 'not-compared') return ['', notComparedSentence(comparison.reason, t)];
  const head = t('contracts:card.against', { number: before.number, counts: countsText(t, findings) });
  const worst = findings.filter(({ level }) => level !== 'safe').slice(0, MOST_SENTENCES);
  return ['', head, ...worst.map((finding) => `- ${sentence(finding, t)}`)];
}

/** "2 breaking, 1 risky, 3 safe". */
export function countsText(t: Translate, findings: readonly Finding[]): string {
  const of = (level: Finding['level']): number => findings.filter((each) => each.level === level).length;
  if (findings.length === 0) return t('contracts:counts.none');
  const parts = (['breaking', 'risky', 'safe'] as const)
    .filter((level) => of(level) > 0)
    .map((level) => t(`contracts:counts.${level}`, { count: of(level) }));
  return parts.join(', ');
}

export function answerLines(
  t: Translate,
  { version, answers, missing }: Pick<CardView, 'version' | 'answers' | 'missing'>,
): string[] {
  const people = (ids: readonly string[]): string => ids.map((id) => `<@${id}>`).join(', ');
  const agreed = answers.filter(({ stance }) => stance === 'agree').map(({ userId }) => userId);
  if (version.state === 'agreed' && version.agreedAt !== null)
    return [
      '',
      t('contracts:card.agreed-by', { people: people(agreed), when: timestamp(version.agreedAt, 'D') }),
    ];
  if (version.state !== 'proposed') return [];
  const objections = answers.filter(({ stance }) => stance === 'object');
  return [
    '',
    ...(agreed.length === 0 ? [] : [labelled(t, t('contracts:card.yes'), people(agreed))]),
    ...objections.map(({ userId, reason }) =>
      t('contracts:card.objection', { person: `<@${userId}>`, reason: literal(reason ?? '') }),
    ),
    ...(missing.length === 0 ? [] : [labelled(t, t('contracts:card.waiting'), people(missing))]),
    ...(version.workingAt === null ? [] : [t('contracts:card.working', { people: people(missing) })]),
  ];
}

function cardRows(t: Translate, { version, changes, mayWork }: CardView): Row[] {
  const show = button(t('contracts:button.look'), ['contract.page', version.id, 0]);
  const files = button(t('contracts:button.files'), ['contract.files', version.id]);
  if (version.state !== 'proposed') return [row(show, files)];
  const agree = button(
    t('contracts:button.agree'),
    ['contract.agree', version.id, version.hash.slice(0, HASH_SHOWN)],
    'success',
  );
  const object = button(t('contracts:button.object'), ['contract.object', version.id]);
  const diff = button(t('contracts:button.diff'), ['contract.diff', version.id, 0]);
  return [
    row(agree, show, ...(changes.before === undefined ? [] : [diff]), object, files),
    ...(mayWork ? [row(workButton(t, version.id))] : []),
  ];
}

export function workButton(t: Translate, versionId: number) {
  return button(t('contracts:button.working'), ['contract.working', versionId], 'primary');
}

/** The word to whoever has not answered, or to the proposer, with the button for it. */
export function letterCard(t: Translate, words: string, version: Version, what: 'nudge' | 'working') {
  const agree = button(
    t('contracts:button.agree'),
    ['contract.agree', version.id, version.hash.slice(0, HASH_SHOWN)],
    'success',
  );
  const look = button(t('contracts:button.look'), ['contract.page', version.id, 0]);
  const components = [what === 'nudge' ? row(agree, look) : row(workButton(t, version.id), look)];
  return messageJson({ content: words, components });
}

/** The first problems as a numbered list; all of them in a file where there are more. */
export function problemLines(t: Translate, problems: readonly Problem[], count: number): string[] {
  const shown = problems
    .slice(0, MOST_PROBLEMS)
    .map((problem, index) => `${index + 1}. ${problemSentence(problem, t)}`);
  const rest = count - shown.length;
  return rest > 0 ? [...shown, t('contracts:problems.more', { count: rest })] : shown;
}

export function problemFile(
  t: Translate,
  problems: readonly Problem[],
): { name: string; contentType: string; data: Buffer } | undefined {
  if (problems.length <= MOST_PROBLEMS) return undefined;
  const lines = problems.map((problem, index) => `${index + 1}. ${problemSentence(problem, t)}`);
  return { name: 'problems.txt', contentType: 'text/plain', data: Buffer.from(`${lines.join('\n')}\n`) };
}

/** What came of an address, for the thread. */
export function reportCard(
  t: Translate,
  { url, userId, teamId, kind, report }: ReportView,
): MessagePayload & { readonly files?: readonly StoredFile[] } {
  const head = t(`contracts:report.head.${kind}`, {
    person: `<@${userId}>`,
    url: truncated(url, 300),
  });
  const lines = [head, ...reportLines(t, report)];
  const again =
    kind === 'propose' && ['unreachable', 'status', 'unreadable', 'wait'].includes(report.what)
      ? [button(t('contracts:button.again'), ['contract.again', teamId], 'primary')]
      : [];
  const drift = report.what === 'drifted' ? [driftButton(t, teamId)] : [];
  const buttons = [...again, ...drift];
  const file = report.what === 'unreadable' ? problemFile(t, report.problems) : undefined;
  const said = messageJson({
    content: truncated(lines.join('\n'), 1_900),
    ...(buttons.length === 0 ? {} : { components: [row(...buttons)] }),
    ...(file === undefined ? {} : { files: [file] }),
  });
  if (file === undefined) return said;
  const { name, contentType, data } = file;
  return { ...said, files: [{ name, contentType, base64: data.toString('base64') }] };
}

export interface ReportView {
  readonly url: string;
  readonly userId: string;
  readonly teamId: number;
  readonly kind: 'propose' | 'check';
  readonly report: Report;
}

function reportLines(t: Translate, report: Report): string[] {
  switch (report.what) {
    case 'refused':
      return [t(`contracts:fetch.refused.${report.why}`)];
    case 'unreachable':
      return [t(`contracts:fetch.unreachable.${report.why}`)];
    case 'status':
      return [t(statusKey(report.status), { status: report.status })];
    case 'wait':
      return [t(`contracts:fetch.wait.${report.of}`, { when: `<t:${Math.ceil(report.again / 1000)}:R>` })];
    case 'unreadable':
      return [refusalSentence(report.reason, t), ...problemLines(t, report.problems, report.problemCount)];
    case 'not-taken':
      return [say(t, report.text)];
    default:
      return [t(`contracts:report.${report.what}`)];
  }
}

function statusKey(status: number) {
  if (status === 401 || status === 403) return 'contracts:fetch.status.closed';
  if (status === 404 || status === 410) return 'contracts:fetch.status.nothing';
  return status >= 500 ? 'contracts:fetch.status.broken' : 'contracts:fetch.status.other';
}

function driftButton(t: Translate, teamId: number) {
  return button(t('contracts:button.diff'), ['contract.drift', teamId, 0], 'primary');
}

/** The address serves something else than what was agreed. */
export function driftCard(
  t: Translate,
  view: {
    readonly teamId: number;
    readonly url: string;
    readonly findings: readonly Finding[];
    readonly notCompared: string | undefined;
    readonly affected: readonly string[];
  },
): MessagePayload {
  const { teamId, url, findings, notCompared, affected } = view;
  const worst = findings.filter(({ level }) => level !== 'safe').slice(0, MOST_SENTENCES);
  const lines = [
    t('contracts:watch.drift', { url: truncated(url, 300), counts: countsText(t, findings) }),
    ...(notCompared === undefined ? [] : [notCompared]),
    ...worst.map((finding) => `- ${sentence(finding, t)}`),
    ...(affected.length === 0
      ? []
      : [labelled(t, t('contracts:watch.affected'), affected.map((id) => `<@${id}>`).join(', '))]),
  ];
  const adopt = button(t('contracts:button.adopt'), ['contract.adopt', teamId]);
  return messageJson({
    content: truncated(lines.join('\n'), 1_900),
    components: [row(driftButton(t, teamId), adopt)],
  });
}

/** As code: the learners' own words. */
export function code(words: string): string {
  return `\`${truncated(oneLine(words).replaceAll('`', 'ˋ'), 120)}\``;
}
