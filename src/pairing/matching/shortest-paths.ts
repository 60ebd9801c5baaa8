import { Heap } from './heap.ts';
import { type Choice, isSimple, NONE, type Part } from './part.ts';

/** What a search finds at a column instead of a chosen edge: it may end there, or has to look closer. */
const OPEN = -1;
const COMPLEX = -2;

/**
 * Saturates every row that is not yet saturated, each time along the shortest path to a column with room: Dijkstra's
 * algorithm over costs reduced by the prices, which then move so that the path costs nothing (Jonker and Volgenant
 * 1987; Edmonds and Karp 1972 for the capacities). A path goes from a row over an edge not chosen to a column and back
 * over a chosen one; it passes through a group from one of its places to another.
 *
 * Throws when a row cannot be saturated.
 */
export function augmentRows(choice: Choice): void {
  const { rows } = choice.part;
  const search = new Search(choice);
  for (let row = 0; row < rows.size; row++) {
    if (rows.group[row] !== NONE) continue;
    while ((choice.used[row] as number) < (rows.capacity[row] as number)) search.augment(row);
  }
  for (const [group, capacity] of rows.groupCapacity.entries()) {
    const node = choice.firstRowGroup + group;
    while ((choice.used[node] as number) < capacity) search.augment(node);
  }
}

class Search {
  readonly #choice: Choice;
  readonly #part: Part;
  readonly #firstColumn: number;
  readonly #firstRowGroup: number;
  readonly #firstColumnGroup: number;
  readonly #price: Float64Array;
  readonly #used: Int32Array;
  readonly #on: Uint8Array;
  /** For each column `OPEN`, the chosen edge where row and column are simple, or `COMPLEX`. */
  readonly #mate: Int32Array;
  /** Length of the shortest path to each node found so far, Infinity where there is none. */
  readonly #distance: Float64Array;
  /** The node before on that path, and the edge between (`NONE` within a group). */
  readonly #cameFrom: Int32Array;
  readonly #cameBy: Int32Array;
  /** Nodes with a distance. */
  readonly #touched: Int32Array;
  #touchedCount = 0;
  /** Nodes as near as the search has come, to be left next; those farther away are in the heap. */
  readonly #ready: Int32Array;
  #readyCount = 0;
  readonly #heap = new Heap();
  /** Length of the shortest complete path found so far, and the node where it ends. */
  #bound = 0;
  #end = NONE;

