import type { Interaction, InteractionObserver, ResponseKind } from '../interactions/interaction.ts';
import type { Modal } from '../validation/modal.ts';
import { type CommandChoice, type Message, MessageFlag } from '../wire.ts';

export type Until = <T>(look: () => T | undefined | false, what: string, timeoutMs?: number) => Promise<T>;

/** What a member gets back for an action: the bot's first answer, and what becomes of it. */
export class Reply implements InteractionObserver {
  readonly followUps: Message[] = [];
  /** How often the bot changed its answer after it was complete. */
  edits = 0;
  readonly #until: Until;
  readonly #name: string;
  #interaction: Interaction | undefined;
  #kind: ResponseKind | undefined;
  #didFail = false;
  #seenEdits = 0;
  #finished = false;

  constructor(name: string, until: Until) {
    this.#name = name;
    this.#until = until;
  }

  /** Waits for the first answer; rejects as the client does when there is none within 3 seconds. */
  async first(interaction: Interaction): Promise<this> {
    this.#interaction = interaction;
    await this.#until(() => this.#kind !== undefined || this.#didFail, `an answer to ${this.#name}`, 15_000);
    if (this.#didFail) {
      throw new Error(
        `The application did not respond: the bot gave no valid answer to ${this.#name} within 3 seconds.`,
      );
    }
    return this;
  }

  get interaction(): Interaction {
    if (!this.#interaction) throw new Error(`${this.#name} was not sent.`);
    return this.#interaction;
  }

  get response(): ResponseKind {
    if (this.#kind === undefined) throw new Error(`${this.#name} has no answer.`);
    return this.#kind;
  }

  /** The answering message as it is now, edits included; for an update, the message the component is on. */
  get message(): Message {
    const message = this.interaction.original?.message;
    if (!message) throw new Error(`The answer to ${this.#name} (${this.response}) has no message.`);
    return message;
  }

  get modal(): Modal {
    const { modal } = this.interaction;
    if (!modal) throw new Error(`The answer to ${this.#name} (${this.response}) is no modal.`);
    return modal;
  }

  get choices(): CommandChoice[] {
    return this.interaction.choices ?? [];
  }

  /** Only the member sees it. */
  get ephemeral(): boolean {
    return (this.message.flags & MessageFlag.ephemeral) !== 0;
  }

  /** The message once the bot stopped thinking. */
  async finished(timeoutMs?: number): Promise<Message> {
    return this.#until(
      () => (this.message.flags & MessageFlag.loading) === 0 && this.message,
      `the deferred answer to ${this.#name}`,
      timeoutMs,
    );
  }

  /** The message after the next edit that nobody has waited for yet; completing a deferred answer is not one. */
  async nextEdit(timeoutMs?: number): Promise<Message> {
    const wanted = ++this.#seenEdits;
    return this.#until(
      () => this.edits >= wanted && this.message,
      `an edit of the answer to ${this.#name}`,
      timeoutMs,
    );
  }

  async nextFollowUp(timeoutMs?: number): Promise<Message> {
    const wanted = this.followUps.length;
    return this.#until(() => this.followUps[wanted], `a follow-up to ${this.#name}`, timeoutMs);
  }

  answered(kind: ResponseKind): void {
    this.#kind = kind;
    this.#finished = kind !== 'deferred';
  }

  edited(message: Message): void {
    if (message !== this.#interaction?.original?.message) return;
    if (this.#finished) this.edits++;
    this.#finished = true;
  }

  followedUp(message: Message): void {
    this.followUps.push(message);
  }

  failed(): void {
    this.#didFail = true;
  }
}
