import { describe, expect, it } from 'vitest';
import { PER_MEMBER } from '../../../src/calendar/reminders/personal.ts';
import { parseWhen } from '../../../src/platform/times/read.ts';
import { GUILD } from '../../platform/delivery/support.ts';
import { contents, DAY, HOUR, type Programme, programme, team, userId } from './support.ts';

const ADA = userId(1);

async function remind(all: Programme, when: string, more: { teamId?: number; what?: string } = {}) {
  const read = parseWhen(when, { now: all.clock.now(), zone: 'Africa/Lagos', locale: 'en' });
  if (!read.ok) throw new Error(`not read: ${when}`);
  return all.reminders.personal.create({
    guildId: GUILD,
    ownerId: ADA,
    teamId: more.teamId,
    what: more.what ?? 'push the README',
    dueAt: read.instant,
    zone: read.zone,
    recurrence: read.recurrence,
  });
}

describe("a reminder of one's own", () => {
  it('comes once, at its minute, by direct message, in their language, with their words taken literally', async () => {
    const all = await programme();
    await all.join(ADA, { locale: 'fr' });
    await remind(all, 'tomorrow 9am', { what: '**push** @everyone\n# now' });
    await all.at('2026-11-09', '08:59');
    all.news();
    await all.at('2026-11-09', '09:00');
    await all.at('2026-11-09', '09:01');
    const mine = all.news().filter((post) => post.channelId === `dm-${ADA}`);
    expect(mine).toHaveLength(1);
    expect(mine[0]?.mentions).toEqual([]);
    expect(mine[0]?.payload['content']).toContain("Tu m'as demandé de te rappeler");
    expect(mine[0]?.payload['content']).toContain('> \\*\\*push\\*\\*');
    expect(await all.reminders.personal.mine(GUILD, ADA)).toEqual([]);
  });

  it('repeats; what was missed comes once, labelled late', async () => {
    const all = await programme();
    await all.join(ADA, { documentationOnly: true });
    await remind(all, 'every day 18:00');
    await all.at('2026-11-08', '18:00');
    await all.at('2026-11-09', '18:00');
    expect(contents(all.news().filter((post) => post.channelId === `dm-${ADA}`))).toHaveLength(2);
    all.clock.advance(3 * DAY + 3 * HOUR);
    await all.restart();
    const late = all.news().filter((post) => post.channelId === `dm-${ADA}`);
    expect(contents(late)).toEqual([expect.stringMatching(/^Late, sorry/)]);
    await all.at('2026-11-13', '18:00');
    expect(all.news().filter((post) => post.channelId === `dm-${ADA}`)).toHaveLength(1);
  });

  it('can be cancelled by who set it and by staff, not by others', async () => {
    const all = await programme();
    await all.join(ADA);
    const { personal } = all.reminders;
    const first = await remind(all, 'in 2 hours');
    const second = await remind(all, 'in 3 hours');
    const stranger = { userId: userId(2), isStaff: false };
    await expect(personal.cancel(GUILD, first.id, stranger)).rejects.toMatchObject({
      text: { key: 'reminders:error.unknown' },
    });
    await personal.cancel(GUILD, first.id, { userId: ADA, isStaff: false });
    await personal.cancel(GUILD, second.id, { userId: userId(3), isStaff: true });
    await expect(personal.cancel(GUILD, first.id, { userId: ADA, isStaff: false })).rejects.toMatchObject({
      text: { key: 'reminders:error.unknown' },
    });
    await all.at('2026-11-08', '20:00');
    expect(all.news()).toEqual([]);
  });

  it('is limited per member', async () => {
    const all = await programme();
    for (let number = 0; number < PER_MEMBER; number += 1) await remind(all, `in ${number + 2} hours`);
    await expect(remind(all, 'tomorrow')).rejects.toMatchObject({ text: { key: 'reminders:error.limit' } });
  });
});

describe('a reminder for the team', () => {
  it("goes to the team's thread and mentions who is in it then", async () => {
    const all = await programme();
    const teamId = await team(all, ADA, userId(2));
    await remind(all, 'in 2 hours', { teamId });
    await all.db.updateTable('team_members').set({ left_at: 1 }).where('user_id', '=', userId(2)).execute();
    await all.at('2026-11-08', '14:00');
    expect(all.news().map((post) => [post.channelId, post.mentions])).toEqual([[`team-${teamId}`, [ADA]]]);
  });

  it('ends with the team, and only its members set one', async () => {
    const all = await programme();
    const teamId = await team(all, ADA, userId(2));
    const other = await team(all, userId(5), userId(6));
    await expect(remind(all, 'in 2 hours', { teamId: other })).rejects.toMatchObject({
      text: { key: 'reminders:error.no-team' },
    });
    await remind(all, 'every day 14:00', { teamId });
    await all.db.updateTable('teams').set({ ended_at: 1 }).execute();
    await all.at('2026-11-08', '14:00');
    await all.at('2026-11-09', '14:00');
    expect(all.news().filter((post) => post.channelId === `team-${teamId}`)).toEqual([]);
  });
});
