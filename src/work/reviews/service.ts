import type { Blocks } from '../../people/blocks/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Suspensions } from '../../people/suspensions/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Key } from '../../platform/i18n/index.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../projects/service.ts';
import type { Submissions } from '../submissions/service.ts';
import type { Teams } from '../teams/service.ts';
import { reviewKeeps } from './keeps/store.ts';
import { LIMITS, type PeerReview, type Standing } from './rules.ts';
import {
  endReview,
  endWaiting,
  findHandedInBy,
  findMet,
  findNewest,
  findOpenOf,
  findReceived,
  findReview,
  findWaiting,
  insertReview,
  match,
  recordSaid,
  stopWaiting,
  waitAgain,
} from './store.ts';

export interface PeerReviews {
  /** Where a member stands in the newest cohort in which they handed in. Throws a UserError where they did not. */
  of(guildId: string, userId: string): Promise<Standing>;
  /**
   * Asks for one where they have none: at once where somebody waits, else they wait. `again`: also where theirs is
   * written. Throws as `of`.
   */
  swap(guildId: string, userId: string, how?: { readonly again: boolean }): Promise<Standing>;
  /** What a member says of the other's project; the other hears of it. Throws a UserError where it is not theirs. */
  say(id: number, userId: string, said: string): Promise<Standing>;
  /** Throws a UserError where `say` would, whatever is said. */
  toWrite(id: number, userId: string): Promise<void>;
  /** Throws a UserError where they do not wait (any more). */
  stop(id: number, userId: string): Promise<void>;
  readonly feature: Feature;
}

const NEWS = 'review';
/** So many reviews of swaps before the newest are shown. */
const MOST_EARLIER = 2;

/** It was written, or ended meanwhile. */
export function over(): UserError {
  return new UserError(
    { key: 'reviews:error.over' },
    { help: [{ label: { key: 'reviews:button.swap' }, to: ['review.swap'] }] },
  );
}

