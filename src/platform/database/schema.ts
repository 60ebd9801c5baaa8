import type { CalendarTables } from './schema/calendar.ts';
import type { JournalTables } from './schema/journal.ts';
import type { KnowledgeTables } from './schema/knowledge.ts';
import type { PairingTables } from './schema/pairing.ts';
import type { PeopleTables } from './schema/people.ts';
import type { PlatformTables } from './schema/platform.ts';
import type { ReadmeTables } from './schema/readme.ts';
import type { WorkTables } from './schema/work.ts';

export type * from './schema/calendar.ts';
export type * from './schema/journal.ts';
export type * from './schema/knowledge.ts';
export type * from './schema/pairing.ts';
export type * from './schema/people.ts';
export type * from './schema/platform.ts';
export type * from './schema/readme.ts';
export type * from './schema/work.ts';

/** The tables as the newest migration leaves them, those of a wing in its file. Conventions: migrations/0001-first-slice.ts. */
export interface Schema
  extends PlatformTables,
    PeopleTables,
    WorkTables,
    PairingTables,
    JournalTables,
    KnowledgeTables,
    ReadmeTables,
    CalendarTables {}
