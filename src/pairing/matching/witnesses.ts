import { sortedBy } from './graph.ts';
import { release } from './growing.ts';
import type { Problem, ProblemCover, RoundSide } from './problem.ts';

/**
 * Why some learners of one side are left over (Hall 1935): together they seek more pairs than all the partners they
 * could have offer. Every pair of theirs is counted at a learner or place of the cover, or by itself.
 */
export interface Witness extends ProblemCover {
  side: RoundSide;
  /** The learners in question, those left over among them; indices, ascending. */
  seekers: number[];
  /** Learners with whom any of them could be paired; indices, ascending. */
  partners: number[];
  /** How many pairs the seekers would enter in all. */
  sought: number;
  /** How many they can enter at most; less than `sought`. */
  offered: number;
}

/** How many pairs each learner can enter: what the places offer together, at most the learner's own capacity. */
function learnerCapacities(problem: Problem): Int32Array {
  const capacity = new Int32Array(problem.learners.length);
  for (const place of problem.places)
    capacity[place.learner] = (capacity[place.learner] as number) + place.capacity;
  return capacity.map((offered, learner) => Math.min(offered, problem.learners[learner]?.capacity ?? 0));
}

/**
 * The witnesses for those learners of one side who have room left although somebody fits them. From each of them one
 * goes over pairs not chosen to a partner, and back over chosen ones, to all with whom they compete; learners who
 * compete for the same partners share a witness. O(pairs), once for a side.
 */
export function findWitnesses(problem: Problem, chosen: Int32Array, side: RoundSide): Witness[] {
  const explorer = new Explorer(problem, chosen, side);
  const capacities = learnerCapacities(problem);
  for (const [learner, { side: own }] of problem.learners.entries())
    if (own === side && explorer.hasRoom(learner) && explorer.fitsSomebody(learner))
      explorer.explore(learner);
  const witnesses = explorer.components().map((nodes) => explorer.witness(nodes, capacities));
  explorer.end();
  return witnesses;
}

/** Nodes are numbered: places, then learners. */
class Explorer {
  readonly #problem: Problem;
  readonly #side: RoundSide;
  /** Pairs sorted by place, for both sides: those of place `p` are `order[start[p]]` up to `order[start[p + 1]]`. */
  readonly #backend: { order: Int32Array; start: Int32Array };
  readonly #frontend: { order: Int32Array; start: Int32Array };
  readonly #placesOf: number[][];
  readonly #isChosen: Uint8Array;
  readonly #used: Int32Array;
  readonly #capacity: Int32Array;
  /** Number of the exploration that reached a node first, -1 for none. */
  readonly #reachedBy: Int32Array;
  readonly #stack: number[] = [];
  /** For each exploration one that it has met, or itself (union-find). */
  readonly #met: number[] = [];

