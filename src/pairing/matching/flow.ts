import type { Graph, Side } from './graph.ts';

/** Which edges of a graph are chosen, with the counts that follow from it. */
export class Flow {
  readonly graph: Graph;
  /** 1 where the edge is chosen. */
  readonly on: Uint8Array;
  /** Chosen edges of each place and group. */
  readonly leftUsed: Int32Array;
  readonly rightUsed: Int32Array;
  readonly leftGroupUsed: Int32Array;
  readonly rightGroupUsed: Int32Array;
  /** The chosen edges of right place `j`: `seat[seatStart[j]]` and the `rightUsed[j] - 1` after it. */
  readonly seatStart: Int32Array;
  readonly seat: Int32Array;
  /** Number of chosen edges. */
  size = 0;

  constructor(graph: Graph) {
    const { left, right } = graph;
    this.graph = graph;
    this.on = new Uint8Array(graph.column.length);
    this.leftUsed = new Int32Array(left.size);
    this.rightUsed = new Int32Array(right.size);
    this.leftGroupUsed = new Int32Array(left.groupCapacity.length);
    this.rightGroupUsed = new Int32Array(right.groupCapacity.length);
    this.seatStart = new Int32Array(right.size + 1);
    for (let column = 0; column < right.size; column++)
      this.seatStart[column + 1] = (this.seatStart[column] as number) + (right.capacity[column] as number);
    this.seat = new Int32Array(this.seatStart[right.size] as number);
  }

  /** Chooses an edge; its groups are not counted here, because a path may only pass through them. */
  add(edge: number): void {
    const { row, column } = this.graph;
    const to = column[edge] as number;
    const from = row[edge] as number;
    const used = this.rightUsed[to] as number;
    this.on[edge] = 1;
    this.seat[(this.seatStart[to] as number) + used] = edge;
    this.rightUsed[to] = used + 1;
    this.leftUsed[from] = (this.leftUsed[from] as number) + 1;
    this.size++;
  }

  remove(edge: number): void {
    const { row, column } = this.graph;
    const to = column[edge] as number;
    const from = row[edge] as number;
    const used = (this.rightUsed[to] as number) - 1;
    const first = this.seatStart[to] as number;
    let at = first;
    while (this.seat[at] !== edge) at++;
    this.seat[at] = this.seat[first + used] as number;
    this.on[edge] = 0;
    this.rightUsed[to] = used;
    this.leftUsed[from] = (this.leftUsed[from] as number) - 1;
    this.size--;
  }

  /** Chooses whatever still has room, row by row, best score first. */
  addGreedily(ends: Int32Array): void {
    const { graph, on } = this;
    for (let row = 0; row < graph.left.size; row++) {
      const end = ends[row] as number;
      for (let edge = graph.start[row] as number; edge < end && this.hasLeftRoom(row); edge++) {
        const column = graph.column[edge] as number;
        if (on[edge] === 1 || !this.hasRightRoom(column)) continue;
        this.add(edge);
        this.countGroups(row, column, 1);
      }
    }
  }

  /** A new flow with those of the chosen edges that score at least `threshold`. */
  copyFrom(threshold: number): Flow {
    const { row, column, score } = this.graph;
    const copy = new Flow(this.graph);
    for (let edge = 0; edge < this.on.length; edge++) {
      if (this.on[edge] === 0 || (score[edge] as number) < threshold) continue;
      copy.add(edge);
      copy.countGroups(row[edge] as number, column[edge] as number, 1);
    }
    return copy;
  }

  countGroups(row: number, column: number, change: number): void {
    const { left, right } = this.graph;
    const leftGroup = left.group[row] as number;
    const rightGroup = right.group[column] as number;
    if (leftGroup >= 0) this.leftGroupUsed[leftGroup] = (this.leftGroupUsed[leftGroup] as number) + change;
    if (rightGroup >= 0)
      this.rightGroupUsed[rightGroup] = (this.rightGroupUsed[rightGroup] as number) + change;
  }

  hasLeftRoom(row: number): boolean {
    return hasRoom(this.graph.left, row, this.leftUsed, this.leftGroupUsed);
  }

  hasRightRoom(column: number): boolean {
    return hasRoom(this.graph.right, column, this.rightUsed, this.rightGroupUsed);
  }

  /** The chosen edges, ascending. */
  edges(): Int32Array {
    const chosen = new Int32Array(this.size);
    let next = 0;
    for (let edge = 0; edge < this.on.length; edge++) if (this.on[edge] === 1) chosen[next++] = edge;
    return chosen;
  }
}

function hasRoom(side: Side, place: number, used: Int32Array, groupUsed: Int32Array): boolean {
  if ((used[place] as number) >= (side.capacity[place] as number)) return false;
  const group = side.group[place] as number;
  return group < 0 || (groupUsed[group] as number) < (side.groupCapacity[group] as number);
}
