import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** A JSON logger, on stdout by default. Tokens, also those in webhook and callback addresses, never reach it. */
export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['token', '*.token', 'headers.authorization', '*.headers.authorization'],
        censor: '[secret]',
      },
      serializers: { err: (error: unknown) => withoutSecrets(pino.stdSerializers.err(error as Error)) },
    },
    destination,
  );
}

/** discord.js errors carry the request's address (with the interaction token) and body (with what members typed). */
function withoutSecrets(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { requestBody: _body, rawError: _raw, ...rest } = error as Record<string, unknown>;
  const clean = Object.entries(rest).map(([key, value]) => [
    key,
    typeof value === 'string'
      ? value.replace(/\/(interactions|webhooks)\/(\d+)\/[\w%.-]+/g, '/$1/$2/[secret]')
      : value,
  ]);
  return Object.fromEntries(clean);
}
