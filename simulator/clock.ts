/** Where the simulator takes its time from: Date.now() unless a test brings its own clock. */
export interface TimeSource {
  now(): number;
}

/** The last instant (ms) an id has room for: 42 bits of milliseconds since 2015. */
const LAST_ID = 1_420_070_400_000 + 2 ** 42 - 1;

/** Two clocks of one machine differ by so much without either having jumped. */
const JITTER_MS = 20;

/**
 * The simulated time. `now()` is what timestamps and snowflakes show. Deadlines (3 seconds, 15 minutes, nonce and
 * rate limit windows) are measured with `elapsed()`, which follows whichever of the simulated and the real clock
 * moved further: advancing the clock expires them at once, and a frozen test clock cannot make them last forever
 * (a client that sleeps out a 429 would otherwise never get through).
 */
export class SimulatedClock {
  readonly #source: TimeSource;
  readonly #listeners = new Set<(ms: number) => void>();
  #offset = 0;
  /** How far the simulated time has jumped ahead of the real one, all jumps together. */
  #jumped = 0;
  /** Simulated minus real time when it was smallest since the last jump. */
  #drift: number;

  constructor(source: TimeSource = Date) {
    this.#source = source;
    this.#drift = source.now() - performance.now();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#source.now() + this.#offset;
  }

  /** Milliseconds since some fixed point; never runs backwards. */
  elapsed(): number {
    const { real, drift } = this.#compare();
    if (drift > this.#drift + JITTER_MS) {
      this.#jumped += drift - this.#drift;
      this.#drift = drift;
    } else if (drift < this.#drift) {
      this.#drift = drift;
    }
    return real + this.#jumped;
  }

  /** Both clocks at one instant; read again when the process was paused between the two. */
  #compare(): { real: number; drift: number } {
    for (let tries = 0; ; tries++) {
      const before = performance.now();
      const drift = this.now() - before;
      const real = performance.now();
      if (real - before < JITTER_MS / 4 || tries === 9) return { real, drift };
    }
  }

  /** Why the clock cannot be moved by so much; undefined when it can. */
  objection(ms: number): string | undefined {
    if (!(ms >= 0)) return `The clock only runs forward, not by ${ms} ms.`;
    if (this.now() + ms <= LAST_ID) return undefined;
    return `The clock cannot be moved by ${ms} ms: Discord's ids end in the year 2154.`;
  }

  /** Throws RangeError where there is an {@link objection}. */
  advance(ms: number): void {
    const objection = this.objection(ms);
    if (objection !== undefined) throw new RangeError(objection);
    this.elapsed();
    this.#offset += ms;
    this.#jumped += ms;
    this.#drift += ms;
    for (const listener of this.#listeners) listener(ms);
  }

  /** Called after every advance(), with the milliseconds. */
  onAdvance(listener: (ms: number) => void): void {
    this.#listeners.add(listener);
  }
}
