import type { CohortWeek } from '../../../people/availability/rules/cohort-week.ts';
import { byRank, count, emptyBreakdown, seekerFails } from './breakdown.ts';
import { CandidateTable } from './candidate-table.ts';
import { asFree } from './rank.ts';
import { sortedRelaxations } from './relaxations.ts';
import { Scan, ScanNotes } from './scan.ts';
import { score } from './score.ts';
import {
  MARK_ASKED,
  MARK_ASKED_YOU,
  MARK_BLOCKED,
  MARK_PAIRED,
  MARK_SELF,
  MARK_STUDIED,
  type Marks,
} from './seeker-conditions.ts';
import { Shortlist } from './shortlist.ts';
import {
  type Breakdown,
  CONDITIONS,
  type Learner,
  type MatchSettings,
  type Ranking,
  type SearchOptions,
} from './types.ts';

/**
 * Learners kept as columns of numbers, so that one search over a hundred thousand takes milliseconds. Built once,
 * then changed one learner at a time; `rank` answers exactly what `rank` of `rank.ts` answers over the same learners.
 *
 * Learner objects are kept by reference: after a change, put a new object instead of changing the old one.
 */
export class CandidateIndex {
  #week: CohortWeek;
  readonly #table = new CandidateTable();
  readonly #rows = new Map<string, number>();
  readonly #free: number[] = [];
  /** Who has blocked, or has been paired with, the key. */
  readonly #blockers = new Map<string, string[]>();
  readonly #pairedWith = new Map<string, string[]>();
  #marks: Marks = new Uint8Array(0);
  readonly #notes = new ScanNotes();
  /** Of everybody as they are now; made when it is first needed. */
  #shortlist: Shortlist | null = null;

  constructor(week: CohortWeek) {
    this.#week = week;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Learner | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : (this.#table.learners[row] ?? undefined);
  }

