/** Who helps with a blocker: anybody who offers, and the one mentor who takes it. */
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import { literal } from '../../platform/text.ts';
import type { Blocker } from './rules.ts';
import { changeBlocker, findBlocker, giveBack, insertHelper, takeBlocker } from './store.ts';

export interface Helping {
  /** Somebody can help: the owner hears, once. Throws a UserError for their own, or one that is over. */
  offerHelp(id: number, userId: string): Promise<Blocker>;
  /** A mentor takes it, one of many. Throws a UserError that says who has it. */
  take(id: number, userId: string): Promise<Blocker>;
  giveBack(id: number, userId: string): Promise<Blocker>;
  backIn(trx: Db, id: number, userId: string): Promise<Blocker | undefined>;
}

export function createHelping(parts: {
  db: Db;
  clock: Clock;
  post: Post;
  changed: (trx: Db, blocker: Blocker) => Promise<void>;
}): Helping {
  const { db, clock, post, changed } = parts;

  /** The owner hears that somebody can help, or has it in their hands. */
  async function tellOwner(trx: Db, blocker: Blocker, userId: string, what: 'help' | 'taken'): Promise<void> {
    const { id, guildId, ownerId, threadId, title, projectId } = blocker;
    if (ownerId === null || ownerId === userId) return;
    const where = threadId === null ? `**${literal(title)}**` : `<#${threadId}>`;
    await post.toMember(trx, {
      guildId,
      userId: ownerId,
      line: { key: `blockers:told.${what}`, params: { person: `<@${userId}>`, where } },
      about: `blocker:${id}`,
      privacy: 'programme',
      ...(projectId === null ? {} : { home: { kind: 'project', id: String(projectId) } }),
      urgency: 'answer',
      dedupeKey: `blocker-${what}:${id}:${userId}`,
    });
  }

  async function offerHelp(id: number, userId: string): Promise<Blocker> {
    return await write(db, async (trx) => {
      const blocker = await findBlocker(trx, id);
      if (blocker === undefined) throw new UserError({ key: 'blockers:error.unknown' });
      if (blocker.ownerId === userId) throw new UserError({ key: 'blockers:error.own' });
      if (blocker.state !== 'open') throw new UserError({ key: `blockers:error.over` });
      if (!(await insertHelper(trx, { blocker_id: id, user_id: userId, offered_at: clock.now() })))
        return blocker;
      const touched = await changeBlocker(trx, id, 'open', {});
      if (touched !== undefined) await changed(trx, touched);
      await tellOwner(trx, blocker, userId, 'help');
      return blocker;
    });
  }

  async function take(id: number, userId: string): Promise<Blocker> {
    return await write(db, async (trx) => {
      const taken = await takeBlocker(trx, { id, userId, now: clock.now() });
      if (taken === undefined) {
        const found = await findBlocker(trx, id);
        if (found?.takerId === userId && found.state === 'open') return found;
        if (found?.state !== 'open') throw new UserError({ key: 'blockers:error.over' });
        throw new UserError({
          key: 'blockers:error.taken',
          params: { person: found.takerId === null ? '…' : `<@${found.takerId}>` },
        });
      }
      await changed(trx, taken);
      await tellOwner(trx, taken, userId, 'taken');
      return taken;
    });
  }

  async function backIn(trx: Db, id: number, userId: string): Promise<Blocker | undefined> {
    const back = await giveBack(trx, id, userId);
    if (back !== undefined) await changed(trx, back);
    return back;
  }

  return {
    offerHelp,
    take,
    backIn,
    async giveBack(id, userId) {
      const back = await write(db, (trx) => backIn(trx, id, userId));
      if (back === undefined) throw new UserError({ key: 'journal:error.not-yours' });
      return back;
    },
  };
}
