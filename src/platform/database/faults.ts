import { rmSync, writeFileSync } from 'node:fs';
import { shownAddress } from './address.ts';
import { isAway } from './away.ts';
import type { Db } from './open.ts';

/** Why the database cannot be written to, for whoever runs Nexus; each is their machine's, none ours. */
export type Fault =
  | 'full'
  | 'read-only'
  | 'held'
  | 'damaged'
  | 'unopened'
  | 'unreadable'
  | 'unreachable'
  | 'refused'
  | 'forbidden';

/** What to do about it. */
export const FAULT_SENTENCES: Readonly<Record<Fault, string>> = {
  full: 'The disk of the database is full: nothing can be saved. Make room; Nexus goes on by itself.',
  'read-only':
    'The database cannot be written to: its disk is mounted read-only or its owner has changed. Make it writable for this user; Nexus goes on by itself.',
  held: 'Another program holds the database: nothing can be saved. Close it (a shell in which a transaction was begun, a copy made by hand); Nexus goes on by itself.',
  damaged: 'The database is damaged. Stop Nexus and restore the last backup: npm run restore -- FILE.db.',
  unopened:
    "The database cannot be opened: it is not this user's, its folder is read-only, or too many files are open (systemd: LimitNOFILE, Docker: --ulimit nofile).",
  unreadable:
    'The disk of the database gives errors. Look into the log of the system (dmesg) and check the disk.',
  unreachable:
    'PostgreSQL does not answer: it is stopped, the address of DATABASE_URL is wrong, or it takes no more connections. Nexus goes on by itself when it answers again.',
  refused: 'PostgreSQL refuses the user, the password or the name of the database in DATABASE_URL.',
  forbidden:
    'The user of DATABASE_URL may not create tables. Make it the owner: alter database NAME owner to USER.',
};

/** https://www.sqlite.org/rescode.html and https://www.postgresql.org/docs/15/errcodes-appendix.html */
const FAULTS: readonly (readonly [code: RegExp, Fault])[] = [
  [/^SQLITE_FULL|^ENOSPC|^EDQUOT|^53100$/, 'full'],
  [/^SQLITE_READONLY|^EROFS|^25006$/, 'read-only'],
  [/^SQLITE_CORRUPT|^SQLITE_NOTADB|^XX00[12]$/, 'damaged'],
  [/^28(?:000|P01)$|^3D000$/, 'refused'],
  [/^42501$/, 'forbidden'],
  [/^SQLITE_CANTOPEN|^EACCES|^EMFILE|^ENFILE/, 'unopened'],
  [/^SQLITE_IOERR|^EIO$/, 'unreadable'],
];

/** What an error says of the machine, if it does. */
export function faultOf(error: unknown): Fault | undefined {
  if (isAway(error)) return 'unreachable';
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return FAULTS.find(([pattern]) => pattern.test(code))?.[1];
}

/** The database cannot be used, for a reason that whoever runs Nexus can mend: the message says how. */
export class DatabaseFaultError extends Error {
  override readonly name = 'DatabaseFaultError';
}

/** No database can be there, its server is too old, or what stands in it is not ours: the message says what to do. */
export class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
}

/** Opens or prepares the database of an address. Throws {@link DatabaseFaultError} where the machine is to blame. */
export async function explainingFaults<T>(address: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const fault = faultOf(error) ?? faultOf(cause) ?? (isHeld(error) || isHeld(cause) ? 'held' : undefined);
    if (fault === undefined) throw error;
    throw new DatabaseFaultError(`${FAULT_SENTENCES[fault]} (${shownAddress(address)})`, { cause: error });
  }
}

/** It waited as long as it may for another program: https://www.sqlite.org/rescode.html#busy */
function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

/** Two processes never keep each other from every change for so long (ms). */
const HELD_TOO_LONG = 5_000;

/** On a full disk a small change still fits now and then: it is over when nothing failed for so long (ms). */
const CALM = 5_000;

