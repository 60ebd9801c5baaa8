import { button, container, menu, row, text } from '../../../platform/discord/components.ts';
import type { Body } from '../../../platform/discord/reply.ts';
import { type Translate } from '../../../platform/i18n/index.ts';
import { literal, truncated } from '../../../platform/text.ts';
import { code, countsText } from '../cards.ts';
import {
  type Comparison,
  type Finding,
  notComparedSentence,
  page as rulePage,
  sentence,
  type Use,
  usesHit,
} from '../documents/index.ts';
import { type Version } from '../rules.ts';

const CALM = 0x5865f2;
const FINDINGS_A_PAGE = 5;

/** What a reader is shown of the changes of a version, or of what an address serves. */
export interface DiffView {
  /** Where the buttons lead: of a version, or of what the team's address serves. */
  readonly of: readonly ['contract.diff', versionId: number] | readonly ['contract.drift', teamId: number];
  readonly before: Version | undefined;
  readonly comparison: Comparison | undefined;
  /** In the order in which they are shown. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly {
    readonly finding: string;
    readonly reason: string;
    readonly userId: string | null;
  }[];
  readonly uses: readonly Use[];
  readonly isMuted: boolean;
  readonly teamId: number;
}

export function diffBody(t: Translate, view: DiffView, page: number): Body {
  const { of, before, comparison, findings, teamId } = view;
  const uses = button(t('contracts:button.uses'), ['contract.uses', teamId, 0]);
  const mute = button(t(view.isMuted ? 'contracts:button.unmute' : 'contracts:button.mute'), [
    'contract.mute',
    teamId,
    view.isMuted ? 'off' : 'on',
  ]);
  if (before === undefined || comparison === undefined)
    return { content: t('contracts:diff.first'), components: [row(uses)] };
  if (comparison.outcome === 'not-compared')
    return { content: notComparedSentence(comparison.reason, t), components: [row(uses)] };
  const last = Math.max(0, Math.ceil(findings.length / FINDINGS_A_PAGE) - 1);
  const number = Math.min(page, last);
  const from = number * FINDINGS_A_PAGE;
  const shown = findings.slice(from, from + FINDINGS_A_PAGE);
  const open = findings.filter(({ id }) => !view.accepted.some(({ finding }) => finding === id));
  const lines = [
    `### ${t('contracts:diff.head', { number: before.number })}`,
    t(findings.length === 0 ? 'contracts:diff.nothing' : 'contracts:diff.counts', {
      counts: countsText(t, open),
    }),
    ...shown.map((finding, index) => findingLine(t, view, finding, from + index + 1)),
    ...(last > 0 ? [t('contracts:page', { page: number + 1, pages: last + 1 })] : []),
  ];
  const options = shown.map((finding, index) => ({
    label: truncated(`(${from + index + 1}) ${plain(sentence(finding, t))}`, 100),
    value: String(from + index),
  }));
  const turn = [
    ...(number > 0 ? [button(t('contracts:button.back'), [...of, number - 1])] : []),
    ...(number < last ? [button(t('contracts:button.next'), [...of, number + 1])] : []),
  ];
  const [route, id] = of;
  return {
    card: true,
    components: [
      container([text(truncated(lines.join('\n'), 3_700))], CALM),
      ...(options.length === 0 ? [] : [menu([`${route}.page`, id], t('contracts:diff.meaning'), options)]),
      row(...turn, uses, mute),
    ],
  };
}

function findingLine(t: Translate, { accepted, uses }: DiffView, finding: Finding, number: number): string {
  const hit = usesHit(finding, uses);
  const accepting = accepted.find(({ finding: id }) => id === finding.id);
  // The reader's own come first, in bold.
  const others = finding.endpoints.filter((id) => !hit.includes(id));
  const shown = [...hit.map((id) => `**${code(id)}**`), ...others.map(code)].slice(0, 6).join(', ');
  const rest = finding.endpointCount - Math.min(6, finding.endpoints.length);
  const where = [
    t('contracts:diff.endpoints', { count: finding.endpointCount }),
    ...(uses.length === 0 ? [] : [t('contracts:diff.yours', { count: hit.length })]),
  ].join(', ');
  const lines = [
    // Not `1.`: that would begin a list.
    `**(${number}) ${t(`contract-rules:level.${finding.level}`)}** · ${sentence(finding, t)}`,
    ...(finding.endpoints.length === 0 ? [] : [`${where} (${rest > 0 ? `${shown} …` : shown})`]),
    ...(accepting === undefined
      ? []
      : [
          t('contracts:diff.accepted', {
            person: accepting.userId === null ? t('contracts:somebody') : `<@${accepting.userId}>`,
            reason: literal(accepting.reason),
          }),
        ]),
  ];
  return truncated(lines.join('\n'), 640);
}

/** *What does that mean?* of one finding: why it breaks, how to do it without, and *That is on purpose*. */
export function meaningBody(
  t: Translate,
  finding: Finding,
  accept: readonly [string, ...(string | number)[]] | undefined,
): Body {
  const { title, why, how } = rulePage(finding.rule, t);
  const lines = [`### ${title}`, sentence(finding, t), '', why, '', how];
  return {
    content: truncated(lines.join('\n'), 1_900),
    ...(accept === undefined ? {} : { components: [row(button(t('contracts:button.accept'), [...accept]))] }),
  };
}

/** Markdown's code marks say nothing in the label of a menu. */
function plain(words: string): string {
  return words.replaceAll('`', '');
}
