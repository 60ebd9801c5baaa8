import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { type Learner, TRACKS } from '../../src/people/learners/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { Question } from '../../src/platform/discord/question.ts';
import type { Services } from '../services.ts';

/** What {@link settle} has to know of whoever acts. */
export interface Stand {
  /** The open cohorts they are in. */
  readonly own: readonly Cohort[];
  readonly learner: Learner | undefined;
}

export async function standOf(
  { cohorts, learners }: Pick<Services, 'cohorts' | 'learners'>,
  { guildId, caller }: Call,
): Promise<Stand> {
  const [own, learner] = await Promise.all([
    cohorts.ofMember(guildId, caller.id),
    learners.find(guildId, caller.id),
  ]);
  return { own, learner };
}

/** Joins the cohort and makes sure the side is known: it is asked once and kept. */
export async function settle(
  services: Pick<Services, 'cohorts' | 'learners'>,
  call: Call,
  cohortId: number,
  stand?: Stand,
): Promise<void> {
  const { cohorts, learners } = services;
  const { own, learner } = stand ?? (await standOf(services, call));
  const answered = TRACKS.find((track) => track === call.answers.track);
  if (learner?.track == null && answered === undefined) {
    const choices = TRACKS.map((value) => ({ name: call.t(`commands:choices.track.${value}`), value }));
    throw new Question('track', { key: 'partners:ask-track' }, choices);
  }
  if (!own.some(({ id }) => id === cohortId)) await cohorts.enter(cohortId, call.caller.id);
  if (learner?.track == null && answered !== undefined)
    await learners.change(call.guildId, call.caller.id, { track: answered });
}
