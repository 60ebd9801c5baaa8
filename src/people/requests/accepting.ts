import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { UserError } from '../../platform/errors.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { Presence } from '../presence/service.ts';
import type { Ending } from './ending.ts';
import { type Involvement, notYours } from './involvement.ts';
import type { Judging, Kinds } from './judging.ts';
import type { RequestMessages } from './messages.ts';
import type { Fulfilled, Obstacle, Request } from './rules.ts';
import { closeRequest, findRequest, moveParties, recordAnswer } from './store.ts';

/** What an acceptance leads to: it is so, or others have to accept as well. */
export type Accepted =
  | { readonly request: Request; readonly waitsFor: string }
  | {
      readonly request: Request;
      readonly fulfilled: Fulfilled;
      readonly body: (t: Translate, threadId: string | null) => Body;
    };

/** Somebody says yes. Only those who are asked may. */
export interface Accepting {
  accept(id: number, userId: string): Promise<Accepted>;
}

export function createAccepting(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly ending: Ending;
  readonly involvement: Involvement;
  readonly judging: Judging;
  readonly kinds: Kinds;
  readonly messages: RequestMessages;
  readonly presence: Pick<Presence, 'look'>;
}): Accepting {
  const { db, clock, ending, involvement, judging, kinds, messages, presence } = parts;

  async function accept(id: number, userId: string): Promise<Accepted> {
    const { guildId, senderId, askedIds } = await involvement.involved(db, id, userId, 'asked');
    const others = [...(senderId === null ? [] : [senderId]), ...askedIds].filter((each) => each !== userId);
    // Whoever has left ends the request by that.
    await presence.look(guildId, others);
    const done = await write(db, async (trx) => {
      const { request, against } = await standing(trx, id, userId);
      if (against !== undefined) {
        await ending.withdraw(trx, [{ request, obstacle: against }]);
        return refused(against, userId);
      }
      return await acceptIn(trx, request, userId);
    });
    if (done instanceof UserError) throw done;
    return done;
  }

  /** The open request as it stands now; throws for whoever is not asked, and where it is over. */
  async function standing(trx: Db, id: number, userId: string) {
    const known = await involvement.involved(trx, id, userId, 'asked');
    const request = await judging.current(trx, known);
    if (known.state !== 'open' || known.expiresAt <= clock.now()) throw await ending.over(trx, known, userId);
    if (request === undefined) throw await ending.over(trx, known, userId);
    if (!request.askedIds.includes(userId)) throw notYours();
    return { request, against: await judging.obstacle(trx, request) };
  }

  async function acceptIn(trx: Db, request: Request, userId: string): Promise<Accepted> {
    const now = clock.now();
    const { id, askedIds } = request;
    await moveParties(trx, (await findRequest(trx, id)) ?? request, request);
    await recordAnswer(trx, id, userId, 'accepted', now);
    const acceptedIds = [...new Set([...request.acceptedIds, userId])];
    const waitsFor = askedIds.find((each) => !acceptedIds.includes(each));
    if (waitsFor !== undefined) return { request: { ...request, acceptedIds }, waitsFor };
    if (!(await closeRequest(trx, id, { state: 'accepted', now })))
      throw await ending.over(trx, request, userId);
    const closed: Request = { ...request, acceptedIds, state: 'accepted' };
    const kind = kinds.of(closed);
    const fulfilled = await kind.fulfil(trx, closed, userId);
    await kind.ended?.(trx, closed, fulfilled);
    await messages.showClosed(trx, closed);
    const told = await kinds.worded(trx, closed);
    const others = [...(closed.senderId === null ? [] : [closed.senderId]), ...askedIds];
    for (const other of others) if (other !== userId) await messages.tell(trx, other, 'accepted', told);
    return { request: closed, fulfilled, body: kind.accepted(closed, fulfilled, userId) };
  }

  return { accept };
}

export function refused(against: Obstacle, readerId: string): UserError {
  const { text, help } = against.refusal(readerId);
  return new UserError(text, help === undefined ? {} : { help });
}
