/** Where the simulator takes its time from: Date.now() unless a test brings its own clock. */
export interface TimeSource {
  now(): number;
}

/**
 * The simulated time. `now()` is what timestamps and snowflakes show. Deadlines (3 seconds, 15 minutes, nonce and
 * rate limit windows) are measured with `elapsed()`, which follows whichever of the simulated and the real clock
 * moved further: advancing the clock expires them at once, and a frozen test clock cannot make them last forever
 * (a client that sleeps out a 429 would otherwise never get through).
 */
export class SimulatedClock {
  readonly #source: TimeSource;
  readonly #listeners = new Set<() => void>();
  #offset = 0;
  #elapsed = 0;
  #lastSimulated: number;
  #lastReal = performance.now();

  constructor(source: TimeSource = Date) {
    this.#source = source;
    this.#lastSimulated = source.now();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#source.now() + this.#offset;
  }

  /** Milliseconds since some fixed point; never runs backwards. */
  elapsed(): number {
    const simulated = this.now();
    const real = performance.now();
    this.#elapsed += Math.max(simulated - this.#lastSimulated, real - this.#lastReal, 0);
    this.#lastSimulated = simulated;
    this.#lastReal = real;
    return this.#elapsed;
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`The clock only runs forward, not by ${ms} ms.`);
    this.#offset += ms;
    for (const listener of this.#listeners) listener();
  }

  /** Called after every advance(). */
  onAdvance(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
