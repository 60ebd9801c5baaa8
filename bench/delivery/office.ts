import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GuildDriver, Simulator, type SimulatorOptions } from '@nexus/simulator';
import { migrations } from '../../migrations/index.ts';
import { type Db, migrate, openDatabase, write } from '../../src/platform/database/index.ts';
import { createOutbox } from '../../src/platform/delivery/outbox.ts';
import type { Deliverer, DeliveryKind, Entry } from '../../src/platform/delivery/types.ts';
import { createCourier } from '../../src/platform/discord/courier.ts';
import { createLogger } from '../../src/platform/log.ts';

/** An outbox with its real client, a file on disk (or another database) and the simulator over HTTP. */
export interface Office {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly db: Db;
  readonly outbox: Deliverer;
  enqueue(entries: readonly Entry[]): Promise<number>;
  close(): Promise<void>;
}

export async function office(
  options: {
    simulator?: SimulatorOptions;
    kinds?: readonly DeliveryKind[];
    database?: string;
    sends?: boolean;
  } = {},
): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const db = openDatabase(options.database ?? join(folder, 'nexus.db'));
  await migrate(db, migrations);
  const sim = await Simulator.start({ openapi: false, keepRequests: 1_000_000, ...options.simulator });
  const outbox = createOutbox({
    db,
    transport: createCourier({ token: sim.token, api: sim.api }),
    kinds: options.kinds ?? [],
    places: [],
    clock: sim.clock,
    log: createLogger('silent'),
    sends: options.sends ?? true,
  });
  return {
    sim,
    guild: sim.createGuild({ name: 'Bench' }),
    db,
    outbox,
    enqueue: (entries) => write(db, (trx) => outbox.enqueue(trx, ...entries)),
    async close() {
      await outbox.stop(1_000);
      await db.destroy();
      await sim.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function message(key: string, channelId: string, more: Partial<Entry> = {}): Entry {
  return {
    kind: 'bench',
    guildId: '1',
    target: { kind: 'channel', id: channelId },
    payload: {
      content: `Message ${key}, about as long as a reminder that names a few members and a link or two.`,
    },
    dedupeKey: key,
    ...more,
  };
}
