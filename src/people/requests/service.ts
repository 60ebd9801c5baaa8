import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import type { Blocks } from '../blocks/service.ts';
import type { Cohorts } from '../cohorts/service.ts';
import type { Communities } from '../communities/service.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import type { Post } from '../post/service.ts';
import type { Presence } from '../presence/service.ts';
import type { Worded } from './cards.ts';
import { createEnding } from './ending.ts';
import { requestFacts } from './facts/store.ts';
import { createJudging, createKinds } from './judging.ts';
import { requestKeeps } from './keeps/store.ts';
import type { RequestKind } from './kinds.ts';
import { createRequestMessages } from './messages.ts';
import { asOpen, type NewRequest, newRow } from './new-request.ts';
import { ALLOWANCES, deadlines, type Fulfilled, type Obstacle, otherOf, type Request } from './rules.ts';
import {
  type About,
  closeRequest,
  countOpen,
  findByOldId,
  findDue,
  findOpenByKey,
  findOpenOf,
  findRequest,
  insertRequest,
  markNudged,
  moveParties,
  recordAnswer,
  recordReason,
} from './store.ts';

export type { NewRequest } from './new-request.ts';
export type { About } from './store.ts';

/** What an acceptance leads to: it is so, or others have to accept as well. */
export type Accepted =
  | { readonly request: Request; readonly waitsFor: string }
  | {
      readonly request: Request;
      readonly fulfilled: Fulfilled;
      readonly body: (t: Translate, threadId: string | null) => Body;
    };

/** The one life of every "will you?" between people. All throw a UserError that says what stands against it. */
export interface Requests {
  /**
   * Sends one, in the write that causes it. Undefined: the same one is open already. Throws what stands against it, or
   * when the sender may again. `refuse` throws what else the feature has against it, once nothing stands in its way.
   */
  send(trx: Db, wanted: NewRequest, refuse?: () => Promise<void>): Promise<Request | undefined>;
  /** What would stand against sending it now, beyond how often somebody may. */
  obstacle(trx: Db, wanted: NewRequest): Promise<Obstacle | undefined>;
  /** Only those who are asked may. */
  accept(id: number, userId: string): Promise<Accepted>;
  /** Only those who are asked may; for all of them it is over. */
  decline(id: number, userId: string): Promise<Worded>;
  /** A kind word after declining, passed on privately. */
  explain(id: number, userId: string, reason: string): Promise<void>;
  /** Only the sender may. */
  cancel(id: number, userId: string): Promise<void>;
  /** For its members only. */
  get(id: number, userId: string): Promise<Worded>;
  /** The id of a request by what buttons of an earlier version say: `kind` is 'side' or 'round'. 0: there is none. */
  byOldId(kind: 'side' | 'round', oldId: number): Promise<number>;
  /** Those a member can accept now. */
  incoming(guildId: string, userId: string): Promise<Worded[]>;
  /** Those a member has sent and that can be accepted now. */
  outgoing(guildId: string, userId: string): Promise<Worded[]>;
  countOpen: typeof countOpen;
  openByKey: typeof findOpenByKey;
  /** Something about these has changed: what could not be accepted any more ends, and both hear why. */
  recheck(trx: Db, about: About): Promise<void>;
  readonly feature: Feature;
}

const BATCH = 100;

