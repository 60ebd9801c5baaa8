import { type Choice, isSimple, NONE } from './part.ts';

const ROUNDS = 2;

/**
 * First prices of the rows and a first choice, by the augmenting row reduction of Jonker and Volgenant (1987): each
 * row takes its best column from whoever has it, and the column's price falls by what it is worth to that row above
 * the second best. `choice` has no edge chosen yet.
 */
export function reduceRows(choice: Choice): void {
  const { rows } = choice.part;
  let free: number[] = [];
  for (let row = 0; row < rows.size; row++) {
    choice.price[row] = leastReducedCost(choice, row);
    if (isSimple(rows, row)) free.push(row);
  }
  for (let round = 0; round < ROUNDS; round++) free = bidOnce(choice, free);
  for (let group = 0; group < rows.groupCapacity.length; group++) priceGroup(choice, group);
}

/** The least cost of a row's edges after the columns' prices; 0 for a row without edges. */
function leastReducedCost({ part, columnPrice }: Choice, row: number): number {
  const { start, column, cost } = part;
  const end = start[row + 1] as number;
  let least = Number.POSITIVE_INFINITY;
  for (let edge = start[row] as number; edge < end && (cost[edge] as number) < least; edge++)
    least = Math.min(least, (cost[edge] as number) - (columnPrice[column[edge] as number] as number));
  return least === Number.POSITIVE_INFINITY ? 0 : least;
}

/** A group costs no more than its cheapest place. */
function priceGroup({ part: { rows }, price, firstRowGroup }: Choice, group: number): void {
  const places = rows.groupPlaces.subarray(rows.groupStart[group], rows.groupStart[group + 1]);
  const prices = Array.from(places, (place) => price[place] as number);
  price[firstRowGroup + group] = prices.length === 0 ? 0 : Math.min(...prices);
}

/** Lets each free row bid; returns the rows that have no column afterwards and may bid again. */
function bidOnce(choice: Choice, free: readonly number[]): number[] {
  const { row: rowOf, column, columns } = choice.part;
  const { columnPrice, price, seat, seatStart } = choice;
  const left: number[] = [];
  const waiting = free.toReversed();
  const offers = new Offers(choice);
  // Rows push each other out again and again where prices are close: what is left over is for the shortest paths.
  let patience = 8 * free.length;
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    offers.compare(row);
    if (offers.best === NONE) continue;
    let edge = offers.best;
    const gap = offers.secondCost - offers.bestCost;
    price[row] = offers.bestCost;
    const isTaken = () => !choice.hasRoom(column[edge] as number);
    const bids = isSimple(columns, column[edge] as number) && gap > 0 && offers.second !== NONE;
    if (bids) {
      const to = column[edge] as number;
      columnPrice[to] = (columnPrice[to] as number) - gap;
      price[row] = offers.secondCost;
    } else if (isTaken() && gap === 0) edge = offers.second;
    if (!isTaken()) {
      if (columns.group[column[edge] as number] === NONE) choice.add(edge);
      continue;
    }
    if (!isSimple(columns, column[edge] as number) || (!bids && gap > 0)) continue;
    const displaced = seat[seatStart[column[edge] as number] as number] as number;
    choice.remove(displaced);
    choice.add(edge);
    if (bids && patience-- > 0) waiting.push(rowOf[displaced] as number);
    else left.push(rowOf[displaced] as number);
  }
  return left;
}

/** The two best edges of a row. */
class Offers {
  best = NONE;
  bestCost = 0;
  second = NONE;
  secondCost = 0;
  readonly #choice: Choice;
  readonly #columnPrice: Float64Array;

  constructor(choice: Choice) {
    this.#choice = choice;
    this.#columnPrice = choice.columnPrice;
  }

  compare(row: number): void {
    const { start, column, cost } = this.#choice.part;
    const end = start[row + 1] as number;
    let best = NONE;
    let bestCost = Number.POSITIVE_INFINITY;
    let second = NONE;
    let secondCost = Number.POSITIVE_INFINITY;
    for (let edge = start[row] as number; edge < end; edge++) {
      // Prices of columns are never above 0, and the costs of a row rise.
      if ((cost[edge] as number) >= secondCost) break;
      const reduced = (cost[edge] as number) - (this.#columnPrice[column[edge] as number] as number);
      if (reduced < bestCost) {
        second = best;
        secondCost = bestCost;
        best = edge;
        bestCost = reduced;
      } else if (reduced < secondCost) {
        second = edge;
        secondCost = reduced;
      }
    }
    this.best = best;
    this.bestCost = bestCost;
    this.second = second;
    this.secondCost = secondCost;
  }
}
