import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { DiscordError, type ErrorTree, pathsOf, RateLimited } from '../errors.ts';
import type { Fault, Faults } from '../faults.ts';
import { Form } from '../form.ts';
import type { Parsed } from '../json.ts';
import { Entry, type Ring, type Violation } from '../log.ts';
import type { OpenApi, Problems } from '../openapi/description.ts';
import { acceptBodies, readBody } from './body.ts';
import { callbackRoutes } from './callbacks.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { eventRoutes } from './events.ts';
import { guildRoutes } from './guilds.ts';
import { messageRoutes } from './messages.ts';
import { pinRoutes } from './pins.ts';
import { reactionRoutes } from './reactions.ts';
import { type Answer, Call, type Route } from './route.ts';
import { threadRoutes } from './threads.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...threadRoutes,
  ...guildRoutes,
  ...reactionRoutes,
  ...pinRoutes,
  ...eventRoutes,
  ...commandRoutes,
  ...callbackRoutes,
  ...webhookRoutes,
];

export interface RestOptions {
  context: Context;
  faults: Faults;
  log: Ring<Entry>;
  violations: Violation[];
  openapi: OpenApi | undefined;
}

/** Where routes are; version 9 differs from 10 in nothing the simulator has: reference#api-versioning-api-versions */
const BASE = '/api/v10';

/** Discord's HTTP API under /api/v10 and /api/v9 and its CDN under /cdn, on a server that does not listen yet. */
export function buildRest(options: RestOptions): { app: FastifyInstance; rest: Rest } {
  const app = Fastify({
    bodyLimit: 30 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2048 },
    exposeHeadRoutes: false,
    // Clients escape the @ of @me and @original.
    rewriteUrl: ({ url = '/' }) => url.replaceAll('%40', '@').replace(/^\/api\/v9(?=\/)/, BASE),
    frameworkErrors: (error, request, reply) => void rest.refuse(error, request, reply),
  });
  const rest = new Rest(options);
  app.setErrorHandler(async (error, request, reply) => rest.refuse(error, request, reply));
  acceptBodies(app);
  for (const route of ROUTES) {
    app.route({
      method: route.method,
      url: BASE + route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => rest.serve(route, request, reply),
    });
  }
  app.all('/api/*', async (request, reply) => rest.serve(undefined, request, reply));
  app.get('/cdn/attachments/:channel/:id/:name', async (request, reply) => {
    const { id = '', name = '' } = request.params as Record<string, string>;
    const file = options.context.cdn.read(id, name, (request.query as Record<string, string>)['ex']);
    if (!file) return reply.code(404).type('text/plain').send('This content is no longer available.');
    return reply.type(file.contentType).send(file.bytes);
  });
  return { app, rest };
}

/** The code, in an error tree, of what Discord has and the simulator has not. */
const NOT_BUILT = 'SIMULATOR_NOT_BUILT';

/** The way of every request: log, ban, fault, token, rate limit, OpenAPI, handler, OpenAPI, answer. */
export class Rest {
  readonly #options: RestOptions;
  #inFlight = 0;
  offline = false;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  async serve(route: Route | undefined, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { context, log } = this.#options;
    const entry = new Entry(request.method, below(request.url), context.world.clock.now());
    if (route) entry.route = route.path;
    log.push(entry);
    this.#inFlight++;
    const start = performance.now();
    try {
      return await this.#answer(route, request, reply, entry);
    } finally {
      entry.durationMs = performance.now() - start;
      this.#inFlight--;
      context.world.changed('request');
    }
  }

