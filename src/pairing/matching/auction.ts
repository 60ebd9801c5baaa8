import type { Part } from './part.ts';

/** Bids per row after which the auction is left as it is. */
const PATIENCE = 20;

/**
 * Good first prices for the columns, by Bertsekas' auction ("The auction algorithm: a distributed relaxation method
 * for the assignment problem", Annals of Operations Research 14, 1988): each row in turn takes its best column from
 * whoever has it and pays what that column is worth to it above the second best, and `increment` more, so that
 * bidding ends. Only the prices are kept. They are right for any choice of `increment`, but only where every column
 * is taken in the end; places with a group or another capacity than 1 do not bid and are not bid for.
 *
 * `price` are the columns' prices, 0 at first, never above 0.
 */
export function auctionPrices(part: Part, price: Float64Array, increment: number): void {
  const { rows, columns, start, column, cost } = part;
  const owner = new Int32Array(columns.size).fill(-1);
  const waiting = new Int32Array(rows.size);
  let count = 0;
  for (let row = rows.size - 1; row >= 0; row--)
    if (rows.capacity[row] === 1 && rows.group[row] === -1) waiting[count++] = row;
  for (let patience = PATIENCE * rows.size; count > 0 && patience > 0; patience--) {
    const row = waiting[--count] as number;
    const end = start[row + 1] as number;
    let best = -1;
    let bestCost = Number.POSITIVE_INFINITY;
    let secondCost = Number.POSITIVE_INFINITY;
    for (let edge = start[row] as number; edge < end; edge++) {
      // Prices are never above 0, and the costs of a row rise.
      if ((cost[edge] as number) >= secondCost) break;
      const to = column[edge] as number;
      const reduced = (cost[edge] as number) - (price[to] as number);
      if (reduced < bestCost) {
        secondCost = bestCost;
        best = to;
        bestCost = reduced;
      } else if (reduced < secondCost) secondCost = reduced;
    }
    if (best === -1 || columns.capacity[best] !== 1 || columns.group[best] !== -1) continue;
    const gap = secondCost === Number.POSITIVE_INFINITY ? 0 : secondCost - bestCost;
    price[best] = (price[best] as number) - gap - increment;
    const displaced = owner[best] as number;
    owner[best] = row;
    if (displaced !== -1) waiting[count++] = displaced;
  }
}
