import { isPostgres } from '../../src/platform/database/index.ts';
import { sqlOf } from './sql.ts';
import type { World } from './world.ts';

/** Somebody else holds the database: nothing can be changed until it is let go. Everything can be read. */
export function holdDatabase(world: Pick<World, 'databasePath'>): { letGo(): void } {
  const other = sqlOf(world);
  if (isPostgres(world.databasePath)) {
    other.exec('begin');
    // What causes a change is used up in it.
    other.exec('lock table used_interactions, outbox in share mode');
  } else other.exec('begin immediate');
  return {
    letGo() {
      other.exec('rollback');
      other.close();
    },
  };
}