  constructor(problem: Problem, chosen: Int32Array, side: RoundSide) {
    const { places, learners, pairs } = problem;
    this.#problem = problem;
    this.#side = side;
    const count = pairs.score.length;
    this.#backend = sortedBy(count, places.length, (pair) => pairs.backend[pair] as number, null);
    this.#frontend = sortedBy(count, places.length, (pair) => pairs.frontend[pair] as number, null);
    this.#placesOf = learners.map(() => []);
    for (const [place, { learner }] of places.entries()) this.#placesOf[learner]?.push(place);
    this.#isChosen = new Uint8Array(pairs.score.length);
    this.#used = new Int32Array(places.length + learners.length);
    this.#capacity = Int32Array.from([
      ...places.map((place) => place.capacity),
      ...learnerCapacities(problem),
    ]);
    this.#reachedBy = new Int32Array(this.#used.length).fill(-1);
    for (const pair of chosen) {
      this.#isChosen[pair] = 1;
      for (const place of [pairs.backend[pair] as number, pairs.frontend[pair] as number])
        for (const node of [place, this.#learnerNode(place)])
          this.#used[node] = (this.#used[node] as number) + 1;
    }
  }

  hasRoom(learner: number): boolean {
    return this.#roomAt(this.#problem.places.length + learner);
  }

  fitsSomebody(learner: number): boolean {
    return (this.#placesOf[learner] ?? []).some((place) => this.#pairsAt(place).length > 0);
  }

  /** Reaches everybody with whom a learner competes. */
  explore(learner: number): void {
    const number = this.#met.length;
    this.#met.push(number);
    this.#reach(this.#problem.places.length + learner, number);
    for (let node = this.#stack.pop(); node !== undefined; node = this.#stack.pop())
      if (node < this.#problem.places.length) this.#leavePlace(node, number);
      else this.#leaveLearner(node - this.#problem.places.length, number);
  }

  /** The nodes reached, those together that met. */
  components(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (const [node, number] of this.#reachedBy.entries()) {
      if (number === -1) continue;
      const root = this.#root(number);
      const nodes = byRoot.get(root);
      if (nodes === undefined) byRoot.set(root, [node]);
      else nodes.push(node);
    }
    return [...byRoot.values()];
  }

  witness(nodes: readonly number[], capacities: Int32Array): Witness {
    const { places, learners } = this.#problem;
    const here = new Set(nodes);
    const reached = nodes.filter((node) => node >= places.length).map((node) => node - places.length);
    const isSeeker = (learner: number) => learners[learner]?.side === this.#side;
    const seekers = reached.filter(isSeeker);
    const own = seekers.flatMap((learner) => this.#placesOf[learner] ?? []);
    const partners = new Set<number>();
    for (const place of own)
      for (const pair of this.#pairsAt(place)) partners.add(this.#learnerAt(this.#otherEnd(pair)));
    const across = nodes.filter((node) => node < places.length && !isSeeker(this.#learnerAt(node)));
    return {
      side: this.#side,
      seekers,
      partners: [...partners].sort((a, b) => a - b),
      sought: seekers.reduce((sum, learner) => sum + (capacities[learner] as number), 0),
      offered: seekers.reduce((sum, learner) => sum + (this.#used[places.length + learner] as number), 0),
      learners: reached.filter((learner) => !isSeeker(learner)),
      places: [
        ...own.filter((place) => !here.has(place)),
        ...across.filter((place) => !here.has(this.#learnerNode(place))),
      ],
    };
  }

  end(): void {
    release(this.#backend.order, this.#frontend.order, this.#isChosen);
  }

  #leavePlace(place: number, number: number): void {
    const learner = this.#learnerNode(place);
    if (this.#isSeekers(place)) {
      for (const pair of this.#pairsAt(place))
        if (this.#isChosen[pair] === 0) this.#reach(this.#otherEnd(pair), number);
      if (this.#used[place] !== 0) this.#reach(learner, number);
    } else {
      for (const pair of this.#pairsAt(place))
        if (this.#isChosen[pair] === 1) this.#reach(this.#otherEnd(pair, true), number);
      if (this.#roomAt(place)) this.#reach(learner, number);
    }
  }

  #leaveLearner(learner: number, number: number): void {
    const isSeeker = this.#problem.learners[learner]?.side === this.#side;
    for (const place of this.#placesOf[learner] ?? [])
      if (isSeeker ? this.#roomAt(place) : this.#used[place] !== 0) this.#reach(place, number);
  }

  #reach(node: number, number: number): void {
    const before = this.#reachedBy[node] as number;
    if (before === -1) {
      this.#reachedBy[node] = number;
      this.#stack.push(node);
    } else this.#met[this.#root(before)] = this.#root(number);
  }

  #root(number: number): number {
    let root = number;
    while (this.#met[root] !== root) root = this.#met[root] as number;
    this.#met[number] = root;
    return root;
  }

  #roomAt(node: number): boolean {
    return (this.#used[node] as number) < (this.#capacity[node] as number);
  }

  #isSeekers(place: number): boolean {
    return this.#problem.learners[this.#learnerAt(place)]?.side === this.#side;
  }

  #learnerAt(place: number): number {
    return this.#problem.places[place]?.learner ?? 0;
  }

  #learnerNode(place: number): number {
    return this.#problem.places.length + this.#learnerAt(place);
  }

  #pairsAt(place: number): Int32Array {
    const isBackend = this.#problem.learners[this.#learnerAt(place)]?.side === 'backend';
    const { order, start } = isBackend ? this.#backend : this.#frontend;
    return order.subarray(start[place], start[place + 1]);
  }

  /** The partner's place of a pair; with `back`, the seeker's. */
  #otherEnd(pair: number, back = false): number {
    const { backend, frontend } = this.#problem.pairs;
    return ((this.#side === 'backend') === back ? backend[pair] : frontend[pair]) as number;
  }
}
