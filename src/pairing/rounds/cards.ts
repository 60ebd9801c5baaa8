import { durationText } from '../../people/availability/rules/words.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import { type Chart, drawable } from '../../platform/charts/chart.ts';
import { scoreHistogram } from '../../platform/charts/histogram.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import { type Body, type File, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Key, type Locale, labelled, list, type Translate } from '../../platform/i18n/index.ts';
import { codePoints, literal, oneLine, truncated } from '../../platform/text.ts';
import type { RoundPair } from '../matching/explanation.ts';
import type { Changes, LeftoverGroup } from '../matching/summary.ts';
import type { Relaxation } from '../partners/rules.ts';
import type { Preview } from './previews.ts';
import type { Outcome } from './publication.ts';
import type { PublishAs } from './rules.ts';

/** Discord's limit for the text of a message. */
const LONGEST = 2000;
/** How much of a cohort's name stands above the picture, in code points. */
const LONGEST_NAME = 22;
/** How many groups of leftovers, new pairs, blocking pairs a report names. */
const NAMED = { groups: 6, pairs: 3, summary: 10 } as const;

/** The report of a preview: sentences, the picture of its scores, its files, and what can be done with it. */
export function previewBody(
  t: Translate,
  locale: Locale,
  facts: { cohort: Cohort; preview: Preview; as: PublishAs; picture: File | undefined },
): Body {
  const { cohort, preview, as, picture } = facts;
  const { round, roundId } = preview;
  const content = fitting([
    ...headLines(t, cohort, preview),
    ...changeLines(t, preview),
    ...blockingLines(t, preview),
    ...leftoverLines(t, locale, preview),
    ...footLines(t, preview, as),
  ]);
  const files = [...(picture === undefined ? [] : [picture]), ...preview.files.attached];
  if (round.scores.length === 0) return { content, files };
  const buttons = row(
    button(t('rounds:button.publish'), ['round.publish', roundId, as], 'success'),
    button(t('rounds:button.discard'), ['round.discard', roundId], 'danger'),
  );
  return { content, files, components: [buttons] };
}

/** The scores of a preview's pairs as a picture; undefined without pairs. */
export function scoreChart(t: Translate, cohort: Cohort, preview: Preview): Chart | undefined {
  const { scores } = preview.round;
  if (scores.length === 0) return undefined;
  // A longer title would be too small on a phone, and the bundled font does not have every script.
  const name = truncated(drawable(oneLine(cohort.name)), LONGEST_NAME);
  return scoreHistogram(scores, {
    title: name === '' ? t('rounds:picture.title-alone') : t('rounds:picture.title', { name }),
    score: t('rounds:picture.score'),
    median: t('rounds:picture.median'),
    empty: t('rounds:picture.empty'),
    pair: (label, value) => labelled(t, label, value),
  });
}

function headLines(t: Translate, cohort: Cohort, preview: Preview): string[] {
  const { round, cohort: counted } = preview;
  const { backend, frontend } = round.participants;
  const lines = [`### ${t('rounds:report.head', { name: literal(cohort.name) })}`];
  if (backend + frontend === 0) lines.push(t('rounds:report.nobody'));
  else {
    const pairs = t('rounds:report.pairs', { count: round.scores.length });
    const params = { matched: round.matched, count: backend + frontend, pairs, backend, frontend };
    lines.push(t('rounds:report.matched', params));
    if (backend === 0 || frontend === 0)
      lines.push(t(`rounds:report.one-side.${backend === 0 ? 'backend' : 'frontend'}`));
  }
  const others = counted.members - backend - frontend;
  if (others > 0) lines.push(t('rounds:report.outside', { count: others }));
  if (counted.withoutTrack > 0) lines.push(t('rounds:report.no-track', { count: counted.withoutTrack }));
  return [...lines, ...qualityLines(t, preview)];
}

