import { BackupError } from '../platform/backup/service.ts';
import { ConfigError } from '../platform/config.ts';
import {
  DatabaseFaultError,
  FAULT_SENTENCES,
  faultOf,
  NewerDatabaseError,
  UnusableDatabaseError,
} from '../platform/database/index.ts';
import { MoveError } from './moving/rules.ts';

/** Errors whose message is the sentence to read. */
const SENTENCES = [
  BackupError,
  ConfigError,
  DatabaseFaultError,
  MoveError,
  NewerDatabaseError,
  UnusableDatabaseError,
];

/**
 * Runs a command of whoever runs Nexus. It ends with 0; with 1 and one sentence when it could not be done; with 2 and how
 * to call it when `act` returns that, or does not know an option.
 */
export async function runOrExplain(
  usage: string,
  act: () => string | undefined | Promise<string | undefined>,
): Promise<void> {
  try {
    const wrong = await act();
    if (wrong !== undefined) {
      console.error(wrong);
      process.exitCode = 2;
    }
  } catch (error) {
    const fault = faultOf(error);
    if (SENTENCES.some((kind) => error instanceof kind)) console.error((error as Error).message);
    else if (isMistyped(error)) console.error(`${error.message}\n${usage}`);
    else if (fault === undefined) throw error;
    else console.error(FAULT_SENTENCES[fault]);
    process.exitCode = isMistyped(error) ? 2 : 1;
  }
}

/** An option or an argument that there is not: https://nodejs.org/api/errors.html#err_parse_args_unknown_option */
function isMistyped(error: unknown): error is TypeError {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
