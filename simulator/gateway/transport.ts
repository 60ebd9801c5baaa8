import { constants, createDeflate, createZstdCompress, type Deflate, type ZstdCompress } from 'node:zlib';
import type { WebSocket } from 'ws';

/** https://docs.discord.com/developers/events/gateway#transport-compression */
export const COMPRESSIONS = ['zlib-stream', 'zstd-stream'] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** One connection's way out: plain text, or one compressed stream over all messages, each flushed by itself. */
export class Transport {
  readonly socket: WebSocket;
  readonly #packer: Packer | undefined;
  /** Messages that are still being compressed. */
  readonly #pending = new Set<() => void>();

  constructor(socket: WebSocket, compression?: Compression) {
    this.socket = socket;
    this.#packer = compression && new Packer(compression);
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** `sent` is called once the text is handed to the system, or cannot be any more. */
  send(text: string, sent: () => void = () => undefined): void {
    if (!this.#packer) {
      this.socket.send(text, sent);
      return;
    }
    this.#pending.add(sent);
    this.#packer.pack(text, (bytes) => {
      this.#pending.delete(sent);
      if (this.isOpen) this.socket.send(bytes, { binary: true }, sent);
      else sent();
    });
  }

  /** Closes after what was sent before. */
  close(code: number, reason: string): void {
    if (this.#packer) this.#packer.idle(() => this.socket.close(code, reason));
    else this.socket.close(code, reason);
  }

  /** Frees what the compression holds; the connection is gone. */
  end(): void {
    this.#packer?.end();
    for (const sent of this.#pending) sent();
    this.#pending.clear();
  }
}

/** Compresses message after message in one context; the flush at the end of each lets a client read it at once. */
class Packer {
  readonly #stream: Deflate | ZstdCompress;
  readonly #flush: number;
  #chunks: Buffer[] = [];

  constructor(compression: Compression) {
    const zlib = compression === 'zlib-stream';
    this.#stream = zlib ? createDeflate() : createZstdCompress();
    // Z_SYNC_FLUSH ends a message with 00 00 FF FF, by which clients tell that it is complete.
    this.#flush = zlib ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
    this.#stream.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Messages come out in the order they went in: the stream works one by one. */
  pack(text: string, done: (bytes: Buffer) => void): void {
    this.#stream.write(text);
    this.#stream.flush(this.#flush, () => {
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = [];
      done(bytes);
    });
  }

  idle(done: () => void): void {
    this.#stream.flush(this.#flush, done);
  }

  end(): void {
    this.#stream.destroy();
  }
}
