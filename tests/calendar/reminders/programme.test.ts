import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Engine, engineOf } from '../../../src/platform/database/index.ts';
import { endOfDay } from '../../../src/platform/zones/rules.ts';
import { CHANNEL, contents, DAY, HOUR, hours, MINUTE, programme, project, team, userId } from './support.ts';

const ANNOUNCE = '**Announce your project.**';
const PROFILE = '**Complete your profile.**';

const SECOND = `before insert on outbox for each row when (new.dedupe_key like 'reminder:%.0:2')`;
/** The second message of a reminder cannot be written down. */
const DIES: Readonly<Record<Engine, string>> = {
  sqlite: `create trigger dead ${SECOND} begin select raise(abort, 'dead'); end`,
  postgres: `create function dead() returns trigger language plpgsql as $$ begin raise 'dead'; end $$;
    create trigger dead ${SECOND} execute function dead()`,
};
const LIVES: Readonly<Record<Engine, string>> = {
  sqlite: 'drop trigger dead',
  postgres: 'drop trigger dead on outbox',
};

describe('the plan', () => {
  it('falls due at the right local minute and never twice', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.at('2026-11-09', '08:59');
    expect(all.news()).toEqual([]);
    await all.at('2026-11-09', '09:00');
    expect(contents(all.news())[0]).toContain(ANNOUNCE);
    for (const time of ['09:01', '12:00', '23:59']) await all.at('2026-11-09', time);
    expect(all.news()).toEqual([]);
  });

  it('posts day 1 also when nobody has joined', async () => {
    const all = await programme();
    await all.at('2026-11-09', '09:00');
    const [message, ...others] = all.news();
    expect(others).toEqual([]);
    expect(message?.mentions).toEqual([]);
    expect(message?.channelId).toBe(CHANNEL);
  });

  it('leaves out what had passed when the cohort was created', async () => {
    const all = await programme({ created: ['2026-11-10', '15:00'] });
    await all.join(userId(1), { joinedAt: all.clock.now() - 2 * DAY });
    await all.at('2026-11-10', '15:01');
    await all.at('2026-11-11', '09:00');
    expect(contents(all.news())).toEqual([expect.stringContaining('**Find a partner.**')]);
    const runs = await all.db.selectFrom('reminder_runs').select(['step', 'state']).execute();
    expect(runs).toContainEqual({ step: 'announce', state: 'skipped' });
    expect(runs).toContainEqual({ step: 'profile', state: 'skipped' });
  });

  it('is held by a pause; what falls due meanwhile is left out, not sent later', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.reminders.staff.pause(all.cohortId);
    await all.at('2026-11-09', '09:00');
    await all.at('2026-11-09', '20:00');
    await all.reminders.staff.resume(all.cohortId);
    await all.at('2026-11-09', '21:00');
    expect(all.news()).toEqual([]);
    await all.at('2026-11-10', '09:00');
    expect(contents(all.news())).toEqual([expect.stringContaining(PROFILE)]);
  });

  it('stops when the cohort is archived', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.db.updateTable('cohorts').set({ archived_at: all.clock.now() }).execute();
    await all.at('2026-11-09', '09:00');
    expect(all.news()).toEqual([]);
  });
});

describe('editing a step', () => {
  it("moves it, with a text of one's own", async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.reminders.staff.edit(all.cohortId, {
      step: 'announce',
      time: '18:30',
      text: 'Tell us about {cohort}. @everyone',
    });
    await all.at('2026-11-09', '18:29');
    expect(all.news()).toEqual([]);
    await all.at('2026-11-09', '18:30');
    const [message] = all.news();
    expect(message?.payload['content']).toContain('Tell us about November. @everyone');
    expect(message?.mentions).toEqual([userId(1)]);
  });

  it('never reaches those again whom it reached', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.at('2026-11-10', '09:00');
    await all.join(userId(2), { joinedAt: all.clock.now() - DAY });
    await all.reminders.staff.edit(all.cohortId, { step: 'profile', day: 8 });
    all.news();
    await all.at('2026-11-16', '09:00');
    const again = all.news().filter((message) => String(message.payload['content']).includes(PROFILE));
    expect(again.flatMap((message) => message.mentions)).toEqual([userId(2)]);
  });

  it('into the past takes it out, off takes it out, on brings it back', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.at('2026-11-10', '12:00');
    all.news();
    await all.reminders.staff.edit(all.cohortId, { step: 'partner', day: 1, confirmed: true });
    await all.reminders.staff.edit(all.cohortId, { step: 'blockers', enabled: false });
    await all.at('2026-11-11', '09:00');
    expect(all.news()).toEqual([]);
    await project(all, userId(1));
    await all.at('2026-11-13', '20:00');
    await all.reminders.staff.edit(all.cohortId, { step: 'blockers', enabled: true });
    await all.at('2026-11-14', '09:00');
    expect(contents(all.news())).toEqual([expect.stringContaining('in your way')]);
  });

  it.each([
    [{ step: 'announce' }, 'reminders:error.step-needs-something'],
    [{ step: 'announce', time: '25:00' }, 'reminders:error.step-time'],
    [{ step: 'deadline-3h', time: '10:00' }, 'reminders:error.step-hours'],
    [{ step: 'announce', text: 'x'.repeat(1_201) }, 'reminders:error.step-text'],
    [{ step: 'announce', text: 'Hello {nobody}' }, 'reminders:error.step-placeholder'],
  ] as const)('refuses %j', async (edit, key) => {
    const all = await programme();
    await expect(all.reminders.staff.edit(all.cohortId, edit)).rejects.toMatchObject({ text: { key } });
  });
});

