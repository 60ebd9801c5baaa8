import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Db, openDatabase } from '../../../src/platform/database/index.ts';
import { DeliveryError } from '../../../src/platform/delivery/failures.ts';
import { createOutbox } from '../../../src/platform/delivery/outbox.ts';
import type {
  Deliverer,
  DeliveryKind,
  Entry,
  MessagePayload,
  PlaceKind,
  Transport,
} from '../../../src/platform/delivery/types.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { projectThreads } from '../../../src/work/projects/card-life.ts';
import { teamThreads } from '../../../src/work/teams/service.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../../support/engine.ts';
import { putDatabase } from '../../support/migrated.ts';

export const GUILD = '900000000000000001';
/** 2026-11-23 08:00 UTC, a Monday. */
export const START = Date.UTC(2026, 10, 23, 8);

/** What openDatabase takes: a new, migrated database on the engine the tests run on. */
export async function newDatabase(): Promise<string> {
  if (POSTGRES !== undefined) {
    const address = await createPostgres();
    onTestFinished(() => dropPostgres(address));
    return address;
  }
  return await databaseFile();
}

/** Path of a new, migrated file of SQLite. */
export async function databaseFile(): Promise<string> {
  const path = join(temporaryDirectory(), 'nexus.db');
  await putDatabase(path);
  return path;
}

export function open(path: string): Db {
  const db = openDatabase(path);
  onTestFinished(() => db.destroy());
  return db;
}

export interface FakeClock {
  now(): number;
  advance(ms: number): void;
}

export function fakeClock(at = START): FakeClock {
  let now = at;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

export interface Posted {
  readonly id: string;
  readonly channelId: string;
  readonly payload: MessagePayload;
  readonly nonce: string;
  readonly mentions: readonly string[];
}

export interface FakeDiscord extends Transport {
  readonly posted: Posted[];
  /** Consulted before each message; what it throws is what Discord answers. After: the message stands nevertheless. */
  before: (channelId: string, payload: MessagePayload) => Promise<void> | void;
  after: (channelId: string, payload: MessagePayload) => Promise<void> | void;
  /** How many messages were under way at once, at most. */
  readonly busiest: () => number;
  /** Discord forgets all nonces. */
  readonly forgetNonces: () => void;
  /** What findOwn was asked. */
  readonly searches: { channelId: string; after: number }[];
  readable: boolean;
}

/** A Discord of the outbox's own interface, for the pure logic of claims and leases. */
export function fakeDiscord(): FakeDiscord {
  const posted: Posted[] = [];
  const searches: FakeDiscord['searches'] = [];
  let nonces = new Map<string, string>();
  let under = 0;
  let busiest = 0;
  let nextId = 1;
  const unused = (): never => {
    throw new Error('not used here');
  };
  const fake: FakeDiscord = {
    posted,
    searches,
    readable: true,
    before: () => {},
    after: () => {},
    busiest: () => busiest,
    forgetNonces() {
      nonces = new Map();
    },
    async createMessage(channelId, payload, { nonce, mentions }) {
      under += 1;
      busiest = Math.max(busiest, under);
      try {
        await fake.before(channelId, payload);
        const known = nonces.get(nonce);
        if (known !== undefined) return { id: known };
        const id = String(nextId++);
        nonces.set(nonce, id);
        posted.push({ id, channelId, payload, nonce, mentions });
        await fake.after(channelId, payload);
        return { id };
      } finally {
        under -= 1;
      }
    },
    editMessage: unused,
    publishMessage: unused,
    pinMessage: unused,
    giveRole: unused,
    isReadByAll: unused,
    startThread: async (_channelId, messageId) => ({ id: `thread-${messageId}` }),
    startPrivateThread: unused,
    activeThreads: async () => ({ total: 0, own: [] }),
    archiveThread: unused,
    renameThread: unused,
    deleteMessage: unused,
    replaceId: unused,
    writers: unused,
    lastWritten: unused,
    addThreadMember: unused,
    isMember: async () => true,
    removeThreadMember: unused,
    ownEvents: async () => [],
    createEvent: unused,
    editEvent: unused,
    deleteEvent: unused,
    openDm: async (userId) => ({ id: `dm-${userId}` }),
    async findOwn(channelId, after, matches) {
      searches.push({ channelId, after });
      if (!fake.readable) return 'unreadable';
      for (const message of posted) {
        if (message.channelId !== channelId) continue;
        if (await matches({ ...message.payload, id: message.id })) return { id: message.id };
      }
      return undefined;
    },
  };
  return fake;
}

export const brokenConnection = (): DeliveryError =>
  new DeliveryError('retry', 'ECONNRESET', 'connection lost', { maybeDone: true });
export const unreachable = (): DeliveryError => new DeliveryError('retry', 'ECONNREFUSED', 'nobody there');

export interface Desk {
  readonly db: Db;
  readonly clock: FakeClock;
  readonly discord: FakeDiscord;
  readonly outbox: Deliverer;
  readonly enqueue: (...entries: readonly Entry[]) => Promise<number>;
  /** A second process on the same file, with the same Discord. */
  readonly colleague: (kinds?: readonly DeliveryKind[]) => Deliverer;
}

const log = createLogger('silent');

export async function desk(
  kinds: readonly DeliveryKind[] = [],
  places: readonly PlaceKind[] = [projectThreads, teamThreads],
): Promise<Desk> {
  const path = await newDatabase();
  const db = open(path);
  const clock = fakeClock();
  const discord = fakeDiscord();
  const make = (on: Db, own: readonly DeliveryKind[]): Deliverer => {
    const outbox = createOutbox({
      db: on,
      transport: discord,
      kinds: own,
      places,
      clock,
      log,
      random: () => 0,
    });
    onTestFinished(() => outbox.stop(1_000));
    return outbox;
  };
  const outbox = make(db, kinds);
  return {
    db,
    clock,
    discord,
    outbox,
    enqueue: (...entries) => db.transaction().execute((trx) => outbox.enqueue(trx, ...entries)),
    colleague: (own = kinds) => make(open(path), own),
  };
}

export function note(dedupeKey: string, more: Partial<Entry> = {}): Entry {
  return {
    kind: 'test.note',
    guildId: GUILD,
    target: { kind: 'channel', id: '100' },
    payload: { content: `message ${dedupeKey}` },
    dedupeKey,
    ...more,
  };
}

export async function community(
  db: Db,
  channels: Partial<Record<'mentors' | 'projects' | 'announcements', string>> = {},
) {
  await db
    .insertInto('communities')
    .values({
      guild_id: GUILD,
      created_at: START,
      mentors_channel_id: channels.mentors ?? null,
      projects_channel_id: channels.projects ?? null,
      announcements_channel_id: channels.announcements ?? null,
    })
    .execute();
}

export async function states(db: Db): Promise<Record<string, string>> {
  const rows = await db.selectFrom('outbox').select(['dedupe_key', 'state']).orderBy('id').execute();
  return Object.fromEntries(rows.map((row) => [row.dedupe_key, row.state]));
}
