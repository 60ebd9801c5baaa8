import type { Flow } from './flow.ts';

/**
 * What a largest choice of edges leaves reachable from room on the left; with it comes the proof that none is larger
 * (Koenig's vertex cover, with capacities: the minimum cut). The cut runs through the groups and places of the left
 * that are NOT reachable while what lies before them is, those of the right that are reachable while what lies behind
 * them is not, and the edges from a reachable place to one that is not.
 */
export interface Reach {
  /** 1 where reachable. */
  left: Uint8Array;
  leftGroup: Uint8Array;
  right: Uint8Array;
  rightGroup: Uint8Array;
}

/**
 * Makes a flow as large as possible, using of each row only the edges before `ends[row]`.
 *
 * Hopcroft and Karp 1973, with capacities (then it is Dinic's algorithm): rounds of a breadth-first search for the
 * shortest augmenting paths and a depth-first search for a maximal set of disjoint ones. A path goes from a left place
 * over an edge not chosen to a right place, and back over chosen ones; a group is passed through from one of its
 * places, which gives up one pair, to another.
 *
 * With `enough`, stops as soon as the flow has that size; the answer is then null.
 */
export function maximise(flow: Flow, ends: Int32Array, enough = Number.POSITIVE_INFINITY): Reach | null {
  const search = new Search(flow, ends);
  for (;;) {
    if (flow.size >= enough) return null;
    if (!search.layer()) return search.reach();
    search.augment();
  }
}

/** Nodes are numbered: left places, right places, left groups, right groups. */
class Search {
  readonly #flow: Flow;
  readonly #ends: Int32Array;
  /** First number of each kind of node but the left places. */
  readonly #rights: number;
  readonly #leftGroups: number;
  readonly #rightGroups: number;
  /** Length of the shortest path to each node, -1 where there is none. */
  readonly #level: Int32Array;
  /** The next way out of each node that the depth-first search has not tried yet. */
  readonly #next: Int32Array;
  readonly #queue: Int32Array;
  /** Node and edge (-1 when none) of each step of the depth-first search. */
  readonly #pathNode: Int32Array;
  readonly #pathEdge: Int32Array;
  /** Set by `#step`. */
  #edge = -1;

  constructor(flow: Flow, ends: Int32Array) {
    const { left, right } = flow.graph;
    this.#flow = flow;
    this.#ends = ends;
    this.#rights = left.size;
    this.#leftGroups = this.#rights + right.size;
    this.#rightGroups = this.#leftGroups + left.groupCapacity.length;
    const nodes = this.#rightGroups + right.groupCapacity.length;
    this.#level = new Int32Array(nodes);
    this.#next = new Int32Array(nodes);
    this.#queue = new Int32Array(nodes);
    this.#pathNode = new Int32Array(nodes + 1);
    this.#pathEdge = new Int32Array(nodes + 1);
  }

