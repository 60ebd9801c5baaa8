import { buttons, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AUDITED } from '../../../src/platform/audit/rules.ts';
import { translator } from '../../../src/platform/i18n/index.ts';
import { POSTGRES } from '../../support/engine.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('shows staff what was done and set, by whom, newest first, page by page', async () => {
  const { staff } = world;
  const binta = world.guild.addMember({ name: 'Binta' });
  await binta.slash('/remind-me', { when: 'tomorrow 9am', what: 'water the plants' });
  await staff.slash('/reminders pause');
  await staff.slash('/reminders pause');
  await staff.slash('/reminders cancel', { reminder: '1' });
  const shown = await staff.slash('/moderate audit');
  const lines = text(shown.message).split('\n');
  expect(lines[1]).toContain(
    `<@${staff.id}> · cancelled somebody's reminder · reminder 1 · about <@${binta.id}>`,
  );
  expect(lines[2]).toContain('paused the reminders · cohort 1');
  // What was refused was not done.
  expect(lines[3]).toContain('created a cohort');
  expect(lines[4]).toContain(`chose channels · projects <#${world.projects.id}>`);
  expect(shown.message.flags & 64).toBe(64);

  for (let n = 0; n < 5; n++) {
    await staff.slash('/reminders resume');
    await staff.slash('/reminders pause');
  }
  const first = await staff.slash('/moderate audit');
  expect(text(first.message)).not.toContain('created a cohort');
  await staff.click(first.message, 'Older');
  expect(text(first.message)).toContain('created a cohort');
  expect(buttons(first.message).map(({ label }) => label)).not.toContain('Older');

  const about = await staff.slash('/moderate audit', { member: binta });
  expect(text(about.message)).toContain("cancelled somebody's reminder");
  expect(text(about.message)).not.toContain('paused');
  const refused = await binta.slash('/moderate audit');
  expect(text(refused.message)).toContain('staff');
  expect(text(refused.message)).not.toContain('paused');
});

// An error ends PostgreSQL's transaction, and it knows no "insert or replace": its triggers are compared with these in
// tests/platform/engines.test.ts.
it.skipIf(POSTGRES !== undefined)('is only added to: the database refuses every other change', () => {
  const db = new Database(world.databasePath);
  const refused = [
    'update audit set at = 1',
    'update audit set actor_id = null',
    'delete from audit',
    `insert or replace into audit (id, guild_id, at, action, details) values (1, '1', 1, 'x', '{}')`,
  ];
  for (const sql of refused) expect(() => db.exec(sql), sql).toThrow('the audit is only added to');
  // Who is being forgotten is taken out, and nothing else is changed then.
  const { actor, guild } = db
    .prepare<[], { actor: string; guild: string }>(
      'select actor_id as actor, guild_id as guild from audit where actor_id is not null limit 1',
    )
    .get() ?? { actor: '', guild: '' };
  db.exec('begin');
  db.prepare(`insert into erasures (id, kind, user_id, due_at) values ('e', 'member', ?, 1)`).run(actor);
  expect(() => db.exec(`update audit set action = 'x' where actor_id = '${actor}'`)).toThrow('only added to');
  db.exec(`update audit set actor_id = '123456789012345' where actor_id = '${actor}'`);
  expect(() => db.exec('delete from audit')).toThrow('only added to');
  db.prepare(`insert into erasures (id, kind, guild_id, due_at) values ('s', 'server', ?, 1)`).run(guild);
  db.exec('delete from audit');
  db.exec('rollback');
  db.close();
});

it('has words for everything it notes, in both languages', () => {
  for (const locale of ['en', 'fr'] as const) {
    const texts = AUDITED.map((action) => translator(locale)(`audit:actions.${action}`));
    expect(texts.filter((said) => said.startsWith('actions.'))).toEqual([]);
    expect(new Set(texts).size).toBe(AUDITED.length);
  }
});