interface Watch {
  /** A file beside the database, which is never there: whether it can be written says what is wrong with the disk. */
  readonly probe: string;
  fault: Fault | undefined;
  /** When a change last failed for it, by the monotonic clock (ms). */
  failedAt: number;
  /** Since when every change waited in vain, by the monotonic clock (ms); undefined: one went well since. */
  heldSince: number | undefined;
  readonly onChange: (fault: Fault | undefined) => void;
  readonly onWait: (ms: number) => void;
  readonly onRetry: () => void;
  readonly onConnection: (ms: number) => void;
}

const watches = new WeakMap<Db, Watch>();

/**
 * Hears when the database can no longer be changed, when it can again, how long a change waited (ms), that it is tried
 * again, and how long it took to get a connection of PostgreSQL (ms). `path`: SQLite's file.
 */
export function watchDatabase(
  db: Db,
  path: string,
  on: Pick<Watch, 'onChange' | 'onWait' | 'onRetry' | 'onConnection'>,
): { readonly fault: Fault | undefined } {
  const watch: Watch = {
    probe: `${path}.probe`,
    fault: undefined,
    failedAt: -Infinity,
    heldSince: undefined,
    ...on,
  };
  watches.set(db, watch);
  return watch;
}

/** A change is tried again: another one came between, held the database, or the server was away. */
export function noteRetry(db: Db): void {
  watches.get(db)?.onRetry();
}

/** Somebody got a connection of PostgreSQL, after so long (ms). */
export function noteConnection(db: Db, ms: number): void {
  watches.get(db)?.onConnection(ms);
}

/** A change ended, well (no error) or not. */
export function noteWrite(db: Db, waitedMs: number, error?: unknown): void {
  const watch = watches.get(db);
  if (watch === undefined) return;
  if (waitedMs > 0) watch.onWait(waitedMs);
  if (error === undefined) watch.heldSince = undefined;
  const fault = error === undefined ? undefined : (found(watch, error) ?? held(watch, waitedMs, error));
  // A mistake in what was to be written says nothing about the disk.
  if (error !== undefined && fault === undefined) return;
  note(watch, fault);
}

/** One change that waits in vain is a member's bad luck; none that does not is somebody who forgot to let go. */
function held(watch: Watch, waitedMs: number, error: unknown): Fault | undefined {
  if (!isHeld(error)) return undefined;
  const now = performance.now();
  watch.heldSince ??= now - waitedMs;
  return now - watch.heldSince >= HELD_TOO_LONG ? 'held' : undefined;
}

/** Something could not be read: a bad page is met by whoever reads it, while changes on others go well. */
export function noteUnread(db: Db, error: unknown): void {
  const watch = watches.get(db);
  if (watch === undefined) return;
  const fault = faultOf(error);
  if (fault === 'damaged' || fault === 'unreadable') note(watch, found(watch, error));
}

/**
 * SQLite calls every error of a disk but "full" by one name, also when it became read-only under an open file, which Linux does
 * to a disk with errors, or when a quota is used up: https://www.sqlite.org/rescode.html#ioerr_write. The disk itself says more.
 */
function found({ probe }: Watch, error: unknown): Fault | undefined {
  const fault = faultOf(error);
  if (fault !== 'unreadable') return fault;
  try {
    writeFileSync(probe, '\n');
    rmSync(probe);
  } catch (refusal) {
    const reason = faultOf(refusal);
    if (reason === 'full' || reason === 'read-only') return reason;
  }
  return fault;
}

function note(watch: Watch, fault: Fault | undefined): void {
  // What lies on other pages is written as before: only a restored database, at the next start, is whole.
  if (watch.fault === 'damaged') return;
  const now = performance.now();
  if (fault !== undefined) watch.failedAt = now;
  if (fault === watch.fault || (fault === undefined && now - watch.failedAt < CALM)) return;
  watch.fault = fault;
  watch.onChange(fault);
}