describe('a moved deadline', () => {
  it('moves what counts back from it, and counts down anew', async () => {
    const all = await programme();
    await all.join(userId(1));
    await project(all, userId(1));
    await hours(all, userId(1));
    await team(all, userId(1), userId(2));
    await all.at('2026-11-22', '09:00');
    all.news();
    await all.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('cohorts')
        .set({ deadline_date: '2026-12-06', deadline_at: all.clock.now() + 14 * DAY })
        .execute();
      await all.reminders.feature.on?.['cohort.changed']?.(trx, { cohortId: all.cohortId });
    });
    for (const day of ['23', '24', '25', '26', '27', '28']) await all.at(`2026-11-${day}`, '09:00');
    expect(contents(all.news()).filter((content) => content.includes('days left'))).toEqual([]);
    await all.at('2026-11-29', '09:00');
    expect(contents(all.news())).toEqual([expect.stringContaining('One week left')]);
  });
});

describe('a zone that staff change in the middle of the week', () => {
  it('moves the same local times: nothing comes twice, nothing is left out', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.at('2026-11-10', '12:00');
    all.news();
    await all.db.transaction().execute(async (trx) => {
      const [zone, deadline_at] = ['Africa/Nairobi', endOfDay('2026-11-29', 'Africa/Nairobi')];
      await trx.updateTable('cohorts').set({ timezone: zone, deadline_at }).execute();
      await all.reminders.feature.on?.['cohort.changed']?.(trx, { cohortId: all.cohortId });
    });
    // 09:00 in Nairobi is 07:00 in Lagos, by whose clock this test counts.
    await all.at('2026-11-11', '06:59');
    expect(all.news()).toEqual([]);
    await all.at('2026-11-11', '07:00');
    expect(contents(all.news())).toEqual([expect.stringContaining('**Find a partner.**')]);
    await all.at('2026-11-11', '09:00');
    expect(all.news()).toEqual([]);
    await all.at('2026-11-28', '07:00');
    expect(contents(all.news()).at(-1)).toContain('Tomorrow is the day');
  });
});

describe('mentions', () => {
  it('fill the channel message, then messages in a thread on it, each for its own members', async () => {
    const all = await programme();
    const everybody = Array.from({ length: 200 }, (_, index) => userId(index));
    for (const id of everybody) await all.join(id);
    await all.at('2026-11-09', '09:00');
    all.clock.advance(1_000);
    await all.run();
    const messages = all.news();
    expect(messages.map((message) => message.channelId)).toEqual([CHANNEL, 'thread-1', 'thread-1']);
    for (const message of messages) {
      const content = String(message.payload['content']);
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(message.mentions.every((id) => content.includes(`<@${id}>`))).toBe(true);
    }
    // As many as fit: one more would not.
    expect(String(messages[0]?.payload['content']).length).toBeGreaterThan(1_850);
    const mentioned = messages.flatMap((message) => message.mentions);
    expect(mentioned.toSorted()).toEqual(everybody.toSorted());
  });

  it('go on where a crash cut them off', async () => {
    const all = await programme();
    const everybody = Array.from({ length: 200 }, (_, index) => userId(index));
    for (const id of everybody) await all.join(id);
    // The second of three messages cannot be written down: as if the process had died there.
    await sql.raw(DIES[engineOf(all.db)]).execute(all.db);
    await all.at('2026-11-09', '09:00');
    expect(all.news()).toHaveLength(1);
    await sql.raw(LIVES[engineOf(all.db)]).execute(all.db);
    all.discord.posted.splice(0);
    await all.restart();
    const mentioned = await all.db.selectFrom('outbox').select('mentions').execute();
    expect(mentioned.flatMap((row) => JSON.parse(row.mentions) as string[]).toSorted()).toEqual(
      everybody.toSorted(),
    );
  });
});

