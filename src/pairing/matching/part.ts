import type { Side } from './graph.ts';

export const NONE = -1;

/**
 * A part of a graph in which every row must be saturated: places without a group and groups of the row side use their
 * capacity in full; the columns take what they can. Edges are sorted by row, within a row by rising cost.
 */
export interface Part {
  rows: Side;
  columns: Side;
  /** Edges of row `i`: `start[i]` up to `start[i + 1]`. */
  start: Int32Array;
  row: Int32Array;
  column: Int32Array;
  /** Integers >= 0. */
  cost: Int32Array;
  /** How many units of cost one point of score is. */
  unit: number;
}

/**
 * A choice of edges for a part, with a price for each node. Nodes are numbered: rows, columns, row groups, column
 * groups. The prices always keep `cost >= row + column` for an edge not chosen and `cost <= row + column` for a
 * chosen one, and likewise between a place and its group; columns are never dearer than 0.
 */
export class Choice {
  readonly part: Part;
  readonly firstColumn: number;
  readonly firstRowGroup: number;
  readonly firstColumnGroup: number;
  readonly nodes: number;
  /** 1 where the edge is chosen. */
  readonly on: Uint8Array;
  /** Price of each node. */
  readonly price: Float64Array;
  /** Chosen edges at each node. */
  readonly used: Int32Array;
  /** The chosen edges of column `j`: `seat[seatStart[j]]` and those after it. */
  readonly seatStart: Int32Array;
  readonly seat: Int32Array;

  constructor(part: Part) {
    const { rows, columns } = part;
    this.part = part;
    this.firstColumn = rows.size;
    this.firstRowGroup = rows.size + columns.size;
    this.firstColumnGroup = this.firstRowGroup + rows.groupCapacity.length;
    this.nodes = this.firstColumnGroup + columns.groupCapacity.length;
    this.on = new Uint8Array(part.cost.length);
    this.price = new Float64Array(this.nodes);
    this.used = new Int32Array(this.nodes);
    this.seatStart = new Int32Array(columns.size + 1);
    for (let column = 0; column < columns.size; column++)
      this.seatStart[column + 1] = (this.seatStart[column] as number) + (columns.capacity[column] as number);
    this.seat = new Int32Array(this.seatStart[columns.size] as number);
  }

  /** Prices of row places, column places, row groups and column groups. */
  get rowPrice(): Float64Array {
    return this.price.subarray(0, this.firstColumn);
  }
  get columnPrice(): Float64Array {
    return this.price.subarray(this.firstColumn, this.firstRowGroup);
  }
  get rowGroupPrice(): Float64Array {
    return this.price.subarray(this.firstRowGroup, this.firstColumnGroup);
  }
  get columnGroupPrice(): Float64Array {
    return this.price.subarray(this.firstColumnGroup);
  }

  /** Chooses an edge; groups are not counted here, because a path may only pass through them. */
  add(edge: number): void {
    const from = this.part.row[edge] as number;
    const to = this.part.column[edge] as number;
    const used = this.used[this.firstColumn + to] as number;
    this.on[edge] = 1;
    this.seat[(this.seatStart[to] as number) + used] = edge;
    this.used[this.firstColumn + to] = used + 1;
    this.used[from] = (this.used[from] as number) + 1;
  }

  remove(edge: number): void {
    const from = this.part.row[edge] as number;
    const to = this.part.column[edge] as number;
    const used = (this.used[this.firstColumn + to] as number) - 1;
    const first = this.seatStart[to] as number;
    let at = first;
    while (this.seat[at] !== edge) at++;
    this.seat[at] = this.seat[first + used] as number;
    this.on[edge] = 0;
    this.used[this.firstColumn + to] = used;
    this.used[from] = (this.used[from] as number) - 1;
  }

  hasRoom(column: number): boolean {
    return (this.used[this.firstColumn + column] as number) < (this.part.columns.capacity[column] as number);
  }
}

/** A place that enters one pair, without a group: bidding is confined to such places. */
export function isSimple(side: Side, place: number): boolean {
  return side.capacity[place] === 1 && side.group[place] === NONE;
}
