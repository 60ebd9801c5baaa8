import type { Clock } from '../../platform/clock.ts';
import type { Barrier } from '../../platform/database/barriers.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Worded } from './cards.ts';
import type { RequestKind } from './kinds.ts';
import type { Obstacle, Reason, Refusal, Request } from './rules.ts';
import { findBarriers } from './store.ts';

/** What the features have handed over, by the kind's word. */
export interface Kinds {
  of(request: Pick<Request, 'kind'>): RequestKind;
  /** A request with the words its kind has for it. */
  worded(trx: Db, request: Request): Promise<Worded>;
}

export function createKinds(list: readonly RequestKind[]): Kinds {
  const of: Kinds['of'] = ({ kind }) => {
    const found = list.find((each) => each.kind === kind);
    if (found === undefined) throw new Error(`nobody knows requests of the kind ${kind}`);
    return found;
  };
  return {
    of,
    worded: async (trx, request) => ({ request, words: await of(request).describe(trx, request) }),
  };
}

/** What keeps members apart whatever they ask each other, and what whoever tries all the same reads. */
const BARRIERS = {
  gone: (userId) => ({ text: { key: 'requests:error.gone', params: { person: `<@${userId}>` } } }),
  // Nobody but they and staff learns why.
  suspended: () => ({ text: { key: 'requests:error.unavailable' } }),
  // Nobody is told of a block.
  blocked: () => ({ text: { key: 'requests:error.unavailable' } }),
} satisfies Partial<Record<Reason, (userId: string) => Refusal>>;

/** The one judgement: could this be accepted now? By the owners, sides, places, blocks and presence of now. */
export interface Judging {
  /** The request with those who stand on its sides now; undefined: what it is about does not exist any more. */
  current(trx: Db, request: Request): Promise<Request | undefined>;
  /** What stands against it; undefined: nothing. `request` is a current one. */
  obstacle(trx: Db, request: Request): Promise<Obstacle | undefined>;
  /** Open, not run out, and nothing stands against it. */
  isStanding(db: Db, request: Request): Promise<boolean>;
}

/** What it was about is gone, or nobody decides about it any more. */
export const VANISHED: Obstacle = {
  reason: 'taken',
  refusal: () => ({ text: { key: 'requests:ended.withdrawn' } }),
};

export function createJudging(parts: {
  clock: Clock;
  /** What keeps members apart, as the features know it; read when it is needed. */
  barriers: readonly Barrier[];
  kinds: Kinds;
}): Judging {
  const { clock, barriers, kinds } = parts;

  async function current(trx: Db, request: Request): Promise<Request | undefined> {
    const parties = await kinds.of(request).parties(trx, request);
    if (parties === undefined) return undefined;
    const askedIds = parties.askedIds.toSorted();
    const acceptedIds = request.acceptedIds.filter((id) => askedIds.includes(id));
    return { ...request, senderId: parties.senderId, askedIds, acceptedIds };
  }

  async function obstacle(trx: Db, request: Request): Promise<Obstacle | undefined> {
    const { guildId, senderId, askedIds } = request;
    const userIds = [...(senderId === null ? [] : [senderId]), ...askedIds];
    const apart = new Map<string, string>();
    for (const { reason, userId } of await findBarriers(trx, barriers, { guildId, userIds }))
      if (!apart.has(reason)) apart.set(reason, userId);
    const barrier = (reason: keyof typeof BARRIERS): Obstacle | undefined => {
      const aboutId = apart.get(reason);
      return aboutId === undefined
        ? undefined
        : { reason, aboutId, refusal: () => BARRIERS[reason](aboutId) };
    };
    return (
      barrier('gone') ??
      barrier('suspended') ??
      (await kinds.of(request).obstacle(trx, request)) ??
      barrier('blocked')
    );
  }

  return {
    current,
    obstacle,
    async isStanding(db, request) {
      if (request.state !== 'open' || request.expiresAt <= clock.now()) return false;
      const now = await current(db, request);
      return now !== undefined && (await obstacle(db, now)) === undefined;
    },
  };
}
