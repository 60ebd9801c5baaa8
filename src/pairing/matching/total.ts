import { assign } from './assignment.ts';
import type { Reach } from './cardinality.ts';
import { BEST_SCORE, type Graph, type Side, sortedBy, WORTH_KEYS, worthKey } from './graph.ts';
import { release } from './growing.ts';
import type { Choice, Part } from './part.ts';

/** Weights beyond this would no longer add up exactly. */
const MOST_PAIRS = 2_000_000;

/**
 * Prices that prove the total: with `weight = score * unit + kept`, every choice of as many edges weighs at most
 * `level` for each of its edges, plus each place's and group's price for each of its pairs, plus the excess of single
 * edges. All prices are integers >= 0, those of places and groups with room are 0; `level` is any integer.
 */
export interface Prices {
  unit: number;
  level: number;
  leftPlaces: Float64Array;
  leftGroups: Float64Array;
  rightPlaces: Float64Array;
  rightGroups: Float64Array;
}

export interface Total {
  /** The edges chosen, ascending. */
  chosen: Int32Array;
  prices: Prices;
}

/**
 * Among the choices of `size` edges of at least `threshold`, the largest there are, the one of the highest total
 * score and, where several have it, the one with most edges `kept`. Both at once: one point of score weighs more than
 * all kept edges together.
 *
 * `reach` splits the graph (Dulmage and Mendelsohn 1958): in every largest choice the left places and groups that are
 * not reachable are saturated, and so are the right ones that are reachable. So there are two parts, each with one
 * side that is saturated: what `assign` needs.
 */
export function highestTotal(graph: Graph, reach: Reach, threshold: number, size: number): Total {
  if (size > MOST_PAIRS) throw new RangeError(`A round of more than ${MOST_PAIRS} pairs is not supported`);
  const split = splitAt(graph, reach, threshold);
  // One point of score outweighs all pairs that could be kept; 1 stands for "nothing was kept".
  const unit = split.hasKept ? Math.max(2, size + 1) : 1;
  const forward = solvePart(graph, split.forward, split.edges[FORWARD], unit, false);
  const backward = solvePart(graph, split.backward, split.edges[BACKWARD], unit, true);
  const chosen = new Int32Array(size);
  chosen.set(split.edges[FORCED]);
  chosen.set(forward.chosen, split.edges[FORCED].length);
  chosen.set(backward.chosen, split.edges[FORCED].length + forward.chosen.length);
  return {
    chosen: chosen.sort(),
    prices: joinPrices(graph, reach, split, forward.choice, backward.choice, unit),
  };
}

/** What came of a part. Its edges, the most of it, are given back. */
interface SolvedPart {
  /** For its prices. */
  choice: Choice;
  /** Edges of the graph. */
  chosen: Int32Array;
}

function solvePart(graph: Graph, sides: Sides, list: Int32Array, unit: number, turned: boolean): SolvedPart {
  const part = makePart(graph, sides, list, unit, turned);
  const choice = assign(part);
  const chosen = part.edges.filter((_, index) => choice.on[index] === 1);
  release(part.edges, part.row, part.column, part.cost, choice.on);
  return { choice, chosen };
}

interface Sides {
  rows: Side;
  columns: Side;
}

/** What becomes of an edge: it is in one of the two parts, in every largest choice, in none, or not good enough. */
const FORWARD = 0;
const BACKWARD = 1;
const FORCED = 2;
const NEVER = 3;
const TOO_BAD = 4;

/** A graph split into its two parts. */
interface Split {
  /** Rows left, columns right: the places not reachable. */
  forward: Sides;
  /** Rows right, columns left: the reachable places. */
  backward: Sides;
  /** Edges by what becomes of them, each ascending; those that are not good enough are in none. */
  edges: [Int32Array, Int32Array, Int32Array, Int32Array];
  hasKept: boolean;
}