  /** What the web framework itself refuses, before any route is known: in Discord's shape, and in the log. */
  async refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { context, log } = this.#options;
    const entry = new Entry(request.method, below(request.url), context.world.clock.now());
    log.push(entry);
    const answer = this.#explain(error, request, entry);
    context.world.changed('request');
    return write(reply, entry, answer, {});
  }

  async #answer(
    route: Route | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    entry: Entry,
  ): Promise<FastifyReply> {
    const { faults, context } = this.#options;
    const { limits } = context;
    if (this.offline) return reset(reply, entry, 'offline');
    const fault = faults.take(request.method, pathOf(entry));
    if (fault && isBefore(fault)) {
      const done = await fail(fault, reply, entry);
      if (done) return reply;
    }
    const { answer, headers } = await this.#perform(route, request, entry);
    if (fault && !isBefore(fault)) {
      const done = await fail(fault, reply, entry);
      if (done) return reply;
    }
    limits.countInvalid(answer.status);
    return write(reply, entry, answer, headers);
  }

  async #perform(
    route: Route | undefined,
    request: FastifyRequest,
    entry: Entry,
  ): Promise<{ answer: Answer; headers: Record<string, string> }> {
    const { limits } = this.#options.context;
    let headers: Record<string, string> = {};
    try {
      if (limits.banned) return { answer: { status: 429, body: { message: 'Banned', code: 0 } }, headers };
      if (!route) return { answer: this.#missing(request, entry), headers };
      if (route.auth !== 'none') this.#authorise(request);
      const verdict = limits.take(`${route.method} ${route.path}`, majorOf(request), {
        global: route.auth !== 'none',
      });
      headers = verdict.headers;
      if (verdict.retryAfter !== undefined) {
        const body = {
          message: 'You are being rate limited.',
          retry_after: verdict.retryAfter,
          global: verdict.global,
        };
        return { answer: { status: 429, body }, headers };
      }
      return { answer: await this.#run(route, request, entry), headers };
    } catch (error) {
      if (error instanceof RateLimited) return hiddenLimit(error, headers);
      return { answer: this.#explain(error, request, entry), headers };
    }
  }

  /** A gap of the simulator's, not a mistake of the bot's: it is told apart in the list of violations. */
  #noteUnbuilt({ errors = {} }: DiscordError, { method }: FastifyRequest, { route, body }: Entry): void {
    const places = pathsOf(errors, NOT_BUILT);
    if (places.length === 0) return;
    const problems = places.map((place) => `${NOT_BUILT} ${place}`);
    this.#options.violations.push({ direction: 'request', method, route, problems, body });
  }

  /** A fault of the simulator itself is a 500, as on Discord, and a violation: it must not pass for one of Discord's. */
  #explain(error: unknown, request: FastifyRequest, entry: Entry): Answer {
    const known = toDiscordError(error);
    if (known) {
      this.#noteUnbuilt(known, request, entry);
      return { status: known.status, body: known.toJSON() };
    }
    const problems = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    const { method } = request;
    this.#options.violations.push({
      direction: 'route',
      method,
      route: entry.route,
      problems,
      body: entry.body,
    });
    const unforeseen = new DiscordError('internalError');
    return { status: unforeseen.status, body: unforeseen.toJSON() };
  }

  async #run(route: Route, request: FastifyRequest, entry: Entry): Promise<Answer> {
    const { context } = this.#options;
    const body = await readBody(request);
    entry.body = body.plain;
    const violation = this.#checkRequest(route, body.plain)?.tree;
    let isAsked = false;
    const call = new Call({
      context,
      params: request.params as Record<string, string>,
      query: request.query as Record<string, string>,
      body: body.exact,
      files: body.files,
      objection: () => {
        isAsked = true;
        return violation ?? this.#findIgnored(route, body);
      },
    });
    const answer = route.handle(call);
    // For handlers that read no body at all; those that do have asked before they changed anything.
    if (!isAsked && answer.status < 300) call.approve();
    this.#checkResponse(route, answer);
    return answer;
  }

  /** Nothing is green by being ignored: what Discord would obey and the simulator has not built is refused, and noted. */
  #findIgnored({ method, path }: Route, { exact }: Parsed): ErrorTree | undefined {
    const { openapi } = this.#options;
    const ignored = openapi?.ignored(method, path, exact) ?? [];
    if (ignored.length === 0) return undefined;
    const form = new Form();
    for (const place of ignored) {
      form.fail(place, NOT_BUILT, `The simulator does not know "${place.join('.')}" yet.`);
    }
    return form.tree;
  }

  #authorise(request: FastifyRequest): void {
    if (request.headers.authorization !== `Bot ${this.#options.context.world.token}`) {
      throw new DiscordError('unauthorized');
    }
  }

  /** A route Discord has and the simulator has not is the simulator's gap, and said loudly. */
  #missing(request: FastifyRequest, entry: Entry): Answer {
    const { violations } = this.#options;
    const problems = [`The simulator has no route ${request.method} ${entry.path}.`];
    violations.push({
      direction: 'route',
      method: request.method,
      route: entry.path,
      problems,
      body: undefined,
    });
    return { status: 404, body: new DiscordError('notFound').toJSON() };
  }

  #checkRequest(route: Route, body: unknown): Problems | undefined {
    const { openapi, violations } = this.#options;
    if (!openapi || route.method === 'GET' || (body === undefined && route.method !== 'POST'))
      return undefined;
    const problems = openapi.checkRequest(route.method, route.path, body);
    if (problems) {
      const { method, path } = route;
      violations.push({ direction: 'request', method, route: path, problems: problems.messages, body });
    }
    return problems;
  }

  #checkResponse(route: Route, { status, body }: Answer): void {
    const { openapi, violations } = this.#options;
    if (!openapi || body === undefined) return;
    const problems = openapi.checkResponse(route.method, route.path, status, body);
    if (!problems) return;
    const { method, path } = route;
    violations.push({
      direction: 'response',
      method,
      route: path,
      status,
      problems: problems.messages,
      body,
    });
  }
}

