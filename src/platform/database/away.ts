/** What may go wrong with PostgreSQL, without its client: that is read only where PostgreSQL is used. */

/** PostgreSQL cannot be reached just now, or ended the connection: what was begun there is undone. */
export class ServerAwayError extends Error {
  override readonly name = 'ServerAwayError';

  constructor(cause: unknown) {
    super(`PostgreSQL cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The connection broke while a commit was answered: only the server knows whether it holds. */
export class CommitInDoubtError extends Error {
  override readonly name = 'CommitInDoubtError';
  /** For `pg_xact_status`. */
  readonly transaction: string;

  constructor(transaction: string, cause: unknown) {
    super('the connection broke while a commit was answered', { cause });
    this.transaction = transaction;
  }
}

/**
 * https://www.postgresql.org/docs/15/errcodes-appendix.html: connections that broke (08), a server that stops or starts
 * (57P), too many clients (53300). `pg` gives no code where it finds a broken connection itself.
 */
const AWAY =
  /^(?:08\w{3}|57P0[1235]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const AWAY_WORDS =
  /connection (?:terminated|error)|timeout expired|timeout exceeded when trying to connect|query read timeout|client was closed|not queryable|ended the connection/i;

/** Whether what `pg` throws says so. */
export function saysAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  // The socket of a server on this machine is not there.
  if ('syscall' in error && error.syscall === 'connect') return true;
  if (error instanceof AggregateError) return error.errors.some(saysAway);
  return AWAY_WORDS.test(error.message);
}

/** Whether PostgreSQL has no connection left: https://www.postgresql.org/docs/15/errcodes-appendix.html */
export function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '53300';
}

/** Whether an error says that the server cannot be reached just now; what was begun there is undone. */
export function isAway(error: unknown): boolean {
  return error instanceof ServerAwayError;
}

/** Whether PostgreSQL undid a transaction because of another one: it is repeated. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['40001', '40P01', '55P03'].includes(String(error.code))
  );
}
