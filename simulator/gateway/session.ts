import { Intent } from '../intents.ts';
import type { Dispatch } from '../world.ts';
import type { Transport } from './transport.ts';

const REPLAY_LIMIT = 5_000;

/** One identified session: it survives its connection and replays what was missed when it is resumed. */
export class Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  transport: Transport | undefined;
  /** By clock.elapsed(), once the connection is gone. */
  disconnectedAt = 0;
  #sequence = 0;
  readonly #sent: { sequence: number; text: string }[] = [];
  #undelivered = 0;
  readonly #onDelivered: () => void;

  constructor(init: {
    id: string;
    intents: number;
    shard: readonly [number, number];
    transport: Transport;
    onDelivered: () => void;
  }) {
    this.id = init.id;
    this.intents = init.intents;
    this.shard = init.shard;
    this.transport = init.transport;
    this.#onDelivered = init.onDelivered;
  }

  get sequence(): number {
    return this.#sequence;
  }

  get undelivered(): number {
    return this.#undelivered;
  }

  wants(dispatch: Dispatch): boolean {
    if (dispatch.intents !== 0 && (this.intents & dispatch.intents) === 0) return false;
    return this.isOnShard(dispatch.guildId);
  }

  /** https://discord.com/developers/docs/events/gateway#sharding */
  isOnShard(guildId: string | undefined): boolean {
    const [id, count] = this.shard;
    if (count === 1) return true;
    return guildId === undefined ? id === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === id;
  }

  /** Sends an event whose data is serialised already. */
  send(event: string, data: string): void {
    const sequence = ++this.#sequence;
    const text = `{"op":0,"t":"${event}","s":${sequence},"d":${data}}`;
    this.#sent.push({ sequence, text });
    if (this.#sent.length > REPLAY_LIMIT * 1.25) this.#sent.splice(0, this.#sent.length - REPLAY_LIMIT);
    this.#write(text);
  }

  get readsContent(): boolean {
    return (this.intents & Intent.messageContent) !== 0;
  }

  /** Whether everything after this sequence number can still be replayed. */
  canResumeFrom(sequence: number): boolean {
    const oldest = this.#sent[0]?.sequence ?? this.#sequence + 1;
    return sequence <= this.#sequence && sequence >= oldest - 1;
  }

  replayAfter(sequence: number): void {
    for (const item of this.#sent) if (item.sequence > sequence) this.#write(item.text);
  }

  #write(text: string): void {
    const { transport } = this;
    if (!transport?.isOpen) return;
    this.#undelivered++;
    transport.send(text, () => {
      this.#undelivered--;
      this.#onDelivered();
    });
  }
}
