import { describe, expect, it } from 'vitest';
import {
  CHANNEL,
  contents,
  DAY,
  hours,
  type Programme,
  programme,
  project,
  somebodyFree,
  team,
  userId,
} from './support.ts';

const [ANNOUNCE, PROFILE, PARTNER, WELCOME] = [
  '**Announce your project.**',
  '**Complete your profile.**',
  '**Find a partner.**',
  '**Welcome, it is not too late.**',
];

/** Joins at a local time of the cohort. */
async function joinAt(all: Programme, date: string, time: string, id: string, more = {}): Promise<void> {
  await all.at(date, time);
  await all.join(id, more);
}

/** The days (of November) and contents of everything that mentions a member or goes to their direct messages. */
async function diary(all: Programme, id: string, from: number, to: number): Promise<Record<number, string>> {
  const days: Record<number, string> = {};
  for (let day = from; day <= to; day += 1) {
    for (const time of ['08:00', '09:00', '12:00', '21:00']) {
      await all.at(`2026-11-${String(day).padStart(2, '0')}`, time);
    }
    const mine = all.news().filter((post) => post.mentions.includes(id) || post.channelId === `dm-${id}`);
    const words = contents(mine).map((content) => /\*\*(.*?)\*\*/.exec(content)?.[1] ?? content);
    if (words.length > 0) days[day] = words.join(' + ');
  }
  return days;
}

describe('who joins on day 2', () => {
  it('is not told to join, but can still say that they only document', async () => {
    const all = await programme();
    const id = userId(1);
    await joinAt(all, '2026-11-10', '08:00', id, { dm: true });
    all.news();
    await all.at('2026-11-10', '09:00');
    const own = all.news().find((post) => post.channelId === `dm-${id}`);
    expect(own?.payload['content']).not.toContain('Not in November yet');
    const labels = JSON.stringify(own?.payload['components']).match(/"label":"[^"]+"/g);
    expect(labels).toEqual([
      '"label":"Announce my project"',
      '"label":"Help me choose"',
      '"label":"Documentation only"',
      '"label":"Mute this"',
    ]);
  });

  it('gets the same steps counted from joining, and none of the cohort', async () => {
    const all = await programme();
    await somebodyFree(all);
    const id = userId(1);
    await joinAt(all, '2026-11-10', '08:00', id, { dm: true });
    expect(await diary(all, id, 10, 17)).toEqual({
      10: 'Announce your project.',
      11: 'Complete your profile.',
      12: 'Find a partner.',
    });
  });

  it("counts from the next day when the step's time has passed", async () => {
    const all = await programme();
    await somebodyFree(all);
    const id = userId(1);
    await joinAt(all, '2026-11-10', '09:01', id, { dm: true });
    expect(Object.keys(await diary(all, id, 10, 17))).toEqual(['11', '12', '13']);
  });
});

describe('who joins on day 12', () => {
  it('gets one condensed message, then a step every second day, then deadlines only', async () => {
    const all = await programme({ deadline: '2026-12-06' });
    await somebodyFree(all);
    const id = userId(1);
    await joinAt(all, '2026-11-20', '10:00', id, { dm: true });
    expect(await diary(all, id, 20, 30)).toEqual({
      21: 'Welcome, it is not too late.',
      23: 'Announce your project.',
      25: 'Complete your profile.',
      27: 'Find a partner.',
      29: 'One week left.',
    });
  });

  it('reads in the condensed message the next step as a button and the others as a list', async () => {
    const all = await programme();
    const id = userId(1);
    await joinAt(all, '2026-11-20', '10:00', id, { dm: true, locale: 'fr' });
    await hours(all, id);
    await all.db.updateTable('members').set({ track: 'backend' }).execute();
    all.news();
    await all.at('2026-11-21', '09:00');
    const [message] = all.news();
    expect(message?.payload['content']).toContain(
      'annoncer ton projet. Ensuite\u00a0: trouver un partenaire.',
    );
    expect(JSON.stringify(message?.payload['components'])).toContain('announce.open');
  });

  it('gets nothing when nothing is missing', async () => {
    const all = await programme({ deadline: '2026-12-06' });
    const id = userId(1);
    await joinAt(all, '2026-11-20', '10:00', id, { dm: true, track: 'backend', reminders: 'all' });
    await project(all, id, { partners: 0 });
    await hours(all, id);
    await all.reminders.mute(all.cohortId, id, 'blockers', true);
    expect(await diary(all, id, 20, 28)).toEqual({});
  });

  it('in the last seven days gets deadlines only', async () => {
    const all = await programme();
    const id = userId(1);
    await joinAt(all, '2026-11-23', '08:00', id, { dm: true });
    expect(await diary(all, id, 23, 30)).toEqual({
      26: 'Three days left.',
      28: 'Tomorrow is the day.',
      29: 'A few hours left.',
    });
  });
});

