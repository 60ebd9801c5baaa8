/** The bot's own handlers on a really migrated database with a crowd in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../../commands/services.ts';
import { migrations } from '../../migrations/index.ts';
import { moveDatabase } from '../../src/operation/moving/service.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { type Db, migrate, openDatabase } from '../../src/platform/database/index.ts';
import { seedCrowd } from '../../tests/pairing/partners/crowd.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../../tests/support/engine.ts';
import { createSlash, type Handled, type Sent, servicesOn } from '../handlers.ts';

export const NOW = Date.UTC(2026, 10, 18, 12);
const GUILD = '700000000000000001';
const CHANNEL = '700000000000000002';

export interface BenchBot {
  readonly db: Db;
  readonly services: Services;
  readonly cohort: Cohort;
  /** Runs a slash command of a member and throws when it fails. */
  slash(userId: string, name: string, options?: Sent['options']): Promise<Handled>;
  close(): Promise<void>;
}

const clock = { now: () => NOW };

/** With one cohort of so many learners; on PostgreSQL where TEST_POSTGRES names a server. */
export async function createBenchBot(learners: number): Promise<BenchBot> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const path = join(folder, 'nexus.db');
  const own = openDatabase(path);
  await migrate(own, migrations);
  const first = servicesOn(own, `sqlite:${path}`, clock);
  await first.communities.ensure(GUILD, NOW);
  await first.communities.setChannels(GUILD, { projects: CHANNEL });
  const dates = { start: '2026-11-09', deadline: '2026-11-29' };
  const cohort = await first.cohorts.create({
    guildId: GUILD,
    name: 'Bench',
    ...dates,
    timezone: 'Africa/Lagos',
  });
  await first.charts.close();
  await own.destroy();
  seedCrowd(path, cohort, learners, NOW);
  const postgres = POSTGRES === undefined ? undefined : await createPostgres({ empty: true });
  if (postgres !== undefined) await moveDatabase({ from: path, to: postgres, migrations });
  const db = openDatabase(postgres ?? path);
  const services = servicesOn(db, postgres ?? `sqlite:${path}`, clock);
  const slash = createSlash(db, services, clock);
  return {
    db,
    services,
    cohort,
    slash: (userId, name, options = {}) => slash({ guildId: GUILD, userId, name, options }),
    async close() {
      await services.charts.close();
      await db.destroy();
      if (postgres !== undefined) await dropPostgres(postgres);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
