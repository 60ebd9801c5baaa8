export { CONNECTIONS, isPostgres, shownAddress } from './address.ts';
export { type Bell, createBell } from './bell.ts';
export { type Checkpoints, startCheckpoints } from './checkpoints.ts';
export { brokenRules, copyDatabase, findDamage, findPending, flush, isInUse } from './copy.ts';
export { type Engine, each, engineOf, listedTexts, oneOfIds, oneOfTexts } from './engine.ts';
export {
  DatabaseFaultError,
  explainingFaults,
  FAULT_SENTENCES,
  faultOf,
  UnusableDatabaseError,
  watchDatabase,
} from './faults.ts';
export { emptyLog } from './log.ts';
export {
  BEING_COPIED,
  type Migrations,
  migrate,
  NewerDatabaseError,
  OLDEST_SERVER,
  refuseNewer,
} from './migrate.ts';
export { type Db, isPooled, openDatabase, prepareFolder } from './open.ts';
export { awaited, unawaited } from './patience.ts';
export { prepared } from './prepared.ts';
export type { Schema } from './schema.ts';
export { ping, readSetting, writeSetting } from './settings.ts';
export {
  afterCommit,
  asRead,
  BusyError,
  beforeCommit,
  type Claim,
  causedBy,
  claiming,
  hasChanged,
  unclaimed,
  write,
} from './write.ts';
