import type { Learner } from './cast.ts';
import type { LearnersFile } from './learners-file.ts';
import type { Stage } from './stage.ts';
import type { Transcript } from './transcript/transcript.ts';
import type { Week } from './week.ts';

/** Counts in which every learner of the file appears exactly once on each level. */
export interface Outcome {
  readonly learners: number;
  readonly announced: number;
  /** How many for each reason; together with `announced` all learners. */
  readonly refused: ReadonlyMap<string, number>;
  readonly matched: number;
  readonly teams: number;
  /** Those who announced and have no partner. */
  readonly unmatched: ReadonlyMap<string, number>;
  readonly reminded: number;
  readonly reminders: number;
}

const PRIVATE_THREAD = 12;

export function outcomeOf(stage: Stage, file: LearnersFile, week: Week): Outcome {
  const threads = stage.guild.state.threads().filter((thread) => thread.type === PRIVATE_THREAD);
  const inTeam = new Set(threads.flatMap((thread) => [...thread.threadMembers.keys()]));
  const refused: string[] = file.unplayable.map(({ why }) => `the file: ${why}`);
  const unmatched: string[] = [];
  let announced = 0;
  let matched = 0;
  for (const [learner, arrival] of week.arrivals) {
    if (!arrival.announced) {
      refused.push(generalised(arrival.why));
      continue;
    }
    announced++;
    if (inTeam.has(learner.member.id)) matched++;
    else unmatched.push(whyAlone(week, learner));
  }
  return {
    learners: file.entries.length + file.unplayable.length,
    announced,
    refused: counted(refused),
    matched,
    teams: threads.length,
    unmatched: counted(unmatched),
    reminded: week.reminded.size,
    reminders: week.reminders,
  };
}

function whyAlone(week: Week, learner: Learner): string {
  switch (week.searches.get(learner)) {
    case 'waits':
      return 'on the waiting list: nobody fits yet';
    case 'asked':
      return 'asked somebody who teamed up with another learner, or has not answered';
    case 'looked':
      return 'found only people who were asked by others first';
    default:
      return 'found nobody';
  }
}

/** The same refusal for other titles and lengths is one reason. */
function generalised(why: string): string {
  const words = why
    .replaceAll(/\*\*.*?\*\*|“.*?”|"[^"]*"/gsu, '…')
    .replaceAll(/https?:\/\/\S+/g, '…')
    .replaceAll(/\d+/g, 'N');
  return words.length <= 200 ? words : `${words.slice(0, 199)}…`;
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

export function printOutcome(transcript: Transcript, outcome: Outcome, source: string): void {
  const { learners, announced, refused, matched, teams, unmatched, reminded, reminders } = outcome;
  const line = (name: string, count: number, words: string): string =>
    `  ${name.padEnd(10)}${String(count).padStart(6)}   ${words}`.trimEnd();
  const reasons = (counts: ReadonlyMap<string, number>): string[] =>
    [...counts].map(([why, count]) => `${' '.repeat(21)}${String(count).padStart(5)} × ${why}`);

  transcript.heading('What the week came to');
  transcript.plain(
    line('learners', learners, `in ${source}`),
    line('announced', announced, 'each with a card in the channel'),
    line('refused', sumOf(refused), ''),
    ...reasons(refused),
    line('matched', matched, `in ${teams} ${teams === 1 ? 'team' : 'teams'}, each with a private thread`),
    line('unmatched', sumOf(unmatched), ''),
    ...reasons(unmatched),
    line('reminded', reminded, `at least once, by ${reminders} reminder messages`),
    '',
    `  ${announced} announced + ${sumOf(refused)} refused = ${learners} learners; ` +
      `${matched} matched + ${sumOf(unmatched)} unmatched = ${announced} announced.`,
  );
}
