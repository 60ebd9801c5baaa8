/** How a blocker ends: solved by its owner's words or by marked answers, or closed; and the way back. */
import type { Notices } from '../../people/notices/service.ts';
import type { Act } from '../../platform/audit/rules.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import type { Entries } from '../entries/service.ts';
import type { Marks } from '../marks/service.ts';
import type { Search } from '../search/service.ts';
import type { BlockerCards } from './card-life.ts';
import { blockerLink, helpersOf } from './cards.ts';
import { type Answer, type Blocker, CALL_AFTER, LIMITS } from './rules.ts';
import {
  changeBlocker,
  deleteAnswers,
  findAnswers,
  findBlocker,
  findHelpers,
  findOpenOfCohort,
  insertAnswer,
} from './store.ts';

/** Somebody's message that solved it. */
export interface Credit {
  readonly messageId: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly text: string;
}

/** Who acts, and whether as staff: of the server they act in, and of no other. */
export interface Actor {
  readonly userId: string;
  readonly isStaff: boolean;
  readonly guildId?: string | undefined;
}

export interface Ending {
  /** Its owner, who offered to help, who took it, who answered it, and staff say what solved it, or say it better. */
  solve(id: number, actor: Actor, answer: Answer): Promise<Blocker>;
  /** A message solved it: its author is credited. Several messages may. Throws a UserError as {@link Ending.solve}. */
  mark(id: number, actor: Actor, credit: Credit): Promise<Blocker>;
  /** The same thing was solved before: this one is too, by that. Only for its owner. */
  solveBy(
    id: number,
    userId: string,
    entry: { readonly kind: 'blocker' | 'solution'; readonly id: number; readonly words: string },
  ): Promise<Blocker>;
  /** The owner or staff take it back: it is open again, and nobody is credited. */
  undo(id: number, actor: Actor): Promise<Blocker>;
  /** It ends without a solution. Only for its owner and staff. */
  close(id: number, actor: Actor): Promise<Blocker>;
  closeIn(trx: Db, id: number, by: string): Promise<Blocker | undefined>;
  /** A cohort is over: nobody waits for an answer in it any more. */
  readonly archived: (trx: Db, of: { readonly cohortId: number }) => Promise<void>;
  /** Who may say what solved it. */
  maySolve(blocker: Blocker, actor: Actor): Promise<boolean>;
  /** What is solved and public is found by others. */
  index(trx: Db, blocker: Blocker): Promise<void>;
}

/** Entries that this many readers call outdated are no longer offered by themselves. */
const OUTDATED = 2;

