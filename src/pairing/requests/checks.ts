import { complements } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { LIMITS, type RequestKind } from './rules.ts';
import { countOpen, findOpenBetween, isBlocked } from './store.ts';

/** A request before it is written. */
export interface Wanted {
  readonly kind: RequestKind;
  readonly project: Project;
  readonly senderId: string;
  readonly guestId: string;
  readonly note?: string | undefined;
}

export interface RoomSought {
  readonly kind: 'ask' | 'team-up';
  readonly projectId: number;
  readonly senderId: string;
  readonly guestId: string;
}

/** What stands against a request, each as a UserError that says what to do instead. */
export interface RequestChecks {
  refuseImpossible(trx: Db, wanted: Wanted, addresseeId: string): Promise<void>;
  /** Why the same request could not be written a second time. */
  askedAlready(trx: Db, projectId: number, guestId: string, senderId: string): Promise<UserError>;
  /** How many requests like this one there is room for now; 0 when something else stands against it. */
  roomFor(sought: RoomSought): Promise<number>;
}

export function createRequestChecks(parts: {
  db: Db;
  clock: Clock;
  learners: Learners;
  projects: Projects;
  teams: Teams;
}): RequestChecks {
  const { db, clock, learners, projects, teams } = parts;

  /** Everything that stands against a request before it is written; the unique index settles what races. */
  async function refuseImpossible(
    trx: Db,
    { kind, project, senderId, guestId }: Wanted,
    addresseeId: string,
  ): Promise<void> {
    const title = literal(project.title);
    if (guestId === project.ownerId) throw new UserError({ key: 'requests:error.own-project' });
    if (!isOpen(project)) throw new UserError({ key: 'requests:error.no-place', params: { title } });
    if (await isBlocked(trx, project.guildId, senderId, addresseeId))
      throw new UserError({ key: 'requests:error.unavailable' });
    if (project.teamId !== null && (await teams.memberIds(project.teamId, trx)).includes(guestId)) {
      throw new UserError({ key: 'teams:error.paired-already' });
    }
    const guest = await learners.find(project.guildId, guestId, trx);
    if (kind !== 'invite' && guest?.track != null && !complements(guest.track, project.track)) {
      throw new UserError({ key: `requests:error.same-side.${project.track}`, params: { title } });
    }
    if (kind === 'ask') {
      const isAway = guest?.pausedUntil != null && guest.pausedUntil > clock.now();
      if (isAway || !(await teams.hasPlace(trx, project.cohortId, guestId)))
        throw new UserError({ key: 'requests:error.unavailable' });
      await limit(
        trx,
        { kind, projectId: project.id },
        LIMITS.asksPerProject,
        'requests:error.too-many-asks',
      );
      await limit(trx, { kind, addresseeId }, LIMITS.waitingPerMember, 'requests:error.inbox-full');
    }
    if (kind === 'team-up')
      await limit(
        trx,
        { kind, projectId: project.id },
        LIMITS.teamUpsPerProject,
        'requests:error.project-inbox-full',
      );
  }

  async function limit(
    trx: Db,
    filter: Parameters<typeof countOpen>[1],
    max: number,
    key: Message['key'],
  ): Promise<void> {
    if ((await countOpen(trx, filter)) >= max) throw new UserError({ key, params: { max } });
  }

  async function askedAlready(
    trx: Db,
    projectId: number,
    guestId: string,
    senderId: string,
  ): Promise<UserError> {
    const open = await findOpenBetween(trx, projectId, guestId);
    if (open === undefined) return new UserError({ key: 'common:error.try-again' });
    return new UserError({
      key: open.sender_id === senderId ? 'requests:error.already-sent' : 'requests:error.already-received',
    });
  }

  async function roomFor({ kind, projectId, senderId, guestId }: RoomSought): Promise<number> {
    const project = await projects.find(projectId);
    if (project === undefined) return 0;
    const addresseeId = senderId === project.ownerId ? guestId : project.ownerId;
    try {
      await refuseImpossible(db, { kind, project, senderId, guestId }, addresseeId);
    } catch (error) {
      if (error instanceof UserError) return 0;
      throw error;
    }
    if ((await findOpenBetween(db, projectId, guestId)) !== undefined) return 0;
    if (kind === 'team-up') return LIMITS.teamUpsPerProject - (await countOpen(db, { kind, projectId }));
    const waiting = await countOpen(db, { kind, addresseeId });
    return Math.min(
      LIMITS.waitingPerMember - waiting,
      LIMITS.asksPerProject - (await countOpen(db, { kind, projectId })),
    );
  }

  return { refuseImpossible, askedAlready, roomFor };
}
