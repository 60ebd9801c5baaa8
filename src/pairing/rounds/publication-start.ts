import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import { deadlines } from '../../people/requests/rules.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import { publishable } from '../matching/publish.ts';
import { currentFingerprints } from './participants.ts';
import type { PublishAs } from './rules.ts';
import {
  dropPairs,
  findLatest,
  findPairPage,
  findRound,
  moveRound,
  type PairRow,
  type RoundRow,
} from './store.ts';

/** Staff publish a preview: what is still as it was computed begins, the rest waits for the next round. */
export interface PublicationStart {
  /** The cohort's newest preview, or the round named. Throws a UserError when there is none or it is not the newest. */
  meant(cohort: Cohort, roundId: number | undefined): Promise<RoundRow>;
  /**
   * Drops the pairs of members who have changed something since the preview, and begins. Undefined: somebody else began
   * at the same instant. Throws a UserError when there are no pairs, or when more than a tenth would be dropped.
   */
  begin(
    cohort: Cohort,
    round: RoundRow,
    by: { readonly as: PublishAs; readonly staffId: string },
  ): Promise<RoundRow | undefined>;
}

/** Pairs read at once. */
const PAGE = 100;

export function createPublicationStart(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly communities: Communities;
  readonly presence: Pick<Presence, 'lookAtAll'>;
}): PublicationStart {
  const { db, clock, audit, communities, presence } = parts;

  async function meant(cohort: Cohort, roundId: number | undefined): Promise<RoundRow> {
    const states = ['preview', 'publishing', 'published'] as const;
    const round =
      roundId === undefined ? await findLatest(db, cohort.id, states) : await findRound(db, roundId);
    if (round === undefined)
      throw new UserError({ key: roundId === undefined ? 'rounds:error.none' : 'rounds:error.gone' });
    if (round.cohort_id !== cohort.id || !states.some((state) => state === round.state))
      throw new UserError({ key: 'rounds:error.gone' });
    return round;
  }

  async function pairsOf(roundId: number): Promise<PairRow[]> {
    const pairs: PairRow[] = [];
    for (let after = -1; ; ) {
      const page = await findPairPage(db, roundId, after, PAGE);
      pairs.push(...page);
      const last = page.at(-1);
      if (last === undefined) return pairs;
      after = last.position;
      await setImmediate();
    }
  }

  /** The pairs of members who have changed something since the preview, and whether they are more than a tenth. */
  async function changedSince(cohort: Cohort, rows: readonly PairRow[]) {
    const pairs = rows.map((row) => ({
      row,
      backend: { id: row.backend_id },
      frontend: { id: row.frontend_id },
    }));
    const members = rows.flatMap((row) => [
      [row.backend_id, row.backend_fingerprint] as const,
      [row.frontend_id, row.frontend_fingerprint] as const,
    ]);
    const ids = [...new Set(members.map(([id]) => id))];
    await presence.lookAtAll(cohort.guildId, ids);
    const { language } = await communities.get(cohort.guildId);
    const current = await currentFingerprints(db, cohort, { language, now: clock.now() }, ids);
    const { drop, refused } = publishable({ pairs, members }, current);
    const dropped = drop.map(({ pair: { row }, changed }) => ({
      id: row.id,
      changed:
        changed.length === 2
          ? ('both' as const)
          : changed[0] === row.backend_id
            ? ('backend' as const)
            : ('frontend' as const),
    }));
    return { dropped, refused };
  }

  /** Of several who publish at the same instant one begins; the others get undefined. */
  async function record(
    cohort: Cohort,
    round: RoundRow,
    { as, staffId }: { as: PublishAs; staffId: string },
    dropped: readonly { id: number; changed: 'backend' | 'frontend' | 'both' }[],
  ): Promise<RoundRow | undefined> {
    const now = clock.now();
    return await write(db, async (trx) => {
      const begun = await moveRound(trx, round.id, 'preview', {
        state: 'publishing',
        publish_as: as,
        published_by: staffId,
        publishing_at: now,
        expires_at: deadlines(now, cohort.deadlineAt).expiresAt,
      });
      if (begun === undefined) return undefined;
      for (const changed of ['backend', 'frontend', 'both'] as const) {
        const ids = dropped.filter((each) => each.changed === changed).map(({ id }) => id);
        await dropPairs(trx, ids, changed);
      }
      await audit.record(trx, {
        guildId: cohort.guildId,
        action: 'round.publish',
        by: staffId,
        object: `round:${round.id}`,
        details: { as, dropped: dropped.length },
      });
      return begun;
    });
  }

  return {
    meant,
    async begin(cohort, round, by) {
      const pairs = await pairsOf(round.id);
      if (pairs.length === 0) throw new UserError({ key: 'rounds:error.no-pairs' });
      const { dropped, refused } = await changedSince(cohort, pairs);
      if (!refused) return await record(cohort, round, by, dropped);
      // Whoever began at the same instant has changed them: they are in teams by now.
      if ((await findRound(db, round.id))?.state !== 'preview') return undefined;
      throw new UserError({
        key: 'rounds:error.too-many-changed',
        params: { count: dropped.length, total: pairs.length },
      });
    },
  };
}