export function createEnding(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  events: Events;
  notices: Notices;
  entries: Entries;
  marks: Marks;
  search: Search;
  cards: BlockerCards;
}): Ending {
  const { db, clock, audit, events, notices, entries, marks, search, cards } = parts;

  async function mayEnd(trx: Db, blocker: Blocker, actor: Actor): Promise<boolean> {
    const { userId } = actor;
    if (isStaffOf(actor, blocker) || blocker.ownerId === userId || blocker.takerId === userId) return true;
    if ((await findHelpers(trx, blocker.id)).includes(userId)) return true;
    return (await findAnswers(trx, blocker.id)).some(({ authorId }) => authorId === userId);
  }

  async function allowed(trx: Db, id: number, actor: Actor): Promise<Blocker> {
    const blocker = await findBlocker(trx, id);
    if (blocker === undefined || blocker.state === 'asked')
      throw new UserError({ key: 'blockers:error.unknown' });
    if (await mayEnd(trx, blocker, { ...actor, isStaff: false })) return blocker;
    requireHere(actor, blocker);
    if (!isStaffOf(actor, blocker)) throw new UserError({ key: 'blockers:error.not-yours-to-solve' });
    await audit.record(trx, staffAct(blocker, actor.userId));
    return blocker;
  }

  async function own(trx: Db, id: number, actor: Actor): Promise<Blocker> {
    const { userId } = actor;
    const blocker = await findBlocker(trx, id);
    if (blocker === undefined) throw new UserError({ key: 'blockers:error.unknown' });
    if (blocker.ownerId === userId) return blocker;
    requireHere(actor, blocker);
    if (!isStaffOf(actor, blocker)) throw new UserError({ key: 'journal:error.not-yours' });
    await audit.record(trx, staffAct(blocker, userId));
    return blocker;
  }

  async function index(trx: Db, blocker: Blocker): Promise<void> {
    const source = { guildId: blocker.guildId, kind: 'blocker', sourceId: blocker.id } as const;
    if (blocker.state !== 'solved' || blocker.publicAt === null || blocker.answer.solution === null)
      return await search.remove(trx, source);
    const { rootCause, diagnosis, solution, lesson } = blocker.answer;
    const texts = { details: blocker.details, cause: rootCause, diagnosis, solution, lesson };
    const { outdated } = await marks.count({ kind: 'blocker', id: blocker.id }, trx);
    await search.keep(trx, {
      ...source,
      authorId: blocker.ownerId ?? undefined,
      title: blocker.title,
      texts: Object.fromEntries(
        Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
      ),
      technologies: blocker.technologies,
      link: blockerLink(blocker),
      outdated: outdated >= OUTDATED,
      at: blocker.endedAt ?? clock.now(),
    });
  }

  /** From open to solved, or new words for what is solved. */
  async function end(trx: Db, blocker: Blocker, answer: Answer, by: string): Promise<Blocker> {
    const words = {
      root_cause: answer.rootCause,
      diagnosis: answer.diagnosis,
      solution: answer.solution,
      lesson: answer.lesson,
    };
    if (blocker.state === 'solved') {
      const better = await changeBlocker(trx, blocker.id, 'solved', words);
      return await shown(trx, better ?? blocker);
    }
    const solved = await changeBlocker(trx, blocker.id, blocker.state, {
      ...words,
      state: 'solved',
      ended_at: clock.now(),
      look_at: null,
    });
    if (solved === undefined) throw new UserError({ key: 'blockers:error.over' });
    await cards.archive(trx, solved);
    await tell(trx, solved, by, { key: 'blockers:told.solved', params: { title: literal(solved.title) } });
    return await shown(trx, solved);
  }

  async function shown(trx: Db, blocker: Blocker): Promise<Blocker> {
    await cards.refresh(trx, blocker);
    await index(trx, blocker);
    await events.emit(trx, 'blocker.changed', { guildId: blocker.guildId, blockerId: blocker.id });
    return blocker;
  }

  /** Whoever was about to help, and its owner, read it once; who did it knows. */
  async function tell(trx: Db, blocker: Blocker, by: string, line: Message): Promise<void> {
    const { id, guildId, ownerId, takerId } = blocker;
    const helpers = await findHelpers(trx, id);
    for (const userId of new Set([ownerId, takerId, ...helpers]))
      if (userId !== null && userId !== by)
        await notices.leave(trx, guildId, userId, line, `blocker-over:${id}`);
  }

  async function markIn(trx: Db, id: number, actor: Actor, credit: Credit): Promise<Blocker> {
    const blocker = await allowed(trx, id, actor);
    const text = truncated(credit.text, LIMITS.answer.max);
    const isNew = await insertAnswer(trx, {
      blocker_id: id,
      message_id: credit.messageId,
      channel_id: credit.channelId,
      author_id: credit.authorId,
      text,
      marker_id: actor.userId,
      marked_at: clock.now(),
    });
    if (!isNew && blocker.state === 'solved') return blocker;
    const { answer } = blocker;
    const solution = answer.solution ?? (text === '' ? null : text);
    const ended = await end(trx, blocker, { ...answer, solution }, actor.userId);
    // Whoever marks another answer woke the archived thread by that: left open it would stand among the active ones.
    if (blocker.state === 'solved') await cards.archive(trx, ended);
    if (credit.authorId !== blocker.ownerId && credit.authorId !== actor.userId)
      await notices.leave(
        trx,
        blocker.guildId,
        credit.authorId,
        { key: 'blockers:told.credited', params: { title: literal(blocker.title) } },
        `blocker-credit:${id}`,
      );
    return ended;
  }

  async function closeIn(trx: Db, id: number, by: string): Promise<Blocker | undefined> {
    const closed = await changeBlocker(trx, id, 'open', {
      state: 'closed',
      ended_at: clock.now(),
      look_at: null,
    });
    if (closed === undefined) return undefined;
    await cards.archive(trx, closed);
    await tell(trx, closed, by, { key: 'blockers:told.closed', params: { title: literal(closed.title) } });
    return await shown(trx, closed);
  }

  return {
    index,
    closeIn,
    async archived(trx, { cohortId }) {
      for (const { id, ownerId } of await findOpenOfCohort(trx, cohortId))
        await closeIn(trx, id, ownerId ?? '');
    },
    async solve(id, actor, answer) {
      const { guildId } = (await findBlocker(db, id)) ?? { guildId: '' };
      const { rootCause, diagnosis, solution, lesson } = answer;
      const words = await entries.withoutMentions(guildId, { rootCause, diagnosis, solution, lesson });
      return await write(db, async (trx) => end(trx, await allowed(trx, id, actor), words, actor.userId));
    },
    async mark(id, actor, credit) {
      const { guildId } = (await findBlocker(db, id)) ?? { guildId: '' };
      const { text } = await entries.withoutMentions(guildId, { text: credit.text });
      return await write(db, (trx) => markIn(trx, id, actor, { ...credit, text }));
    },
    async solveBy(id, userId, entry) {
      return await write(db, async (trx) => {
        const blocker = await own(trx, id, { userId, isStaff: false });
        if (blocker.state !== 'open') throw new UserError({ key: 'blockers:error.over' });
        await marks.markIn(trx, blocker.guildId, entry, userId, 'helped');
        return await end(trx, blocker, { ...blocker.answer, solution: entry.words }, userId);
      });
    },
    async undo(id, actor) {
      return await write(db, async (trx) => {
        const blocker = await own(trx, id, actor);
        const back = await changeBlocker(trx, id, 'solved', {
          state: 'open',
          ended_at: null,
          look_at: blocker.publicAt === null ? null : clock.now() + CALL_AFTER,
        });
        if (back === undefined) throw new UserError({ key: 'blockers:error.not-solved' });
        const credited = helpersOf(back, await findAnswers(trx, id));
        await deleteAnswers(trx, id);
        for (const userId of credited)
          await notices.leave(trx, back.guildId, userId, {
            key: 'blockers:told.undone',
            params: { title: literal(back.title) },
          });
        return await shown(trx, back);
      });
    },
    async close(id, actor) {
      return await write(db, async (trx) => {
        await own(trx, id, actor);
        const closed = await closeIn(trx, id, actor.userId);
        if (closed === undefined) throw new UserError({ key: 'blockers:error.over' });
        return closed;
      });
    },
    maySolve: (blocker, actor) => mayEnd(db, blocker, actor),
  };
}

/** Only as staff they may: it is noted what they did with somebody else's. */
function staffAct({ id, guildId, ownerId }: Blocker, by: string): Act {
  return { guildId, action: 'blocker.end', by, object: `blocker:${id}`, memberId: ownerId ?? undefined };
}

/** What another server has is not there: whoever guesses its number learns nothing. */
function requireHere({ guildId }: Actor, blocker: Blocker): void {
  if (guildId !== blocker.guildId) throw new UserError({ key: 'blockers:error.unknown' });
}

function isStaffOf({ isStaff, guildId }: Actor, blocker: Blocker): boolean {
  return isStaff && guildId === blocker.guildId;
}
