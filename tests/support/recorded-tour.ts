import Database from 'better-sqlite3';
import { recording, type Statement } from './recorded.ts';
import { forgotten, touredWorld } from './tour.ts';
import { rowCounts } from './traces.ts';

export interface Toured {
  /** Tables that still have rows once the server is erased. */
  readonly left: readonly string[];
  readonly statements: readonly Statement[];
  readonly tables: readonly string[];
}

let known: Promise<Toured> | undefined;

/** The SQL of a tour and the tables it ran on; one tour serves all who ask. */
export function recordedTour(): Promise<Toured> {
  known ??= record();
  return known;
}

async function record(): Promise<Toured> {
  const tables: string[] = [];
  const left: string[] = [];
  const statements = await recording(async () => {
    const world = await touredWorld({ onSqlite: true });
    try {
      const sqlite = new Database(world.databasePath, { readonly: true });
      tables.push(
        ...sqlite
          .prepare<[], string>(
            `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`,
          )
          .pluck()
          .all(),
      );
      const ada = sqlite
        .prepare<[], string>(`select user_id from members where display_name = 'Ada'`)
        .pluck()
        .get();
      sqlite.close();
      await forgotten(world, ada ?? '');
      for (const [table, count] of Object.entries(rowCounts(world.databasePath)))
        if (count > 0) left.push(table);
    } finally {
      await world.stop();
    }
  });
  return { statements, tables, left };
}