  /** Adds a learner, or replaces the one with this id. */
  put(learner: Learner): void {
    const known = this.get(learner.id);
    if (known !== undefined) this.#unlink(known);
    const row = this.#rows.get(learner.id) ?? this.#free.pop() ?? this.#table.end;
    this.#table.write(row, learner, this.#week);
    this.#shortlist = null;
    this.#rows.set(learner.id, row);
    for (const id of learner.blocked) link(this.#blockers, id, learner.id);
    for (const id of learner.pairedBefore) link(this.#pairedWith, id, learner.id);
  }

  /** Somebody has no place any more. To put a copy of them would hold both until V8 collects the first. */
  fill(id: string): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#table.fill(row);
  }

  /** Forgets a learner; does nothing when the id is not in the index. */
  remove(id: string): void {
    const row = this.#rows.get(id);
    const learner = this.get(id);
    if (row === undefined || learner === undefined) return;
    this.#unlink(learner);
    this.#table.clear(row);
    this.#shortlist = null;
    this.#rows.delete(id);
    this.#free.push(row);
  }

  /** Moves on to another week: everybody's hours are converted again. */
  rollTo(week: CohortWeek): void {
    this.#week = week;
    this.#shortlist = null;
    for (const [id, row] of this.#rows) {
      const learner = this.get(id);
      if (learner !== undefined) this.#table.writeSlots(row, learner, week);
    }
  }

  /** As `rank` of `rank.ts`. Throws RangeError when `settings.week` is not the week of the index. */
  rank(seeker: Learner, settings: MatchSettings, options: SearchOptions = {}): Ranking {
    const { limit = 5, offset = 0, relaxations = 'when-few', few = limit } = options;
    const free = asFree(seeker);
    const marked = this.#mark(free, settings, options);
    const scan = new Scan(this.#table, this.#marks, this.#notes, free, settings, options);
    const breakdown = judged(scan);
    const total = scan.fitting;
    const best = scan.best(offset + limit).map((learner) => {
      const full = score(free, learner, settings);
      return { id: learner.id, score: full, known: full.overlapMinutes !== null };
    });
    const wanted = relaxations === 'always' || (relaxations === 'when-few' && total < few);
    const changes = wanted ? sortedRelaxations(scan.relaxations(), seeker) : [];
    this.#unmark(marked);
    return {
      candidates: best.sort(byRank).slice(offset, offset + limit),
      total,
      breakdown,
      relaxations: changes,
      seekerFails: seekerFails(seeker, options),
    };
  }

  /** Where everybody stands, as `rank` counts them, without who is best. */
  count(seeker: Learner, settings: MatchSettings, options: SearchOptions): Breakdown {
    const free = asFree(seeker);
    const marked = this.#mark(free, settings, options);
    const scan = new Scan(this.#table, this.#marks, this.#notes, free, settings, options);
    const breakdown = judged(scan);
    this.#unmark(marked);
    return breakdown;
  }

  /**
   * Calls `visit` for everybody who fits, in the order in which they were put here, with the score (0..1000) and the shared minutes a
   * week (-1: unknown): what `score` says of the pair. The seeker is judged as if free, as in `rank`. `visit` must not
   * use the index.
   */
  fits(
    seeker: Learner,
    settings: MatchSettings,
    options: SearchOptions,
    visit: (candidate: Learner, score: number, minutes: number) => void,
  ): void {
    const free = asFree(seeker);
    const marked = this.#mark(free, settings, options);
    const scan = new Scan(this.#table, this.#marks, this.#notes, free, settings, options);
    this.#shortlist ??= new Shortlist(this.#table);
    scan.find(this.#shortlist);
    this.#unmark(marked);
    scan.each(visit);
  }

  /** Notes in `#marks` what stands between the seeker and single learners; returns the rows noted. */
  #mark(seeker: Learner, settings: MatchSettings, options: SearchOptions): number[] {
    if (settings.week.start !== this.#week.start)
      throw new RangeError(`The index holds the week of ${this.#week.start}: call rollTo first`);
    if (this.#marks.length < this.#table.end) this.#marks = new Uint8Array(this.#table.track.length);
    const marked: number[] = [];
    const mark = (id: string, bit: number) => {
      const row = this.#rows.get(id);
      if (row === undefined) return;
      this.#marks[row] = (this.#marks[row] ?? 0) | bit;
      marked.push(row);
    };
    mark(seeker.id, MARK_SELF);
    for (const id of seeker.blocked) mark(id, MARK_BLOCKED);
    for (const id of this.#blockers.get(seeker.id) ?? []) mark(id, MARK_BLOCKED);
    for (const id of options.asked ?? []) mark(id, MARK_ASKED);
    for (const id of options.askedBy ?? []) mark(id, MARK_ASKED_YOU);
    for (const id of options.declined ?? []) mark(id, MARK_BLOCKED);
    for (const id of options.studied ?? []) mark(id, MARK_STUDIED);
    const paired = [...seeker.pairedBefore, ...(this.#pairedWith.get(seeker.id) ?? [])];
    for (const id of paired) {
      const again = seeker.again.includes(id) && (this.get(id)?.again.includes(seeker.id) ?? false);
      if (!again) mark(id, MARK_PAIRED);
    }
    return marked;
  }

  #unmark(rows: readonly number[]): void {
    for (const row of rows) this.#marks[row] = 0;
  }

  #unlink(learner: Learner): void {
    for (const id of learner.blocked) unlink(this.#blockers, id, learner.id);
    for (const id of learner.pairedBefore) unlink(this.#pairedWith, id, learner.id);
  }
}

function judged(scan: Scan): Breakdown {
  const breakdown = emptyBreakdown();
  scan.judge((condition, known, times) =>
    count(breakdown, condition === -1 ? null : (CONDITIONS[condition] ?? null), known, times),
  );
  return breakdown;
}

/** Lists and no sets: nearly all have one entry. */
function link(links: Map<string, string[]>, from: string, to: string): void {
  const known = links.get(from);
  if (known === undefined) links.set(from, [to]);
  else if (!known.includes(to)) known.push(to);
}

function unlink(links: Map<string, string[]>, from: string, to: string): void {
  const left = links.get(from)?.filter((id) => id !== to) ?? [];
  if (left.length === 0) links.delete(from);
  else links.set(from, left);
}