function hiddenLimit(
  { retryAfter, message, code }: RateLimited,
  headers: Record<string, string>,
): { answer: Answer; headers: Record<string, string> } {
  const body = { message, retry_after: retryAfter, global: false, ...(code === undefined ? {} : { code }) };
  const told = { 'retry-after': String(Math.ceil(retryAfter)), 'x-ratelimit-scope': 'user' };
  return { answer: { status: 429, body }, headers: { ...headers, ...told } };
}

function pathOf(entry: Entry): string {
  const query = entry.path.indexOf('?');
  return query === -1 ? entry.path : entry.path.slice(0, query);
}

/** Buckets are counted per channel, server or webhook (with token): topics/rate-limits#rate-limits */
function majorOf(request: FastifyRequest): string {
  const params = request.params as Record<string, string>;
  return (
    params['channel_id'] ??
    params['guild_id'] ??
    params['interaction_token'] ??
    (params['webhook_token'] === undefined ? '' : `${params['webhook_id'] ?? ''}${params['webhook_token']}`)
  );
}

/** What stands behind /api/v10 or /api/v9. */
function below(url: string): string {
  return url.replace(/^\/api(\/v\d+)?/, '');
}

/** An error that Discord has an answer for; undefined: a fault of ours. */
function toDiscordError(error: unknown): DiscordError | undefined {
  if (error instanceof DiscordError) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return new DiscordError('entityTooLarge');
  return status >= 400 && status < 500 ? new DiscordError('badRequest') : undefined;
}

/** Clients compare the type with exactly "application/json", as Discord sends it; a string would get a charset. */
async function write(
  reply: FastifyReply,
  entry: Entry,
  { status, body }: Answer,
  headers: Record<string, string>,
): Promise<FastifyReply> {
  entry.status = status;
  reply.code(status).headers(headers);
  // With a type, though there is nothing: github.com/discord/discord-api-docs/issues/5887
  if (body === undefined) return reply.header('content-type', 'text/html; charset=utf-8').send();
  entry.raw = JSON.stringify(body);
  return reply.header('content-type', 'application/json').send(Buffer.from(entry.raw));
}

function isBefore(fault: Fault): boolean {
  if (fault.kind === 'delay' || fault.kind === 'status') return fault.after !== true;
  return fault.kind !== 'drop-after' && fault.kind !== 'reset-after';
}

/** Lets the fault happen; true when the request is over with it. */
async function fail(fault: Fault, reply: FastifyReply, entry: Entry): Promise<boolean> {
  entry.fault = fault.kind;
  switch (fault.kind) {
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return false;
    case 'status':
      await write(
        reply,
        entry,
        { status: fault.status, body: fault.body ?? { message: `${fault.status}`, code: 0 } },
        fault.headers ?? {},
      );
      return true;
    case 'rate-limit':
      await sendRateLimit(fault, reply, entry);
      return true;
    case 'drop-before':
    case 'drop-after':
      reply.hijack();
      return true;
    default:
      reset(reply, entry, fault.kind);
      return true;
  }
}

async function sendRateLimit(
  fault: Fault & { kind: 'rate-limit' },
  reply: FastifyReply,
  entry: Entry,
): Promise<void> {
  const { retryAfter, global = false, shared = false } = fault;
  const body = { message: 'You are being rate limited.', retry_after: retryAfter, global };
  const headers: Record<string, string> = {
    'retry-after': String(Math.ceil(retryAfter)),
    'x-ratelimit-scope': global ? 'global' : shared ? 'shared' : 'user',
    ...(global ? { 'x-ratelimit-global': 'true' } : {}),
  };
  await write(reply, entry, { status: 429, body }, headers);
}

function reset(reply: FastifyReply, entry: Entry, why: string): FastifyReply {
  entry.fault = why;
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}
