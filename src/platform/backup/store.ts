import { type Db, readSetting, writeSetting } from '../database/index.ts';
import type { LastBackup } from './rules.ts';

const KEY = 'backup';

export async function readLast(db: Db): Promise<LastBackup | undefined> {
  const text = await readSetting(db, KEY);
  return text === undefined ? undefined : (JSON.parse(text) as LastBackup);
}

export async function noteLast(trx: Db, last: LastBackup): Promise<void> {
  await writeSetting(trx, KEY, JSON.stringify(last));
}