describe('who is left alone', () => {
  it('mutes, breaks, wishes, documentation, submitted and withdrawn', async () => {
    const all = await programme();
    const [plain, muted, onBreak, none] = [userId(1), userId(2), userId(3), userId(4)];
    const [important, docs, submitted, withdrawn] = [userId(5), userId(6), userId(7), userId(8)];
    for (const id of [plain, muted, onBreak]) await all.join(id);
    await all.join(none, { reminders: 'none' });
    await all.join(important, { reminders: 'important' });
    await all.join(docs, { documentationOnly: true });
    for (const id of [submitted, withdrawn]) await all.join(id);
    await project(all, submitted, { status: 'submitted' });
    await project(all, withdrawn, { status: 'withdrawn' });
    await all.reminders.mute(all.cohortId, muted, 'announce', true);
    await all.db
      .updateTable('members')
      .set({ paused_until: all.clock.now() + 3 * DAY })
      .where('user_id', '=', onBreak)
      .execute();
    await all.at('2026-11-09', '09:00');
    expect(all.news().flatMap((message) => message.mentions)).toEqual([plain]);
    await all.at('2026-11-28', '09:00');
    const last = all.news().at(-1);
    expect(last?.payload['content']).toContain('Tomorrow is the day');
    expect([...(last?.mentions ?? [])].toSorted()).toEqual(
      [plain, muted, onBreak, important, docs].toSorted(),
    );
  });
});

describe('a team that is complete', () => {
  it('is not asked for the profile by which partners are found; one that seeks another member is', async () => {
    const all = await programme();
    const [complete, seeking, guest] = [userId(1), userId(2), userId(3)];
    for (const id of [complete, seeking, guest]) await all.join(id);
    await team(all, complete, userId(8));
    await project(all, seeking);
    const teamId = await team(all, seeking, guest);
    await all.db.updateTable('projects').set({ team_id: teamId, partners: 2, places_taken: 1 }).execute();
    await all.at('2026-11-10', '09:00');
    expect(all.news().at(-1)?.mentions).toEqual([seeking, guest]);
    await all.db.updateTable('projects').set({ status: 'full', places_taken: 2 }).execute();
    await all.reminders.staff.edit(all.cohortId, { step: 'profile', day: 3 });
    all.news();
    await all.at('2026-11-11', '09:00');
    expect(contents(all.news()).join()).not.toContain(PROFILE);
  });
});

describe('several at once', () => {
  it('make one reminder: the most urgent, the others as a line', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.reminders.staff.edit(all.cohortId, { step: 'profile', day: 1 });
    await all.reminders.staff.edit(all.cohortId, { step: 'partner', day: 1 });
    await all.at('2026-11-09', '09:00');
    const [message, ...others] = all.news();
    expect(others).toEqual([]);
    expect(message?.payload['content']).toContain(ANNOUNCE);
    expect(message?.payload['content']).toContain('find a partner and complete your profile and hours');
  });

  it('on one day at different times: who is needed for the more urgent one later is left to it', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.join(userId(2));
    await project(all, userId(2));
    await all.reminders.staff.edit(all.cohortId, { step: 'profile', day: 1, time: '08:00' });
    await all.at('2026-11-09', '08:00');
    expect(all.news().map((message) => message.mentions)).toEqual([[userId(2)]]);
    await all.at('2026-11-09', '09:00');
    expect(all.news().map((message) => message.mentions)).toEqual([[userId(1)]]);
  });

  it('are one per local day also where the member lives', async () => {
    const all = await programme({ zone: 'Africa/Lagos' });
    // 20:30 and 09:00 in Lagos fall on one day in Honolulu (09:30 and 22:00).
    await all.join(userId(1), { timezone: 'Pacific/Honolulu' });
    await all.join(userId(2));
    await all.reminders.staff.edit(all.cohortId, { step: 'announce', time: '20:30' });
    await all.at('2026-11-09', '20:30');
    expect(all.news()[0]?.mentions).toHaveLength(2);
    await all.at('2026-11-10', '09:00');
    expect(all.news()[0]?.mentions).toEqual([userId(2)]);
  });
});

describe('after downtime', () => {
  it('sends one late copy, labelled, if it is still useful, and tells staff once', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.run();
    await all.at('2026-11-09', '08:00');
    all.clock.advance(8 * HOUR + 40 * MINUTE);
    await all.restart();
    const [message] = all.news();
    expect(message?.payload['content']).toMatch(/^Late, sorry\. This was meant for <t:\d+:f>\.\n/);
    for (let minute = 0; minute < 20; minute += 1) {
      all.clock.advance(MINUTE);
      await all.run();
    }
    expect(contents(all.news())).toEqual([
      'I was away from 08:00 to 16:40. One reminder went out late. Nothing was left out.',
    ]);
  });

  it('leaves out what is no longer useful, visibly', async () => {
    const all = await programme();
    await all.join(userId(1));
    await all.run();
    all.clock.advance(2 * DAY + 22 * HOUR);
    await all.restart();
    const posts = contents(all.news());
    expect(posts).toHaveLength(1);
    expect(posts[0]).toContain('**Find a partner.**');
    expect(posts[0]).toContain('Late, sorry.');
    const runs = await all.db.selectFrom('reminder_runs').select(['step', 'state']).execute();
    expect(runs.filter((run) => run.state === 'expired').map((run) => run.step)).toEqual([
      'announce',
      'profile',
    ]);
    for (let minute = 0; minute < 10; minute += 1) {
      all.clock.advance(MINUTE);
      await all.run();
    }
    expect(contents(all.news())).toEqual([expect.stringContaining('2 were no longer useful')]);
  });
});
