import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { isPostgres } from './database/address.ts';
import { isFolder } from './folder.ts';
import { parseShards, ROLES, type Role, type ShardRange } from './roles.ts';

/** The environment as typed values. Shapes and defaults: README, "Configuration". */
export interface Config {
  readonly token: string;
  /** Base address of Discord's REST API, without a trailing slash and without the version. */
  readonly api: string;
  /** Origins from which attachments may be downloaded. */
  readonly cdnOrigins: readonly string[];
  /** Register the commands in this server only; undefined registers them globally. */
  readonly guildId: string | undefined;
  /** Where the database is: the path of an SQLite file, or postgres://... */
  readonly database: string;
  /** The SQLite file. With PostgreSQL where it would be: the folder of the rounds and the list of erasures are beside it. */
  readonly databasePath: string;
  readonly defaultTimezone: string;
  /** Origins exempt from the https and private-address rules for contracts (tests). */
  readonly contractAllow: readonly string[];
  readonly logLevel: LogLevel;
  /** Address of this machine at which the health and metrics endpoint listens. */
  readonly httpHost: string;
  /** Port of the health and metrics endpoint; undefined switches it off. */
  readonly httpPort: number | undefined;
  /** What this process does: platform/roles.ts. */
  readonly role: Role;
  /** All shards, so many as Discord advises or as are given, or a part of them beside other processes. */
  readonly shards: number | 'auto' | ShardRange;
  /** Where PostgreSQL itself listens, when DATABASE_URL is a pooler. */
  readonly directDatabase: string | undefined;
  /** Asked every five minutes while all is well; undefined: nobody watches. */
  readonly heartbeatUrl: string | undefined;
}

const SQLITE_FILE = './data/nexus.db';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown by {@link readConfig}: its message lists every problem, one a line, and never a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment. Empty values count as unset. Throws {@link ConfigError} with all problems at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = schema.safeParse(given);
  if (!result.success) throw new ConfigError(report(result.error.issues));
  const env = result.data;
  return {
    token: env.DISCORD_TOKEN,
    api: env.DISCORD_API,
    cdnOrigins: env.DISCORD_CDN,
    guildId: env.DISCORD_GUILD_ID,
    database: env.DATABASE_URL,
    databasePath: filesPath(env.DATABASE_URL, env.DATA_DIRECTORY),
    defaultTimezone: env.DEFAULT_TIMEZONE,
    contractAllow: env.CONTRACT_ALLOW,
    logLevel: env.LOG_LEVEL,
    httpHost: env.HTTP_HOST,
    httpPort: env.HTTP_PORT,
    role: env.NEXUS_ROLE,
    shards: env.SHARDS,
    directDatabase: env.DATABASE_DIRECT_URL,
    heartbeatUrl: env.HEARTBEAT_URL,
  };
}

/** What must never be logged or shown. */
export function secretsOf({ token, heartbeatUrl, database, directDatabase }: Config): string[] {
  const passwords = [database, directDatabase ?? ''].flatMap((address) => {
    const password = isPostgres(address) ? (URL.parse(address)?.password ?? '') : '';
    return [password, decodeURIComponent(password)];
  });
  const secrets = [token, heartbeatUrl ?? '', ...passwords];
  return [...new Set(secrets.filter((secret) => secret !== ''))];
}

/** Where the database is, for commands that need no token. Throws {@link ConfigError}. */
export function readDatabaseAddress(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment['DATABASE_URL']?.trim();
  const result = schema.shape.DATABASE_URL.safeParse(given === '' ? undefined : given);
  if (result.success) return result.data;
  throw new ConfigError(report(result.error.issues.map((issue) => ({ ...issue, path: ['DATABASE_URL'] }))));
}

/** The database's file; where it is none, beside what else lies in the data directory under that name. */
function filesPath(address: string, directory: string | undefined): string {
  return isPostgres(address) ? join(directory ?? dirname(SQLITE_FILE), basename(SQLITE_FILE)) : address;
}

/** As `databasePath` of {@link readConfig}, for commands that need no token. Throws {@link ConfigError}. */
export function readFilesPath(environment: Readonly<Record<string, string | undefined>>): string {
  const directory = environment['DATA_DIRECTORY']?.trim();
  return filesPath(readDatabaseAddress(environment), directory === '' ? undefined : directory);
}