function qualityLines(t: Translate, { round }: Preview): string[] {
  const { worst, scores, medianOverlapMinutes, unknownOverlap } = round;
  if (worst === null) return [];
  const mean = Math.round(round.objective.total / scores.length);
  const lines = [t('rounds:report.worst', { score: worst.score.total, pair: people(worst), mean })];
  if (medianOverlapMinutes !== null)
    lines.push(t('rounds:report.overlap', { hours: durationText(Math.round(medianOverlapMinutes)) }));
  if (unknownOverlap > 0) lines.push(t('rounds:report.overlap-unknown', { count: unknownOverlap }));
  if (round.given > 0) lines.push(t('rounds:report.given', { count: round.given }));
  return lines;
}

/** Who is with whom since the last preview. */
function changeLines(t: Translate, { round, isCompared }: Preview): string[] {
  if (!isCompared) return [];
  const { added, dropped, scores } = round;
  if (added.count === 0 && dropped.count === 0) return [t('rounds:report.unchanged')];
  const named = (key: 'added' | 'dropped', changes: Changes) =>
    changes.count === 0
      ? []
      : [`- ${labelled(t, t(`rounds:report.${key}`, { count: changes.count }), few(changes))}`];
  return [
    t('rounds:report.changes', { same: scores.length - added.count }),
    ...named('added', added),
    ...named('dropped', dropped),
  ];
}

function few({ count, examples }: Changes): string {
  const pairs = examples.slice(0, NAMED.pairs).map(([a, b]) => `<@${a}> + <@${b}>`);
  return count > NAMED.pairs ? `${pairs.join(', ')} …` : pairs.join(', ');
}

function blockingLines(t: Translate, { round }: Preview): string[] {
  const { count, examples } = round.blocking;
  if (count === 0) return round.scores.length === 0 ? [] : [t('rounds:report.no-blocking')];
  const [first] = examples;
  const example = first === undefined ? '' : `<@${first.backend}> + <@${first.frontend}>`;
  return [t('rounds:report.blocking', { count, example })];
}

function leftoverLines(t: Translate, locale: Locale, { round }: Preview): string[] {
  const { leftovers, scores, groups } = round;
  if (leftovers === 0) return scores.length === 0 ? [] : [t('rounds:report.all-matched')];
  const lines = groups.slice(0, NAMED.groups).map((group) => `- ${groupLine(t, locale, group)}`);
  const rest = groups.slice(NAMED.groups).reduce((sum, { learners }) => sum + learners, 0);
  if (rest > 0) lines.push(`- ${t('rounds:report.left-others', { count: rest })}`);
  return [t('rounds:report.left', { count: leftovers }), ...lines];
}

function groupLine(
  t: Translate,
  locale: Locale,
  { side, reason, learners: count, help }: LeftoverGroup,
): string {
  const who = t(`rounds:report.group.${side}`, { count });
  const why =
    reason.key === 'competition'
      ? t('rounds:report.why.competition', { seekers: reason.seekers, count: reason.offered })
      : t(`rounds:report.why.${reason.most}`);
  const helps = help
    .slice(0, 2)
    .map(({ change, learners }) =>
      t('rounds:report.helps', { change: changeText(t, change), count: learners }),
    );
  const whatHelps =
    helps.length === 0
      ? t('rounds:report.helps-nothing')
      : t('rounds:report.would-help', { list: list(locale, helps) });
  return `${labelled(t, who, why)}. ${whatHelps}`;
}

function changeText(t: Translate, change: Relaxation): string {
  if (change.key === 'add-hours')
    return t('rounds:change.add-hours', { hours: t(`availability:preset.${change.preset}` as Key) });
  if (change.key === 'lower-floor')
    return t('rounds:change.lower-floor', { hours: durationText(change.minutes) });
  return t(`rounds:change.${change.key}`);
}

function footLines(t: Translate, { files, round }: Preview, as: PublishAs): string[] {
  const lines = files.kept.map(({ path, sha256 }) => t('rounds:report.kept', { path, hash: sha256 }));
  if (round.scores.length > 0) lines.push(t(`rounds:report.nothing-sent.${as}`));
  return lines;
}