export function createPeerReviews(parts: {
  db: Db;
  clock: Clock;
  blocks: Pick<Blocks, 'blocker'>;
  limits: Pick<Limits, 'use'>;
  post: Pick<Post, 'toMember'>;
  presence: Pick<Presence, 'isGone'>;
  projects: Pick<Projects, 'find'>;
  submissions: Pick<Submissions, 'links'>;
  suspensions: Pick<Suspensions, 'of'>;
  teams: Pick<Teams, 'memberIds'>;
}): PeerReviews {
  const { db, clock, blocks, limits, post, presence, projects, submissions, suspensions, teams } = parts;

  async function handedIn(trx: Db, guildId: string, userId: string) {
    const [newest] = await findHandedInBy(trx, guildId, userId);
    if (newest === undefined)
      throw new UserError(
        { key: 'reviews:error.not-handed-in' },
        { help: [{ label: { key: 'submissions:button.list' }, to: ['project.hand-in.list'] }] },
      );
    return newest;
  }

  async function titleOf(trx: Db, projectId: number): Promise<string> {
    return (await projects.find(projectId, trx))?.title ?? '…';
  }

  async function standing(trx: Db, own: PeerReview | undefined): Promise<Standing> {
    if (own === undefined) return { kind: 'none' };
    const title = await titleOf(trx, own.projectId);
    const earlier = await findReceived(trx, own, MOST_EARLIER);
    const other = own.otherId === null ? undefined : await findReview(trx, own.otherId);
    if (other === undefined) return { kind: 'waiting', own, title, earlier };
    const { projectId, userId, said } = other;
    const links = await submissions.links({ projectId, userId }, trx);
    return {
      kind: 'matched',
      own,
      title,
      other: { userId, title: await titleOf(trx, projectId), links, said },
      earlier,
    };
  }

  /** Who waits and builds something else, the longest first; who swapped before, is blocked or may not write does not fit. */
  async function fitting(trx: Db, own: PeerReview): Promise<PeerReview[]> {
    const found: PeerReview[] = [];
    const { guildId, userId, cohortId } = own;
    const teamId = (await projects.find(own.projectId, trx))?.teamId ?? null;
    const mates = teamId === null ? [] : await teams.memberIds(teamId, trx);
    const known = new Set([userId, ...mates, ...(await findMet(trx, cohortId, userId))]);
    for (const other of await findWaiting(trx, cohortId)) {
      if (known.has(other.userId) || other.projectId === own.projectId) continue;
      if (await presence.isGone(guildId, other.userId, trx)) continue;
      if ((await suspensions.of(guildId, other.userId, trx)) !== undefined) continue;
      if ((await blocks.blocker(trx, guildId, userId, other.userId)) === undefined) found.push(other);
    }
    return found;
  }

  async function pair(trx: Db, own: PeerReview): Promise<void> {
    const now = clock.now();
    for (const other of await fitting(trx, own)) {
      // Another process may have given them somebody meanwhile.
      if (!(await match(trx, other.id, own.id, now))) continue;
      await match(trx, own.id, other.id, now);
      await tell(trx, other, own.userId, 'matched');
      return;
    }
  }

  async function tell(
    trx: Db,
    { id, guildId, userId, projectId, otherId }: PeerReview,
    personId: string,
    what: 'matched' | 'said' | 'alone',
  ): Promise<void> {
    await post.toMember(trx, {
      guildId,
      userId,
      line: {
        key: `reviews:told.${what}` satisfies Key,
        params: { person: `<@${personId}>`, title: literal(await titleOf(trx, projectId)) },
      },
      about: `${NEWS}:${id}`,
      privacy: 'private',
      urgency: 'answer',
      knock: 'anywhere',
      dedupeKey: `review-${what}:${id}:${otherId ?? 0}:${personId}`,
    });
  }

  async function swap(guildId: string, userId: string, { again } = { again: false }): Promise<Standing> {
    return await write(db, async (trx) => {
      const { projectId, cohortId } = await handedIn(trx, guildId, userId);
      const under = await findNewest(trx, cohortId, userId);
      if (under !== undefined && (under.said === null || !again)) return await standing(trx, under);
      await limits.use(trx, { guildId, userId, what: 'peer-review' }, LIMITS.asking);
      const own = await insertReview(trx, {
        guild_id: guildId,
        cohort_id: cohortId,
        project_id: projectId,
        user_id: userId,
        asked_at: clock.now(),
      });
      if (own !== undefined) await pair(trx, own);
      return await standing(trx, await findNewest(trx, cohortId, userId));
    });
  }

  async function say(id: number, userId: string, said: string): Promise<Standing> {
    return await write(db, async (trx) => {
      if (!(await recordSaid(trx, id, { userId, said, now: clock.now() }))) throw over();
      const own = await findReview(trx, id);
      const other = own?.otherId == null ? undefined : await findReview(trx, own.otherId);
      if (other !== undefined) await tell(trx, other, userId, 'said');
      return await standing(trx, own);
    });
  }

  /** They are not there any more: whoever still waits for their review finds somebody else. */
  async function left(trx: Db, whose: { guildId: string; userId: string; cohortId?: number }): Promise<void> {
    for (const own of await findOpenOf(trx, whose)) {
      await endReview(trx, own.id, clock.now());
      if (own.otherId === null || !(await waitAgain(trx, own.otherId))) continue;
      const other = await findReview(trx, own.otherId);
      if (other === undefined) continue;
      await tell(trx, other, own.userId, 'alone');
      await pairAnew(trx, other);
    }
  }

  /** Two who want nothing to do with each other: neither reads the other's work on, and nothing says why. */
  async function parted(trx: Db, guildId: string, one: string, two: string): Promise<void> {
    const open = [
      ...(await findOpenOf(trx, { guildId, userId: one })),
      ...(await findOpenOf(trx, { guildId, userId: two })),
    ];
    const waiting: PeerReview[] = [];
    for (const own of open) {
      const other = own.otherId === null ? undefined : await findReview(trx, own.otherId);
      if (other === undefined || ![one, two].includes(other.userId)) continue;
      if (await waitAgain(trx, own.id)) waiting.push(own);
    }
    for (const own of waiting) await pairAnew(trx, own);
  }

  /** Whoever did not ask for it just now reads who it is. */
  async function pairAnew(trx: Db, own: PeerReview): Promise<void> {
    await pair(trx, own);
    const now = await findReview(trx, own.id);
    const other = now?.otherId == null ? undefined : await findReview(trx, now.otherId);
    if (now !== undefined && other !== undefined) await tell(trx, now, other.userId, 'matched');
  }

  return {
    async toWrite(id, userId) {
      const own = await findReview(db, id);
      const isOpen = own?.said === null && own.otherId !== null && own.endedAt === null;
      if (!isOpen || own.userId !== userId) throw over();
    },
    async of(guildId, userId) {
      const { cohortId } = await handedIn(db, guildId, userId);
      return await standing(db, await findNewest(db, cohortId, userId));
    },
    swap,
    say,
    async stop(id, userId) {
      if (!(await write(db, (trx) => stopWaiting(trx, id, userId, clock.now())))) throw over();
    },
    feature: {
      name: 'reviews',
      keeps: reviewKeeps,
      subjects: {
        [NEWS]: async (on, { id }) => (await findReview(on, Number(id)))?.endedAt === null,
      },
      on: {
        'member.blocked': (trx, { guildId, userId, blockedId }) => parted(trx, guildId, userId, blockedId),
        'member.gone': (trx, { guildId, userId }) => left(trx, { guildId, userId }),
        'member.left-cohort': (trx, { guildId, userId, cohortId }) =>
          left(trx, { guildId, userId, cohortId }),
        'cohort.archived': (trx, { cohortId }) => endWaiting(trx, cohortId, clock.now()),
      },
    },
  };
}
