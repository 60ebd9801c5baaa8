import { createServer, type Server } from 'node:http';
import { within } from './async.ts';

/** What the endpoint tells; asked anew for each request. */
export interface Vitals {
  /** The start is over: commands are registered, the schedule runs. */
  isStarted(): boolean;
  /** Every shard has a session with Discord; for a worker: Discord answers it. */
  isConnected(): boolean;
  /** Rejects, or never resolves, when the database does not answer. */
  pingDatabase(): Promise<void>;
  /** Why nothing can be saved, and what to do; undefined where all is well. */
  fault(): string | undefined;
  /** Why nothing can be sent, and what to do; undefined where all is well. */
  refusal(): string | undefined;
  /** Prometheus text. */
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
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

/** Whether members are served now, and what is missing. */
export interface Readiness {
  readonly ok: boolean;
  readonly started: boolean;
  readonly discord: boolean;
  readonly database: boolean;
  /** A sentence for whoever runs Nexus. */
  readonly fault?: string;
}

export async function readiness(vitals: Omit<Vitals, 'metrics'>): Promise<Readiness> {
  const started = vitals.isStarted();
  const refusal = vitals.refusal();
  const discord = vitals.isConnected() && refusal === undefined;
  const unsaved = vitals.fault();
  const fault = unsaved ?? refusal;
  const database = unsaved === undefined && (await databaseAnswers(vitals));
  return {
    ok: started && discord && database,
    started,
    discord,
    database,
    ...(fault === undefined ? {} : { fault }),
  };
}

/**
 * `GET /healthz`: 200 as long as the process answers; whoever restarts it asks this. `GET /readyz`: 200 when members are
 * served, else 503, and what is missing; a restart does not help there. `GET /health`, which the checks of installations
 * from before ask, answers as /readyz does. `GET /metrics`: Prometheus text. None holds
 * anything secret or personal. Rejects with {@link PortTakenError} when it cannot listen there.
 */
export async function startHealth(
  at: { host: string; port: number },
  vitals: Vitals,
): Promise<HealthEndpoint> {
  const startedAt = performance.now();
  async function ready(): Promise<Answer> {
    const state = await readiness(vitals);
    return json(state.ok ? 200 : 503, state);
  }

  const pages: Readonly<Record<string, () => Promise<Answer>>> = {
    '/healthz': () =>
      Promise.resolve(
        json(200, { ok: true, uptimeSeconds: Math.round((performance.now() - startedAt) / 1000) }),
      ),
    '/readyz': ready,
    '/health': ready,
    async '/metrics'() {
      const { contentType: type } = vitals.metrics;
      return { status: 200, type, body: await vitals.metrics.read() };
    },
  };

  const server = createServer((request, response) => {
    const page = pages[request.url?.split('?')[0] ?? ''] ?? notFound;
    page().then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      () => response.writeHead(503).end(),
    );
  });

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

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function notFound(): Promise<Answer> {
  const body = 'There are /healthz, /readyz and /metrics.\n';
  return Promise.resolve({ status: 404, type: 'text/plain', body });
}

async function databaseAnswers(vitals: Pick<Vitals, 'pingDatabase'>): Promise<boolean> {
  const answered = vitals.pingDatabase().then(
    () => true,
    () => false,
  );
  return (await within(DATABASE_PATIENCE, answered)) ?? false;
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
