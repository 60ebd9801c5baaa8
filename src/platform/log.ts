import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** What every line that is logged on behalf of something says of it. */
type Cause = Readonly<Record<string, string>>;

const causes = new AsyncLocalStorage<Cause | undefined>();

/** Every line that is logged by `act`, or by what it starts, carries `cause`. */
export function logging<T>(cause: Cause, act: () => T): T {
  return causes.run(cause, act);
}

/** What `act` starts has nothing to do with what is going on. */
export function loggingApart<T>(act: () => T): T {
  return causes.run(undefined, act);
}

/**
 * A JSON logger, on stdout by default. `secrets` never reach it, whoever logs them in whatever, nor do tokens in the
 * addresses of webhooks and interactions, nor what members typed.
 */
export function createLogger(
  level: LogLevel,
  {
    destination = pino.destination(1),
    secrets = [],
  }: { destination?: DestinationStream; secrets?: readonly string[] } = {},
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => causes.getStore() ?? {},
      redact: {
        paths: ['token', '*.token', 'headers.authorization', '*.headers.authorization'],
        censor: '[secret]',
      },
      serializers: { err: (error: unknown) => withoutWords(pino.stdSerializers.err(error as Error)) },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    destination,
  );
}

/** The last look at a line, whatever made it. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  let clean = line.replace(/\/(interactions|webhooks)\/(\d+)\/[\w%.-]+/g, '/$1/$2/[secret]');
  for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
  return clean;
}

/** discord.js errors carry the request's body, with what members typed. */
function withoutWords(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { requestBody: _body, rawError: _raw, ...rest } = error as Record<string, unknown>;
  return rest;
}
