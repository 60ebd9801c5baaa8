interface Numbers extends ArrayLike<number> {
  readonly buffer: ArrayBufferLike;
  set(from: ArrayLike<number>, at?: number): void;
  subarray(from?: number, to?: number): ArrayLike<number>;
}

/**
 * Gives back what arrays hold, at once: of numbers, which cost it next to nothing, V8 lets tens of MB lie. Whoever reads them
 * later reads nothing.
 */
export function release(...arrays: readonly { readonly buffer: ArrayBufferLike }[]): void {
  for (const { buffer } of arrays) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Entries of a piece. */
const PIECE = 1 << 16;

/** Numbers of which nobody knows beforehand how many there will be: in pieces, so that to grow copies nothing. */
export class Growing<A extends Numbers> {
  readonly #make: new (
    length: number,
  ) => A;
  #pieces: A[] = [];
  length = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
  }

  append(values: Numbers): void {
    for (let from = 0; from < values.length; ) {
      const at = this.length % PIECE;
      if (at === 0) this.#pieces.push(new this.#make(PIECE));
      const part = values.subarray(from, from + PIECE - at);
      this.#pieces.at(-1)?.set(part, at);
      from += part.length;
      this.length += part.length;
    }
  }

  /** All of them in one array; nothing is left here. */
  take(): A {
    const all = new this.#make(this.length);
    for (const [index, piece] of this.#pieces.entries()) {
      all.set(piece.subarray(0, this.length - index * PIECE), index * PIECE);
      release(piece);
    }
    this.#pieces = [];
    this.length = 0;
    return all;
  }
}
