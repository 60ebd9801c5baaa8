/** How rows come into the hands of a process. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { type Db, engineOf, prepared, write } from '../../database/index.ts';
import type { OutboxTable } from '../tables.ts';

/** A row this process owns until its lease ends. */
export type Claimed = Selectable<OutboxTable> & { readonly claimed_by: string; readonly claimed_at: number };

interface Claim {
  readonly worker: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly limit: number;
}

/**
 * Takes due rows, at most one of each lane (its first), and stamps the lease. One statement, so that a row has one
 * owner however many processes claim, and committed before anything is sent.
 */
export const claimDue = claiming(
  (_, now, limit) => sql`
    select o.id from outbox o
    where o.state = 'pending' and o.ready_at <= ${now}
      and o.id = (
        select h.id from outbox h
        where h.lane = o.lane and h.state in ('pending', 'sending')
        order by h.turn_at, h.id limit 1
      )
    order by o.ready_at, o.id limit ${limit}`,
  sql`for update of o skip locked`,
);

/** Takes over rows whose owner let the lease run out, and doubtful ones that are to be looked at again. */
export const claimDoubtful = claiming(
  (db, now, limit) =>
    engineOf(db) === 'postgres'
      ? sql`
    select id from outbox
    where (state = 'sending' and lease_until <= ${now}) or (state = 'doubt' and ready_at <= ${now})
    limit ${limit}`
      : sql`
    select id from (
      select id from outbox where state = 'sending' and lease_until <= ${now}
      union all
      select id from outbox where state = 'doubt' and ready_at <= ${now}
    ) limit ${limit}`,
  sql`for update skip locked`,
);

/** `ids`: those that may be taken; `locked`: what PostgreSQL needs so that two processes take different ones. */
function claiming(
  ids: (db: Db, now: number, limit: number) => RawBuilder<unknown>,
  locked: RawBuilder<unknown>,
): (db: Db, claim: Claim) => Promise<Claimed[]> {
  // A limit stands in the text of a statement: there are two.
  const known = new Map<number, ReturnType<typeof queriesFor>>();
  function queriesFor(limit: number) {
    return {
      find: prepared((db, now: number) => ({ compile: () => ids(db, now, limit).compile(db) })),
      stamp: prepared((db, worker: string, now: number, leaseUntil: number) => ({
        compile: () => {
          // Rows that another process of PostgreSQL is claiming are left to it. It cannot make us take a lane's second row for
          // its first: who is first is read in the same serialisable transaction, which is repeated when that changes meanwhile.
          const own = ids(db, now, limit);
          return sql<Claimed>`
            update outbox set state = 'sending', claimed_by = ${worker}, claimed_at = ${now},
              lease_until = ${leaseUntil}, attempts = attempts + 1, doubt_since = coalesce(doubt_since, ${now})
            where id in (${engineOf(db) === 'postgres' ? sql`${own} ${locked}` : own})
            returning *`.compile(db);
        },
      })),
    };
  }

  return async (db, { worker, now, leaseUntil, limit }) => {
    const queries = known.get(limit) ?? queriesFor(limit);
    known.set(limit, queries);
    // Most times nothing is due: that is found without a transaction.
    if (!db.isTransaction && (await queries.find(db, now)).length === 0) return [];
    const claimed = await write(db, (trx) => queries.stamp(trx, worker, now, leaseUntil));
    return claimed.toSorted((a, b) => a.turn_at - b.turn_at || a.id - b.id);
  };
}
