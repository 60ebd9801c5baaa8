import { expect, it } from 'vitest';
import { write } from '../../../src/platform/database/index.ts';
import { GUILD } from '../../platform/delivery/support.ts';
import { DAY, programme, userId } from './support.ts';

const ADA = userId(1);

async function withReminders() {
  const all = await programme();
  await all.join(ADA);
  await all.reminders.mute(all.cohortId, ADA, 'profile', true);
  for (const days of [1, 20]) {
    await all.reminders.personal.create({
      guildId: GUILD,
      ownerId: ADA,
      teamId: undefined,
      what: 'something private',
      dueAt: all.clock.now() + days * DAY,
      zone: 'UTC',
      recurrence: undefined,
    });
  }
  await all.at('2026-11-09', '13:00');
  return all;
}

it('shows a member what is kept of them, and forgets it', async () => {
  const all = await withReminders();
  const { keeps } = all.reminders.feature;
  const whose = { guildId: GUILD, userId: ADA };
  expect(await keeps?.export?.(all.db, whose)).toMatchObject({
    'your reminders': [{ what: 'something private' }, { what: 'something private' }],
    'reminders you muted': [{ step: 'profile' }],
    'reminders of the programme you got': [{ step: 'announce' }],
  });
  await write(all.db, async (trx) => keeps?.forget?.(trx, { ...whose, alias: '100000000000001', words: [] }));
  const kept = Object.values((await keeps?.export?.(all.db, whose)) ?? {});
  expect(kept.flat()).toEqual([]);
  await all.at('2026-11-28', '13:00');
  expect(all.news().filter((post) => post.channelId === `dm-${ADA}`)).toHaveLength(1);
});

it('drops the words of what was delivered a month ago, and keeps that it was', async () => {
  const all = await withReminders();
  all.clock.advance(31 * DAY);
  await all.run();
  const rows = await all.db.selectFrom('outbox').select(['payload', 'mentions', 'state']).execute();
  expect(
    rows.filter((row) => row.payload === '{}' && row.mentions === '[]' && row.state === 'sent'),
  ).toHaveLength(2);
});
