/** The graphs on which rounds are measured, and the same graphs as a file for scipy. */
import { writeFileSync } from 'node:fs';
import {
  BEST_SCORE,
  type Edges,
  type Graph,
  makeSide,
  type Side,
  sortedBy,
  WORTH_KEYS,
  worthKey,
} from '../src/pairing/matching/graph.ts';
import { seeded } from '../tests/pairing/matching/instances.ts';

/** `size` places of capacity 1. */
export function placesOf(size: number): Side {
  return makeSide(new Int32Array(size).fill(1));
}

/**
 * `size` learners a side with about `partners` feasible partners each: random permutations laid over one another, so a
 * full matching exists; pairs that coincide are left out. Scores are uniform on 0..1000.
 */
export function randomEdges(size: number, partners: number, seed = 1): Edges {
  const random = seeded(seed);
  const column = Int32Array.from({ length: size }, (_, index) => index);
  const [left, right] = [new Int32Array(size * partners), new Int32Array(size * partners)];
  for (let round = 0; round < partners; round++) {
    for (let index = size - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1));
      [column[index], column[other]] = [column[other] as number, column[index] as number];
    }
    for (let row = 0; row < size; row++) left[round * size + row] = row;
    right.set(column, round * size);
  }
  const seenBy = new Int32Array(size).fill(-1);
  const byRow = sortedBy(left.length, size, (edge) => left[edge] as number, null).order;
  const once = byRow.filter((edge) => {
    const isNew = seenBy[right[edge] as number] !== left[edge];
    seenBy[right[edge] as number] = left[edge] as number;
    return isNew;
  });
  return {
    left: once.map((edge) => left[edge] as number),
    right: once.map((edge) => right[edge] as number),
    score: Uint16Array.from(once, () => Math.floor(random() * (BEST_SCORE + 1))),
    kept: new Uint8Array(once.length),
  };
}

/** The edges in the order in which they are solved (`inOrder`, which sorts single ones). */
export function allInOrder({ left, right, score, kept }: Edges, rows: number): Edges {
  const worth = (edge: number) => worthKey(score[edge] as number, kept[edge] as number);
  const byWorth = sortedBy(left.length, WORTH_KEYS, worth, null).order;
  const { order } = sortedBy(left.length, rows, (edge) => left[edge] as number, byWorth);
  const sorted: Edges = {
    left: new Int32Array(order.length),
    right: new Int32Array(order.length),
    score: new Uint16Array(order.length),
    kept: new Uint8Array(order.length),
  };
  for (let edge = 0; edge < order.length; edge++) {
    const from = order[edge] as number;
    sorted.left[edge] = left[from] as number;
    sorted.right[edge] = right[from] as number;
    sorted.score[edge] = score[from] as number;
    sorted.kept[edge] = kept[from] as number;
  }
  return sorted;
}

/** Writes the edges of at least `threshold` for scipy: size, count, row starts, columns, costs (1000 - score), int32. */
export function writeForScipy(graph: Graph, threshold: number, file: string): void {
  const size = graph.left.size;
  const edges = graph.row.map((_, edge) => edge).filter((edge) => (graph.score[edge] as number) >= threshold);
  const start = new Int32Array(size + 1);
  for (const edge of edges) {
    const next = (graph.row[edge] as number) + 1;
    start[next] = (start[next] as number) + 1;
  }
  for (let row = 0; row < size; row++) start[row + 1] = (start[row + 1] as number) + (start[row] as number);
  const columns = edges.map((edge) => graph.column[edge] as number);
  const costs = edges.map((edge) => BEST_SCORE - (graph.score[edge] as number));
  const parts = [Int32Array.of(size, edges.length), start, columns, costs];
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
}
