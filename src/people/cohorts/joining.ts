import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Communities } from '../communities/service.ts';
import type { Track } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import { mentorAsksCard } from './cards.ts';
import { createRoleGiving } from './role-giving.ts';
import type { Cohort } from './rules.ts';
import type { Cohorts } from './service.ts';
import {
  confirmMentor,
  deleteCohortMember,
  deleteMentor,
  findMembership,
  findMentor,
  findMentored,
  findWaitingMentors,
  insertCohortMember,
  insertMentor,
  isMentor,
  setDocumentationOnly,
  setSide,
  setSides,
} from './store.ts';

/** What somebody presses on a *Start here* card; 'build' takes *Documentation only* back. */
export type JoinAs = Track | 'docs' | 'build';

/** A cohort somebody mentors in, once staff have said so. */
export interface Mentored {
  readonly name: string;
  readonly confirmed: boolean;
}

/** How somebody becomes part of a cohort, and no part of it any more. */
export interface Joining {
  /**
   * Joins, or changes what they do there; leaves `instead` first. Their side in other cohorts stays. True when they
   * mentored in it, or waited to: nobody does both.
   */
  join(cohort: Cohort, userId: string, as: JoinAs, instead?: readonly Cohort[]): Promise<boolean>;
  /** Ends their requests, waiting, projects and team places in the cohort, or their mentoring. False: they are not in it. */
  leave(cohort: Cohort, userId: string, trx?: Db): Promise<boolean>;
  /** Offers to mentor; `isKnown`: they have the mentor role, so staff need not confirm it. Undefined for a learner of it. */
  mentor(cohort: Cohort, userId: string, isKnown: boolean): Promise<'counts' | 'waits' | undefined>;
  /** Whether they mentor in the cohort, or wait to. */
  isMentor(cohort: Cohort, userId: string): Promise<boolean>;
  /** Staff say yes. Who of them said so first; undefined: they do not mentor there, and have not offered it. */
  confirm(cohort: Cohort, userId: string, staffId: string): Promise<string | undefined>;
  /** Who waits for that in a server's running cohorts. */
  waitingMentors(guildId: string): Promise<{ cohortId: number; userId: string }[]>;
  /** Where a member mentors among a server's running cohorts, or waits for staff to say yes. */
  mentored(guildId: string, userId: string): Promise<Mentored[]>;
  /** What they say in their profile holds in all cohorts. */
  followProfile(guildId: string, userId: string): Promise<void>;
  readonly feature: Feature;
}

