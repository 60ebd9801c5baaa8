import type { Relaxation } from '../partners/rules.ts';
import type { RoundLeftover, RoundPair } from './explanation.ts';
import type { RoundSide } from './problem.ts';
import type { Round } from './round.ts';

/** What a report says of a round: numbers and examples, however many took part. */
export interface RoundSummary
  extends Pick<
    Round,
    | 'fingerprint'
    | 'objective'
    | 'participants'
    | 'feasible'
    | 'medianOverlapMinutes'
    | 'unknownOverlap'
    | 'blocking'
    | 'milliseconds'
  > {
  /** The score of each pair, in the order of their ids. */
  scores: number[];
  /** The pair with the lowest score; null without pairs. */
  worst: Pick<RoundPair, 'backend' | 'frontend' | 'score'> | null;
  /** How many learners are in at least one pair. */
  matched: number;
  leftovers: number;
  /** Why they are left over, the largest group first. */
  groups: LeftoverGroup[];
  /** How many fullstack learners were given a side. */
  given: number;
  added: Changes;
  dropped: Changes;
}

/** Pairs of ids that came or went since the last preview. */
export interface Changes {
  count: number;
  examples: [string, string][];
}

/** How many changes are named. */
const EXAMPLES = 20;

export function summaryOf(round: Round): RoundSummary {
  const { fingerprint, objective, participants, feasible, blocking, milliseconds } = round;
  const { medianOverlapMinutes, unknownOverlap } = round;
  const worst = round.pairs[round.worst];
  return {
    fingerprint,
    objective,
    participants,
    feasible,
    medianOverlapMinutes,
    unknownOverlap,
    blocking,
    milliseconds,
    scores: round.pairs.map(({ score }) => score.total),
    worst:
      worst === undefined ? null : { backend: worst.backend, frontend: worst.frontend, score: worst.score },
    matched: new Set(round.pairs.flatMap(({ backend, frontend }) => [backend.id, frontend.id])).size,
    leftovers: round.leftovers.length,
    groups: leftoverGroups(round.leftovers),
    given: round.given.length,
    added: { count: round.added.length, examples: round.added.slice(0, EXAMPLES) },
    dropped: { count: round.dropped.length, examples: round.dropped.slice(0, EXAMPLES) },
  };
}

/** Learners who are left over for the same reason. */
export interface LeftoverGroup {
  readonly side: RoundSide;
  readonly reason: RoundLeftover['reason'];
  readonly learners: number;
  /** What would help most of them: the change, and how many of the group it would help. */
  readonly help: readonly { readonly change: Relaxation; readonly learners: number }[];
}

/** The leftovers by side and reason, the largest group first. */
export function leftoverGroups(leftovers: readonly RoundLeftover[]): LeftoverGroup[] {
  const groups = new Map<string, { of: RoundLeftover; learners: number; help: Map<string, Helped> }>();
  for (const of of leftovers) {
    const key = `${of.side} ${reasonKey(of.reason)}`;
    const group = groups.get(key) ?? { of, learners: 0, help: new Map<string, Helped>() };
    groups.set(key, group);
    group.learners++;
    for (const change of of.help) {
      const helped = group.help.get(changeKey(change)) ?? { change, learners: 0 };
      group.help.set(changeKey(change), helped);
      helped.learners++;
    }
  }
  return [...groups.values()]
    .map(({ of: { side, reason }, learners, help }) => ({
      side,
      reason,
      learners,
      help: [...help.values()].sort((a, b) => b.learners - a.learners),
    }))
    .sort((a, b) => b.learners - a.learners);
}

interface Helped {
  readonly change: Relaxation;
  learners: number;
}

function changeKey(change: Relaxation): string {
  return change.key === 'add-hours' ? `add-hours ${change.preset}` : change.key;
}

function reasonKey(reason: RoundLeftover['reason']): string {
  if (reason.key === 'nobody') return `nobody ${reason.most}`;
  return `competition ${reason.seekers} ${reason.partners} ${reason.sought} ${reason.offered}`;
}
