import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { CommitInDoubtError, ServerAwayError, saysAway } from './away.ts';
import { isStale } from './kept.ts';
import { createLines, type Line } from './lines.ts';
import type { Patience } from './patience.ts';
import { createQuestions } from './questions.ts';
import { refuseChange } from './statements.ts';

export { isPooled } from './lines.ts';
export { listenTo } from './listening.ts';

type Ask = (text: string, values: readonly unknown[]) => Promise<unknown>;

const BEGINS = /^(?:begin|start transaction)\b/;
const BEGUN = { command: 'BEGIN', rowCount: 0, rows: [] };
const ENDED = { command: 'ROLLBACK', rowCount: 0, rows: [] };
/** How long a statement of a transaction waits for somebody else's lock, in ms; then the transaction is begun anew. */
const LOCK = 800;

/**
 * What Kysely's dialect takes for a pool, with what `pg` lacks: a lost connection never ends the process,
 * values come as SQLite gives them, and of a commit whose answer was lost it is known which transaction that was
 * ({@link CommitInDoubtError}). A transaction has a connection of its own; what is asked outside of one shares them.
 */
export function postgresPool(
  address: string,
  how: {
    readonly changesOnlyInWrites: boolean;
    /** Somebody got a connection, after so long (ms). */
    readonly onConnection: (ms: number) => void;
    readonly patience: Patience;
  },
): PostgresPool {
  const { changesOnlyInWrites, onConnection, patience } = how;
  const lines = createLines(address, { readsOnly: changesOnlyInWrites, onConnection, patience });
  const ask = createQuestions(lines, { changeNothing: changesOnlyInWrites });

  function session(): PostgresPoolClient {
    let transaction: Transaction | undefined;

    async function query(text: string, values: readonly unknown[]): Promise<unknown> {
      if (BEGINS.test(text)) {
        const line = await taken();
        transaction = beginOn(line, text, patience);
        // Elsewhere what is asked first would be done by itself when it does not begin.
        if (!line.refusesChanges) await transaction.begun;
        return BEGUN;
      }
      if (transaction !== undefined) return await transaction.ask(text, values);
      if (changesOnlyInWrites) refuseChange(text);
      return await patience.keep(ask(text, values));
    }

    async function taken(): Promise<Line> {
      const taking = lines.take();
      try {
        return await patience.keep(taking);
      } catch (error) {
        taking.then(
          (line) => line.giveBack(false),
          () => undefined,
        );
        throw error;
      }
    }

    return {
      query: query as PostgresPoolClient['query'],
      release() {
        transaction?.end();
        transaction = undefined;
      },
    };
  }

  return { options: lines.options, connect: async () => session(), end: () => lines.end() };
}

interface Transaction {
  readonly begun: Promise<unknown>;
  readonly ask: Ask;
  end(): void;
}

/** Begins a transaction, and asks for its number in the same round trip: what is committed can be asked for by that. */
function beginOn(line: Line, text: string, patience: Patience): Transaction {
  let isBroken = false;
  let id: string | undefined;
  /** What the server refused first: all that was asked behind it is refused because of that. */
  let refusal: unknown;

  async function orAway<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      isBroken ||= error instanceof ServerAwayError || isStale(error) || saysAway(error);
      if (!isBroken) throw (refusal ??= error);
      throw error instanceof ServerAwayError ? error : new ServerAwayError(error);
    }
  }

  async function begin(): Promise<void> {
    const begins = `${text} read write; select pg_current_xact_id()::text as id, set_config('lock_timeout', '${LOCK}', true)`;
    const [, { rows }] = (await line.ask(begins, [])) as [unknown, { rows: [{ id: string }] }];
    id = rows[0].id;
  }

  const begun = orAway(patience.keep(begin()));
  begun.catch(() => undefined);
  return {
    begun,
    async ask(statement, values) {
      const isCommit = statement === 'commit';
      // The connection ends with what was begun on it, so that nothing of it is ever committed.
      if (isBroken && statement === 'rollback') return ENDED;
      if (isBroken && isCommit) throw new ServerAwayError(new Error('the transaction was given up'));
      const asked = line.ask(statement, values);
      // Once it is asked for, only the server knows whether a commit holds.
      const answer = orAway(isCommit ? asked : patience.keep(asked));
      answer.catch(() => undefined);
      try {
        await begun;
        return await answer;
      } catch (error) {
        if (!(error instanceof ServerAwayError)) throw error;
        // The server has undone it by itself; a complaint would hide the error that led here.
        if (statement === 'rollback') return ENDED;
        throw isCommit && id !== undefined ? new CommitInDoubtError(id, error) : error;
      }
    },
    end: () => line.giveBack(isBroken),
  };
}
