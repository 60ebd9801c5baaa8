import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** A JSON logger on stdout. Tokens, also those inside webhook and callback addresses, never reach it. */
export function createLogger(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['token', '*.token', 'headers.authorization', '*.headers.authorization'],
      censor: '[secret]',
    },
    serializers: { err: (error: unknown) => withoutSecrets(pino.stdSerializers.err(error as Error)) },
  });
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
