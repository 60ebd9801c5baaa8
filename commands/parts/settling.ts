import { TRACKS } from '../../src/people/learners/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { Question } from '../../src/platform/discord/question.ts';
import type { Services } from '../services.ts';

/** Joins the cohort and makes sure the side is known: it is asked once and kept. */
export async function settle(
  { cohorts, learners }: Pick<Services, 'cohorts' | 'learners'>,
  call: Call,
  cohortId: number,
): Promise<void> {
  const learner = await learners.find(call.guildId, call.caller.id);
  const answered = TRACKS.find((track) => track === call.answers.track);
  if (learner?.track == null && answered === undefined) {
    const choices = TRACKS.map((value) => ({ name: call.t(`commands:choices.track.${value}`), value }));
    throw new Question('track', { key: 'partners:ask-track' }, choices);
  }
  await cohorts.enter(cohortId, call.caller.id);
  if (learner?.track == null && answered !== undefined)
    await learners.change(call.guildId, call.caller.id, { track: answered });
}