function splitAt(graph: Graph, reach: Reach, threshold: number): Split {
  const { left, right, row, column, score } = graph;
  const leftCut = cutFlags(left, reach.left, reach.leftGroup, 0);
  const rightCut = cutFlags(right, reach.right, reach.rightGroup, 1);
  const kindOf = (edge: number): number => {
    if ((score[edge] as number) < threshold) return TOO_BAD;
    const behind = rightCut[column[edge] as number] === 1;
    if (leftCut[row[edge] as number] === 1) return behind ? NEVER : FORWARD;
    return behind ? BACKWARD : FORCED;
  };
  const counts = new Int32Array(TOO_BAD + 1);
  let hasKept = false;
  for (let edge = 0; edge < score.length; edge++) {
    const kind = kindOf(edge);
    counts[kind] = (counts[kind] as number) + 1;
    if (kind !== TOO_BAD && graph.kept[edge] === 1) hasKept = true;
  }
  const listOf = (kind: number) => new Int32Array(counts[kind] as number);
  const edges: Split['edges'] = [listOf(FORWARD), listOf(BACKWARD), listOf(FORCED), listOf(NEVER)];
  counts.fill(0);
  for (let edge = 0; edge < score.length; edge++) {
    const kind = kindOf(edge);
    const list = edges[kind];
    if (list === undefined) continue;
    const at = counts[kind] as number;
    list[at] = edge;
    counts[kind] = at + 1;
  }
  const columns = receiving(right, reach.right, reach.rightGroup, 0);
  const rows = receiving(left, reach.left, reach.leftGroup, 1);
  for (const edge of edges[FORCED]) {
    takeOne(columns, column[edge] as number);
    takeOne(rows, row[edge] as number);
  }
  return {
    forward: { rows: saturated(left, reach.left, reach.leftGroup, 0), columns },
    backward: { rows: saturated(right, reach.right, reach.rightGroup, 1), columns: rows },
    edges,
    hasKept,
  };
}

/** 1 for each place that, or whose group, is on the `value` side of the cut. */
function cutFlags(side: Side, reached: Uint8Array, groupReached: Uint8Array, value: number): Uint8Array {
  return reached.map((reach, place) =>
    reach === value || groupReached[side.group[place] as number] === value ? 1 : 0,
  );
}

/** The places and groups on the `value` side of the cut, those whose group is on the other side by themselves. */
function saturated(side: Side, reached: Uint8Array, groupReached: Uint8Array, value: number): Side {
  return {
    ...side,
    capacity: side.capacity.map((capacity, place) => (reached[place] === value ? capacity : 0)),
    group: side.group.map((group) => (group >= 0 && groupReached[group] === value ? group : -1)),
    groupCapacity: side.groupCapacity.map((capacity, group) =>
      groupReached[group] === value ? capacity : 0,
    ),
  };
}

/** The places and groups on the `value` side of the cut, with what the other side leaves of their capacity. */
function receiving(side: Side, reached: Uint8Array, groupReached: Uint8Array, value: number): Side {
  const groupCapacity = side.groupCapacity.map((capacity, group) =>
    groupReached[group] === value ? capacity : 0,
  );
  const capacity = side.capacity.map((capacity, place) => {
    const group = side.group[place] as number;
    const isHere = reached[place] === value;
    if (group === -1) return isHere ? capacity : 0;
    if (groupReached[group] !== value) return 0;
    if (!isHere) groupCapacity[group] = (groupCapacity[group] as number) - capacity;
    return isHere ? capacity : 0;
  });
  return { ...side, capacity, groupCapacity };
}

function takeOne(side: Side, place: number): void {
  const group = side.group[place] as number;
  side.capacity[place] = (side.capacity[place] as number) - 1;
  if (group >= 0) side.groupCapacity[group] = (side.groupCapacity[group] as number) - 1;
}

/** The part with these edges of the graph, sorted by row and cost. */
function makePart(
  graph: Graph,
  sides: Sides,
  list: Int32Array,
  unit: number,
  turned: boolean,
): Part & { edges: Int32Array } {
  const { score, kept } = graph;
  const [ofRow, ofColumn] = turned ? [graph.column, graph.row] : [graph.row, graph.column];
  const edges = turned ? sortedByColumn(graph, list) : list;
  const start = new Int32Array(sides.rows.size + 1);
  const row = new Int32Array(edges.length);
  const column = new Int32Array(edges.length);
  const cost = new Int32Array(edges.length);
  for (let index = 0; index < edges.length; index++) {
    const edge = edges[index] as number;
    const from = ofRow[edge] as number;
    row[index] = from;
    column[index] = ofColumn[edge] as number;
    cost[index] = heaviest(unit) - weight(score[edge] as number, kept[edge] as number, unit);
    start[from + 1] = (start[from + 1] as number) + 1;
  }
  for (let at = 0; at < sides.rows.size; at++)
    start[at + 1] = (start[at + 1] as number) + (start[at] as number);
  return { ...sides, start, row, column, cost, unit, edges };
}

