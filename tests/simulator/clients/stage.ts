import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  BOT_DEFAULT,
  type Channel,
  type GuildDriver,
  type Member,
  type Message,
  Permission,
  Simulator,
} from '@nexus/simulator';

const PATIENCE_MS = 20_000;

/** A server with two members, and a bot in a process of its own, written with somebody's client library. */
export class Stage {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly alice: Member;
  readonly #bot: ChildProcess;
  readonly #said: string[] = [];

  private constructor(sim: Simulator, command: readonly string[]) {
    this.sim = sim;
    this.guild = sim.createGuild({ name: 'Server', botPermissions: BOT_DEFAULT | Permission.MANAGE_ROLES });
    this.channel = this.guild.createChannel({ name: 'general' });
    this.guild.createChannel({ name: 'side' });
    this.alice = this.guild.addMember({ name: 'Alice' });
    const bob = this.guild.addMember({ name: 'Bob', nick: 'Bobby' });
    const [program = '', ...args] = command;
    const settings = {
      API: sim.api,
      TOKEN: sim.token,
      APPLICATION: sim.applicationId,
      GUILD: this.guild.id,
      CHANNEL: this.channel.id,
      ALICE: this.alice.id,
      BOB: bob.id,
    };
    this.#bot = spawn(program, args, {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...settings },
    });
    this.#bot.once('exit', () => sim.world.changed('bot'));
    for (const stream of [this.#bot.stdout, this.#bot.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#hear(line));
    }
  }

  static async open(command: readonly string[]): Promise<Stage> {
    return new Stage(await Simulator.start({ rateLimits: false }), command);
  }

  async close(): Promise<void> {
    if (!this.#isGone) {
      const ended = once(this.#bot, 'exit');
      this.#bot.kill('SIGKILL');
      await ended;
    }
    await this.sim.stop();
  }

  get isRegistered(): boolean {
    return this.#said.includes('ready');
  }

  /** Waits for something the bot should bring about; throws its last words when it does not, or has died. */
  async wait(look: () => boolean): Promise<void> {
    await this.sim.until(() => this.#isGone || look(), { timeoutMs: PATIENCE_MS }).catch(() => undefined);
    if (this.#isGone || !look()) {
      throw new Error(`The bot is ${this.#isGone ? 'gone' : 'idle'}:\n${this.#said.join('\n')}`);
    }
  }

  async connected(): Promise<void> {
    await this.wait(() => this.sim.gateway.sessions.length === 1);
  }

  /** The text that /ping is answered with, once the bot is connected. */
  async ping(): Promise<string> {
    await this.connected();
    return (await this.alice.slash('/ping', {}, { channel: this.channel })).message.content;
  }

  /** Lets the bot do something over REST; what it says of it. */
  async do(what: string): Promise<string> {
    await this.connected();
    const reply = await this.alice.slash('/do', { what }, { channel: this.channel });
    return reply.message.content.trim();
  }

  /** The message of this text in the channel. */
  find(content: string): Message | undefined {
    return this.channel.messages.find((message) => message.content === content);
  }

  get #isGone(): boolean {
    return this.#bot.exitCode !== null || this.#bot.signalCode !== null;
  }

  #hear(line: string): void {
    this.#said.push(line);
    this.sim.world.changed('bot');
  }
}
