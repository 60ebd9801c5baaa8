import type { Channel } from './channel.ts';
import { SimulatedClock, type TimeSource } from './clock.ts';
import type { Json } from './form.ts';
import type { Guild } from './guild.ts';
import { INTENT_FLAGS, type PrivilegedIntent } from './intents.ts';
import { Snowflakes } from './snowflake.ts';
import type { Command, User } from './wire.ts';

/** What is about to be sent to the bot over the gateway. */
export interface Dispatch {
  event: string;
  data: unknown;
  /** The event is sent to sessions with at least one of these intents; 0: to all. */
  intents: number;
  /** Decides the shard; undefined for DMs, which go to shard 0. */
  guildId: string | undefined;
  /** What a session without the message content intent gets instead of `data`. */
  withoutContent?: unknown;
  /** Sent only to sessions that have all of these intents as well. */
  alsoNeeds?: number;
}

/** Something a member does, or somebody does to the time: what a recording is made of. */
export type Act =
  | { kind: 'interaction' | 'say' | 'react'; userId: string; body: Json }
  | { kind: 'advance'; ms: number };

export interface WorldOptions {
  clock?: TimeSource;
  token?: string;
  applicationId?: string;
  botName?: string;
  /** Active threads a server may have before 160006. */
  activeThreadLimit?: number;
  /** How long enforce_nonce remembers; Discord says "the past few minutes". */
  nonceWindowMs?: number;
  /** Messages kept per channel, oldest dropped first; for long load runs. */
  keepMessages?: number;
  /** Upload limit in bytes. */
  attachmentSizeLimit?: number;
  /** Privileged intents that are switched on in the developer portal; none by default. */
  privilegedIntents?: readonly PrivilegedIntent[];
}

/** Everything the simulated Discord knows. It is passive: validation, permissions and HTTP live around it. */
export class World {
  readonly clock: SimulatedClock;
  readonly ids: Snowflakes;
  readonly token: string;
  readonly bot: User;
  readonly application: { id: string; name: string; flags: number };
  readonly limits: {
    activeThreads: number;
    nonceWindowMs: number;
    keepMessages: number;
    attachmentBytes: number;
  };
  readonly privilegedIntents: ReadonlySet<PrivilegedIntent>;

  readonly users = new Map<string, User>();
  readonly locales = new Map<string, string>();
  readonly closedDms = new Set<string>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly dmChannels = new Map<string, Channel>();
  /** Commands by id; `guild_id` tells a server's own from global ones. */
  readonly commands = new Map<string, Command>();
  /** Where the simulator is reached; known once it listens. */
  origin = 'http://127.0.0.1';

  readonly #dispatchListeners = new Set<(dispatch: Dispatch) => void>();
  readonly #actListeners = new Set<(act: Act) => void>();
  readonly #changeListeners = new Set<(what: string) => void>();

  constructor(options: WorldOptions = {}) {
    this.clock = new SimulatedClock(options.clock);
    this.clock.onAdvance((ms) => this.acted({ kind: 'advance', ms }));
    this.ids = new Snowflakes(this.clock);
    const applicationId = options.applicationId ?? this.ids.next();
    const name = options.botName ?? 'Bot';
    this.privilegedIntents = new Set(options.privilegedIntents);
    const flags = [...this.privilegedIntents].reduce((sum, intent) => sum | INTENT_FLAGS[intent], 1 << 23);
    this.application = { id: applicationId, name, flags };
    this.bot = { ...newUser(applicationId, name), bot: true, discriminator: '0001', global_name: null };
    this.users.set(applicationId, this.bot);
    this.token = options.token ?? `${Buffer.from(applicationId).toString('base64url')}.simulator.token`;
    this.limits = {
      activeThreads: options.activeThreadLimit ?? 1000,
      nonceWindowMs: options.nonceWindowMs ?? 5 * 60_000,
      keepMessages: options.keepMessages ?? Infinity,
      attachmentBytes: options.attachmentSizeLimit ?? 10 * 1024 * 1024,
    };
  }

  timestamp(): string {
    return new Date(this.clock.now()).toISOString().replace('Z', '000+00:00');
  }

  addUser(name: string, locale: string): User {
    const user = newUser(this.ids.next(), name);
    this.users.set(user.id, user);
    this.locales.set(user.id, locale);
    return user;
  }

  /** Whether the bot and this user are in one server; without it there is no DM. */
  sharesGuild(userId: string): boolean {
    for (const { members } of this.guilds.values()) {
      if (members.has(userId) && members.has(this.bot.id)) return true;
    }
    return false;
  }

  dispatch(dispatch: Dispatch): void {
    for (const listener of this.#dispatchListeners) listener(dispatch);
    this.changed(dispatch.event);
  }

  onDispatch(listener: (dispatch: Dispatch) => void): void {
    this.#dispatchListeners.add(listener);
  }

  /** Tells those who record. */
  acted(act: Act): void {
    for (const listener of this.#actListeners) listener(act);
  }

  onAct(listener: (act: Act) => void): void {
    this.#actListeners.add(listener);
  }

  /** Tells those who wait (sim.until, the web page) that something is different now. */
  changed(what: string): void {
    for (const listener of this.#changeListeners) listener(what);
  }

  onChange(listener: (what: string) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }
}

function newUser(id: string, name: string): User {
  return {
    id,
    username:
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9_.]+/g, '_')
        .slice(0, 32) || 'user',
    global_name: name,
    discriminator: '0',
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  };
}
