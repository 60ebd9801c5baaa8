export { brokenRules, copyDatabase, findDamage, findPending, flush, isInUse } from './copy.ts';
export { each, type Engine, engineOf, oneOfIds, oneOfTexts } from './engine.ts';
export { isPostgres, shownAddress } from './address.ts';
export {
  DatabaseFaultError,
  explainingFaults,
  FAULT_SENTENCES,
  faultOf,
  watchDatabase,
} from './faults.ts';
export { type Migrations, migrate, NewerDatabaseError, refuseNewer, UnusableDatabaseError } from './migrate.ts';
export { type Db, openDatabase } from './open.ts';
export type { Schema } from './schema.ts';
export { ping, readSetting, writeSetting } from './settings.ts';
export { afterCommit, BusyError, causedBy, claiming, unclaimed, write } from './write.ts';