  /** Finds every node's level up to that of the nearest end of a path; false when no path exists. */
  layer(): boolean {
    const level = this.#level.fill(-1);
    const queue = this.#queue;
    this.#next.fill(0);
    let tail = 0;
    for (let row = 0; row < this.#rights; row++) {
      if (!this.#flow.hasLeftRoom(row)) continue;
      level[row] = 0;
      queue[tail++] = row;
    }
    let last = Number.POSITIVE_INFINITY;
    for (let head = 0; head < tail; head++) {
      const node = queue[head] as number;
      const depth = level[node] as number;
      if (depth >= last) break;
      for (let way = 0; ; way++) {
        const to = this.#step(node, way);
        if (to === NO_MORE) break;
        if (to === CLOSED || level[to] !== -1) continue;
        level[to] = depth + 1;
        queue[tail++] = to;
        if (this.#isEnd(to)) last = Math.min(last, depth + 1);
      }
    }
    return last !== Number.POSITIVE_INFINITY;
  }

  /** Augments along a maximal set of shortest paths that have no place in common beyond its capacity. */
  augment(): void {
    for (let row = 0; row < this.#rights; row++)
      while (this.#level[row] === 0 && this.#flow.hasLeftRoom(row) && this.#augmentFrom(row));
  }

  reach(): Reach {
    const reached = (from: number, to: number) =>
      Uint8Array.from(this.#level.subarray(from, to), (level) => (level === -1 ? 0 : 1));
    const { leftGroupUsed, graph } = this.#flow;
    const leftGroup = reached(this.#leftGroups, this.#rightGroups);
    // A group with room is reachable itself, also where none of its places has any.
    for (const [group, capacity] of graph.left.groupCapacity.entries())
      if ((leftGroupUsed[group] as number) < capacity) leftGroup[group] = 1;
    return {
      left: reached(0, this.#rights),
      leftGroup,
      right: reached(this.#rights, this.#leftGroups),
      rightGroup: reached(this.#rightGroups, this.#level.length),
    };
  }

  #augmentFrom(row: number): boolean {
    const level = this.#level;
    let depth = 0;
    this.#pathNode[0] = row;
    for (;;) {
      const node = this.#pathNode[depth] as number;
      if (depth > 0 && this.#isEnd(node)) {
        this.#apply(row, depth);
        return true;
      }
      const way = this.#next[node] as number;
      const to = this.#step(node, way);
      if (to === NO_MORE) {
        if (depth === 0) return false;
        depth--;
        continue;
      }
      this.#next[node] = way + 1;
      if (to === CLOSED || level[to] !== (level[node] as number) + 1) continue;
      this.#pathEdge[++depth] = this.#edge;
      this.#pathNode[depth] = to;
    }
  }

  /** Swaps the edges of the path found: chosen ones are given up first, to make room. */
  #apply(row: number, length: number): void {
    const flow = this.#flow;
    for (const wanted of [1, 0])
      for (let step = 1; step <= length; step++) {
        const edge = this.#pathEdge[step] as number;
        // Marked by the first round as done, because giving up an edge and choosing it are told apart by `on`.
        if (edge === -1 || flow.on[edge] !== wanted) continue;
        this.#pathEdge[step] = -1;
        if (wanted === 1) flow.remove(edge);
        else flow.add(edge);
      }
    const { left } = flow.graph;
    const group = left.group[row] as number;
    if (group >= 0) flow.leftGroupUsed[group] = (flow.leftGroupUsed[group] as number) + 1;
    const end = (this.#pathNode[length] as number) - this.#rightGroups;
    if (end >= 0) flow.rightGroupUsed[end] = (flow.rightGroupUsed[end] as number) + 1;
  }

  /** Whether a path may end here: a right place with room and no group, or a group with room. */
  #isEnd(node: number): boolean {
    const { right } = this.#flow.graph;
    if (node >= this.#rightGroups) {
      const group = node - this.#rightGroups;
      return (this.#flow.rightGroupUsed[group] as number) < (right.groupCapacity[group] as number);
    }
    if (node < this.#rights || node >= this.#leftGroups) return false;
    const column = node - this.#rights;
    return (
      right.group[column] === -1 &&
      (this.#flow.rightUsed[column] as number) < (right.capacity[column] as number)
    );
  }

  /** The node to which the `way`-th way out of a node leads; sets `#edge`. */
  #step(node: number, way: number): number {
    this.#edge = -1;
    if (node < this.#rights) return this.#fromLeft(node, way);
    if (node < this.#leftGroups) return this.#fromRight(node - this.#rights, way);
    if (node < this.#rightGroups) return this.#fromLeftGroup(node - this.#leftGroups, way);
    return this.#fromRightGroup(node - this.#rightGroups, way);
  }

  /** Over an edge not chosen; or the place gives up a pair in favour of another place of its group. */
  #fromLeft(row: number, way: number): number {
    const { graph, on, leftUsed } = this.#flow;
    const edge = (graph.start[row] as number) + way;
    const end = this.#ends[row] as number;
    if (edge < end) {
      if (on[edge] === 1) return CLOSED;
      this.#edge = edge;
      return this.#rights + (graph.column[edge] as number);
    }
    const group = graph.left.group[row] as number;
    if (edge > end || group === -1) return NO_MORE;
    return leftUsed[row] === 0 ? CLOSED : this.#leftGroups + group;
  }

  /** Back over a chosen edge; or on to the group, where the place has room. */
  #fromRight(column: number, way: number): number {
    const { graph, rightUsed, seat, seatStart } = this.#flow;
    const used = rightUsed[column] as number;
    if (way < used) {
      this.#edge = seat[(seatStart[column] as number) + way] as number;
      return graph.row[this.#edge] as number;
    }
    const group = graph.right.group[column] as number;
    if (way > used || group === -1) return NO_MORE;
    return used < (graph.right.capacity[column] as number) ? this.#rightGroups + group : NO_MORE;
  }

  #fromLeftGroup(group: number, way: number): number {
    const { left } = this.#flow.graph;
    const at = (left.groupStart[group] as number) + way;
    if (at >= (left.groupStart[group + 1] as number)) return NO_MORE;
    const row = left.groupPlaces[at] as number;
    return (this.#flow.leftUsed[row] as number) < (left.capacity[row] as number) ? row : CLOSED;
  }

  #fromRightGroup(group: number, way: number): number {
    const { right } = this.#flow.graph;
    const at = (right.groupStart[group] as number) + way;
    if (at >= (right.groupStart[group + 1] as number)) return NO_MORE;
    const column = right.groupPlaces[at] as number;
    return (this.#flow.rightUsed[column] as number) > 0 ? this.#rights + column : CLOSED;
  }
}

/** This way out is closed at present. */
const CLOSED = -1;
const NO_MORE = -2;