/** The file of the database, for commands that need one. Throws {@link ConfigError} on PostgreSQL. */
export function readDatabasePath(environment: Readonly<Record<string, string | undefined>>): string {
  const address = readDatabaseAddress(environment);
  if (!isPostgres(address)) return address;
  throw new ConfigError(
    'This command is for SQLite; DATABASE_URL is PostgreSQL, which has its own: pg_dump and pg_restore (docs/operate.md, PostgreSQL).',
  );
}

const NO_TOKEN =
  'is missing. Create a bot at https://discord.com/developers/applications (New Application, then Bot, then Reset Token) ' +
  'and set the token in the environment. To look around first, run: npm run demo (it needs no token).';

const isHttp = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

const origins = z.string().transform((text, context) => {
  const found: string[] = [];
  for (const part of text.split(',').map((item) => item.trim())) {
    if (part === '') continue;
    if (isHttp(part)) found.push(new URL(part).origin);
    else context.addIssue(`has "${part}", which is not an http(s) address. Example: https://cdn.example.org`);
  }
  return found;
});

const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: `must be a whole number from ${low} to ${high}` })
    .transform(Number)
    .refine((value) => value >= low && value <= high, {
      error: `must be a whole number from ${low} to ${high}`,
    });

const schema = z.object({
  DISCORD_TOKEN: z
    .string({ error: NO_TOKEN })
    .trim()
    // A token with a line break inside could never be sent in a header.
    .regex(/^(?!["'])[\x21-\x7e]+(?<!["'])$/, {
      error: 'has characters no token has. Copy it again, without spaces or quotes.',
    }),
  DISCORD_API: z
    .string()
    .trim()
    .refine(isHttp, { error: 'must be an http(s) address such as https://discord.com/api' })
    .transform((text) => text.replace(/(?:\/v\d+)?\/*$/, ''))
    .default('https://discord.com/api'),
  DISCORD_CDN: origins.default(['https://cdn.discordapp.com', 'https://media.discordapp.net']),
  DISCORD_GUILD_ID: z
    .string()
    .trim()
    .regex(/^\d{17,20}$/, {
      error: "must be a server's id: 17 to 20 digits (right-click the server, Copy Server ID)",
    })
    .optional(),
  DATABASE_URL: z
    .string()
    .trim()
    .refine((text) => (isPostgres(text) ? URL.canParse(text) : /^sqlite:(?!\/\/[^/])./.test(text)), {
      error:
        'must be sqlite:PATH, for example sqlite:./data/nexus.db, or postgres://USER:PASSWORD@HOST/DATABASE',
    })
    .transform((text) => (isPostgres(text) ? text : text.slice('sqlite:'.length)))
    .refine((text) => isPostgres(text) || !isFolder(text), {
      error: 'names a folder. Name the file in it, for example sqlite:./data/nexus.db',
    })
    .default(SQLITE_FILE),
  DATA_DIRECTORY: z.string().trim().optional(),
  DEFAULT_TIMEZONE: z
    .string()
    .trim()
    .refine(isTimezone, { error: 'must be an IANA time zone such as Africa/Lagos or UTC' })
    .default('UTC'),
  CONTRACT_ALLOW: origins.default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  HTTP_HOST: z
    .string()
    .trim()
    .regex(/^[\w.:-]+$/, { error: 'must be an address of this machine such as 127.0.0.1 or 0.0.0.0' })
    .default('127.0.0.1'),
  HTTP_PORT: wholeNumber(1, 65_535).optional(),
  NEXUS_ROLE: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }).default('all'),
  SHARDS: z
    .union([z.literal('auto'), wholeNumber(1, 1000), z.string().transform(toRange)], {
      error: 'must be "auto", a number from 1 to 1000, or a part of them such as 0-3/16',
    })
    .default('auto'),
  DATABASE_DIRECT_URL: z
    .string()
    .trim()
    .refine((text) => isPostgres(text) && URL.canParse(text), {
      error: 'must be the postgres://... of the server itself, behind the pooler that DATABASE_URL names',
    })
    .optional(),
  HEARTBEAT_URL: z
    .string()
    .trim()
    .refine(isHttp, { error: 'must be an http(s) address such as https://hc-ping.com/...' })
    .optional(),
});

function toRange(text: string, context: z.core.$RefinementCtx<string>): ShardRange {
  const range = parseShards(text.trim());
  if (range !== undefined) return range;
  context.addIssue('is not a range of shards');
  return z.NEVER;
}

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function report(issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  return ['Nexus cannot start, the environment needs mending:', ...lines].join('\n');
}
