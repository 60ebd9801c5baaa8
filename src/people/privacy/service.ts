import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { type Db, emptyLog, write } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import type { Logger } from '../../platform/log.ts';
import {
  code,
  type Exported,
  type FeatureKeeps,
  place,
  type Shown,
  type Whose,
} from '../../platform/privacy/keeps.ts';
import { isOnShards, type ShardRange } from '../../platform/roles.ts';
import type { Joining } from '../cohorts/joining.ts';
import type { Cohorts } from '../cohorts/service.ts';
import { eraseServer, forgetIn, wordsOf } from './erasing.ts';
import { createErasureList } from './list.ts';
import { aliasOf, PERIODS } from './rules.ts';
import {
  deleteOpenOfServer,
  type Erasure,
  eraseErasures,
  findDue,
  findKnown,
  findLongGone,
  findMemberIds,
  findServers,
  insertErasure,
  markCleared,
  markDone,
  waitingSince,
} from './store.ts';

/** What is kept of members and servers, and how that ends. */
export interface Privacy {
  /** Everything that is kept of a member, by server (undefined: what belongs to none) and headings in plain English. */
  export(userId: string): Promise<{ guildId: string | undefined; kept: Exported }[]>;
  /**
   * A member is to be forgotten in a server, or (undefined) in all. It begins within seconds: they leave what they take
   * part in, our messages with their words are deleted, then what is kept of them goes. False: it is under way already.
   */
  forget(userId: string, guildId: string | undefined): Promise<boolean>;
  /** Nexus was removed from a server: it is erased in 30 days. */
  serverLeft(guildId: string): Promise<void>;
  /** Nexus is in a server (again). */
  serverThere(guildId: string): Promise<void>;
  /** The servers Nexus is in, after it was away: it was removed from the others (of these shards) meanwhile. */
  serversAre(guildIds: readonly string[], shards?: ShardRange): Promise<void>;
  /** Does again what a restored backup brought back, before anybody is served. */
  replay(): Promise<void>;
  readonly feature: Feature;
}

const KIND = 'privacy-message';
/** Whom a message names in place of who was forgotten: Discord gave the id to nobody, and shows an unknown user. */
const NOBODY = aliasOf(0);
const AT_ONCE = 5;
const SECOND = 1_000;