function people({ backend, frontend }: Pick<RoundPair, 'backend' | 'frontend'>): string {
  return `<@${backend.id}> + <@${frontend.id}>`;
}

/** As many lines as fit in a message; the last ones always stay. */
function fitting(lines: readonly string[]): string {
  const kept = [...lines];
  while (codePoints(kept.join('\n')) > LONGEST && kept.length > 2) kept.splice(-2, 1);
  return kept.join('\n');
}

/** What became of a published round, or has so far. */
export function outcomeBody(t: Translate, outcome: Outcome, isNew: boolean): Body {
  const { counts, as, isOver } = outcome;
  const lines = [isNew ? [] : [t(`rounds:outcome.already.${as}`)]].flat();
  if (!isOver) lines.push(t('rounds:outcome.under-way', { count: counts.waiting }));
  else if (as === 'teams') lines.push(t('rounds:outcome.teams', { count: counts.formed }));
  else {
    const { proposed, formed, declined, expired, impossible } = counts;
    const count = proposed + formed + declined + expired + impossible;
    lines.push(t('rounds:outcome.requests', { count, until: timestamp(outcome.expiresAt) }));
    if (!isNew) lines.push(t('rounds:outcome.answers', { proposed, formed, declined, expired }));
  }
  lines.push(...droppedLines(t, outcome), ...impossibleLines(t, outcome));
  if (isOver && outcome.leftovers > 0)
    lines.push(t('rounds:outcome.leftovers', { count: outcome.leftovers }));
  return { content: fitting(lines) };
}

function droppedLines(t: Translate, { counts, dropped }: Outcome): string[] {
  if (counts.dropped === 0) return [];
  const named = dropped.slice(0, NAMED.summary).map((pair) => {
    const names = `<@${pair.backend_id}> + <@${pair.frontend_id}>`;
    const who =
      pair.changed === 'both'
        ? t('rounds:outcome.both-changed')
        : t('rounds:outcome.one-changed', {
            person: `<@${pair.changed === 'backend' ? pair.backend_id : pair.frontend_id}>`,
          });
    return `- ${labelled(t, names, who)}`;
  });
  return [t('rounds:outcome.dropped', { count: counts.dropped }), ...named, ...more(t, counts.dropped)];
}

function impossibleLines(t: Translate, { counts, impossible }: Outcome): string[] {
  if (counts.impossible === 0) return [];
  const named = impossible.slice(0, NAMED.summary).map((pair) => {
    const names = `<@${pair.backend_id}> + <@${pair.frontend_id}>`;
    return `- ${labelled(t, names, t(failureKey(pair.failure)))}`;
  });
  return [
    t('rounds:outcome.impossible', { count: counts.impossible }),
    ...named,
    ...more(t, counts.impossible),
  ];
}

function more(t: Translate, count: number): string[] {
  return count > NAMED.summary ? [`- ${t('rounds:outcome.more', { count: count - NAMED.summary })}`] : [];
}

/** Staff read the reason in short; the words of the refusal are for the member who pressed. */
function failureKey(failure: string | null): Key {
  switch (failure) {
    case 'requests:error.unavailable':
    case 'teams:error.place-taken':
    case 'rounds:ended.impossible':
    case 'requests:error.no-place':
    case 'requests:error.owner-full':
      return 'rounds:failure.place-taken';
    case 'teams:error.no-team-place':
    case 'requests:error.your-team-place':
      return 'rounds:failure.no-team-place';
    case 'projects:error.no-channel':
      return 'rounds:failure.no-channel';
    default:
      return 'rounds:failure.ours';
  }
}

/** Above the thread in which pairs without a project of their own are asked. */
export function roundHeadline(t: Translate, cohort: Cohort): MessagePayload {
  return messageJson({
    card: true,
    components: [container([text(t('rounds:headline.text', { name: literal(cohort.name) }))], 0x5865f2)],
  });
}