  constructor(choice: Choice) {
    this.#choice = choice;
    this.#part = choice.part;
    this.#firstColumn = choice.firstColumn;
    this.#firstRowGroup = choice.firstRowGroup;
    this.#firstColumnGroup = choice.firstColumnGroup;
    this.#price = choice.price;
    this.#used = choice.used;
    this.#on = choice.on;
    this.#mate = new Int32Array(choice.part.columns.size);
    for (let column = 0; column < this.#mate.length; column++) this.#noteMate(column);
    this.#distance = new Float64Array(choice.nodes).fill(Number.POSITIVE_INFINITY);
    this.#cameFrom = new Int32Array(choice.nodes);
    this.#cameBy = new Int32Array(choice.nodes);
    this.#touched = new Int32Array(choice.nodes);
    this.#ready = new Int32Array(choice.nodes);
  }

  /** Gives `root`, a row or a group of rows, one more edge. */
  augment(root: number): void {
    this.#bound = Number.POSITIVE_INFINITY;
    this.#end = NONE;
    this.#touchedCount = 0;
    this.#readyCount = 0;
    this.#heap.clear();
    this.#reach(root, 0, 0, NONE, NONE);
    for (;;) {
      let node: number;
      let distance: number;
      if (this.#readyCount > 0) {
        node = this.#ready[--this.#readyCount] as number;
        distance = this.#distance[node] as number;
      } else {
        distance = this.#heap.least;
        if (distance >= this.#bound) break;
        node = this.#heap.pop();
        if (distance > (this.#distance[node] as number)) continue;
      }
      this.#leave(node, distance);
      if (this.#bound <= distance) break;
    }
    if (this.#end === NONE) throw new Error('A row of the part cannot be saturated');
    this.#settlePrices();
    this.#apply(root);
  }

  #leave(node: number, now: number): void {
    if (node < this.#firstColumn) this.#leaveRow(node, now);
    else if (node < this.#firstRowGroup) this.#leaveColumn(node - this.#firstColumn, now);
    else if (node < this.#firstColumnGroup) this.#leaveRowGroup(node - this.#firstRowGroup, now);
    else this.#leaveColumnGroup(node - this.#firstColumnGroup, now);
  }

  /** Notes a path of length `distance` to a node, when it is the shortest so far; the search has come as far as `now`. */
  #reach(node: number, distance: number, now: number, from: number, edge: number): void {
    const known = this.#distance[node] as number;
    if (distance >= known || distance >= this.#bound) return;
    if (known === Number.POSITIVE_INFINITY) this.#touched[this.#touchedCount++] = node;
    this.#distance[node] = distance;
    this.#cameFrom[node] = from;
    this.#cameBy[node] = edge;
    if (this.#isEnd(node)) {
      this.#bound = distance;
      this.#end = node;
    } else if (distance === now) this.#ready[this.#readyCount++] = node;
    else this.#heap.push(distance, node);
  }

  /** A column with room and without a group, or a group of columns with room. */
  #isEnd(node: number): boolean {
    if (node < this.#firstColumn) return false;
    if (node < this.#firstRowGroup) return this.#mate[node - this.#firstColumn] === OPEN;
    const group = node - this.#firstColumnGroup;
    return group >= 0 && (this.#used[node] as number) < (this.#part.columns.groupCapacity[group] as number);
  }

  #leaveRow(row: number, now: number): void {
    const { rows, start, column, cost } = this.#part;
    const price = this.#price;
    const distances = this.#distance;
    const firstColumn = this.#firstColumn;
    const base = now - (price[row] as number);
    const end = start[row + 1] as number;
    let bound = this.#bound;
    // `reach`, written out: nearly all the time of a round is spent in this loop.
    for (let edge = start[row] as number; edge < end; edge++) {
      const far = base + (cost[edge] as number);
      // Prices of columns are never above 0, and the costs of a row rise.
      if (far >= bound) break;
      const to = column[edge] as number;
      const node = firstColumn + to;
      const distance = far - (price[node] as number);
      const known = distances[node] as number;
      if (distance >= known || distance >= bound || this.#on[edge] === 1) continue;
      if (known === Number.POSITIVE_INFINITY) this.#touched[this.#touchedCount++] = node;
      distances[node] = distance;
      this.#cameFrom[node] = row;
      this.#cameBy[node] = edge;
      if (this.#mate[to] === OPEN) {
        this.#bound = distance;
        this.#end = node;
        bound = distance;
      } else if (distance === now) this.#ready[this.#readyCount++] = node;
      else this.#heap.push(distance, node);
    }
    const group = rows.group[row] as number;
    if (group === NONE || this.#used[row] === 0) return;
    const node = this.#choice.firstRowGroup + group;
    this.#reach(node, now + (price[node] as number) - (price[row] as number), now, row, NONE);
  }

  #leaveColumn(column: number, now: number): void {
    const { columns, row, cost } = this.#part;
    const node = this.#firstColumn + column;
    const mate = this.#mate[column] as number;
    if (mate >= 0) {
      // The prices of such a pair add up to its cost, so the row is as near as the column and needs no distance.
      const to = row[mate] as number;
      this.#cameFrom[to] = node;
      this.#cameBy[to] = mate;
      this.#leaveRow(to, now);
      return;
    }
    const price = this.#price;
    const used = this.#used[node] as number;
    const first = this.#choice.seatStart[column] as number;
    for (let at = first; at < first + used; at++) {
      const edge = this.#choice.seat[at] as number;
      const to = row[edge] as number;
      const length = (price[to] as number) + (price[node] as number) - (cost[edge] as number);
      this.#reach(to, now + length, now, node, edge);
    }
    const group = columns.group[column] as number;
    if (group === NONE || used === (columns.capacity[column] as number)) return;
    const over = this.#firstColumnGroup + group;
    this.#reach(over, now + (price[node] as number) - (price[over] as number), now, node, NONE);
  }

  /** From a group of rows to those of its places that have room. */
  #leaveRowGroup(group: number, now: number): void {
    const { rows } = this.#part;
    const node = this.#firstRowGroup + group;
    const end = rows.groupStart[group + 1] as number;
    for (let at = rows.groupStart[group] as number; at < end; at++) {
      const row = rows.groupPlaces[at] as number;
      const hasRoom = (this.#used[row] as number) < (rows.capacity[row] as number);
      if (!hasRoom || rows.group[row] !== group) continue;
      this.#reach(row, now + (this.#price[row] as number) - (this.#price[node] as number), now, node, NONE);
    }
  }

  /** From a full group of columns back to those of its places that could give up an edge. */
  #leaveColumnGroup(group: number, now: number): void {
    const { columns } = this.#part;
    const node = this.#firstColumnGroup + group;
    const end = columns.groupStart[group + 1] as number;
    for (let at = columns.groupStart[group] as number; at < end; at++) {
      const column = columns.groupPlaces[at] as number;
      const to = this.#firstColumn + column;
      if (this.#used[to] === 0 || columns.group[column] !== group) continue;
      this.#reach(to, now + (this.#price[node] as number) - (this.#price[to] as number), now, node, NONE);
    }
  }

  /** Moves the prices of all nodes nearer than the end so that the path found costs nothing; forgets the distances. */
  #settlePrices(): void {
    const price = this.#price;
    for (let index = 0; index < this.#touchedCount; index++) {
      const node = this.#touched[index] as number;
      const gain = this.#bound - (this.#distance[node] as number);
      this.#distance[node] = Number.POSITIVE_INFINITY;
      if (gain <= 0) continue;
      const isColumn = node >= this.#firstColumn && node < this.#firstRowGroup;
      const mate = isColumn ? (this.#mate[node - this.#firstColumn] as number) : NONE;
      if (mate >= 0) {
        const row = this.#part.row[mate] as number;
        price[row] = (price[row] as number) + gain;
      }
      const falls = isColumn || node >= this.#firstColumnGroup;
      price[node] = (price[node] as number) + (falls ? -gain : gain);
    }
  }

  /** Swaps the edges of the path found: the ones given up first, to make room. */
  #apply(root: number): void {
    const choice = this.#choice;
    const end = this.#end;
    for (let node = end; node !== root; node = this.#cameFrom[node] as number)
      if (node < this.#firstColumn && this.#cameBy[node] !== NONE)
        choice.remove(this.#cameBy[node] as number);
    for (let node = end; node !== root; node = this.#cameFrom[node] as number)
      if (node >= this.#firstColumn && this.#cameBy[node] !== NONE) choice.add(this.#cameBy[node] as number);
    for (let node = end; node !== root; node = this.#cameFrom[node] as number)
      if (node >= this.#firstColumn && node < this.#firstRowGroup) this.#noteMate(node - this.#firstColumn);
    if (root >= this.#firstColumn) this.#used[root] = (this.#used[root] as number) + 1;
    if (end >= this.#firstColumnGroup) this.#used[end] = (this.#used[end] as number) + 1;
  }

  #noteMate(column: number): void {
    const { rows, columns, row } = this.#part;
    let mate = COMPLEX;
    if (columns.group[column] === NONE) {
      if (this.#choice.hasRoom(column)) mate = OPEN;
      else if (columns.capacity[column] === 1) {
        const edge = this.#choice.seat[this.#choice.seatStart[column] as number] as number;
        if (isSimple(rows, row[edge] as number)) mate = edge;
      }
    }
    this.#mate[column] = mate;
  }
}
