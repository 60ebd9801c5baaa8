import { oneLine, truncated } from '../src/platform/text.ts';
import type { Learner } from './cast.ts';
import type { LearnersFile } from './learners-file.ts';
import { inTeams, type Stage, teamThreads } from './stage.ts';
import type { Transcript } from './transcript/transcript.ts';
import type { Outcomes } from './week.ts';

/** Counts in which every learner of the file appears exactly once on each level. */
export interface Outcome {
  readonly learners: number;
  readonly announced: number;
  /** Together with `announced` all learners. */
  readonly refused: readonly Reason[];
  /** Of those who announced. */
  readonly matched: number;
  /** Those who announced and have no partner: together with `matched` all of them. */
  readonly unmatched: readonly Reason[];
  /** Matched without a project of their own: they joined that of a partner. */
  readonly joined: number;
  readonly teams: number;
  readonly reminded: number;
  readonly reminders: number;
}

export interface Reason {
  /** As the first of them read it. */
  readonly words: string;
  readonly count: number;
}

export function outcomeOf(stage: Stage, file: LearnersFile, week: Outcomes): Outcome {
  const inTeam = inTeams(stage);
  const refused: string[] = file.unplayable.map(({ why }) => `the file: ${why}`);
  const unmatched: string[] = [];
  let announced = 0;
  let matched = 0;
  let joined = 0;
  for (const [learner, arrival] of week.arrivals) {
    const hasTeam = inTeam.has(learner.member.id);
    if (!arrival.announced) {
      refused.push(arrival.why);
      if (hasTeam) joined++;
      continue;
    }
    announced++;
    if (hasTeam) matched++;
    else unmatched.push(whyAlone(week, learner));
  }
  return {
    learners: file.entries.length + file.unplayable.length,
    announced,
    refused: reasons(refused),
    matched,
    unmatched: reasons(unmatched),
    joined,
    teams: teamThreads(stage).length,
    reminded: week.reminded.size,
    reminders: week.reminderMessages,
  };
}

function whyAlone(week: Outcomes, learner: Learner): string {
  const search = week.searches.get(learner);
  switch (search?.ended) {
    case 'waits':
      return 'on the waiting list: nobody fits yet';
    case 'asked':
      return 'asked somebody who teamed up with another learner, or has not answered';
    case 'looked':
      return 'found only people whom others had asked first';
    case 'nobody':
      return 'found nobody';
    case 'failed':
      return search.why;
    case undefined:
      return 'did not look';
  }
}

/** The same refusal for another title or length is the same reason. */
function reasons(all: readonly string[]): Reason[] {
  const found = new Map<string, { words: string; count: number }>();
  for (const whole of all) {
    const words = whole.replace(/ \(got .*$/su, '.');
    const key = words
      .replaceAll(/\*\*.*?\*\*|“.*?”|"[^"]{20,}"/gsu, '')
      .replaceAll(/https?:\/\/\S+/g, '')
      .replaceAll(/\d+/g, '');
    const reason = found.get(key);
    if (reason === undefined) found.set(key, { words: truncated(oneLine(words), 160), count: 1 });
    else reason.count++;
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function sumOf(list: readonly Reason[]): number {
  return list.reduce((sum, { count }) => sum + count, 0);
}

export function printOutcome(transcript: Transcript, outcome: Outcome, source: string): void {
  const { learners, announced, refused, matched, unmatched, joined, teams, reminded, reminders } = outcome;
  const line = (name: string, count: number, words: string): string =>
    `  ${name.padEnd(10)}${String(count).padStart(6)}   ${words}`.trimEnd();
  const each = (list: readonly Reason[]): string[] =>
    list.map(({ words, count }) => `${' '.repeat(21)}${count} × ${words}`);

  transcript.heading('What the week came to');
  transcript.plain(
    line('learners', learners, `in ${source}`),
    line('announced', announced, 'each with a card in the channel'),
    line('refused', sumOf(refused), ''),
    ...each(refused),
    line(
      'matched',
      matched,
      `of those who announced, in ${teams} ${teams === 1 ? 'team' : 'teams'} with a private thread each`,
    ),
    ...(joined === 0 ? [] : [line('joined', joined, 'a partner, without a project of their own')]),
    line('unmatched', sumOf(unmatched), ''),
    ...each(unmatched),
    line('reminded', reminded, `at least once, by ${reminders} reminder messages`),
    '',
    `  ${announced} announced + ${sumOf(refused)} refused = ${learners} learners; ` +
      `${matched} matched + ${sumOf(unmatched)} unmatched = ${announced} announced.`,
  );
}
