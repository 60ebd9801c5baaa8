import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../../work/projects/service.ts';
import { type Against, type Entered, standsAgainst } from './rules.ts';
import {
  deleteAllOf,
  deleteWaiting,
  deleteWatchesFor,
  deleteWatchesIn,
  findStanding,
  insertWaiting,
  passWatches,
} from './store.ts';

/** Who is on the list: who may join it, and who is taken off because nobody can be found for them any more. */
export interface WaitingMembership {
  /** In the transaction that causes it. */
  join(trx: Db, cohortId: number, userId: string, options?: { readonly head?: boolean }): Promise<Entered>;
  /** What stands against a member's place on the list; undefined: nothing. */
  against(trx: Db, cohortId: number, userId: string): Promise<Against | undefined>;
  /** True when nobody can be found for them: they are off the list and hear why. */
  takeOff(cohort: Cohort, userId: string): Promise<boolean>;
  readonly on: Handlers;
}

export function createMembership(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly post: Post;
  readonly projects: Projects;
}): WaitingMembership {
  const { db, clock, post, projects } = parts;

  async function join(
    trx: Db,
    cohortId: number,
    userId: string,
    { head = false }: { head?: boolean } = {},
  ): Promise<Entered> {
    const why = await against(trx, cohortId, userId);
    if (why !== undefined) return why;
    const now = clock.now();
    const isNew = await insertWaiting(trx, cohortId, userId, { since: now, headAt: head ? now : null });
    return isNew ? 'joined' : 'already';
  }

  async function against(trx: Db, cohortId: number, userId: string): Promise<Against | undefined> {
    const standing = await findStanding(trx, cohortId, userId);
    return standing === undefined ? 'gone' : standsAgainst(standing);
  }

  async function takeOff(cohort: Cohort, userId: string): Promise<boolean> {
    if ((await against(db, cohort.id, userId)) === undefined) return false;
    return await write(db, (trx) => takeOffIn(trx, cohort, userId));
  }

  async function takeOffIn(
    trx: Db,
    { id, guildId }: Pick<Cohort, 'id' | 'guildId'>,
    userId: string,
  ): Promise<boolean> {
    const why = await against(trx, id, userId);
    if (why === undefined || !(await deleteWaiting(trx, id, userId))) return false;
    if (why === 'gone') return true;
    await post.toMember(trx, {
      guildId,
      userId,
      line: { key: `waiting:off.${why}` },
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `waiting-off:${id}:${userId}:${clock.now()}`,
    });
    return true;
  }

  /** What its owner makes of a project decides at once whether they can be matched; the rest is noticed within a second. */
  async function projectChanged(trx: Db, { projectId }: EventMap['project.changed']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    await takeOffIn(trx, { id: project.cohortId, guildId: project.guildId }, project.ownerId);
  }

  /** What somebody waited for is over, and they hear why. */
  async function over(
    trx: Db,
    guildId: string,
    watches: readonly { readonly id: number; readonly userId: string }[],
    line: Message,
  ): Promise<void> {
    for (const { userId, id } of watches)
      await post.toMember(trx, {
        guildId,
        userId,
        line,
        privacy: 'private',
        urgency: 'answer',
        dedupeKey: `waiting-gone:${id}`,
      });
  }

  /** Somebody left the server: they wait for nobody, and nobody for them. */
  async function gone(trx: Db, { guildId, userId }: EventMap['member.gone']): Promise<void> {
    const params = { person: `<@${userId}>` };
    const watches = await deleteAllOf(trx, guildId, userId);
    await over(trx, guildId, watches, { key: 'waiting:notice.gone', params });
  }

  async function leftCohort(trx: Db, event: EventMap['member.left-cohort']): Promise<void> {
    const params = { person: `<@${event.userId}>` };
    const watches = await deleteWatchesIn(trx, event.cohortId, event.userId);
    await over(trx, event.guildId, watches, { key: 'waiting:notice.left', params });
  }

  /** Its owner, who waited to ask somebody for it, knows. */
  async function projectEnded(trx: Db, { projectId }: EventMap['project.withdrawn']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    const watches = (await deleteWatchesFor(trx, projectId)).filter(({ kind }) => kind === 'team-up');
    const params = { title: literal(project.title) };
    await over(trx, project.guildId, watches, { key: 'waiting:notice.ended', params });
  }

  return {
    join,
    against,
    takeOff,
    on: {
      'project.changed': projectChanged,
      'project.withdrawn': projectEnded,
      'project.submitted': projectEnded,
      'project.handed-over': (trx, event) => passWatches(trx, event),
      'member.left-cohort': leftCohort,
      'member.gone': gone,
    },
  };
}
