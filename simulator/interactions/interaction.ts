import type { Channel, MessageRecord } from '../channel.ts';
import type { Guild } from '../guild.ts';
import type { Modal } from '../validation/modal.ts';
import {
  type CommandChoice,
  type InteractionMetadata,
  InteractionType,
  type Message,
  type User,
} from '../wire.ts';

/** First response within 3 seconds, everything else within 15 minutes. */
export const FIRST_RESPONSE_MS = 3_000;
export const TOKEN_LIFETIME_MS = 15 * 60_000;

export const CallbackType = {
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocomplete: 8,
  modal: 9,
} as const;

export type ResponseKind = 'message' | 'deferred' | 'deferred-update' | 'update' | 'autocomplete' | 'modal';

/** One interaction from the member's action to the end of its token. */
export interface Interaction {
  id: string;
  token: string;
  type: number;
  user: User;
  guild: Guild | undefined;
  channel: Channel;
  /** By clock.elapsed(). */
  createdAt: number;
  /** The callback type of the first response; undefined until there is one. */
  response: number | undefined;
  /** Nobody waits any more: the member saw "This interaction failed". */
  failed: boolean;
  metadata: InteractionMetadata;
  /** Full command name for the "used /x" line of the reply. */
  commandName: string | undefined;
  contextMenu: boolean;
  /** The message whose component was used, directly or before the modal. */
  source: MessageRecord | undefined;
  /** The message that @original names. */
  original: MessageRecord | undefined;
  modal: Modal | undefined;
  choices: CommandChoice[] | undefined;
  /** Option type an autocomplete answer has to fit. */
  focusedType: number | undefined;
  followUps: Message[];
  /** Told of everything that happens to the answer. */
  observer: InteractionObserver;
}

export interface InteractionObserver {
  answered(kind: ResponseKind): void;
  edited(message: Message): void;
  followedUp(message: Message): void;
  failed(): void;
}

/** The interactions whose tokens still live, and the modals that are open on members' screens. */
export class Interactions {
  readonly byToken = new Map<string, Interaction>();
  readonly byId = new Map<string, Interaction>();
  readonly openModals = new Map<string, Interaction>();
  #unanswered = 0;
  readonly #keep: number;

  /** `keep`: how many are remembered at most; the tokens of older ones count as expired. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  add(interaction: Interaction, now: number): void {
    this.#forgetBefore(now - TOKEN_LIFETIME_MS);
    this.byToken.set(interaction.token, interaction);
    this.byId.set(interaction.id, interaction);
    this.#unanswered++;
  }

  answer(interaction: Interaction, type: number): void {
    interaction.response = type;
    this.#unanswered--;
    // A modal closes when its submission is answered; after a failure it stays open for another try.
    if (interaction.type === InteractionType.modalSubmit) this.openModals.delete(interaction.user.id);
  }

  /** The 3 seconds are over. */
  fail(interaction: Interaction): void {
    if (interaction.response !== undefined || interaction.failed) return;
    interaction.failed = true;
    this.#unanswered--;
    interaction.observer.failed();
  }

  #forgetBefore(oldest: number): void {
    for (const [token, interaction] of this.byToken) {
      if (interaction.createdAt >= oldest && this.byToken.size < this.#keep) return;
      this.byToken.delete(token);
      this.byId.delete(interaction.id);
      if (this.openModals.get(interaction.user.id) === interaction) {
        this.openModals.delete(interaction.user.id);
      }
    }
  }
}