export function createPrivacy(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  outbox: Outbox;
  /** Filled by the frame: what the features keep, in their order. */
  keeps: readonly FeatureKeeps[];
  cohorts: Cohorts;
  joining: Joining;
  erasureList: string;
  heavy: HeavyWork;
}): Privacy {
  const { db, clock, outbox, keeps, cohorts, joining, heavy } = parts;
  const list = createErasureList(parts.erasureList, parts.log);

  async function begin(erasure: Pick<Erasure, 'guild_id' | 'user_id'>): Promise<boolean> {
    const { guild_id: guildId, user_id: userId } = erasure;
    const id = randomUUID();
    await list.add({ id, guildId, userId: userId ?? undefined });
    return await write(db, (trx) => take(trx, { id, ...erasure, due_at: clock.now() }));
  }

  /** False when the same is under way: what the list says must not be done once more to whoever begins anew. */
  async function take(trx: Db, erasure: Omit<Erasure, 'kind' | 'cleared_at' | 'done_at'>): Promise<boolean> {
    if (await insertErasure(trx, { ...erasure, kind: 'member' })) return true;
    await note(trx, erasure.id, clock.now());
    return false;
  }

  async function serversOf({ user_id: userId, guild_id: guildId }: Erasure): Promise<Whose[]> {
    if (userId === null) return [];
    const ids = guildId === null ? await findServers(db) : [guildId];
    return ids.map((id) => ({ guildId: id, userId }));
  }

  async function leave(trx: Db, { guildId, userId }: Whose): Promise<void> {
    for (const cohort of await cohorts.ofMember(guildId, userId, trx))
      await joining.leave(cohort, userId, trx);
  }

  /** They leave; whoever builds or waits with them hears of it, and cards show it. */
  async function leaveAll(erasure: Erasure): Promise<void> {
    for (const whose of await serversOf(erasure)) await write(db, (trx) => leave(trx, whose));
    await write(db, (trx) => markCleared(trx, erasure.id, clock.now()));
  }

  /** Discord is told what to delete: as long as it is known. Again, for what came to be since. */
  async function clear(erasure: Erasure): Promise<void> {
    for (const whose of await serversOf(erasure))
      await write(db, async (trx) => {
        const words = await wordsOf(trx, keeps, whose);
        for (const feature of keeps)
          for (const shown of (await feature.messages?.(trx, { ...whose, words })) ?? [])
            await outbox.enqueue(trx, entryOf(erasure.id, whose.guildId, shown));
      });
  }

  async function finish(erasure: Erasure): Promise<void> {
    for (const whose of await serversOf(erasure))
      await write(db, async (trx) => {
        // Whatever they took up meanwhile.
        await leave(trx, whose);
        await forgetIn(trx, keeps, whose);
      });
    await write(db, async (trx) => {
      const { id, user_id: userId, guild_id: guildId } = erasure;
      if (guildId === null && userId !== null)
        for (const { anywhere } of keeps) await anywhere?.forget(trx, userId);
      await markDone(trx, id, guildId, clock.now());
    });
    await emptyLog(db);
  }

  async function advance(erasure: Erasure): Promise<void> {
    const now = clock.now();
    if (erasure.kind === 'server') {
      const { id, guild_id: guildId } = erasure;
      if (guildId === null) return;
      await list.add({ id, guildId, userId: undefined });
      await write(db, (trx) => markCleared(trx, id, now));
      await eraseServer(db, keeps, guildId);
      await write(db, (trx) => markDone(trx, id, null, now));
      return await emptyLog(db);
    }
    if (erasure.cleared_at === null) return await leaveAll(erasure);
    await clear(erasure);
    // Counted from when Discord could be told: whoever was away for a day forgets nobody while their name still stands there.
    const since = await waitingSince(db, erasure.id);
    if (since === undefined || now - since > PERIODS.messages) await finish(erasure);
  }

  async function retain(): Promise<void> {
    const now = clock.now();
    for (const { guildId, userId } of await findLongGone(db, now - PERIODS.gone, AT_ONCE))
      await begin({ guild_id: guildId, user_id: userId });
    for (const feature of keeps)
      if (feature.expire !== undefined) await write(db, async (trx) => feature.expire?.(trx, now));
  }

  async function replay(): Promise<void> {
    const known = await findKnown(db);
    const listed = (await list.read()).filter(({ id }) => !known.has(id));
    if (listed.length === 0) return;
    const now = clock.now();
    for (const each of listed.filter(({ isServer }) => isServer))
      await write(db, (trx) =>
        insertErasure(trx, {
          id: each.id,
          kind: 'server',
          guild_id: each.guildId,
          user_id: null,
          due_at: now,
        }),
      );
    const found = new Set<string>();
    for (let after = ''; ; ) {
      const ids = await findMemberIds(db, after, 500);
      for (const userId of ids)
        for (const { id, guildId, isServer, isAbout } of listed) {
          if (isServer || !isAbout(userId)) continue;
          found.add(id);
          await write(db, (trx) => take(trx, { id, guild_id: guildId, user_id: userId, due_at: now }));
        }
      after = ids.at(-1) ?? '';
      if (ids.length === 0) break;
    }
    for (const { id, isServer } of listed)
      if (!isServer && !found.has(id)) await write(db, (trx) => note(trx, id, now));
  }

  /** There is nothing to do for it. */
  async function note(trx: Db, id: string, now: number): Promise<void> {
    await insertErasure(trx, {
      id,
      kind: 'member',
      guild_id: null,
      user_id: null,
      due_at: now,
      done_at: now,
    });
  }

  async function serverLeft(guildId: string): Promise<void> {
    const due_at = clock.now() + PERIODS.server;
    const erasure = { id: randomUUID(), kind: 'server', guild_id: guildId, user_id: null, due_at } as const;
    await write(db, (trx) => insertErasure(trx, erasure));
  }

  async function exported(userId: string): Promise<{ guildId: string | undefined; kept: Exported }[]> {
    const found: { guildId: string | undefined; kept: Exported }[] = [];
    for (const guildId of await findServers(db, userId)) {
      const all: Exported[] = [];
      for (const feature of keeps) all.push((await feature.export?.(db, { guildId, userId })) ?? {});
      found.push({ guildId, kept: merged(all) });
    }
    const nowhere: Exported[] = [];
    for (const { anywhere } of keeps) nowhere.push((await anywhere?.export(db, userId)) ?? {});
    return [...found, { guildId: undefined, kept: merged(nowhere) }];
  }

  return {
    export: (userId) => heavy.run(() => exported(userId)),
    forget: (userId, guildId) => begin({ user_id: userId, guild_id: guildId ?? null }),
    serverLeft,
    serverThere: (guildId) => write(db, (trx) => deleteOpenOfServer(trx, guildId)),
    async serversAre(guildIds, shards) {
      for (const guildId of await findServers(db)) {
        // Other processes see the others.
        if (shards !== undefined && !isOnShards(shards, guildId)) continue;
        if (guildIds.includes(guildId)) await write(db, (trx) => deleteOpenOfServer(trx, guildId));
        else await serverLeft(guildId);
      }
    },
    replay,
    feature: {
      name: 'privacy',
      deliveries: [messageKind],
      keeps: {
        columns: {
          erasures: { id: { none: 'made by chance' }, kind: code, guild_id: place, user_id: 'member' },
        },
        erase: eraseErasures,
      },
      pollers: [
        {
          name: 'privacy',
          every: 5 * SECOND,
          async run() {
            for (const erasure of await findDue(db, clock.now(), AT_ONCE)) await advance(erasure);
          },
        },
        { name: 'retention', every: 3_600 * SECOND, run: retain },
      ],
    },
  };
}

function entryOf(id: string, guildId: string, shown: Shown) {
  // The thread on a message has the message's id.
  const [place, key] =
    'threadId' in shown ? [shown.threadId, `thread:${shown.threadId}`] : [shown.channelId, shown.messageId];
  const without = 'without' in shown ? ':without' : '';
  return {
    kind: KIND,
    guildId,
    target: { kind: 'channel' as const, id: place },
    payload: { shown },
    dedupeKey: `${KIND}:${id}:${key}${without}`,
    subject: id,
  };
}

/** Deletes a message of ours, takes an id out of it, or gives a thread its new name. */
const messageKind: DeliveryKind = {
  kind: KIND,
  async run(row, transport) {
    const { shown } = row.payload as { readonly shown: Shown };
    try {
      if ('threadId' in shown) await transport.renameThread(shown.threadId, shown.name);
      else if (shown.without === undefined) await transport.deleteMessage(shown.channelId, shown.messageId);
      else await transport.replaceId(shown.channelId, shown.messageId, shown.without, NOBODY);
    } catch (error) {
      if (error instanceof DeliveryError && error.failure === 'gone') return 'obsolete';
      throw error;
    }
    return { channelId: row.targetId };
  },
};

/** Headings under which nothing is kept are left out. */
function merged(found: readonly Exported[]): Exported {
  return Object.fromEntries(
    found.flatMap((each) => Object.entries(each).filter(([, entries]) => entries.length > 0)),
  );
}