/** Takes the list over. */
function sortedByColumn({ score, kept, column, right }: Graph, list: Int32Array): Int32Array {
  const worth = (index: number) => {
    const edge = list[index] as number;
    return worthKey(score[edge] as number, kept[edge] as number);
  };
  const byWorth = sortedBy(list.length, WORTH_KEYS, worth, null).order;
  const { order } = sortedBy(
    list.length,
    right.size,
    (index) => column[list[index] as number] as number,
    byWorth,
  );
  for (let at = 0; at < order.length; at++) order[at] = list[order[at] as number] as number;
  release(byWorth, list);
  return order;
}

/** `unit` 1 stands for "nothing was kept". */
function weight(score: number, kept: number, unit: number): number {
  return score * unit + (unit === 1 ? 0 : kept);
}

/** The highest weight there can be; costs are what an edge lacks of it. */
function heaviest(unit: number): number {
  return weight(BEST_SCORE, 1, unit);
}

/** Prices of one side of the graph before the level is taken off. */
interface SidePrices {
  places: Float64Array;
  groups: Float64Array;
  /** 1 where the level is still to be taken off, because the cut runs through this node. */
  placeCut: Uint8Array;
  groupCut: Uint8Array;
}

/** Turns the prices of the two parts into prices of the whole. */
function joinPrices(
  graph: Graph,
  reach: Reach,
  split: Split,
  forward: Choice,
  backward: Choice,
  unit: number,
): Prices {
  const left = sidePrices(graph.left, reach.left, reach.leftGroup, 0, forward, backward, heaviest(unit));
  const right = sidePrices(graph.right, reach.right, reach.rightGroup, 1, backward, forward, heaviest(unit));
  const level = findLevel(graph, split, left, right, unit);
  return {
    unit,
    level,
    leftPlaces: left.places.map((price, place) => price - (left.placeCut[place] as number) * level),
    leftGroups: left.groups.map((price, group) => price - (left.groupCut[group] as number) * level),
    rightPlaces: right.places.map((price, place) => price - (right.placeCut[place] as number) * level),
    rightGroups: right.groups.map((price, group) => price - (right.groupCut[group] as number) * level),
  };
}

/** `rows`: the part in which this side is saturated, `columns`: the one in which it receives. */
function sidePrices(
  side: Side,
  reached: Uint8Array,
  groupReached: Uint8Array,
  value: number,
  rows: Choice,
  columns: Choice,
  heaviest: number,
): SidePrices {
  const prices: SidePrices = {
    places: new Float64Array(side.size),
    groups: new Float64Array(side.groupCapacity.length),
    placeCut: new Uint8Array(side.size),
    groupCut: Uint8Array.from(groupReached, (reach) => (reach === value ? 1 : 0)),
  };
  for (let group = 0; group < prices.groups.length; group++)
    prices.groups[group] =
      groupReached[group] === value
        ? heaviest - (rows.rowGroupPrice[group] as number)
        : -(columns.columnGroupPrice[group] as number);
  for (let place = 0; place < side.size; place++) {
    const group = side.group[place] as number;
    const ofGroup = group === -1 ? 0 : (prices.groups[group] as number);
    const groupIsHere = group !== -1 && groupReached[group] === value;
    if (reached[place] === value) {
      const price = heaviest - (rows.rowPrice[place] as number) - ofGroup;
      prices.places[place] = groupIsHere ? Math.max(0, price) : price;
      prices.placeCut[place] = groupIsHere ? 0 : 1;
    } else if (!groupIsHere)
      prices.places[place] = Math.max(0, -(columns.columnPrice[place] as number) - ofGroup);
  }
  return prices;
}

/** The highest level at which no price is negative and every edge is paid for. */
function findLevel(graph: Graph, split: Split, left: SidePrices, right: SidePrices, unit: number): number {
  let level = Number.POSITIVE_INFINITY;
  for (const { places, groups, placeCut, groupCut } of [left, right]) {
    for (const [place, price] of places.entries()) if (placeCut[place] === 1) level = Math.min(level, price);
    for (const [group, price] of groups.entries()) if (groupCut[group] === 1) level = Math.min(level, price);
  }
  const paid = (side: Side, prices: SidePrices, place: number) =>
    (prices.places[place] as number) + (prices.groups[side.group[place] as number] ?? 0);
  const excess = (edge: number) =>
    weight(graph.score[edge] as number, graph.kept[edge] as number, unit) -
    paid(graph.left, left, graph.row[edge] as number) -
    paid(graph.right, right, graph.column[edge] as number);
  for (const edge of split.edges[FORCED]) level = Math.min(level, excess(edge));
  for (const edge of split.edges[NEVER]) level = Math.min(level, -excess(edge));
  return level === Number.POSITIVE_INFINITY ? 0 : level;
}
