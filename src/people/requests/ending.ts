import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import type { Cohorts } from '../cohorts/service.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import { type Judging, type Kinds, VANISHED } from './judging.ts';
import type { RequestMessages } from './messages.ts';
import { allowTeams, type Obstacle, type Request } from './rules.ts';
import {
  type About,
  closeRequest,
  findOpenAbout,
  findOpenOfCohort,
  findRequest,
  moveParties,
} from './store.ts';

/** An open request and what stands against it. */
interface Hopeless {
  readonly request: Request;
  readonly obstacle: Obstacle;
  /** Others who had it before them. */
  readonly before?: Request;
}

/** How requests end without anybody's answer, and what is read of ended ones. */
export interface Ending {
  /** Whatever is open about these: moves to who stands there now, and ends what could not be accepted any more. */
  recheck(trx: Db, about: About): Promise<void>;
  /** Ends them; both sides hear why, in one line each. */
  withdraw(trx: Db, hopeless: readonly Hopeless[]): Promise<void>;
  expire(trx: Db, request: Request): Promise<void>;
  /** What every end has in common; returns the request. */
  close(trx: Db, request: Request): Promise<Request>;
  /** Why it cannot be answered any more, in the words of how it ended. */
  over(trx: Db, request: Request, readerId: string): Promise<UserError>;
  readonly on: Handlers;
}

