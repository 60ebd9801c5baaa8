import type { SoughtProject } from './narrow.ts';
import type { Learner } from './types.ts';

/** Gives back what it is given, with words and lists that came before where they are equal. */
export interface Sharing {
  learner(learner: Learner): Learner;
  project<P extends SoughtProject>(project: P): P;
}

/** More different ones are not worth a place each. */
const MOST = 20_000;

/**
 * Keeps equal words and lists of learners once. What is read from the database or comes from another thread has each of
 * them anew, and among a hundred thousand learners nearly all are the same few hundred.
 */
export function createSharing(): Sharing {
  const words = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const hours = new Map<string, Learner['availability'][number]>();

  function word<T extends string | null>(given: T): T {
    return given === null ? given : (once(words, given, given) as T);
  }

  function list<T extends string>(given: readonly T[]): readonly T[] {
    return once(lists, given.join('\n'), given) as readonly T[];
  }

  return {
    learner: (learner) => ({
      ...learner,
      cohort: word(learner.cohort),
      track: word(learner.track),
      briefs: list(learner.briefs),
      languages: list(learner.languages),
      zone: word(learner.zone),
      availability: learner.availability.map((each) =>
        once(hours, `${each.day} ${each.from} ${each.to}`, each),
      ),
      apiStyle: word(learner.apiStyle),
      wants: list(learner.wants),
      knows: list(learner.knows),
      goal: word(learner.goal),
      // Mostly nobody.
      blocked: list(learner.blocked),
      pairedBefore: list(learner.pairedBefore),
      again: list(learner.again),
    }),
    project: (project) => ({
      ...project,
      brief: word(project.brief),
      apiStyle: word(project.apiStyle),
      wants: list(project.wants),
    }),
  };
}

function once<T>(known: Map<string, T>, key: string, given: T): T {
  const first = known.get(key);
  if (first !== undefined) return first;
  if (known.size >= MOST) known.clear();
  known.set(key, given);
  return given;
}
