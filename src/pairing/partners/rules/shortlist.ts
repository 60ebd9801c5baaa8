import {
  SLOTS_PER_WEEK,
  type WeekSlots,
  WORDS_PER_WEEK,
} from '../../../people/availability/rules/cohort-week.ts';
import { ANY_BRIEF, type CandidateTable, KNOWN_HOURS } from './candidate-table.ts';
import { BRIEFS } from './types.ts';

/** To join the rows of more quarter hours than these takes as long as to compare them all. */
const MOST_JOINED = 100;

/**
 * Whom of a table to compare with a seeker at all: its rows by brief and by quarter hour, as bits. Whoever shares `least` of a
 * seeker's `n` quarter hours has one of any `n - least + 1` of them, of the first as of the last: both say who comes into
 * question (prefix filtering: Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data cleaning", ICDE 2006).
 * Knows the table as it was when this was made.
 */
export class Shortlist {
  /** Words of one set of rows, 32 rows each. */
  readonly #words: number;
  /** The rows with brief `b`, with time in quarter hour `s`: `#words` words each. */
  readonly #ofBrief: Uint32Array;
  readonly #ofSlot: Uint32Array;
  /** Rows that any brief fits, and those whose hours are not known. */
  readonly #anyBrief: Uint32Array;
  readonly #anyHours: Uint32Array;
  /** What was found last, and room for its hours. */
  readonly #found: Uint32Array;
  readonly #near: Uint32Array;

  constructor({ end, state, briefs, slots }: CandidateTable) {
    const words = Math.ceil(end / 32);
    this.#words = words;
    this.#ofBrief = new Uint32Array(words * BRIEFS.length);
    this.#ofSlot = new Uint32Array(words * SLOTS_PER_WEEK);
    [this.#anyBrief, this.#anyHours, this.#found, this.#near] = Array.from(
      { length: 4 },
      () => new Uint32Array(words),
    ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    for (let row = 0; row < end; row++) {
      const [flags, mask] = [state[row] as number, briefs[row] as number];
      if ((flags & ANY_BRIEF) !== 0 || mask === 0) add(this.#anyBrief, 0, row);
      for (const brief of bitsOf(mask)) add(this.#ofBrief, brief * words, row);
      if ((flags & KNOWN_HOURS) === 0) add(this.#anyHours, 0, row);
      else
        for (const slot of slotsOf(slots.subarray(row * WORDS_PER_WEEK, (row + 1) * WORDS_PER_WEEK)))
          add(this.#ofSlot, slot * words, row);
    }
  }

  /**
   * Rows among which are all that have one of these briefs (null: any will do) and share `least` of these quarter hours (null:
   * not known), as bits, until the next call.
   */
  among(briefs: number | null, hours: WeekSlots | null, least: number): Uint32Array {
    const found = this.#found;
    if (briefs === null) found.fill(-1);
    else {
      found.set(this.#anyBrief);
      for (const brief of bitsOf(briefs)) this.#join(found, this.#ofBrief, brief);
    }
    if (hours !== null && least > 0) this.#narrow([...slotsOf(hours)], least);
    return found;
  }

  #narrow(hours: readonly number[], least: number): void {
    const joined = Math.max(0, hours.length - least + 1);
    if (joined > MOST_JOINED) return;
    const [found, near] = [this.#found, this.#near];
    for (const from of [0, hours.length - joined]) {
      near.set(this.#anyHours);
      for (const slot of hours.slice(from, from + joined)) this.#join(near, this.#ofSlot, slot);
      for (let word = 0; word < found.length; word++)
        found[word] = (found[word] as number) & (near[word] as number);
    }
  }

  #join(to: Uint32Array, sets: Uint32Array, number: number): void {
    const from = number * this.#words;
    for (let word = 0; word < to.length; word++)
      to[word] = (to[word] as number) | (sets[from + word] as number);
  }
}

function add(sets: Uint32Array, from: number, row: number): void {
  const word = from + (row >> 5);
  sets[word] = (sets[word] as number) | (1 << (row & 31));
}

function* slotsOf(hours: WeekSlots): Generator<number> {
  for (const [word, bits] of hours.entries()) for (const bit of bitsOf(bits)) yield 32 * word + bit;
}

/** The numbers of the bits that are set, the lowest first. */
function* bitsOf(word: number): Generator<number> {
  for (let bits = word; bits !== 0; bits &= bits - 1) yield 31 - Math.clz32(bits & -bits);
}
