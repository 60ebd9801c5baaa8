import { migrations } from '../../../migrations/index.ts';
import type { Clock } from '../../platform/clock.ts';
import {
  asRead,
  BusyError,
  CONNECTIONS,
  type Db,
  isPooled,
  OLDEST_SERVER,
  openDatabase,
  shownAddress,
} from '../../platform/database/index.ts';
import { erasureFinding, lifeFindings, outboxFinding } from './database.ts';
import { type Finding, mend, ok, warn } from './rules.ts';
import { appliedMigrations, type Server, serverOf } from './server/store.ts';

/** Clocks that differ by more are worth a look (ms). */
const SKEW = 5_000;

/** What the PostgreSQL of DATABASE_URL says of itself, and of the last days. `files`: where what is no row lies. */
export async function serverFindings(
  address: string,
  files: string,
  clock: Clock,
): Promise<{ readonly findings: Finding[]; readonly isWhole: boolean }> {
  const db = openDatabase(address);
  try {
    const server = await serverOf(db);
    const applied = await appliedMigrations(db);
    const findings = [
      ok('database', `${shownAddress(address)} answers`),
      versionFinding(server),
      ...textFindings(server),
      clockFinding(server.now - clock.now()),
      server.isReadOnly
        ? mend(
            'writing',
            'The server takes no changes: it is a standby, or read-only. Name the primary in DATABASE_URL.',
          )
        : rightsFinding(server),
      ok('extensions', `Nexus needs none; there: ${server.extensions}`),
      await poolerFinding(address),
      connectionFinding(server),
      ...(await rowFindings(db, applied, { files, clock })),
    ];
    return { findings, isWhole: pendingAfter(applied).length === 0 };
  } catch (error) {
    if (!(asRead(error) instanceof BusyError) && !isOfServer(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const says = `${shownAddress(address)}: ${why}. Does the server run, are address, user and password right?`;
    return { findings: [mend('database', says)], isWhole: false };
  } finally {
    await db.destroy();
  }
}

/** What PostgreSQL itself answers has a code of five letters or figures. */
function isOfServer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code));
}

export function versionFinding({ version, shownVersion }: Pick<Server, 'version' | 'shownVersion'>): Finding {
  if (version >= OLDEST_SERVER) return ok('PostgreSQL', shownVersion);
  return mend('PostgreSQL', `${shownVersion} is too old: Nexus needs ${OLDEST_SERVER} or newer.`);
}

/** Nexus compares by bytes, whatever the database's language is; but a letter that cannot be stored is lost. */
export function textFindings({
  encoding,
  collation,
  collationMade,
  collationNow,
}: Pick<Server, 'encoding' | 'collation' | 'collationMade' | 'collationNow'>): Finding[] {
  if (encoding !== 'UTF8')
    return [
      mend(
        'texts',
        `The database is in ${encoding}: names and words would be refused. Make it anew: createdb --encoding=UTF8 --template=template0.`,
      ),
    ];
  if (collationMade !== null && collationNow !== null && collationMade !== collationNow)
    return [
      warn(
        'texts',
        `UTF8; the rules of ${collation} are of ${collationMade}, the system has ${collationNow}: alter database ... refresh collation version. Nexus compares by bytes and is not affected.`,
      ),
    ];
  return [ok('texts', `UTF8, ${collation}; Nexus compares by bytes`)];
}

function clockFinding(ahead: number): Finding {
  if (Math.abs(ahead) <= SKEW) return ok('server clock', 'as this machine has it');
  return warn(
    'server clock',
    `The database's clock is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's. Nexus goes by its own; switch time synchronisation on there.`,
  );
}

function rightsFinding({ mayCreate }: Server): Finding {
  if (mayCreate) return ok('writing', 'allowed, tables too');
  return mend(
    'writing',
    'The user of DATABASE_URL may make no tables: grant create on schema public to it, or make it the owner of the database.',
  );
}

async function poolerFinding(address: string): Promise<Finding> {
  if (!(await isPooled(address))) return ok('pooler', 'none: Nexus talks to the server itself');
  return warn(
    'pooler',
    'One stands between Nexus and the server. It must pool by transaction or by session: by statement Nexus cannot work. Nexus pools by itself and needs none. Several processes hear each other at once where DATABASE_DIRECT_URL names the server itself.',
  );
}

/** Each process takes up to {@link CONNECTIONS}; a second one beside it, while one is updated, as many. */
export function connectionFinding({
  limit,
  ours,
  others,
}: Pick<Server, 'limit' | 'ours' | 'others'>): Finding {
  const free = limit - others;
  const says = `${limit} may be used, ${others} are by others, ${ours} by Nexus, which takes up to ${CONNECTIONS} a process`;
  if (free < CONNECTIONS)
    return mend(
      'connections',
      `${says}: too few. Raise max_connections (or the limit of the role or the database), or end what else connects.`,
    );
  if (free < 2 * CONNECTIONS)
    return warn(
      'connections',
      `${says}: enough for one process, not for a second beside it (an update, shards).`,
    );
  return ok('connections', `${says}: room for ${Math.floor(free / CONNECTIONS)}`);
}

function pendingAfter(applied: readonly string[]): string[] {
  return Object.keys(migrations).filter((name) => !applied.includes(name));
}

async function rowFindings(
  db: Db,
  applied: readonly string[],
  { files, clock }: { files: string; clock: Clock },
): Promise<Finding[]> {
  const pending = pendingAfter(applied);
  if (applied.length === 0) return [ok('migrations', 'the tables are made at the first start')];
  if (pending.length > 0)
    return [
      warn(
        'migrations',
        `${pending.length} run at the next start. Make a backup first (docs/operate.md, PostgreSQL).`,
      ),
    ];
  const now = clock.now();
  return [
    ok('migrations', 'all applied'),
    warn(
      'backup',
      'Nexus does not see whether the server is backed up. Is pg_dump run every day (docs/operate.md, PostgreSQL)?',
    ),
    ...(await lifeFindings(db, now)),
    await outboxFinding(db, now),
    erasureFinding(`${files}.erasures`),
  ];
}
