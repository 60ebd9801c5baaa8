import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

export interface Server {
  /** 15 */
  readonly version: number;
  /** `15.14 (Debian 15.14-0+deb12u1)` */
  readonly shownVersion: string;
  readonly encoding: string;
  readonly collation: string;
  /** The version of the system's rules when the database was made, and now; null where the system has none. */
  readonly collationMade: string | null;
  readonly collationNow: string | null;
  /** ms UTC. */
  readonly now: number;
  readonly isReadOnly: boolean;
  readonly mayCreate: boolean;
  /** `plpgsql`, by commas. */
  readonly extensions: string;
  /** Connections that whoever is no superuser may have: the least of the server's, the database's and the role's. */
  readonly limit: number;
  /** Of Nexus, without this one, and of everybody else. */
  readonly ours: number;
  readonly others: number;
}

/** What the server says of itself (https://www.postgresql.org/docs/current/catalogs.html). */
export async function serverOf(db: Db): Promise<Server> {
  const { rows } = await sql<Omit<Server, 'collationMade' | 'collationNow'>>`
    select current_setting('server_version_num')::int / 10000 as version,
      current_setting('server_version') as "shownVersion",
      pg_encoding_to_char(d.encoding) as encoding,
      d.datcollate as collation,
      (extract(epoch from clock_timestamp()) * 1000)::bigint as now,
      (pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on') as "isReadOnly",
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
      (select coalesce(string_agg(extname, ', ' order by extname), 'none') from pg_extension) as extensions,
      least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
        case when d.datconnlimit >= 0 then d.datconnlimit end,
        case when r.rolconnlimit >= 0 then r.rolconnlimit end
      ) as limit,
      (select count(*) from pg_stat_activity
        where application_name = 'nexus' and pid <> pg_backend_pid()) as ours,
      (select count(*) from pg_stat_activity
        where backend_type = 'client backend' and application_name <> 'nexus') as others
    from pg_database d, pg_roles r
    where d.datname = current_database() and r.rolname = current_user`.execute(db);
  const [server] = rows;
  if (server === undefined) throw new Error('the server does not know its own database');
  // Both are known from version 15 on (https://www.postgresql.org/docs/15/release-15.html).
  const { rows: versions } =
    server.version < 15
      ? { rows: [] }
      : await sql<{ made: string | null; now: string | null }>`
          select datcollversion as made, pg_database_collation_actual_version(oid) as now
          from pg_database where datname = current_database()`.execute(db);
  return { ...server, collationMade: versions[0]?.made ?? null, collationNow: versions[0]?.now ?? null };
}

export async function appliedMigrations(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string | null }>`
    select to_regclass('kysely_migration')::text as name`.execute(db);
  if ((tables[0]?.name ?? null) === null) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}
