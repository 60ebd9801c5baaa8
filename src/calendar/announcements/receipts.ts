import { breathe } from '../../platform/async.ts';
import { csv } from '../../platform/csv.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Announcement, Receipts } from './rules.ts';
import { findMissing, findReaders, type Person } from './store.ts';

export interface ReceiptsRead {
  /** Who has read it and who has not, as numbers, the first of each, and all of them as a table (CSV). */
  receipts(announcement: Announcement): Promise<{ receipts: Receipts; table: Buffer }>;
}

/** People read at once. */
const PAGE = 200;
/** So many are named in the answer. */
const NAMED = 20;
const HEADER = ['name', 'id', 'read', 'when'];

export function createReceipts(db: Db): ReceiptsRead {
  async function all(
    page: (after: string, limit: number) => Promise<Person[]>,
    parts: string[],
  ): Promise<{ count: number; some: string[] }> {
    const some: string[] = [];
    let count = 0;
    for (let after = ''; ; ) {
      const people = await page(after, PAGE);
      parts.push(csv([], people.map(line)).slice('\r\n'.length));
      count += people.length;
      some.push(...people.slice(0, NAMED - some.length).map(({ userId }) => userId));
      const last = people.at(-1);
      if (last === undefined || people.length < PAGE) return { count, some };
      after = last.userId;
      await breathe();
    }
  }

  return {
    async receipts(announcement) {
      const parts = [csv(HEADER, [])];
      const read = await all((after, limit) => findReaders(db, announcement.id, after, limit), parts);
      const missing = await all((after, limit) => findMissing(db, announcement, after, limit), parts);
      const receipts = {
        read: read.count,
        missing: missing.count,
        someRead: read.some,
        someMissing: missing.some,
      };
      return { receipts, table: Buffer.from(parts.join('')) };
    },
  };
}

function line({ userId, name, readAt }: Person): string[] {
  return [
    name ?? '',
    userId,
    readAt === null ? 'no' : 'yes',
    readAt === null ? '' : new Date(readAt).toISOString(),
  ];
}
