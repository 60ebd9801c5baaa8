import type { Cohorts } from '../../people/cohorts/service.ts';
import { letterOf, type Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Projects } from '../../work/projects/service.ts';
import { type Stand, weekOf } from '../entries/rules.ts';
import type { Entries } from '../entries/service.ts';
import { progressCard } from './cards.ts';
import { progressFacts } from './facts/store.ts';
import { progressKeeps } from './keeps/store.ts';
import { LIMITS, type Progress, type Week } from './rules.ts';
import {
  findOfMember,
  findProgress,
  findPublic,
  insertProgress,
  publishProgress,
  recordPosted,
  reviseProgress,
} from './store.ts';

/** What somebody did, as they say it. */
export interface Sharing {
  readonly guildId: string;
  readonly cohortId: number;
  readonly userId: string;
  readonly text: string;
  /** Time spent. */
  readonly minutes: number | null;
  readonly stand: Stand;
}

export interface ProgressLog {
  /** Keeps it and posts it where it stands. Throws a UserError where somebody posts too often. */
  share(sharing: Sharing): Promise<Progress>;
  /** As {@link ProgressLog.share}, inside a transaction; `posted` false: it is kept and not posted. */
  shareIn(trx: Db, sharing: Sharing, how?: { readonly posted: boolean }): Promise<Progress>;
  find(id: number): Promise<Progress | undefined>;
  /** Other words for what was not posted; undefined where it was, or is not theirs. */
  reviseIn(
    trx: Db,
    id: number,
    userId: string,
    words: { readonly text: string; readonly minutes: number | null },
  ): Promise<Progress | undefined>;
  /** What only the team read is posted for everybody. Throws a UserError where it is not theirs, or is public. */
  publish(id: number, userId: string): Promise<Progress>;
  /** A member's own in a cohort, oldest first. */
  ofMember(cohortId: number, userId: string): Promise<Progress[]>;
  /** The same by the weeks of the cohort, the first week first; weeks without an entry are left out. */
  weeksOf(cohortId: number, userId: string): Promise<Week[]>;
  /** What everybody may read, made from `from` until before `to` (ms UTC), oldest first. */
  public(cohortId: number, span: { readonly from: number; readonly to: number }): Promise<Progress[]>;
  readonly feature: Feature;
}

const KIND = 'progress';

export function createProgress(parts: {
  db: Db;
  clock: Clock;
  events: Events;
  limits: Limits;
  post: Post;
  cohorts: Pick<Cohorts, 'find'>;
  projects: Pick<Projects, 'find'>;
  entries: Entries;
}): ProgressLog {
  const { db, clock, events, limits, post, cohorts, projects, entries } = parts;

  async function shareIn(trx: Db, sharing: Sharing, { posted } = { posted: true }): Promise<Progress> {
    const { guildId, cohortId, userId, minutes, stand } = sharing;
    const now = clock.now();
    const isTeams = stand.kind === 'team';
    const progress = await insertProgress(trx, {
      guild_id: guildId,
      cohort_id: cohortId,
      user_id: userId,
      project_id: stand.kind === 'channel' ? null : stand.projectId,
      team_id: stand.kind === 'channel' ? null : stand.teamId,
      text: sharing.text,
      minutes,
      public_at: isTeams ? null : now,
      created_at: now,
    });
    if (posted) await say(trx, progress, isTeams ? 'team' : 'public');
    await events.emit(trx, 'progress.shared', { guildId, cohortId, userId });
    return progress;
  }

  async function say(trx: Db, progress: Progress, how: 'team' | 'public'): Promise<void> {
    const { id, guildId, projectId, teamId } = progress;
    const posting = {
      guildId,
      about: `${KIND}:${id}`,
      kind: KIND,
      data: how,
      dedupeKey: `${KIND}:${id}:${how}`,
    };
    if (how === 'team' && teamId !== null) await post.toTeam(trx, teamId, posting);
    else if (projectId !== null) await post.toProject(trx, projectId, posting);
    else await post.toCohort(trx, posting);
  }

  async function weeksOf(cohortId: number, userId: string): Promise<Week[]> {
    const cohort = await cohorts.find(cohortId);
    if (cohort === undefined) return [];
    const weeks = Map.groupBy(await findOfMember(db, cohortId, userId), ({ createdAt }) =>
      weekOf(cohort, createdAt),
    );
    return [...weeks]
      .map(([number, entries]) => ({
        number,
        entries,
        minutes: entries.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0),
      }))
      .toSorted((a, b) => a.number - b.number);
  }

  return {
    shareIn,
    find: (id) => findProgress(db, id),
    reviseIn: (trx, id, userId, words) => reviseProgress(trx, { id, userId, ...words }),
    weeksOf,
    async share(sharing) {
      const { text } = await entries.withoutMentions(sharing.guildId, { text: sharing.text });
      return await write(db, async (trx) => {
        const { guildId, userId } = sharing;
        await limits.use(trx, { guildId, userId, what: 'progress' }, LIMITS.posts);
        return await shareIn(trx, { ...sharing, text });
      });
    },
    async publish(id, userId) {
      return await write(db, async (trx) => {
        const progress = await publishProgress(trx, { id, userId, now: clock.now() });
        if (progress === undefined) throw new UserError({ key: 'journal:error.public-already' });
        await say(trx, progress, 'public');
        return progress;
      });
    },
    ofMember: (cohortId, userId) => findOfMember(db, cohortId, userId),
    public: (cohortId, span) => findPublic(db, cohortId, span),
    feature: {
      name: 'progress',
      facts: progressFacts,
      keeps: progressKeeps,
      deliveries: [
        post.kind({
          kind: KIND,
          async card(on, letter, { t }) {
            const progress = await findProgress(on, Number(letter.about?.split(':')[1]));
            if (progress === undefined) throw new Error(`${letter.about} is gone`);
            const project =
              progress.projectId === null ? undefined : await projects.find(progress.projectId, on);
            // The thread of a project or team says itself what it is about.
            const isNamed = letter.data === 'public' && project !== undefined && project.threadId === null;
            return progressCard(t, progress, isNamed ? project.title : undefined);
          },
          // Its member may have been forgotten meanwhile.
          wanted: async (on, row) => (await findProgress(on, Number(row.subject))) !== undefined,
          async sent(trx, row, { channelId, messageId }) {
            if (messageId !== undefined && letterOf(row) !== undefined)
              await recordPosted(trx, Number(row.subject), { channelId, messageId });
          },
        }),
      ],
    },
  };
}
