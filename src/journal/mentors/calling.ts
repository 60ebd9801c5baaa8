/** Calling mentors for what has no answer: those who have time now, else their role, at most twice a day. */
import type { Communities } from '../../people/communities/service.ts';
import { isPaused } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Blockers } from '../blockers/service.ts';
import { CALLS_A_DAY, DAY, endOfSpan, type Mentor, TOGETHER, whomToCall } from './rules.ts';
import { findCalls, findMentors, insertCall } from './store.ts';

/** When those who could not be called are looked for again, in ms. */
const BUSY = 3 * 3_600_000;

export function createCalling(parts: {
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Pick<Learners, 'find'>;
  post: Pick<Post, 'mayPing'>;
  blockers: Pick<Blockers, 'note'>;
  defaultTimezone: string;
}): (trx: Db, event: EventMap['blocker.unanswered']) => Promise<void> {
  const { clock, outbox, communities, learners, post, blockers } = parts;

  async function mentorsOf(trx: Db, guildId: string): Promise<Mentor[]> {
    const { timezone } = await communities.get(guildId, trx);
    const found: Mentor[] = [];
    for (const userId of await findMentors(trx, guildId)) {
      const learner = await learners.find(guildId, userId, trx);
      if (learner !== undefined && !isPaused(learner, clock.now()))
        found.push({
          userId,
          week: learner.week,
          zone: learner.timezone ?? timezone ?? parts.defaultTimezone,
        });
    }
    return found;
  }

  async function free(
    trx: Db,
    guildId: string,
    userIds: readonly string[],
    mentors: readonly Mentor[],
  ): Promise<string[]> {
    const found: string[] = [];
    for (const userId of userIds) {
      const zone = mentors.find((each) => each.userId === userId)?.zone;
      if (await post.mayPing(trx, guildId, userId, zone)) found.push(userId);
    }
    return found;
  }

  /** Nobody answered: those with time now are mentioned, or the role, at most twice a day; else it is looked at later. */
  return async (trx, { guildId, blockerId }) => {
    const now = clock.now();
    const { channels, roles } = await communities.get(guildId, trx);
    if (channels.mentors === null) return;
    const mentors = await mentorsOf(trx, guildId);
    const whom = whomToCall(mentors, now);
    if (whom.kind === 'later') return await blockers.note(trx, blockerId, { lookAt: whom.at });
    const span = endOfSpan(now, TOGETHER);
    const calls = await findCalls(trx, guildId, now - DAY);
    if (whom.kind === 'role' && !calls.includes(span)) {
      const [first] = calls;
      if (calls.length >= CALLS_A_DAY && first !== undefined)
        return await blockers.note(trx, blockerId, { lookAt: first + DAY + TOGETHER });
      await insertCall(trx, guildId, span);
    }
    const people = whom.kind === 'people' ? await free(trx, guildId, whom.userIds, mentors) : [];
    // They had their ping of the day, or sleep: others may have time later.
    if (whom.kind === 'people' && people.length === 0)
      return await blockers.note(trx, blockerId, { lookAt: now + BUSY });
    await blockers.note(trx, blockerId, { calledAt: now });
    const called = whom.kind === 'people' ? people : roles.mentor === null ? [] : [`&${roles.mentor}`];
    await outbox.enqueue(trx, {
      kind: 'mentor-call',
      guildId,
      target: channelFor(guildId, 'mentors'),
      payload: { called },
      dedupeKey: `mentor-call:${guildId}:${span}`,
      subject: guildId,
      dueAt: span,
    });
  };
}
