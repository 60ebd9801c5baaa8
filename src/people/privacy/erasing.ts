import { randomInt } from 'node:crypto';
import { type Db, write } from '../../platform/database/index.ts';
import type { FeatureKeeps, Whose } from '../../platform/privacy/keeps.ts';
import { aliasOf } from './rules.ts';

/** Rows of a server that are removed at a time. */
const ERASED_AT_ONCE = 500;
/** Chance for an alias, in parts of it. */
const CHANCE = 2 ** 47;

/** What is called theirs by all features, as it may stand in texts to others. */
export async function wordsOf(db: Db, keeps: readonly FeatureKeeps[], whose: Whose): Promise<string[]> {
  const words: string[] = [];
  for (const feature of keeps) words.push(...((await feature.words?.(db, whose)) ?? []));
  return words;
}

/** Takes a member out of everything that is kept of a server. They have left all of it by then. */
export async function forgetIn(trx: Db, keeps: readonly FeatureKeeps[], whose: Whose): Promise<void> {
  const words = await wordsOf(trx, keeps, whose);
  const who = { ...whose, words, alias: aliasOf(randomInt(CHANCE) / CHANCE) };
  for (const feature of keeps.toReversed()) await feature.forget?.(trx, who);
}

/** Removes everything of a server, some rows at a time; what was removed when it is cut off stays so. */
export async function eraseServer(db: Db, keeps: readonly FeatureKeeps[], guildId: string): Promise<void> {
  await write(db, async (trx) => {
    for (const feature of keeps) await feature.detach?.(trx, guildId);
  });
  for (const feature of keeps.toReversed()) {
    const some = async (): Promise<number> =>
      write(db, async (trx) => (await feature.erase?.(trx, guildId, ERASED_AT_ONCE)) ?? 0);
    while ((await some()) > 0);
  }
}
