import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Fetches } from '../../platform/fetch/service.ts';
import { HeavyWorkFullError } from '../../platform/heavy/queue.ts';
import type { Logger } from '../../platform/log.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import type { Documents } from './documents/index.ts';
import {
  claimJobs,
  deleteJobs,
  type FetchJob,
  findLastJob,
  finishJob,
  hasDueJob,
  insertJob,
  postponeJob,
} from './fetching/store.ts';
import type { Proposing } from './proposing.ts';
import { type Got, PATIENCE, type Report, read } from './reading.ts';
import { findInState } from './store.ts';
import type { Watching } from './watching.ts';

export const REPORT = 'contract-report';

export interface Fetching {
  /** Has an address fetched; what comes of it is told in the team's thread. False: it is on its way already. */
  ask(team: Team, userId: string, what: Pick<FetchJob, 'kind' | 'url' | 'note'>): Promise<boolean>;
  /** What was last asked for in a team. */
  last(teamId: number): Promise<Pick<FetchJob, 'url' | 'note'> | undefined>;
  /** Fetches what is due. */
  run(): Promise<void>;
  tidy(): Promise<void>;
}

/** Longer than one request may take (ms). */
const LEASE = 2 * PATIENCE;
const AT_ONCE = 4;
const KEPT = 86_400_000;
/** A host that is used up for longer than this is said to be (ms). */
const LONGEST_WAIT = 10 * 60_000;

export function createFetching(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  post: Post;
  teams: Teams;
  fetches: Fetches;
  documents: Documents;
  proposing: Proposing;
  watching: Watching;
}): Fetching {
  const { db, clock, log, post, teams, fetches, documents, proposing, watching } = parts;

  async function ask(
    team: Team,
    userId: string,
    what: Pick<FetchJob, 'kind' | 'url' | 'note'>,
  ): Promise<boolean> {
    return await write(db, async (trx) => {
      if (!(await teams.memberIds(team.id, trx)).includes(userId))
        throw new UserError({ key: 'teams:error.not-member' });
      return await insertJob(trx, {
        team_id: team.id,
        guild_id: team.guildId,
        user_id: userId,
        created_at: clock.now(),
        ...what,
      });
    });
  }

  async function run(): Promise<void> {
    // Looked for first: a write every second would keep every other process waiting, and the disk busy, for nothing.
    if (!(await hasDueJob(db, clock.now()))) return;
    const jobs = await write(db, (trx) => claimJobs(trx, clock.now(), LEASE, AT_ONCE));
    await Promise.all(
      jobs.map((job) =>
        handle(job).catch((error: unknown) => {
          // It is tried again when its lease ends.
          log.error({ err: error, job: job.id }, 'an address could not be fetched');
        }),
      ),
    );
  }

  async function handle(job: FetchJob): Promise<void> {
    const team = await teams.find(job.team_id);
    if (team === undefined || team.endedAt !== null) {
      await write(db, (trx) => finishJob(trx, job.id));
      return;
    }
    const got = await read({ fetches, documents, clock }, job.url, { userId: job.user_id });
    const patience =
      job.created_at + (got.got === 'later' && got.report.what === 'wait' ? LONGEST_WAIT : PATIENCE);
    if (got.got === 'later' && got.again < patience)
      return await write(db, (trx) => postponeJob(trx, job.id, got.again));
    if (got.got === 'later' || got.got === 'nothing') return await report(job, got.report);
    if (got.got === 'not-modified') return await report(job, { what: 'unchanged' });
    if (job.kind === 'check') return await check(job, team, got);
    await propose(job, team, got);
  }

  async function propose(job: FetchJob, team: Team, { reading, body }: Extract<Got, { got: 'contract' }>) {
    for (const state of ['proposed', 'agreed'] as const) {
      const same = await findInState(db, team.id, state);
      if (same?.hash === reading.contract.hash) return await report(job, { what: 'same' });
    }
    const handed = { bytes: body, source: 'url', sourceName: job.url, note: job.note } as const;
    try {
      await proposing.put(team, job.user_id, reading, handed, (trx) => finishJob(trx, job.id));
    } catch (error) {
      // Too much is worked out just now: it is tried again when the lease ends.
      if (!(error instanceof UserError) || error instanceof HeavyWorkFullError) throw error;
      // They left meanwhile: nothing of theirs is posted. Who proposes too often reads it.
      const isMember = (await teams.memberIds(team.id)).includes(job.user_id);
      if (isMember) await report(job, { what: 'not-taken', text: error.text });
      else await write(db, (trx) => finishJob(trx, job.id));
    }
  }

  async function check(job: FetchJob, team: Team, got: Extract<Got, { got: 'contract' }>): Promise<void> {
    const found = await watching.found(team, job.url, got);
    if (found === 'news') await write(db, (trx) => finishJob(trx, job.id));
    else await report(job, { what: found });
  }

  /** In the thread, to whoever asked. */
  async function report(job: FetchJob, said: Report): Promise<void> {
    await write(db, async (trx) => {
      if (!(await finishJob(trx, job.id))) return;
      await post.toTeam(trx, job.team_id, {
        guildId: job.guild_id,
        mentions: [job.user_id],
        kind: REPORT,
        data: { url: job.url, userId: job.user_id, teamId: job.team_id, kind: job.kind, report: said },
        dedupeKey: `contract-report:${job.id}`,
      });
    });
  }

  return {
    ask,
    last: (teamId) => findLastJob(db, teamId),
    run,
    tidy: () => write(db, (trx) => deleteJobs(trx, clock.now() - KEPT)),
  };
}
