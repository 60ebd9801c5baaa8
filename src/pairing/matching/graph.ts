/**
 * The graph of a round. Nodes are PLACES: a project that seeks partners, or a learner without one; a place can enter
 * as many pairs as its capacity. Where a learner's places together offer more than the learner may take, the places
 * form a GROUP with a capacity of its own. An edge is a feasible pair of a left (backend) and a right (frontend)
 * place; it can be chosen once.
 */

/** The highest score an edge can have. */
export const BEST_SCORE = 1000;

export interface Side {
  /** Number of places. */
  size: number;
  /** Capacity of each place, >= 0. */
  capacity: Int32Array;
  /** Group of each place, -1 for none. */
  group: Int32Array;
  /** Capacity of each group, >= 0. */
  groupCapacity: Int32Array;
  /** Places of group `g`: `groupPlaces[groupStart[g]]` up to `groupStart[g + 1]`. */
  groupStart: Int32Array;
  groupPlaces: Int32Array;
}

/** One edge of `Edges`. */
export type Edge = { [Column in keyof Edges]: number };

/** Feasible pairs; no pair of places twice. There may be millions: each costs as few bytes as hold its numbers. */
export interface Edges {
  left: Int32Array;
  right: Int32Array;
  /** Integers 0..1000. */
  score: Uint16Array;
  /** 1 where the pair was in the last preview. */
  kept: Uint8Array;
}

/** Edges in the order of `inOrder`: compressed sparse rows. */
export interface Graph {
  left: Side;
  right: Side;
  /** Edges of left place `i`: `start[i]` up to `start[i + 1]`. */
  start: Int32Array;
  /** Left and right place of each edge. */
  row: Int32Array;
  column: Int32Array;
  score: Uint16Array;
  kept: Uint8Array;
}

/** A side whose places are `capacity`, with the groups given as lists of places. */
export function makeSide(
  capacity: ArrayLike<number>,
  groups: readonly { capacity: number; places: readonly number[] }[] = [],
): Side {
  const group = new Int32Array(capacity.length).fill(-1);
  const groupStart = new Int32Array(groups.length + 1);
  for (const [index, { places }] of groups.entries()) {
    groupStart[index + 1] = (groupStart[index] as number) + places.length;
    for (const place of places) group[place] = index;
  }
  return {
    size: capacity.length,
    capacity: Int32Array.from(capacity),
    group,
    groupCapacity: Int32Array.from(groups, ({ capacity }) => capacity),
    groupStart,
    groupPlaces: Int32Array.from(groups.flatMap(({ places }) => places)),
  };
}

/** Small keys in the order in which edges are sorted: by falling score, then those kept first. */
export const WORTH_KEYS = 2 * BEST_SCORE + 2;
export function worthKey(score: number, kept: number): number {
  return 2 * (BEST_SCORE - score) + 1 - kept;
}

/** The order of edges: by left place, within one by falling score, then those kept first. */
export function inOrder(a: Edge, b: Edge): number {
  return a.left - b.left || worthKey(a.score, a.kept) - worthKey(b.score, b.kept);
}

/** A graph of edges that are `inOrder`; it holds their arrays and no copies. */
export function makeGraph(left: Side, right: Side, edges: Edges): Graph {
  const start = new Int32Array(left.size + 1);
  for (const row of edges.left) start[row + 1] = (start[row + 1] as number) + 1;
  for (let row = 0; row < left.size; row++)
    start[row + 1] = (start[row + 1] as number) + (start[row] as number);
  return { left, right, start, row: edges.left, column: edges.right, score: edges.score, kept: edges.kept };
}

/** Stable counting sort of the indices `order` (null: 0, 1, 2 ... up to `count`) by `key`, an integer 0..keys - 1. */
export function sortedBy(
  count: number,
  keys: number,
  key: (index: number) => number,
  order: Int32Array | null,
): { order: Int32Array; start: Int32Array } {
  const start = new Int32Array(keys + 1);
  for (let index = 0; index < count; index++) {
    const value = key(index);
    start[value + 1] = (start[value + 1] as number) + 1;
  }
  for (let value = 0; value < keys; value++)
    start[value + 1] = (start[value + 1] as number) + (start[value] as number);
  const next = start.slice();
  const sorted = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const item = order === null ? index : (order[index] as number);
    const value = key(item);
    const place = next[value] as number;
    sorted[place] = item;
    next[value] = place + 1;
  }
  return { order: sorted, start };
}

/** For each row, the end of its edges of at least `threshold`. */
export function rowEnds(graph: Graph, threshold: number): Int32Array {
  const ends = new Int32Array(graph.left.size);
  for (let row = 0; row < ends.length; row++) {
    let low = graph.start[row] as number;
    let high = graph.start[row + 1] as number;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((graph.score[middle] as number) >= threshold) low = middle + 1;
      else high = middle;
    }
    ends[row] = low;
  }
  return ends;
}
