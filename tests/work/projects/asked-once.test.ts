import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';

const { prototype } = Database;
const prepare = Reflect.get(prototype, 'prepare') as (sql: string) => Database.Statement;
/** Every statement that SQLite was asked to run, in order. */
const asked: string[] = [];
let world: World;

beforeAll(async () => {
  Reflect.set(prototype, 'prepare', function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql);
    for (const way of ['all', 'run'] as const) {
      const ask = Reflect.get(statement, way) as (parameters: unknown[]) => unknown;
      Reflect.set(statement, way, (...parameters: unknown[]) => {
        asked.push(sql.replaceAll(/\s+/g, ' ').trim());
        return Reflect.apply(ask, statement, parameters);
      });
    }
    return statement;
  });
  world = await createWorld({ onSqlite: true });
});
afterAll(async () => {
  Reflect.set(prototype, 'prepare', prepare);
  await world.stop();
});

function times(beginning: RegExp): number {
  return asked.filter((sql) => beginning.test(sql)).length;
}

it('an announcement asks for nothing that it knows: its project is read for its card and for its thread', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  asked.length = 0;
  const announced = await ada.slash('/announce-project', {
    title: 'Nexus Commerce',
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts, orders and payments.',
    track: 'backend',
  });
  await announced.nextEdit();
  await world.settle();
  expect(ada.threads().map(({ name }) => name)).toEqual(['Nexus Commerce']);

  expect(times(/^insert into "projects" .* returning \*/)).toBe(1);
  expect(times(/^select "projects"\.\*.* from "projects" where "id" = /)).toBe(2);
  // Two rows of the outbox, each armed as it is added; nothing stood before that could be renewed.
  expect(times(/^insert into outbox /)).toBe(2);
  expect(times(/^update outbox set ready_at = turn_at .* json_each/)).toBe(0);
  expect(times(/^update "outbox" set .* where "dedupe_key" = /)).toBe(0);
  // Who fits is counted from what is in memory: the owner is read anew, once.
  expect(times(/^select "members"\.\*, "cohort_members"\./)).toBe(1);
  expect(times(/^select \* from "cohorts" where "id" = /)).toBe(0);
});
