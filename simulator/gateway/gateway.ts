import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject, type Json } from '../form.ts';
import { ALL_INTENTS, Intent, PRIVILEGED_INTENTS } from '../intents.ts';
import { parseJson } from '../json.ts';
import { guildCreate } from '../platform/guilds.ts';
import type { Dispatch, World } from '../world.ts';
import { requestMembers } from './members.ts';
import { Session } from './session.ts';
import { COMPRESSIONS, Transport } from './transport.ts';

// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
const Op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const Close = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  rateLimited: 4008,
  sessionTimedOut: 4009,
  invalidShard: 4010,
  invalidVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

export interface GatewayOptions {
  heartbeatIntervalMs?: number;
  /** Shards that GET /gateway/bot recommends. */
  shards?: number;
  /**
   * Refuses a second IDENTIFY within 5 seconds (max_concurrency is 1) with op 9, as Discord does. Off by default,
   * because tests start and kill bots faster; `npm run simulator` has it on.
   */
  identifyLimit?: boolean;
}

/** One connection before and after it has identified. */
interface Connection {
  transport: Transport;
  session: Session | undefined;
  watchdog: NodeJS.Timeout | undefined;
  /** Times of the latest events received, for the 120 a minute. */
  received: number[];
}

const PAYLOAD_LIMIT = 4096;
const RESUME_WINDOW_MS = 5 * 60_000;
const IDENTIFY_PAUSE_MS = 5_000;

/** Discord's gateway: https://discord.com/developers/docs/events/gateway */
export class Gateway {
  readonly shards: number;
  readonly #world: World;
  readonly #heartbeatMs: number;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #identifyLimit: boolean;
  #identifies = 0;
  #identifiedAt = -Infinity;
  #stalled = false;
  offline = false;

  constructor(world: World, options: GatewayOptions = {}) {
    this.#world = world;
    this.#heartbeatMs = options.heartbeatIntervalMs ?? 41_250;
    this.shards = options.shards ?? 1;
    this.#identifyLimit = options.identifyLimit ?? false;
    world.onDispatch((dispatch) => this.#dispatch(dispatch));
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (this.offline || url.pathname.replace(/\/$/, '') !== '/gateway') {
        socket.destroy();
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (client) => this.#connect(client, url));
    });
  }

  get url(): string {
    return `${this.#world.origin.replace('http', 'ws')}/gateway`;
  }

