import type { Clock } from '../../platform/clock.ts';
import type { Barrier } from '../../platform/database/barriers.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import type { Cohorts } from '../cohorts/service.ts';
import type { Communities } from '../communities/service.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import type { Post } from '../post/service.ts';
import type { Presence } from '../presence/service.ts';
import { type Accepted, createAccepting, refused } from './accepting.ts';
import type { Worded } from './cards.ts';
import { createEnding } from './ending.ts';
import { requestFacts } from './facts/store.ts';
import { createInvolvement } from './involvement.ts';
import { createJudging, createKinds } from './judging.ts';
import { requestKeeps } from './keeps/store.ts';
import type { RequestKind } from './kinds.ts';
import { createRequestMessages } from './messages.ts';
import { asOpen, type NewRequest, newRow } from './new-request.ts';
import { ALLOWANCES, deadlines, type Obstacle, otherOf, type Request } from './rules.ts';
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
  isUnexplained,
  markNudged,
  moveParties,
  recordAnswer,
  recordReason,
} from './store.ts';

export type { Accepted } from './accepting.ts';
export type { NewRequest } from './new-request.ts';
export type { About } from './store.ts';

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
  /** Throws a UserError where `explain` would, whatever the word is. */
  toExplain(id: number, userId: string): Promise<void>;
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
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  limits: Limits;
  notices: Notices;
  post: Pick<Post, 'toMember' | 'leaveLine'>;
  presence: Pick<Presence, 'look'>;
  /** Filled in by the frame from what the features hand over. */
  barriers: readonly Barrier[];
  /** As above. */
  requestKinds: readonly RequestKind[];
}): Requests {
  const { db, clock, cohorts, limits } = parts;
  const kinds = createKinds(parts.requestKinds);
  const judging = createJudging({ ...parts, kinds });
  const messages = createRequestMessages({
    ...parts,
    kinds,
    isStanding: (reading, request) => judging.isStanding(reading, request),
  });
  const ending = createEnding({ ...parts, kinds, judging, messages });
  const involvement = createInvolvement({ judging });
  const accepting = createAccepting({ ...parts, ending, involvement, judging, kinds, messages });
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
    const told = await kinds.worded(trx, request);
    await messages.announce(trx, told, request.askedIds);
    if (senderId !== null) for (const id of request.askedIds) await messages.tell(trx, id, 'incoming', told);
    return request;
  }

  async function decline(id: number, userId: string): Promise<Worded> {
    return await write(db, async (trx) => {
      const request = await involvement.involved(trx, id, userId, 'asked');
      const now = clock.now();
      if (!(await closeRequest(trx, id, { state: 'declined', now })))
        throw await ending.over(trx, request, userId);
      await moveParties(trx, (await findRequest(trx, id)) ?? request, request);
      await recordAnswer(trx, id, userId, 'declined', now);
      const told = await kinds.worded(trx, await ending.close(trx, { ...request, state: 'declined' }));
      const others = [...(request.senderId === null ? [] : [request.senderId]), ...request.askedIds];
      for (const other of others) if (other !== userId) await messages.tell(trx, other, 'declined', told);
      return told;
    });
  }

  async function cancel(id: number, userId: string): Promise<void> {
    await write(db, async (trx) => {
      const request = await involvement.involved(trx, id, userId, 'sender');
      if (!(await closeRequest(trx, id, { state: 'cancelled', now: clock.now() })))
        throw await ending.over(trx, request, userId);
      await ending.close(trx, { ...request, state: 'cancelled' });
    });
  }

  async function explain(id: number, userId: string, reason: string): Promise<void> {
    await write(db, async (trx) => {
      const request = await involvement.involved(trx, id, userId, 'asked');
      const told = await kinds.worded(trx, request);
      if (!(await recordReason(trx, id, userId, reason))) throw await ending.over(trx, request, userId);
      const other = otherOf(request, userId);
      await messages.tell(trx, other, 'reason', told, { reason: literal(reason) });
    });
  }

  async function toExplain(id: number, userId: string): Promise<void> {
    const request = await involvement.involved(db, id, userId, 'asked');
    if (!(await isUnexplained(db, id, userId))) throw await ending.over(db, request, userId);
  }

  async function listed(guildId: string, userId: string, side: 'asked' | 'sent'): Promise<Worded[]> {
    const open = await findOpenOf(db, guildId, userId, side);
    const shown = await Promise.all(
      open.map(async (request) =>
        (await judging.isStanding(db, request)) ? await kinds.worded(db, request) : undefined,
      ),
    );
    return shown.filter((each) => each !== undefined);
  }

  async function runDue(): Promise<void> {
    const now = clock.now();
    for (const due of await findDue(db, now, 'expires_at', BATCH))
      await write(db, (trx) => ending.expire(trx, due));
    for (const due of await findDue(db, now, 'nudge_at', BATCH))
      await write(db, async (trx) => {
        if (!(await markNudged(trx, due.id, now))) return;
        if (await judging.isStanding(trx, due)) await messages.nudge(trx, await kinds.worded(trx, due));
      });
  }

  return {
    send,
    accept: (id, userId) => accepting.accept(id, userId),
    decline,
    explain,
    toExplain,
    cancel,
    countOpen,
    openByKey: findOpenByKey,
    recheck: (trx, about) => ending.recheck(trx, about),
    obstacle: (trx, wanted) => judging.obstacle(trx, asOpen(wanted, clock.now())),
    get: async (id, userId) => await kinds.worded(db, await involvement.involved(db, id, userId, 'either')),
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
