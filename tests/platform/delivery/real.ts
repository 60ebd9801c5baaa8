import { type Channel, type GuildDriver, Simulator, type SimulatorOptions } from '@nexus/simulator';
import { onTestFinished } from 'vitest';
import type { Db } from '../../../src/platform/database/index.ts';
import { createOutbox } from '../../../src/platform/delivery/outbox.ts';
import { createLedger, type Ledger } from '../../../src/platform/delivery/service.ts';
import type { Deliverer, DeliveryKind, Entry } from '../../../src/platform/delivery/types.ts';
import { createCourier } from '../../../src/platform/discord/courier.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { projectThreads } from '../../../src/work/projects/card-life.ts';
import { teamThreads } from '../../../src/work/teams/service.ts';
import { newDatabase, open } from './support.ts';

/** The outbox with its real client against the simulator over HTTP. */
export interface Post {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly mentors: Channel;
  readonly db: Db;
  readonly path: string;
  readonly outbox: Deliverer;
  readonly ledger: Ledger;
  readonly note: (dedupeKey: string, more?: Partial<Entry>) => Entry;
  readonly enqueue: (...entries: readonly Entry[]) => Promise<number>;
  /** Moves the time and sends what has become due. */
  readonly advance: (ms: number) => Promise<void>;
  /** What stands in a channel, oldest first. */
  readonly contents: (channel?: { id: string }) => string[];
  /** Another process on the same database. */
  readonly colleague: () => Deliverer;
  readonly states: () => Promise<Record<string, string>>;
}

export async function post(
  options: { kinds?: readonly DeliveryKind[]; simulator?: SimulatorOptions } = {},
): Promise<Post> {
  const sim = await Simulator.start(options.simulator);
  onTestFinished(() => sim.stop());
  const guild = sim.createGuild({ name: 'ALX ProDev' });
  const channel = guild.createChannel({ name: 'projects' });
  const mentors = guild.createChannel({ name: 'mentors' });
  const path = await newDatabase();
  const db = open(path);
  await db
    .insertInto('communities')
    .values({
      guild_id: guild.id,
      created_at: 0,
      projects_channel_id: channel.id,
      mentors_channel_id: mentors.id,
    })
    .execute();
  const { clock } = sim;
  const log = createLogger('silent');
  const make = (on: Db): Deliverer => {
    const transport = createCourier({ token: sim.token, api: sim.api });
    const outbox = createOutbox({
      db: on,
      transport,
      kinds: options.kinds ?? [],
      places: [projectThreads, teamThreads],
      clock,
      log,
      random: () => 0,
    });
    onTestFinished(() => outbox.stop(1_000));
    return outbox;
  };
  const outbox = make(db);
  return {
    sim,
    guild,
    channel,
    mentors,
    db,
    path,
    outbox,
    ledger: createLedger({ db, clock, outbox }),
    note: (dedupeKey, more = {}) => ({
      kind: 'test.note',
      guildId: guild.id,
      target: { kind: 'channel', id: channel.id },
      payload: { content: `message ${dedupeKey}` },
      dedupeKey,
      ...more,
    }),
    enqueue: (...entries) => db.transaction().execute((trx) => outbox.enqueue(trx, ...entries)),
    async advance(ms) {
      sim.clock.advance(ms);
      await outbox.tick();
    },
    contents: (where = channel) =>
      (sim.channel(where.id)?.records ?? []).map((record) => record.message.content),
    colleague: () => make(open(path)),
    async states() {
      const rows = await db.selectFrom('outbox').select(['dedupe_key', 'state']).orderBy('id').execute();
      return Object.fromEntries(rows.map((row) => [row.dedupe_key, row.state]));
    },
  };
}
