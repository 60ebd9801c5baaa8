import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '../async.ts';
import type { Metrics } from './metrics.ts';

/** What is asked anew each time somebody reads the metrics. */
export interface Gauges {
  isReady(): Promise<boolean>;
  /** Gateway connections, and those of them with a session. */
  shards(): { readonly all: number; readonly connected: number };
  /** Rejects where the database does not answer; what it knows is left out then. */
  outbox(): Promise<{
    readonly pending: number;
    /** Since when the oldest that is due waits, in ms; 0 where none does. */
    readonly lateMs: number;
  }>;
  /** Since the last backup that was verified, in ms; undefined where there is none. */
  backupAgeMs(): Promise<number | undefined>;
}

export interface Exposition {
  readonly metrics: Metrics;
  readonly contentType: string;
  /** Prometheus text. */
  read(): Promise<string>;
}

const SECOND = 1_000;
/** Discord gives 3 s for the first answer. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
/** The database has so long, in ms. */
const PATIENCE = 2_000;

/** Metrics as Prometheus reads them, with those of the process (event loop, memory, file handles) by prom-client. */
export function createExposition(gauges: Gauges): Exposition {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];

  const interactions = new Counter({
    name: 'nexus_interactions_total',
    help: 'Interactions by command or button and by how they ended',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const acknowledgement = new Histogram({
    name: 'nexus_interaction_acknowledgement_seconds',
    help: 'From the arrival of an interaction to the first answer that Discord took',
    buckets: BUCKETS,
    registers,
  });
  const deliveries = new Counter({
    name: 'nexus_outbox_deliveries_total',
    help: 'Messages and card changes by how they ended',
    labelNames: ['outcome'],
    registers,
  });
  const retries = new Counter({
    name: 'nexus_outbox_retries_total',
    help: 'Deliveries put off, by the code of the error',
    labelNames: ['code'],
    registers,
  });
  const rateLimits = new Counter({
    name: 'nexus_rate_limit_wait_seconds_total',
    help: 'Time that Discord asked us to wait, by client',
    labelNames: ['client'],
    registers,
  });
  const databaseWaits = new Histogram({
    name: 'nexus_database_wait_seconds',
    help: 'Time a change waited for another process that held the database',
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2],
    registers,
  });
  const connectionWaits = new Histogram({
    name: 'nexus_database_connection_wait_seconds',
    help: 'Time somebody waited for one of the connections to PostgreSQL',
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 15],
    registers,
  });
  const databaseRetries = new Counter({
    name: 'nexus_database_retries_total',
    help: 'Changes that were tried again: another one came between, held the database, or PostgreSQL was away',
    registers,
  });
  const reconnects = new Counter({
    name: 'nexus_gateway_reconnects_total',
    help: 'Gateway connections that were lost and made anew',
    registers,
  });
  for (const outcome of ['sent', 'failed', 'expired', 'obsolete']) deliveries.inc({ outcome }, 0);
  for (const client of ['gateway', 'outbox']) rateLimits.inc({ client }, 0);

  const ready = new Gauge({ name: 'nexus_ready', help: '1 when /readyz says yes', registers });
  const shards = new Gauge({
    name: 'nexus_gateway_shards',
    help: 'Gateway connections; connected: those with a session',
    labelNames: ['state'],
    registers,
  });
  const pending = new Gauge({
    name: 'nexus_outbox_pending',
    help: 'Messages and card changes still to be sent, those of the future included',
    registers,
  });
  const lateness = new Gauge({
    name: 'nexus_outbox_lateness_seconds',
    help: 'How long the oldest delivery that is due waits',
    registers,
  });
  const backupAge = new Gauge({
    name: 'nexus_backup_age_seconds',
    help: 'Since the last backup that was verified; missing where there is none',
    registers,
  });

  async function ask(): Promise<void> {
    ready.set((await gauges.isReady()) ? 1 : 0);
    const { all, connected } = gauges.shards();
    shards.set({ state: 'all' }, all);
    shards.set({ state: 'connected' }, connected);
    for (const gauge of [pending, lateness, backupAge]) gauge.reset();
    const known = await within(
      PATIENCE,
      Promise.all([gauges.outbox(), gauges.backupAgeMs()]).catch(() => undefined),
    );
    if (known === undefined) {
      for (const gauge of [pending, lateness, backupAge]) gauge.remove();
      return;
    }
    const [outbox, age] = known;
    pending.set(outbox.pending);
    lateness.set(outbox.lateMs / SECOND);
    if (age === undefined) backupAge.remove();
    else backupAge.set(age / SECOND);
  }

  return {
    metrics: {
      interaction: (command, outcome) => interactions.inc({ command, outcome }),
      acknowledged: (ms) => acknowledgement.observe(ms / SECOND),
      delivered: (outcome) => deliveries.inc({ outcome }),
      retried: (code) => retries.inc({ code }),
      rateLimited: (client, ms) => rateLimits.inc({ client }, ms / SECOND),
      databaseWaited: (ms) => databaseWaits.observe(ms / SECOND),
      databaseConnected: (ms) => connectionWaits.observe(ms / SECOND),
      databaseRetried: () => databaseRetries.inc(),
      reconnected: () => reconnects.inc(),
    },
    contentType: register.contentType,
    async read() {
      await ask();
      return await register.metrics();
    },
  };
}
