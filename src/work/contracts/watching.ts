import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Fetches } from '../../platform/fetch/service.ts';
import type { Logger } from '../../platform/log.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import type { Documents } from './documents/index.ts';
import { claimWatches, endWatch, findWatch, hasDueWatch, updateWatch, type Watch } from './fetching/store.ts';
import { isAffected, type Library, openFindings } from './library.ts';
import { type Got, read } from './reading.ts';
import { WATCH } from './rules.ts';
import { findAcceptances, findInState } from './store.ts';
import { findMuted, findUses } from './uses/store.ts';

export const DRIFT = 'contract-drift';

/** Looks once a day whether an address still serves what was agreed. */
export interface Watching {
  run(): Promise<void>;
  /**
   * What the address of the agreed contract serves now. `news` was told in the thread just now; `drifted` was told
   * before; `unwatched`: nothing agreed is served there.
   */
  found(
    team: Team,
    url: string,
    got: Extract<Got, { got: 'contract' }>,
  ): Promise<'news' | 'unchanged' | 'drifted' | 'unwatched'>;
}

const LEASE = 10 * 60_000;
const AT_ONCE = 4;

export function createWatching(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  post: Post;
  cohorts: Cohorts;
  teams: Teams;
  fetches: Fetches;
  documents: Documents;
  library: Library;
}): Watching {
  const { db, clock, log, post, cohorts, teams, library } = parts;

  async function run(): Promise<void> {
    if (!(await hasDueWatch(db, clock.now()))) return;
    const due = await write(db, (trx) => claimWatches(trx, clock.now(), LEASE, AT_ONCE));
    await Promise.all(
      due.map((watch) =>
        look(watch).catch((error: unknown) => {
          // It is looked at again when its lease ends.
          log.error({ err: error, team: watch.team_id }, 'an address could not be looked at');
        }),
      ),
    );
  }

  async function look(watch: Watch): Promise<void> {
    const team = await teams.find(watch.team_id);
    const cohort = team === undefined ? undefined : await cohorts.find(team.cohortId);
    const end = (cohort?.deadlineAt ?? 0) + WATCH.afterDeadline;
    if (team === undefined || team.endedAt !== null || cohort?.archivedAt != null || end <= clock.now())
      return await write(db, (trx) => endWatch(trx, watch.team_id, clock.now()));
    const got = await read(parts, watch.url, { etag: watch.etag });
    if (got.got === 'contract') {
      await found(team, watch.url, got);
      return;
    }
    if (got.got === 'not-modified') {
      await write(db, (trx) => updateWatch(trx, watch, answering(clock.now())));
      return;
    }
    // A host that had its share is not one that does not answer.
    if (got.report.what === 'wait') {
      const { again } = got.report;
      await write(db, (trx) => updateWatch(trx, watch, { due_at: again, lease_until: null }));
      return;
    }
    await silent(team, watch);
  }

  /** It does not answer, or with something that is no contract: said once after three days, and not taken for a change. */
  async function silent(team: Team, watch: Watch): Promise<void> {
    const now = clock.now();
    const since = watch.failing_since ?? now;
    const tries = watch.tries + 1;
    const isLong = watch.told_at === null && now - since >= WATCH.toldAfter;
    await write(db, async (trx) => {
      const stands = await updateWatch(trx, watch, {
        failing_since: since,
        tries: tries % WATCH.tries,
        due_at: now + (tries % WATCH.tries === 0 ? WATCH.every - 2 * WATCH.triesApart : WATCH.triesApart),
        lease_until: null,
        ...(isLong ? { told_at: now } : {}),
      });
      if (!stands || !isLong) return;
      await post.toTeam(trx, team.id, {
        guildId: team.guildId,
        line: {
          key: 'contracts:watch.silent',
          params: { url: watch.url, when: `<t:${Math.ceil(since / 1000)}:R>` },
        },
        dedupeKey: `contract-silent:${team.id}:${since}`,
      });
    });
  }

  const found: Watching['found'] = async (team, url, { reading, etag }) => {
    const watch = await findWatch(db, team.id);
    const agreed = await findInState(db, team.id, 'agreed');
    if (watch === undefined || watch.url !== url || watch.ended_at !== null || agreed === undefined)
      return 'unwatched';
    const { hash, normalised } = reading.contract;
    const answers = { ...answering(clock.now()), etag: etag ?? null };
    if (hash === watch.seen) {
      await write(db, (trx) => updateWatch(trx, watch, answers));
      return hash === agreed.hash ? 'unchanged' : 'drifted';
    }
    if (hash === agreed.hash) {
      // It serves again what was agreed.
      const back = { ...answers, seen: hash, drift: null, drift_hash: null };
      return await write(db, async (trx) => {
        const isNews = await updateWatch(trx, watch, back);
        if (isNews)
          await post.toTeam(trx, team.id, {
            guildId: team.guildId,
            line: { key: 'contracts:watch.back', params: { url } },
            dedupeKey: `contract-back:${team.id}:${clock.now()}`,
          });
        return isNews ? 'news' : 'unchanged';
      });
    }
    const findings = await library.against(team, agreed, normalised, hash);
    return await write(db, async (trx) => {
      const drift = { ...answers, seen: hash, drift: normalised, drift_hash: hash };
      if (!(await updateWatch(trx, watch, drift))) return 'drifted';
      const uses = await findUses(trx, team.id);
      const muted = await findMuted(trx, team.id);
      const open = openFindings(findings, await findAcceptances(trx, team.id));
      const members = await teams.memberIds(team.id, trx);
      const affected = members.filter((id) => !muted.includes(id) && isAffected(open, uses.get(id) ?? []));
      await post.toTeam(trx, team.id, {
        guildId: team.guildId,
        mentions: affected,
        kind: DRIFT,
        data: { teamId: team.id, url, hash, affected },
        dedupeKey: `contract-drift:${team.id}:${agreed.id}:${hash}:${clock.now()}`,
      });
      return 'news';
    });
  };

  return { run, found };
}

/** It answers: whatever was counted against it is over, and it is looked at again tomorrow. */
function answering(now: number) {
  return { due_at: now + WATCH.every, lease_until: null, failing_since: null, tries: 0, told_at: null };
}
