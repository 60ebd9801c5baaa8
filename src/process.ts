import { type Bot, startBot } from './bot.ts';
import { type Config, ConfigError, readConfig, secretsOf } from './platform/config.ts';
import { DatabaseFaultError, NewerDatabaseError, UnusableDatabaseError } from './platform/database/index.ts';
import { RefusedByDiscordError } from './platform/discord/gateway.ts';
import { PortTakenError } from './platform/health.ts';
import { createLogger, type Logger } from './platform/log.ts';

/** Stopping longer than this is a fault of ours; the process ends all the same (ms). */
const LONGEST_STOP = 4_900;

/** Runs the bot as a process: environment in, exit code out, SIGTERM and SIGINT stop it gracefully. */
export async function main(): Promise<void> {
  const config = configOrExit();
  const log = createLogger(config.logLevel, { secrets: secretsOf(config) });
  const stopping = new AbortController();
  let bot: Bot | undefined;
  let exitCode = 0;

  function shutDown(reason: string): void {
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), LONGEST_STOP).unref();
    stopping.abort(reason);
    void bot?.stop().then(() => process.exit(exitCode));
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => shutDown(signal));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));

  try {
    bot = await startBot({
      config,
      log,
      signal: stopping.signal,
      onFatal(error) {
        log.fatal({ err: error }, error.message);
        exitCode = 1;
        shutDown('fatal');
      },
    });
  } catch (error) {
    if (!stopping.signal.aborted) {
      explain(error, log);
      exitCode = 1;
    }
    process.exit(exitCode);
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** What the operator can mend is one sentence; everything else is logged with its cause. */
function explain(error: unknown, log: Logger): void {
  const known = [
    NewerDatabaseError,
    UnusableDatabaseError,
    DatabaseFaultError,
    RefusedByDiscordError,
    PortTakenError,
  ];
  if (error instanceof Error && known.some((kind) => error instanceof kind)) console.error(error.message);
  else log.fatal({ err: error }, 'Nexus could not start');
}
