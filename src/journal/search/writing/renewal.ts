import { type Db, write } from '../../../platform/database/index.ts';
import { indexed, STEMMING } from '../rules/entry.ts';
import { findOfOldStems, keepEntry } from './store.ts';

/** Entries of one write, 2 to 4 ms each; the next look takes the next. */
const AT_ONCE = 4;

/** Cuts words anew where an entry was kept under older rules of stems: it would not be found under the new ones. */
export async function renewOldStems(db: Db): Promise<void> {
  const old = await findOfOldStems(db, STEMMING, AT_ONCE);
  if (old.length === 0) return;
  await write(db, async (trx) => {
    // Read again: it may have been changed, or taken out, meanwhile.
    for (const entry of await findOfOldStems(trx, STEMMING, AT_ONCE))
      await keepEntry(trx, entry, indexed(entry));
  });
}
