import { auctionPrices } from './auction.ts';
import { Choice, NONE, type Part } from './part.ts';
import { reduceRows } from './row-reduction.ts';
import { augmentRows } from './shortest-paths.ts';

/**
 * The choice of least total cost that saturates every row of a part, with prices that prove it: no column with room
 * costs less than 0, every edge not chosen costs at least, every chosen one at most what its two ends cost.
 *
 * Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
 * Computing 38 (1987): row reduction, then shortest augmenting paths. Where every column will be taken, an auction
 * finds the first prices, which leaves fewer and much shorter paths.
 *
 * Throws when a row cannot be saturated.
 */
export function assign(part: Part): Choice {
  const choice = new Choice(part);
  if (takesEveryColumn(part)) auctionPrices(part, choice.columnPrice, part.unit);
  reduceRows(choice);
  augmentRows(choice);
  return choice;
}

/** Whether the rows, all saturated, saturate all the columns too. */
function takesEveryColumn({ rows, columns }: Part): boolean {
  if (columns.groupCapacity.some((capacity) => capacity > 0)) return false;
  let room = 0;
  for (let row = 0; row < rows.size; row++)
    if (rows.group[row] === NONE) room += rows.capacity[row] as number;
  for (const capacity of rows.groupCapacity) room += capacity;
  for (const capacity of columns.capacity) room -= capacity;
  return room === 0;
}
