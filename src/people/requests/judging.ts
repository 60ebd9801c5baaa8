import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Blocks } from '../blocks/service.ts';
import type { Learners } from '../learners/service.ts';
import type { Suspensions } from '../suspensions/service.ts';
import type { Worded } from './cards.ts';
import type { RequestKind } from './kinds.ts';
import type { Obstacle, Request } from './rules.ts';

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
  blocks: Blocks;
  learners: Learners;
  suspensions: Pick<Suspensions, 'of'>;
  kinds: Kinds;
}): Judging {
  const { clock, blocks, learners, suspensions, kinds } = parts;

  async function current(trx: Db, request: Request): Promise<Request | undefined> {
    const parties = await kinds.of(request).parties(trx, request);
    if (parties === undefined) return undefined;
    const askedIds = parties.askedIds.toSorted();
    const acceptedIds = request.acceptedIds.filter((id) => askedIds.includes(id));
    return { ...request, senderId: parties.senderId, askedIds, acceptedIds };
  }

  async function obstacle(trx: Db, request: Request): Promise<Obstacle | undefined> {
    const { guildId, senderId, askedIds } = request;
    const people = [...(senderId === null ? [] : [senderId]), ...askedIds];
    const known = await learners.findMany(guildId, people, trx);
    const gone = known.find(({ goneAt }) => goneAt !== null);
    if (gone !== undefined) return goneObstacle(gone.userId);
    for (const userId of people)
      if ((await suspensions.of(guildId, userId, trx)) !== undefined) return suspendedObstacle(userId);
    const stands = await kinds.of(request).obstacle(trx, request);
    if (stands !== undefined) return stands;
    for (const [index, one] of people.entries())
      for (const other of people.slice(index + 1)) {
        const blocker = await blocks.blocker(trx, guildId, one, other);
        if (blocker !== undefined) return blockedObstacle(blocker);
      }
    return undefined;
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

function goneObstacle(userId: string): Obstacle {
  return {
    reason: 'gone',
    aboutId: userId,
    refusal: () => ({ text: { key: 'requests:error.gone', params: { person: `<@${userId}>` } } }),
  };
}

/** Nobody is told of a block. */
function blockedObstacle(blockerId: string): Obstacle {
  return {
    reason: 'blocked',
    aboutId: blockerId,
    refusal: () => ({ text: { key: 'requests:error.unavailable' } }),
  };
}

/** Nobody but they and staff learns why. */
function suspendedObstacle(userId: string): Obstacle {
  return {
    reason: 'suspended',
    aboutId: userId,
    refusal: () => ({ text: { key: 'requests:error.unavailable' } }),
  };
}