export function createRequests(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  blocks: Blocks;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  limits: Limits;
  notices: Notices;
  post: Pick<Post, 'toMember' | 'leaveLine'>;
  presence: Pick<Presence, 'look'>;
  /** Filled in by the frame from what the features hand over. */
  requestKinds: readonly RequestKind[];
}): Requests {
  const { db, clock, cohorts, limits, presence } = parts;
  const kinds = createKinds(parts.requestKinds);
  const judging = createJudging({ ...parts, kinds });
  const messages = createRequestMessages({
    ...parts,
    kinds,
    isStanding: (reading, request) => judging.isStanding(reading, request),
  });
  const ending = createEnding({ ...parts, kinds, judging, messages });
  const worded = async (trx: Db, request: Request): Promise<Worded> => ({
    request,
    words: await kinds.of(request).describe(trx, request),
  });

  async function send(
    trx: Db,
    wanted: NewRequest,
    refuse?: () => Promise<void>,
  ): Promise<Request | undefined> {
    const now = clock.now();
    const { guildId, senderId } = wanted;
    const against = await judging.obstacle(trx, asOpen(wanted, now));
    if (against !== undefined) throw refused(against, senderId ?? '');
    await refuse?.();
    const cohort = await cohorts.find(wanted.cohortId, trx);
    const times = deadlines(now, cohort?.deadlineAt ?? now);
    const request = await insertRequest(trx, newRow(wanted, now, times), wanted.askedIds);
    if (request === undefined) return undefined;
    if (senderId !== null) {
      const what = wanted.kind === 'invite' ? 'invite' : 'request';
      await limits.use(trx, { guildId, userId: senderId, what }, ALLOWANCES[what]);
      for (const id of wanted.askedIds)
        await limits.use(
          trx,
          { guildId, userId: senderId, what: `request:${id}` },
          ALLOWANCES['same-person'],
        );
    }
    const told = await worded(trx, request);
    await messages.announce(trx, told, request.askedIds);
    if (senderId !== null) for (const id of request.askedIds) await messages.tell(trx, id, 'incoming', told);
    return request;
  }

  async function accept(id: number, userId: string): Promise<Accepted> {
    const { guildId, senderId, askedIds } = await involved(db, id, userId, 'asked');
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
    const known = await involved(trx, id, userId, 'asked');
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
    const told = await worded(trx, closed);
    const others = [...(closed.senderId === null ? [] : [closed.senderId]), ...askedIds];
    for (const other of others) if (other !== userId) await messages.tell(trx, other, 'accepted', told);
    return { request: closed, fulfilled, body: kind.accepted(closed, fulfilled, userId) };
  }

  /** Whose it is comes first: nobody else learns anything of it, not even that it exists. */
  async function involved(
    trx: Db,
    id: number,
    userId: string,
    as: 'asked' | 'sender' | 'either',
  ): Promise<Request> {
    const found = await findRequest(trx, id);
    // Whoever decides now may be somebody else than when it was sent.
    const now = found?.state === 'open' ? await judging.current(trx, found) : found;
    const request = now ?? found;
    const isAsked = request?.askedIds.includes(userId) === true;
    const isSender = request?.senderId === userId;
    if (found === undefined || request === undefined || (!isAsked && !isSender)) throw notYours();
    if (as === 'asked' && !isAsked) throw notYours();
    if (as === 'sender' && !isSender) throw new UserError({ key: 'requests:error.not-sender' });
    return found.state === 'open' ? request : found;
  }

  async function decline(id: number, userId: string): Promise<Worded> {
    return await write(db, async (trx) => {
      const request = await involved(trx, id, userId, 'asked');
      const now = clock.now();
      if (!(await closeRequest(trx, id, { state: 'declined', now })))
        throw await ending.over(trx, request, userId);
      await moveParties(trx, (await findRequest(trx, id)) ?? request, request);
      await recordAnswer(trx, id, userId, 'declined', now);
      const told = await worded(trx, await ending.close(trx, { ...request, state: 'declined' }));
      const others = [...(request.senderId === null ? [] : [request.senderId]), ...request.askedIds];
      for (const other of others) if (other !== userId) await messages.tell(trx, other, 'declined', told);
      return told;
    });
  }

  async function cancel(id: number, userId: string): Promise<void> {
    await write(db, async (trx) => {
      const request = await involved(trx, id, userId, 'sender');
      if (!(await closeRequest(trx, id, { state: 'cancelled', now: clock.now() })))
        throw await ending.over(trx, request, userId);
      await ending.close(trx, { ...request, state: 'cancelled' });
    });
  }

  async function explain(id: number, userId: string, reason: string): Promise<void> {
    await write(db, async (trx) => {
      const request = await involved(trx, id, userId, 'asked');
      const told = await worded(trx, request);
      if (!(await recordReason(trx, id, userId, reason))) throw await ending.over(trx, request, userId);
      const other = otherOf(request, userId);
      await messages.tell(trx, other, 'reason', told, { reason: literal(reason) });
    });
  }

  async function listed(guildId: string, userId: string, side: 'asked' | 'sent'): Promise<Worded[]> {
    const open = await findOpenOf(db, guildId, userId, side);
    const shown: Worded[] = [];
    for (const request of open)
      if (await judging.isStanding(db, request)) shown.push(await worded(db, request));
    return shown;
  }

  async function runDue(): Promise<void> {
    const now = clock.now();
    for (const due of await findDue(db, now, 'expires_at', BATCH))
      await write(db, (trx) => ending.expire(trx, due));
    for (const due of await findDue(db, now, 'nudge_at', BATCH))
      await write(db, async (trx) => {
        if (!(await markNudged(trx, due.id, now))) return;
        if (await judging.isStanding(trx, due)) await messages.nudge(trx, await worded(trx, due));
      });
  }

  return {
    send,
    accept,
    decline,
    explain,
    cancel,
    countOpen,
    openByKey: findOpenByKey,
    recheck: (trx, about) => ending.recheck(trx, about),
    obstacle: (trx, wanted) => judging.obstacle(trx, asOpen(wanted, clock.now())),
    get: async (id, userId) => await worded(db, await involved(db, id, userId, 'either')),
    byOldId: async (kind, oldId) => (await findByOldId(db, kind, oldId)) ?? 0,
    incoming: (guildId, userId) => listed(guildId, userId, 'asked'),
    outgoing: (guildId, userId) => listed(guildId, userId, 'sent'),
    feature: {
      name: 'requests',
      keeps: requestKeeps,
      facts: requestFacts,
      subjects: {
        // Who was asked is told no more of what they have answered, or cannot accept any more.
        async request(reading, { id, key }) {
          if (!key.includes('.incoming')) return true;
          const request = await findRequest(reading, Number(id));
          return request !== undefined && (await judging.isStanding(reading, request));
        },
      },
      deliveries: messages.deliveries,
      pollers: [{ name: 'requests', every: 30_000, run: runDue }],
      on: ending.on,
    },
  };
}

function refused(against: Obstacle, readerId: string): UserError {
  const { text, help } = against.refusal(readerId);
  return new UserError(text, help === undefined ? {} : { help });
}

function notYours(): UserError {
  return new UserError({ key: 'requests:error.not-yours' });
}