export function createEnding(parts: {
  clock: Clock;
  cohorts: Pick<Cohorts, 'find'>;
  learners: Learners;
  notices: Notices;
  kinds: Kinds;
  judging: Judging;
  messages: RequestMessages;
}): Ending {
  const { clock, cohorts, learners, notices, kinds, judging, messages } = parts;
  async function recheck(trx: Db, about: About): Promise<void> {
    const hopeless: Hopeless[] = [];
    for (const before of await findOpenAbout(trx, about)) {
      const request = await judging.current(trx, before);
      const obstacle = request === undefined ? VANISHED : await judging.obstacle(trx, request);
      if (obstacle !== undefined) hopeless.push({ request: request ?? before, obstacle, before });
      else if (request !== undefined) await move(trx, before, request);
    }
    await withdraw(trx, hopeless);
  }

  /** Somebody else is asked now, or has it in hand: they hear of it as if it were new. */
  async function move(trx: Db, before: Request, request: Request): Promise<void> {
    await moveParties(trx, before, request);
    const added = request.askedIds.filter((id) => !before.askedIds.includes(id));
    if (added.length === 0) return;
    const told = await kinds.worded(trx, request);
    await messages.announce(trx, told, added);
    for (const id of added) await messages.tell(trx, id, 'incoming', told);
  }

  async function withdraw(trx: Db, hopeless: readonly Hopeless[]): Promise<void> {
    const own = new Map<string, { count: number; reason: Obstacle['reason']; guildId: string }>();
    for (const { request, obstacle, before = request } of hopeless) {
      if (obstacle.reason === 'blocked') {
        await endBlocked(trx, request, obstacle.aboutId ?? '');
        continue;
      }
      const { reason, aboutId } = obstacle;
      if (!(await closeRequest(trx, request.id, { state: 'withdrawn', now: clock.now(), reason, aboutId })))
        continue;
      const ended = { reason, aboutId: aboutId ?? null };
      const closed = await close(trx, { ...before, state: 'withdrawn', obstacle: ended });
      const told = await kinds.worded(trx, closed);
      for (const userId of peopleOf(closed)) {
        if (userId !== aboutId) await messages.tell(trx, userId, 'withdrawn', told, why(obstacle));
        else {
          const count = (own.get(userId)?.count ?? 0) + 1;
          own.set(userId, { count, reason, guildId: closed.guildId });
        }
      }
    }
    for (const [userId, { count, reason, guildId }] of own)
      await notices.leave(trx, guildId, userId, {
        key: 'requests:notice.own-ended',
        params: { count, reason },
      });
  }

  /** The other one hears of it as of any no; whoever blocked knows. */
  async function endBlocked(trx: Db, request: Request, blockerId: string): Promise<void> {
    const state = request.senderId === blockerId ? 'cancelled' : 'declined';
    if (!(await closeRequest(trx, request.id, { state, now: clock.now() }))) return;
    const told = await kinds.worded(trx, await close(trx, { ...request, state }));
    if (state === 'cancelled') return;
    const others = request.senderId === null ? request.askedIds : [request.senderId];
    for (const userId of others) if (userId !== blockerId) await messages.tell(trx, userId, 'declined', told);
  }

  async function expire(trx: Db, request: Request): Promise<void> {
    if (!(await closeRequest(trx, request.id, { state: 'expired', now: clock.now() }))) return;
    const told = await kinds.worded(trx, await close(trx, { ...request, state: 'expired' }));
    const waited = [...(request.senderId === null ? [] : [request.senderId]), ...request.acceptedIds];
    for (const userId of waited) await messages.tell(trx, userId, 'expired', told);
  }

  async function close(trx: Db, request: Request): Promise<Request> {
    await kinds.of(request).ended?.(trx, request, undefined);
    await messages.showClosed(trx, request);
    return request;
  }

  async function over(trx: Db, known: Request, readerId: string): Promise<UserError> {
    const request = (await findRequest(trx, known.id)) ?? known;
    const { state, obstacle } = request;
    if (state === 'open') return new UserError({ key: 'requests:ended.expired' });
    if (state === 'withdrawn' && (await cohorts.find(request.cohortId, trx))?.archivedAt != null)
      return new UserError({ key: 'common:error.archived' });
    if (state !== 'withdrawn' || obstacle === null || obstacle.reason === 'taken')
      return new UserError({ key: `requests:ended.${state}` });
    const { reason, aboutId } = obstacle;
    if (aboutId !== readerId || reason === 'team-full')
      return new UserError({ key: 'requests:ended.because', params: why({ reason, aboutId }) });
    const learner = await learners.find(request.guildId, readerId, trx);
    const help = reason === 'team-place' ? allowTeams(learner, request.id) : [];
    return new UserError({ key: 'requests:ended.because-of-you', params: { reason } }, { help });
  }

  /** They are still in the cohort while this is handled. */
  async function leftCohort(
    trx: Db,
    { guildId, cohortId, userId }: EventMap['member.left-cohort'],
  ): Promise<void> {
    const open = await findOpenAbout(trx, members(guildId, userId));
    const obstacle: Obstacle = {
      reason: 'no-part',
      aboutId: userId,
      refusal: () => ({ text: { key: 'requests:error.unavailable' } }),
    };
    const here = open.filter((request) => request.cohortId === cohortId);
    await withdraw(
      trx,
      here.map((request) => ({ request, obstacle })),
    );
  }

  /** Everybody hears of it once, in the cohort's channel: each request only says that it is over. */
  async function archived(trx: Db, { cohortId }: EventMap['cohort.archived']): Promise<void> {
    for (const request of await findOpenOfCohort(trx, cohortId))
      if (await closeRequest(trx, request.id, { state: 'withdrawn', now: clock.now() }))
        await close(trx, { ...request, state: 'withdrawn' });
  }

  const members = (guildId: string, ...userIds: string[]): About => ({ members: { guildId, userIds } });

  return {
    recheck,
    withdraw,
    expire,
    close,
    over,
    on: {
      'project.changed': (trx, { projectId }) => recheck(trx, { projectIds: [projectId] }),
      'project.handed-over': (trx, { projectId }) => recheck(trx, { projectIds: [projectId] }),
      'profile.changed': (trx, { guildId, userId }) => recheck(trx, members(guildId, userId)),
      'member.gone': (trx, { guildId, userId }) => recheck(trx, members(guildId, userId)),
      'member.suspended': (trx, { guildId, userId }) => recheck(trx, members(guildId, userId)),
      'member.left-cohort': leftCohort,
      'cohort.archived': archived,
      'member.blocked': (trx, { guildId, userId, blockedId }) =>
        recheck(trx, members(guildId, userId, blockedId)),
      // Whoever has all the study partners they can take is asked, and asks, in vain.
      'study.begun': (trx, { guildId, userIds }) => recheck(trx, members(guildId, ...userIds)),
      'team.changed': (trx, { guildId, teamId, projectIds, userIds }) =>
        recheck(trx, { projectIds, teamIds: [teamId], members: { guildId, userIds } }),
    },
  };
}

function why({ reason, aboutId }: { reason: Obstacle['reason']; aboutId?: string | null | undefined }) {
  return { reason, about: aboutId == null ? '' : `<@${aboutId}>` };
}

function peopleOf({ senderId, askedIds }: Request): string[] {
  return [...new Set([...(senderId === null ? [] : [senderId]), ...askedIds])];
}
