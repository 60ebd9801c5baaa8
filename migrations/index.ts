import type { Migration } from 'kysely/migration';
import * as m0001 from './0001-first-slice.ts';
import * as m0002 from './0002-delivery-and-reminders.ts';
import * as m0003 from './0003-waiting-and-changes.ts';
import * as m0004 from './0004-rounds.ts';
import * as m0005 from './0005-teams-and-silences.ts';
import * as m0006 from './0006-deadline-events.ts';
import * as m0007 from './0007-changes-of-leavers.ts';
import * as m0008 from './0008-same-side.ts';
import * as m0009 from './0009-rounds-in-order.ts';
import * as m0010 from './0010-looking-up-silences.ts';
import * as m0011 from './0011-used-interactions.ts';
import * as m0012 from './0012-presence.ts';
import * as m0013 from './0013-places.ts';
import * as m0014 from './0014-departures.ts';
import * as m0015 from './0015-post.ts';
import * as m0016 from './0016-joining.ts';
import * as m0017 from './0017-requests.ts';
import * as m0018 from './0018-pairs.ts';
import * as m0019 from './0019-fetches.ts';
import * as m0020 from './0020-contracts.ts';
import * as m0021 from './0021-journal.ts';
import * as m0022 from './0022-knowledge.ts';
import * as m0022b from './0022-readme.ts';
import * as m0023 from './0023-submissions.ts';
import * as m0024 from './0024-erasures.ts';
import * as m0030 from './0030-audit.ts';

/** From this one on a migration has a part per engine; before it PostgreSQL has one schema for all of them. */
export const POSTGRES_SINCE = '0019';

/** `up` is SQLite's part, `postgres` the statements of PostgreSQL's; empty where nothing is to do there. */
interface Step extends Migration {
  readonly postgres?: readonly string[];
}

/** Every migration, oldest first. A migration that has landed is never edited: add the next number. */
export const migrations: Readonly<Record<string, Step>> = {
  '0001-first-slice': m0001,
  '0002-delivery-and-reminders': m0002,
  '0003-waiting-and-changes': m0003,
  '0004-rounds': m0004,
  '0005-teams-and-silences': m0005,
  '0006-deadline-events': m0006,
  '0007-changes-of-leavers': m0007,
  '0008-same-side': m0008,
  '0009-rounds-in-order': m0009,
  '0010-looking-up-silences': m0010,
  '0011-used-interactions': m0011,
  '0012-presence': m0012,
  '0013-places': m0013,
  '0014-departures': m0014,
  '0015-post': m0015,
  '0016-joining': m0016,
  '0017-requests': m0017,
  '0018-pairs': m0018,
  '0019-fetches': m0019,
  '0020-contracts': m0020,
  '0021-journal': m0021,
  '0022-knowledge': m0022,
  '0022-readme': m0022b,
  '0023-submissions': m0023,
  '0024-erasures': m0024,
  '0030-audit': m0030,
};
