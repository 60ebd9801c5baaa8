import {
  type Channel,
  type GuildDriver,
  type Member,
  Simulator,
  type SimulatorOptions,
} from '@nexus/simulator';

export interface Answered {
  status: number;
  body: { code?: number; message?: string; errors?: unknown; id?: string } & Record<string, unknown>;
  headers: Headers;
}

/** A simulated Discord with one server and one channel, and a bot that speaks plain HTTP and WebSocket. */
export class Bench {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly alice: Member;
  readonly bot: RawBot;

  private constructor(sim: Simulator, guild: GuildDriver, channel: Channel, alice: Member, bot: RawBot) {
    this.sim = sim;
    this.guild = guild;
    this.channel = channel;
    this.alice = alice;
    this.bot = bot;
  }

  static async start(options: SimulatorOptions & { intents?: number } = {}): Promise<Bench> {
    const sim = await Simulator.start({ rateLimits: false, ...options });
    const guild = sim.createGuild({ name: 'Server' });
    const channel = guild.createChannel({ name: 'general' });
    const alice = guild.addMember({ name: 'Alice' });
    const bot = await RawBot.connect(sim, options.intents ?? 1);
    return new Bench(sim, guild, channel, alice, bot);
  }

  /** Fails the test that left a violation of Discord's OpenAPI description behind. */
  async stop(): Promise<void> {
    this.bot.close();
    await this.sim.stop();
    if (this.sim.violations.length > 0) throw new Error(JSON.stringify(this.sim.violations, null, 1));
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    token = `Bot ${this.sim.token}`,
  ): Promise<Answered> {
    const response = await fetch(`${this.sim.api}/v10${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: token }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text), headers: response.headers };
  }

  async send(body: unknown, channel: { id: string } = this.channel): Promise<Answered> {
    return this.call('POST', `/channels/${channel.id}/messages`, body);
  }

  async register(...commands: unknown[]): Promise<Answered> {
    return this.call('PUT', `/applications/${this.sim.applicationId}/commands`, commands);
  }

  /** Answers an interaction the bot got. */
  async respond(interaction: Received, body: unknown, query = ''): Promise<Answered> {
    return this.call(
      'POST',
      `/interactions/${interaction.id}/${interaction.token}/callback${query}`,
      body,
      '',
    );
  }

  async hook(method: string, interaction: Received, path = '', body?: unknown): Promise<Answered> {
    return this.call(method, `/webhooks/${this.sim.applicationId}/${interaction.token}${path}`, body, '');
  }

  /** Forgets violations that a test provoked on purpose. */
  forgiven(): string[] {
    return this.sim.violations.splice(0).flatMap((violation) => violation.problems);
  }
}

export interface Received {
  id: string;
  token: string;
  type: number;
  data: Record<string, unknown>;
  [key: string]: unknown;
}

interface Packet {
  op: number;
  t: string | null;
  s: number | null;
  d: unknown;
}

/** A gateway client of a few lines, so that the simulator is not only tested by discord.js. */
export class RawBot {
  readonly packets: Packet[] = [];
  readonly socket: WebSocket;
  closed: number | undefined;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(url: string) {
    this.socket = new WebSocket(`${url}?v=10&encoding=json`);
    this.socket.addEventListener('message', ({ data }) => {
      this.packets.push(JSON.parse(String(data)) as Packet);
      this.#wake();
    });
    this.socket.addEventListener('close', ({ code }) => {
      this.closed = code;
      this.#wake();
    });
    this.socket.addEventListener('error', () => this.#wake());
  }

  static async connect(sim: Simulator, intents: number): Promise<RawBot> {
    const bot = new RawBot(sim.gateway.url);
    await bot.packet((packet) => packet.op === 10);
    bot.identify(sim.token, intents);
    await bot.event('READY');
    return bot;
  }

  identify(token: string, intents: number, extra: Record<string, unknown> = {}): void {
    this.write(2, { token, intents, properties: { os: 'linux', browser: 'test', device: 'test' }, ...extra });
  }

  write(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  /** The first packet that fits, seen already or still to come. */
  async packet(fits: (packet: Packet) => boolean): Promise<Packet> {
    return this.#until(() => this.packets.find(fits), 'a packet');
  }

  async event<T = Record<string, unknown>>(
    name: string,
    fits: (data: T) => boolean = () => true,
  ): Promise<T> {
    const packet = await this.packet(({ op, t, d }) => op === 0 && t === name && fits(d as T));
    return packet.d as T;
  }

  events(name: string): Record<string, unknown>[] {
    return this.packets.filter(({ t }) => t === name).map(({ d }) => d as Record<string, unknown>);
  }

  /** The next interaction that no test has taken yet. */
  async interaction(): Promise<Received> {
    const wanted = this.#taken++;
    return this.#until(
      () => this.events('INTERACTION_CREATE')[wanted] as Received | undefined,
      'an interaction',
    );
  }

  async closeCode(): Promise<number> {
    return this.#until(() => this.closed, 'the connection to close');
  }

  close(): void {
    this.socket.close();
  }

  async #until<T>(look: () => T | undefined, what: string): Promise<T> {
    const now = look();
    if (now !== undefined) return now;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(
          new Error(
            `Waited in vain for ${what}. Got: ${this.packets.map(({ op, t }) => t ?? op).join(', ')}`,
          ),
        );
      }, 5_000);
      const check = (): void => {
        const value = look();
        if (value === undefined) return;
        this.#waiting.delete(check);
        clearTimeout(timer);
        resolve(value);
      };
      this.#waiting.add(check);
    });
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }
}

/** The codes of a 50035's error tree by dotted path, e.g. { "embeds.0.title": ["BASE_TYPE_MAX_LENGTH"] }. */
export function codes(body: { errors?: unknown }): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const walk = (node: unknown, path: string[]): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '_errors') found[path.join('.')] = (value as { code: string }[]).map(({ code }) => code);
      else walk(value, [...path, key]);
    }
  };
  walk(body.errors, []);
  return found;
}

/** n characters. */
export function long(n: number, character = 'x'): string {
  return character.repeat(n);
}
