import { createServer, type Server } from 'node:http';
import { within } from './async.ts';

/** What the endpoint tells; asked anew for each request. */
export interface Vitals {
  /** Every shard has a session with Discord. */
  isConnected(): boolean;
  /** Rejects, or never resolves, when the database does not answer. */
  pingDatabase(): Promise<void>;
  /** Since the process started. */
  interactions(): { readonly handled: number; readonly failed: number };
  outbox(): Promise<OutboxVitals>;
}

export interface OutboxVitals {
  /** Rows that still have to be sent, those of the future included. */
  readonly pending: number;
  /** Rows this process has sent, and given up for good, since it started. */
  readonly sent: number;
  readonly failed: number;
}

export interface HealthEndpoint {
  readonly port: number;
  close(): Promise<void>;
}

/** The port of the endpoint belongs to another program, or the address to another machine. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** What the settings are to blame for when the endpoint cannot listen. */
const UNUSABLE: ReadonlySet<string> = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND']);

/** Longer than this a healthy database never takes (ms). */
const DATABASE_PATIENCE = 2_000;

/**
 * `GET /health`: 200 when Discord and the database are there, else 503; JSON. `GET /metrics`: Prometheus text. Neither
 * holds anything secret or personal. Rejects with {@link PortTakenError} when it cannot listen there.
 */
export async function startHealth(
  at: { host: string; port: number },
  vitals: Vitals,
): Promise<HealthEndpoint> {
  const startedAt = performance.now();
  const uptime = (): number => Math.round((performance.now() - startedAt) / 1000);

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const answer = path === '/health' ? health() : path === '/metrics' ? metrics() : notFound();
    answer.then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      () => response.writeHead(503).end(),
    );
  });

  async function health(): Promise<Answer> {
    const discord = vitals.isConnected();
    const database = await databaseAnswers(vitals);
    const ok = discord && database;
    return {
      status: ok ? 200 : 503,
      type: 'application/json',
      body: `${JSON.stringify({ ok, discord, database, uptimeSeconds: uptime() })}\n`,
    };
  }

  async function metrics(): Promise<Answer> {
    const { handled, failed } = vitals.interactions();
    const outbox = await within(
      DATABASE_PATIENCE,
      vitals.outbox().catch(() => undefined),
    );
    const lines = [
      ...metric('nexus_up', 'gauge', '1 when connected to Discord', vitals.isConnected() ? 1 : 0),
      ...metric('nexus_uptime_seconds', 'gauge', 'Seconds since the process started', uptime()),
      ...metric('nexus_interactions_total', 'counter', 'Interactions taken', handled),
      ...metric('nexus_interaction_failures_total', 'counter', 'Interactions ended by a fault', failed),
    ];
    if (outbox !== undefined) {
      lines.push(
        ...metric(
          'nexus_outbox_pending',
          'gauge',
          'Messages and card changes still to be sent',
          outbox.pending,
        ),
        ...metric('nexus_outbox_sent_total', 'counter', 'Messages and card changes sent', outbox.sent),
        ...metric(
          'nexus_outbox_failed_total',
          'counter',
          'Messages and card changes given up for good',
          outbox.failed,
        ),
      );
    }
    return {
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: `${lines.join('\n')}\n`,
    };
  }

  await listen(server, at);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    close: () => close(server),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function notFound(): Promise<Answer> {
  return Promise.resolve({ status: 404, type: 'text/plain', body: 'There are /health and /metrics.\n' });
}

async function databaseAnswers(vitals: Vitals): Promise<boolean> {
  const answered = vitals.pingDatabase().then(
    () => true,
    () => false,
  );
  return (await within(DATABASE_PATIENCE, answered)) ?? false;
}

function metric(name: string, type: 'counter' | 'gauge', help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isOurs = UNUSABLE.has(error.code ?? '');
      const text = `HTTP_PORT ${port} at HTTP_HOST ${host} cannot be used (${error.code}).`;
      reject(isOurs ? new PortTakenError(text) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
