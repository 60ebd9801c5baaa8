import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Cdn } from './cdn.ts';
import type { Channel } from './channel.ts';
import type { SimulatedClock } from './clock.ts';
import type { Context } from './context.ts';
import { openDoor } from './door/door.ts';
import type { PageOptions } from './door/page/options.ts';
import { openPage } from './door/page/routes.ts';
import { GuildDriver } from './driver/guild.ts';
import type { DriverContext } from './driver/member.ts';
import { Faults } from './faults.ts';
import { Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { Deadlines } from './interactions/deadlines.ts';
import { Interactions } from './interactions/interaction.ts';
import { type Entry, type RequestEntry, Ring, summarise, type Violation } from './log.ts';
import { findOpenApi, loadOpenApi } from './openapi/description.ts';
import { createGuild, type GuildInit } from './platform/guilds.ts';
import { archiveQuietThreads } from './platform/threads.ts';
import { RateLimits } from './rate-limits.ts';
import { recordActs } from './record/recorder.ts';
import { buildRest, type Rest } from './rest/server.ts';
import { World, type WorldOptions } from './world.ts';

/** For so many turns of the event loop nothing happens before it is called quiet; the middle one lasts a millisecond. */
const QUIET_TURNS = 60;

export interface SimulatorOptions extends WorldOptions, GatewayOptions {
  /** 0, the default: any free port. */
  port?: number;
  /** The OpenAPI description to check bodies against; false: none. Found by itself when not named. */
  openapi?: string | false;
  /** Rate limits as Discord has them; on by default. */
  rateLimits?: boolean;
  /** Requests kept in the log. */
  keepRequests?: number;
  /** The web page at /, for people who want to use the bot; off by default. */
  page?: boolean | PageOptions;
  /** Interactions remembered; those whose token expired are forgotten anyway. */
  keepInteractions?: number;
}

/** A strict Discord on loopback, for one test or demo. */
export class Simulator {
  readonly world: World;
  readonly context: Context;
  readonly faults: Faults;
  readonly gateway: Gateway;
  readonly violations: Violation[] = [];
  readonly #log: Ring<Entry>;
  readonly #app: FastifyInstance;
  readonly #rest: Rest;
  readonly #driver: DriverContext;
  readonly #guilds = new Map<string, GuildDriver>();

  private constructor(parts: {
    world: World;
    context: Context;
    gateway: Gateway;
    faults: Faults;
    log: Ring<Entry>;
    violations: Violation[];
    app: FastifyInstance;
    rest: Rest;
    deadlines: Deadlines;
  }) {
    this.world = parts.world;
    this.context = parts.context;
    this.gateway = parts.gateway;
    this.faults = parts.faults;
    this.violations = parts.violations;
    this.#log = parts.log;
    this.#app = parts.app;
    this.#rest = parts.rest;
    const { deadlines } = parts;
    this.#driver = {
      context: parts.context,
      deadlines,
      until: async (look, what, timeoutMs) => this.#waitFor(look, what, timeoutMs),
    };
  }

  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const world = new World(options);
    const gateway = new Gateway(world, options);
    const interactions = new Interactions(options.keepInteractions ?? 100_000);
    const limits = new RateLimits(world.clock, options.rateLimits ?? true);
    const context: Context = { world, cdn: new Cdn(world), interactions, gateway, limits };
    const faults = new Faults();
    const log = new Ring<Entry>(options.keepRequests ?? 10_000);
    const violations: Violation[] = [];
    const { app, rest } = buildRest({
      context,
      faults,
      log,
      violations,
      openapi: options.openapi === false ? undefined : openApi(options.openapi),
    });
    let house: Simulator | undefined;
    const started = (): Simulator => {
      if (!house) throw new Error('The simulator is still starting.');
      return house;
    };
    openDoor(app, started);
    if (options.page) openPage(app, started, options.page === true ? {} : options.page);
    world.origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
    gateway.attach(app.server);
    const deadlines = new Deadlines(world, interactions);
    world.clock.onAdvance(() => {
      archiveQuietThreads(world);
      world.changed('clock');
    });
    house = new Simulator({ world, context, gateway, faults, log, violations, app, rest, deadlines });
    return house;
  }

  /** Where the web page is, when it was asked for. */
  get pageAddress(): string {
    return `${this.world.origin}/`;
  }

  /** The base address for clients: they add /v10 themselves. */
  get api(): string {
    return `${this.world.origin}/api`;
  }

  get token(): string {
    return this.world.token;
  }

  get applicationId(): string {
    return this.world.application.id;
  }

  get botUserId(): string {
    return this.world.bot.id;
  }

  get clock(): SimulatedClock {
    return this.world.clock;
  }

  /** The latest REST requests, oldest first. */
  get requests(): readonly RequestEntry[] {
    return this.#log.items;
  }

  createGuild(init: GuildInit): GuildDriver {
    const guild = new GuildDriver(this.#driver, createGuild(this.world, init));
    this.#guilds.set(guild.id, guild);
    return guild;
  }

  get guilds(): GuildDriver[] {
    return [...this.#guilds.values()];
  }

  channel(id: string): Channel | undefined {
    return this.world.channels.get(id);
  }

  /** Writes from now on what members do into a file, for replay() or `--replay` to do again. */
  record(file: string): void {
    recordActs(this.world, file);
  }

  /** Discord is down: connections break, nothing answers. */
  offline(down: boolean): void {
    this.#rest.offline = down;
    this.gateway.offline = down;
    if (down) this.gateway.drop();
  }

  /** Resolves with the first value that is neither undefined nor false, looked for at every change. */
  async until<T>(look: () => T | undefined | false, options: { timeoutMs?: number } = {}): Promise<T> {
    return this.#waitFor(look, 'the condition', options.timeoutMs);
  }

  /**
   * Resolves when nothing is under way: no request, no undelivered event, no unanswered interaction. A bot in this
   * process needs turns of the event loop to go on; for one in another process say in `quietMs` how long nothing is to
   * happen.
   */
  async settled({ quietMs = 0, timeoutMs }: { quietMs?: number; timeoutMs?: number } = {}): Promise<void> {
    const isQuiet = (): boolean =>
      this.#rest.inFlight === 0 &&
      this.gateway.undelivered === 0 &&
      this.context.interactions.unanswered === 0;
    let since = performance.now();
    for (let quiet = 0; quiet < QUIET_TURNS || performance.now() - since < quietMs; ) {
      await this.#waitFor(isQuiet, 'silence', timeoutMs);
      // What the operating system does for the bot takes time, not turns.
      await (quiet === QUIET_TURNS / 2 || quiet >= QUIET_TURNS ? pause(1) : nextTurn());
      if (isQuiet()) quiet++;
      else {
        quiet = 0;
        since = performance.now();
      }
    }
  }

  async stop(): Promise<void> {
    this.gateway.stop();
    await this.#app.close();
  }

  async #waitFor<T>(look: () => T | undefined | false, what: string, timeoutMs = 5_000): Promise<T> {
    const first = look();
    if (first !== undefined && first !== false) return first;
    return new Promise<T>((resolve, reject) => {
      let scheduled = false;
      const finish = (end: () => void): void => {
        forget();
        clearTimeout(timer);
        end();
      };
      const check = (): void => {
        scheduled = false;
        try {
          const value = look();
          if (value !== undefined && value !== false) finish(() => resolve(value));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const forget = this.world.onChange(() => {
        if (scheduled) return;
        scheduled = true;
        setImmediate(check);
      });
      const timer = setTimeout(() => {
        const dump = `The latest requests:\n${summarise(this.requests)}`;
        finish(() => reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}. ${dump}`)));
      }, timeoutMs);
    });
  }
}

let noted = false;

function openApi(named: string | undefined): ReturnType<typeof loadOpenApi> | undefined {
  const file = findOpenApi(named);
  if (file !== undefined) return loadOpenApi(file);
  if (!noted)
    console.warn(
      'simulator: no Discord OpenAPI description found; bodies are checked by its own rules only.',
    );
  noted = true;
  return undefined;
}