export function createJoining(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  events: Events;
  outbox: Outbox;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
}): Joining {
  const { db, clock, audit, events, outbox, communities, cohorts, learners, notices } = parts;

  const roles = createRoleGiving({ outbox, communities });

  async function leaveIn(trx: Db, cohort: Cohort, userId: string): Promise<boolean> {
    const isLearner = (await findMembership(trx, cohort.id, userId)) !== undefined;
    if (!isLearner && !(await isMentor(trx, cohort.id, userId))) return false;
    if ((await cohorts.find(cohort.id, trx))?.archivedAt != null)
      throw new UserError({ key: 'common:error.archived' });
    if (!isLearner) return await deleteMentor(trx, cohort.id, userId);
    await events.emit(trx, 'member.left-cohort', { guildId: cohort.guildId, cohortId: cohort.id, userId });
    await deleteCohortMember(trx, cohort.id, userId);
    return true;
  }

  /** Where they are in no other cohort, it is the side of their profile. */
  async function buildAs(
    trx: Db,
    cohort: Cohort,
    userId: string,
    { as, isOnly }: { as: Track; isOnly: boolean },
  ): Promise<void> {
    const learner = await learners.find(cohort.guildId, userId, trx);
    const isProfile = isOnly || learner?.track == null;
    if (isProfile) await learners.change(cohort.guildId, userId, { track: as }, trx);
    await setSide(trx, cohort.id, userId, isProfile ? null : as);
  }

  return {
    async join(cohort, userId, as, instead = []) {
      const others = (await cohorts.ofMember(cohort.guildId, userId)).filter(({ id }) => id !== cohort.id);
      const isOnly = others.every(({ id }) => instead.some((each) => each.id === id));
      return await write(db, async (trx) => {
        for (const left of instead) await leaveIn(trx, left, userId);
        const before = await findMembership(trx, cohort.id, userId);
        const mentored = await deleteMentor(trx, cohort.id, userId);
        await insertCohortMember(trx, cohort.id, userId, clock.now());
        await setDocumentationOnly(trx, cohort.id, userId, as === 'docs');
        if (as !== 'docs' && as !== 'build') await buildAs(trx, cohort, userId, { as, isOnly });
        const after = await findMembership(trx, cohort.id, userId);
        const isSame =
          before?.documentation_only === after?.documentation_only && before?.track === after?.track;
        if (!isSame) await events.emit(trx, 'profile.changed', { guildId: cohort.guildId, userId });
        if (as === 'backend' || as === 'frontend') await roles.give(trx, cohort, userId, [as]);
        if (as === 'fullstack') await roles.give(trx, cohort, userId, ['backend', 'frontend']);
        return mentored;
      });
    },
    leave: (cohort, userId, within = db) => write(within, (trx) => leaveIn(trx, cohort, userId)),
    async mentor(cohort, userId, isKnown) {
      return await write(db, async (trx) => {
        if ((await findMembership(trx, cohort.id, userId)) !== undefined) return undefined;
        const now = clock.now();
        const isNew = await insertMentor(trx, cohort.id, userId, now);
        if ((await findMentor(trx, cohort.id, userId))?.confirmedBy != null) return 'counts';
        if (isKnown) {
          await confirmMentor(trx, cohort.id, userId, { now, by: userId });
          return 'counts';
        }
        const { language, channels } = await communities.get(cohort.guildId, trx);
        if (isNew && channels.staff !== null) {
          await outbox.enqueue(trx, {
            kind: 'mentor-asks',
            guildId: cohort.guildId,
            target: channelFor(cohort.guildId, 'staff'),
            payload: mentorAsksCard(translator(language), cohort, userId),
            dedupeKey: `mentor-asks:${cohort.id}:${userId}:${now}`,
            subject: String(cohort.id),
          });
        }
        return 'waits';
      });
    },
    isMentor: (cohort, userId) => isMentor(db, cohort.id, userId),
    async confirm(cohort, userId, staffId) {
      return await write(db, async (trx) => {
        if (!(await confirmMentor(trx, cohort.id, userId, { now: clock.now(), by: staffId })))
          return (await findMentor(trx, cohort.id, userId))?.confirmedBy ?? undefined;
        await roles.give(trx, cohort, userId, ['mentor']);
        await notices.leave(trx, cohort.guildId, userId, {
          key: 'cohorts:mentor.confirmed',
          params: { cohort: literal(cohort.name) },
        });
        await audit.record(trx, {
          guildId: cohort.guildId,
          action: 'cohort.mentor',
          by: staffId,
          memberId: userId,
          object: `cohort:${cohort.id}`,
        });
        return staffId;
      });
    },
    async mentored(guildId, userId) {
      const rows = await findMentored(db, guildId, userId);
      return rows.map(({ name, confirmedAt }) => ({ name, confirmed: confirmedAt !== null }));
    },
    waitingMentors: (guildId) => findWaitingMentors(db, guildId),
    followProfile: (guildId, userId) =>
      write(db, async (trx) => {
        if (await setSides(trx, guildId, userId, null))
          await events.emit(trx, 'profile.changed', { guildId, userId });
      }),
    feature: {
      name: 'joining',
      deliveries: [roles.delivery],
      pollers: [{ name: 'start cards', every: 60_000, run: () => cohorts.redrawOld() }],
    },
  };
}
