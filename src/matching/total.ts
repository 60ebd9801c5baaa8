import { assign } from './assignment.ts';
import type { Reach } from './cardinality.ts';
import { BEST_SCORE, type Graph, type Side, sortedBy } from './graph.ts';
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
  const split = new Split(graph, reach, threshold);
  // One point of score outweighs all pairs that could be kept; 1 stands for "nothing was kept".
  const unit = split.hasKept ? Math.max(2, size + 1) : 1;
  // Costs are what an edge lacks of the highest weight there can be.
  const heaviest = BEST_SCORE * unit + (split.hasKept ? 1 : 0);
  const forward = makePart(graph, split.forward, split.forwardEdges, unit, heaviest, false);
  const backward = makePart(graph, split.backward, split.backwardEdges, unit, heaviest, true);
  const parts = {
    forward: { choice: assign(forward.part), edges: forward.edges },
    backward: { choice: assign(backward.part), edges: backward.edges },
  };
  const chosen = [...split.forced, ...chosenOf(parts.forward), ...chosenOf(parts.backward)];
  return {
    chosen: Int32Array.from(chosen).sort(),
    prices: joinPrices(graph, reach, split, parts.forward.choice, parts.backward.choice, unit, heaviest),
  };
}

interface Sides {
  rows: Side;
  columns: Side;
}

/** The two parts of a graph. */
class Split {
  /** Rows left, columns right: the places not reachable. */
  readonly forward: Sides;
  /** Rows right, columns left: the reachable places. */
  readonly backward: Sides;
  readonly forwardEdges: number[] = [];
  readonly backwardEdges: number[] = [];
  /** Edges that are in every largest choice, and edges that are in none. */
  readonly forced: number[] = [];
  readonly never: number[] = [];
  readonly hasKept: boolean;

  constructor(graph: Graph, reach: Reach, threshold: number) {
    let hasKept = false;
    for (let edge = 0; edge < graph.score.length; edge++) {
      if ((graph.score[edge] as number) < threshold) continue;
      if (graph.kept[edge] === 1) hasKept = true;
      const fromReachable = reach.left[graph.row[edge] as number] === 1;
      const toReachable = reach.right[graph.column[edge] as number] === 1;
      if (fromReachable) (toReachable ? this.backwardEdges : this.forced).push(edge);
      else (toReachable ? this.never : this.forwardEdges).push(edge);
    }
    this.hasKept = hasKept;
    const { left, right } = graph;
    const columns = receiving(right, reach.right, reach.rightGroup, 0);
    const rows = receiving(left, reach.left, reach.leftGroup, 1);
    for (const edge of this.forced) {
      takeOne(columns, graph.column[edge] as number);
      takeOne(rows, graph.row[edge] as number);
    }
    this.forward = { rows: saturated(left, reach.left, reach.leftGroup, 0), columns };
    this.backward = { rows: saturated(right, reach.right, reach.rightGroup, 1), columns: rows };
  }
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

/** The part with these edges, sorted by row and cost; `edges` are the graph's edges in the order of the part. */
function makePart(
  graph: Graph,
  sides: Sides,
  list: readonly number[],
  unit: number,
  heaviest: number,
  turned: boolean,
): { part: Part; edges: Int32Array } {
  const [ofRow, ofColumn] = turned ? [graph.column, graph.row] : [graph.row, graph.column];
  const kept = (edge: number) => (unit === 1 ? 0 : (graph.kept[edge] as number));
  // Twice the score and one for kept: small keys in the order of the weights.
  const keys = Int32Array.from(
    list,
    (edge) => 2 * (BEST_SCORE - (graph.score[edge] as number)) + 1 - kept(edge),
  );
  const byCost = sortedBy(keys, 2 * BEST_SCORE + 2, null).order;
  const rows = Int32Array.from(list, (edge) => ofRow[edge] as number);
  const { order, start } = sortedBy(rows, sides.rows.size, byCost);
  const edges = order.map((index) => list[index] as number);
  const part = {
    ...sides,
    start,
    row: edges.map((edge) => ofRow[edge] as number),
    column: edges.map((edge) => ofColumn[edge] as number),
    cost: edges.map((edge) => heaviest - (graph.score[edge] as number) * unit - kept(edge)),
    unit,
  };
  return { part, edges };
}

function chosenOf({ choice, edges }: { choice: Choice; edges: Int32Array }): Int32Array {
  return edges.filter((_, index) => choice.on[index] === 1);
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
  heaviest: number,
): Prices {
  const left = sidePrices(graph.left, reach.left, reach.leftGroup, 0, forward, backward, heaviest);
  const right = sidePrices(graph.right, reach.right, reach.rightGroup, 1, backward, forward, heaviest);
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
    (graph.score[edge] as number) * unit +
    (unit === 1 ? 0 : (graph.kept[edge] as number)) -
    paid(graph.left, left, graph.row[edge] as number) -
    paid(graph.right, right, graph.column[edge] as number);
  for (const edge of split.forced) level = Math.min(level, excess(edge));
  for (const edge of split.never) level = Math.min(level, -excess(edge));
  return level === Number.POSITIVE_INFINITY ? 0 : level;
}