describe('muting the condensed message', () => {
  it('ends what follows from it, but not the deadlines', async () => {
    const all = await programme({ deadline: '2026-12-06' });
    const id = userId(1);
    await joinAt(all, '2026-11-20', '10:00', id, { dm: true });
    await all.at('2026-11-21', '09:00');
    await all.reminders.mute(all.cohortId, id, 'condensed', true);
    all.news();
    expect(await diary(all, id, 22, 30)).toEqual({ 29: 'One week left.' });
  });
});

describe('where it goes', () => {
  it("direct messages if they agreed, else the project's thread, else the team's, else together in the channel", async () => {
    const all = await programme();
    await all.at('2026-11-17', '10:00');
    const [direct, owner, member, loose, looser] = [userId(1), userId(2), userId(3), userId(4), userId(5)];
    await all.join(direct, { dm: true });
    for (const id of [owner, member, loose, looser]) await all.join(id);
    await project(all, owner);
    const teamId = await team(all, member, userId(9));
    all.news();
    await all.at('2026-11-18', '09:00');
    const posts = all.news();
    expect(Object.fromEntries(posts.map((post) => [post.channelId, post.mentions]))).toEqual({
      [`dm-${direct}`]: [],
      [`thread-of-${owner}`]: [owner],
      [`team-${teamId}`]: [member],
      [CHANNEL]: [loose, looser],
    });
    for (const content of contents(posts)) expect(content).toContain(WELCOME);
  });
});

describe('the step of the contract', () => {
  const CONTRACT = '**Agree on your API contract and data formats.**';

  /** Everything about the contract from one day of November to another, with where it went. */
  async function contracts(all: Programme, from: number, to: number) {
    const found: (readonly [day: number, place: string, mentions: readonly string[]])[] = [];
    for (let day = from; day <= to; day += 1) {
      await all.at(`2026-11-${String(day).padStart(2, '0')}`, '09:00');
      const posts = all.news().filter((post) => String(post.payload['content']).includes(CONTRACT));
      found.push(...posts.map((post) => [day, post.channelId, post.mentions] as const));
    }
    return found;
  }

  it("goes to the team's thread, once for both, although both allow direct messages", async () => {
    const all = await programme();
    await all.at('2026-11-10', '08:00');
    const [ada, binta] = [userId(1), userId(2)];
    for (const id of [ada, binta]) await all.join(id, { dm: true });
    const teamId = await team(all, ada, binta);
    expect(await contracts(all, 10, 20)).toEqual([[14, `team-${teamId}`, [ada, binta]]]);
  });

  it('is not said again to a team that read it when it fell due for another member', async () => {
    const all = await programme({ deadline: '2026-12-13' });
    const [first, second, last] = [userId(1), userId(2), userId(3)];
    await all.at('2026-11-08', '20:00');
    await all.join(first);
    await all.at('2026-11-10', '08:00');
    await all.join(second, { dm: true });
    await all.at('2026-11-13', '08:00');
    await all.join(last, { dm: true });
    const early = await team(all, first, second);
    const late = await team(all, last, userId(4));
    // The cohort's own day 5 for the one team; the other's only late starter gets to it in their turn.
    expect(await contracts(all, 13, 30)).toEqual([
      [13, `team-${early}`, [first]],
      [15, `team-${late}`, [last]],
    ]);
  });
});

describe('changes on the way', () => {
  it('a moved deadline gives room for more steps', async () => {
    const all = await programme();
    await somebodyFree(all);
    const id = userId(1);
    await joinAt(all, '2026-11-20', '10:00', id, { dm: true });
    await all.at('2026-11-21', '09:00');
    await all.at('2026-11-22', '08:00');
    all.news();
    await all.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('cohorts')
        .set({ deadline_date: '2026-12-13', deadline_at: all.clock.now() + 21 * DAY })
        .execute();
      await all.reminders.feature.on?.['cohort.changed']?.(trx, { cohortId: all.cohortId });
    });
    expect(await diary(all, id, 22, 28)).toEqual({
      23: 'Announce your project.',
      25: 'Complete your profile.',
      27: 'Find a partner.',
    });
  });

  it('downtime over several of their days makes one message of what is still to do', async () => {
    const all = await programme();
    await somebodyFree(all);
    const id = userId(1);
    await joinAt(all, '2026-11-10', '08:00', id, { dm: true });
    await all.run();
    all.clock.advance(2 * DAY + 90 * 60_000);
    await all.restart();
    const mine = all.news().filter((post) => post.channelId === `dm-${id}`);
    expect(contents(mine)).toHaveLength(1);
    expect(contents(mine)[0]).toContain(PARTNER);
    expect(contents(mine)[0]).not.toContain(ANNOUNCE);
    expect(contents(mine)[0]).not.toContain(PROFILE);
  });
});
