import { breathe } from '../../platform/async.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import type { Transport } from '../../platform/delivery/types.ts';
import type { Roster } from '../../platform/discord/roster.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Poller } from '../../platform/schedule/scheduler.ts';
import { OFFER_FRESH, stale } from './rules.ts';
import { findGuildIds, findKnown } from './store.ts';

/** So many are looked for at once: what the gateway takes. */
const SLICE = 100;
/** How often the lists of those who are offered are read, in ms. */
const READ_EVERY = 10 * 60_000;
/** After the gateway gave no answer it is left alone for so long, in ms; each member is then asked for by itself. */
const WITHOUT_GATEWAY = 3_600_000;

export type Offers = readonly NonNullable<Feature['offered']>[];

export interface SweepParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly transport: Pick<Transport, 'isMember'>;
  readonly roster: Roster;
  /** Filled by the frame: whom the features offer. */
  readonly offers: Offers;
}

/**
 * Keeps what is known of those whom features offer at most a day old, a slice at a time: by the gateway, else with one
 * request each in the outbox's pace, so that neither answers nor deliveries wait for it. Each process looks at the servers
 * of its own shards.
 */
export function createSweep(
  { db, clock, transport, roster, offers }: SweepParts,
  heard: (guildId: string, news: { there: readonly string[]; gone: readonly string[] }) => Promise<void>,
  asked: (guildId: string, userId: string) => number | undefined,
): Poller & { lookAtAll(guildId: string, userIds: readonly string[]): Promise<void> } {
  let queue: { readonly guildId: string; readonly userIds: readonly string[] }[] = [];
  let readAt = -Infinity;
  let gatewayFrom = -Infinity;

  async function read(now: number): Promise<void> {
    readAt = now;
    for (const guildId of await findGuildIds(db)) {
      // The gateway answers whoever has the server's shard, and nobody else.
      if (!roster.holds(guildId)) continue;
      const ids = new Set<string>();
      for (const offered of offers) for (const id of await offered(db, guildId)) ids.add(id);
      for (const slice of slices([...ids], SLICE)) {
        const known = await findKnown(db, guildId, slice);
        const wanted = stale(slice, known, (id) => asked(guildId, id), { now, fresh: OFFER_FRESH });
        if (wanted.length > 0) queue.push({ guildId, userIds: wanted });
        await breathe();
      }
    }
  }

  /** Only what Discord says for certain counts: whom the gateway does not find is asked for once more. */
  async function lookAt(guildId: string, userIds: readonly string[]): Promise<void> {
    const now = clock.now();
    const missing = now >= gatewayFrom ? await roster.missing(guildId, userIds) : undefined;
    if (missing === undefined && now >= gatewayFrom && roster.holds(guildId))
      gatewayFrom = now + WITHOUT_GATEWAY;
    const there = missing === undefined ? [] : userIds.filter((id) => !missing.has(id));
    const gone: string[] = [];
    try {
      for (const id of missing === undefined ? userIds : missing) {
        if (await transport.isMember(guildId, id)) there.push(id);
        else gone.push(id);
      }
    } catch (error) {
      // Discord cannot say now, or this is no longer a server of ours: the rest is looked for at a later reading.
      if (!(error instanceof DeliveryError)) throw error;
    }
    await heard(guildId, { there, gone });
  }

  return {
    name: 'presence',
    every: 5_000,
    everywhere: true,
    async lookAtAll(guildId, userIds) {
      for (const slice of slices(userIds, SLICE)) await lookAt(guildId, slice);
    },
    async run() {
      const now = clock.now();
      if (queue.length === 0 && now - readAt >= READ_EVERY) await read(now);
      const next = queue.shift();
      if (next !== undefined) await lookAt(next.guildId, next.userIds);
    },
  };
}

function slices<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, nth) =>
    list.slice(nth * size, (nth + 1) * size),
  );
}