  get sessionsLeft(): number {
    return Math.max(0, 1000 - this.#identifies);
  }

  /** Sessions that are connected and identified now. */
  get sessions(): Session[] {
    return [...this.#connections].flatMap(({ session }) => session ?? []);
  }

  get undelivered(): number {
    return this.sessions.reduce((sum, session) => sum + session.undelivered, 0);
  }

  /** Closes every connection with a code: 4000-4014, or an ordinary one. */
  close(code: number, reason = ''): void {
    for (const { transport } of this.#connections) transport.close(code, reason);
  }

  /** Breaks every connection without a closing handshake. */
  drop(): void {
    for (const { transport } of this.#connections) transport.socket.terminate();
  }

  /** op 7: asks every client to reconnect and resume. */
  reconnect(): void {
    for (const connection of this.#connections) write(connection, { op: Op.reconnect, d: null });
  }

  /** op 9; not resumable: the session is gone. */
  invalidate(resumable: boolean): void {
    for (const connection of this.#connections) {
      if (connection.session && !resumable) this.#sessions.delete(connection.session.id);
      write(connection, { op: Op.invalidSession, d: resumable });
      connection.session = undefined;
    }
  }

  /** Heartbeats are no longer acknowledged, so that clients take the connection for dead; until stall(false). */
  stallHeartbeats(stalled = true): void {
    this.#stalled = stalled;
  }

  stop(): void {
    this.drop();
    this.#server.close();
    for (const { watchdog } of this.#connections) clearTimeout(watchdog);
  }

  #connect(socket: WebSocket, url: URL): void {
    const wanted = url.searchParams.get('compress');
    const compression = COMPRESSIONS.find((name) => name === wanted);
    const transport = new Transport(socket, compression);
    const connection: Connection = { transport, session: undefined, watchdog: undefined, received: [] };
    this.#connections.add(connection);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#disconnected(connection));
    const version = url.searchParams.get('v');
    if (version !== null && version !== '10' && version !== '9') {
      socket.close(Close.invalidVersion, 'Invalid API version');
      return;
    }
    if ((url.searchParams.get('encoding') ?? 'json') !== 'json' || (wanted !== null && !compression)) {
      const ways = COMPRESSIONS.join(' or ');
      transport.close(Close.decodeError, `The simulator speaks JSON, plain or compressed by ${ways}`);
      return;
    }
    socket.on('message', (data) => this.#receive(connection, data));
    write(connection, {
      op: Op.hello,
      d: { heartbeat_interval: this.#heartbeatMs, _trace: ['simulator'] },
    });
    this.#watch(connection);
  }

  #disconnected(connection: Connection): void {
    clearTimeout(connection.watchdog);
    connection.transport.end();
    this.#connections.delete(connection);
    if (connection.session?.transport === connection.transport) {
      connection.session.transport = undefined;
      connection.session.disconnectedAt = this.#world.clock.elapsed();
    }
    this.#world.changed('gateway');
  }

  /** A client that stops its heartbeat loses the connection. */
  #watch(connection: Connection): void {
    clearTimeout(connection.watchdog);
    connection.watchdog = setTimeout(
      () => connection.transport.close(Close.sessionTimedOut, 'Session timed out'),
      this.#heartbeatMs * 1.5,
    );
    connection.watchdog.unref();
  }

  #receive(connection: Connection, data: RawData): void {
    const { transport } = connection;
    const text = Buffer.isBuffer(data) ? data.toString() : '';
    const payload = text.length > PAYLOAD_LIMIT ? undefined : parse(text);
    if (!payload) {
      transport.close(Close.decodeError, 'Error while decoding payload');
      return;
    }
    if (this.#tooMany(connection)) {
      transport.close(Close.rateLimited, "You're being rate limited");
      return;
    }
    this.#obey(connection, payload['op'], payload['d']);
  }

  #obey(connection: Connection, op: unknown, data: unknown): void {
    const { transport, session } = connection;
    switch (op) {
      case Op.heartbeat:
        if (!this.#stalled) write(connection, { op: Op.heartbeatAck, d: null });
        this.#watch(connection);
        return;
      case Op.identify:
        if (session) transport.close(Close.alreadyAuthenticated, 'Already authenticated');
        else this.#identify(connection, data);
        return;
      case Op.resume:
        if (session) transport.close(Close.alreadyAuthenticated, 'Already authenticated');
        else this.#resume(connection, data);
        return;
      case Op.requestMembers:
      case Op.presence:
      case Op.voiceState:
        if (!session) transport.close(Close.notAuthenticated, 'Not authenticated');
        else if (op === Op.requestMembers) requestMembers(this.#world, session, data);
        return;
      default:
        transport.close(Close.unknownOpcode, 'Unknown opcode');
    }
  }

  /** 120 events in 60 seconds: https://discord.com/developers/docs/events/gateway#rate-limiting */
  #tooMany(connection: Connection): boolean {
    const now = this.#world.clock.elapsed();
    connection.received = [...connection.received.filter((at) => now - at < 60_000), now];
    return connection.received.length > 120;
  }

  #identify(connection: Connection, data: unknown): void {
    const { transport } = connection;
    const fields = isObject(data) ? data : {};
    const refusal = this.#checkIdentify(fields);
    if (refusal) {
      transport.close(...refusal);
      return;
    }
    if (this.#isTooSoon()) {
      write(connection, { op: Op.invalidSession, d: false });
      return;
    }
    const [id, count] = (fields['shard'] as [number, number] | undefined) ?? [0, 1];
    const session = new Session({
      id: `session-${this.#world.ids.next()}`,
      intents: Number(fields['intents']),
      shard: [id, count],
      transport,
      onDelivered: () => this.#world.changed('delivered'),
    });
    this.#identifies++;
    this.#sessions.set(session.id, session);
    connection.session = session;
    this.#sendReady(session);
    this.#world.changed('gateway');
  }

  /** One identify in 5 seconds: events/gateway#sharding-max-concurrency, answered with op 9: events/gateway#rate-limiting */
  #isTooSoon(): boolean {
    const now = this.#world.clock.elapsed();
    if (this.#identifyLimit && now - this.#identifiedAt < IDENTIFY_PAUSE_MS) return true;
    this.#identifiedAt = now;
    return false;
  }

  /** Clients send the token with or without the "Bot " it has in REST. */
  #knows(token: unknown): boolean {
    return typeof token === 'string' && token.replace(/^Bot /, '') === this.#world.token;
  }

  #checkIdentify(fields: Json): [code: number, reason: string] | undefined {
    const { token, intents, shard, properties } = fields;
    if (!this.#knows(token)) {
      return [Close.authenticationFailed, 'Authentication failed'];
    }
    if (!isObject(properties)) return [Close.decodeError, 'Error while decoding payload'];
    if (shard !== undefined && !isShard(shard)) return [Close.invalidShard, 'Invalid shard'];
    if (typeof intents !== 'number' || !Number.isInteger(intents) || (intents & ~ALL_INTENTS) !== 0) {
      return [Close.invalidIntents, 'Invalid intent(s)'];
    }
    const allowed = this.#world.privilegedIntents;
    const forbidden = PRIVILEGED_INTENTS.some((name) => (intents & Intent[name]) !== 0 && !allowed.has(name));
    return forbidden ? [Close.disallowedIntents, 'Disallowed intent(s)'] : undefined;
  }

  /** https://discord.com/developers/docs/events/gateway-events#ready, then the servers one by one */
  #sendReady(session: Session): void {
    const world = this.#world;
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.members.has(world.bot.id) && session.isOnShard(guild.id),
    );
    const ready = {
      v: 10,
      user: { ...world.bot, mfa_enabled: true, verified: true, email: null },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.url,
      shard: session.shard,
      application: { id: world.application.id, flags: world.application.flags },
      user_settings: {},
      relationships: [],
      private_channels: [],
      presences: [],
      guild_join_requests: [],
      session_type: 'normal',
      _trace: ['simulator'],
    };
    session.send('READY', JSON.stringify(ready));
    if ((session.intents & Intent.guilds) === 0) return;
    for (const guild of guilds) {
      if (guild.available) session.send('GUILD_CREATE', JSON.stringify(guildCreate(world, guild)));
    }
  }

  /** https://discord.com/developers/docs/events/gateway#resuming */
  #resume(connection: Connection, data: unknown): void {
    const fields = isObject(data) ? data : {};
    const { transport } = connection;
    if (!this.#knows(fields['token'])) {
      transport.close(Close.authenticationFailed, 'Authentication failed');
      return;
    }
    const session = this.#sessions.get(String(fields['session_id']));
    const sequence = Number(fields['seq']);
    const tooLate =
      session !== undefined &&
      session.transport === undefined &&
      this.#world.clock.elapsed() - session.disconnectedAt > RESUME_WINDOW_MS;
    if (!session || tooLate) {
      write(connection, { op: Op.invalidSession, d: false });
      return;
    }
    if (!session.canResumeFrom(sequence)) {
      transport.close(Close.invalidSequence, 'Invalid seq');
      return;
    }
    if (session.transport !== transport) {
      session.transport?.close(Close.sessionTimedOut, 'Resumed elsewhere');
    }
    session.transport = transport;
    connection.session = session;
    session.replayAfter(sequence);
    session.send('RESUMED', '{"_trace":["simulator"]}');
    this.#world.changed('gateway');
  }

  #dispatch(dispatch: Dispatch): void {
    let full: string | undefined;
    let reduced: string | undefined;
    for (const session of this.#sessions.values()) {
      if (!session.wants(dispatch)) continue;
      if (dispatch.withoutContent !== undefined && !session.readsContent) {
        reduced ??= JSON.stringify(dispatch.withoutContent);
        session.send(dispatch.event, reduced);
      } else {
        full ??= JSON.stringify(dispatch.data);
        session.send(dispatch.event, full);
      }
    }
  }
}

function isShard(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [id, count] = value as unknown[];
  return Number.isInteger(id) && Number.isInteger(count) && Number(id) >= 0 && Number(id) < Number(count);
}

function parse(text: string): Json | undefined {
  try {
    // Ids may be integers here as well: discord.py asks for members by integers.
    const value = parseJson(text).plain;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function write({ transport }: Connection, payload: { op: number; d: unknown }): void {
  if (transport.isOpen) transport.send(JSON.stringify({ ...payload, s: null, t: null }));
}
