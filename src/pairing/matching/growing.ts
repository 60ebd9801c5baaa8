interface Numbers {
  [index: number]: number;
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
  #last: A;
  length = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
    this.#last = new make(0);
  }

  push(value: number): void {
    const at = this.length++ % PIECE;
    if (at === 0) {
      this.#last = new this.#make(PIECE);
      this.#pieces.push(this.#last);
    }
    this.#last[at] = value;
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
