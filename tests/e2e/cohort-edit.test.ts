import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let ada: Member;
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 2 * HOUR });
  ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/profile set', { track: 'backend' });
});
afterAll(() => world.stop());

async function edit(options: Record<string, string | boolean>, by: Member = world.staff): Promise<string> {
  const reply = await by.slash('/cohort edit', options);
  expect(reply.message?.flags).toBe(64);
  await world.settle();
  return text(reply.message);
}

const told = () => ada.sees(world.announcements).map(text);
const startCard = () => ada.sees(world.projects).map(text)[0];
const at = (date: string) => `<t:${Math.floor(Date.parse(date) / 1000)}:F>`;

describe('a moved deadline', () => {
  it('is told to the cohort once, without pinging anybody, and stands on the card', async () => {
    const said = await edit({ deadline: '2026-12-06' });
    expect(said).toContain(`until ${at('2026-12-06T22:59:59Z')}`);
    expect(said).toContain(`once in <#${world.announcements.id}>`);
    expect(told()).toEqual([
      expect.stringContaining(
        `**The deadline of November has moved** to ${at('2026-12-06T22:59:59Z')}`,
      ) as string,
    ]);
    expect(told()[0]).toContain(at('2026-11-29T22:59:59Z'));
    expect([...(world.announcements.records[0]?.pinged ?? [])]).toEqual([]);
    expect(startCard()).toContain(at('2026-12-06T22:59:59Z'));
    expect(startCard()).not.toContain(at('2026-11-29T22:59:59Z'));
  });

  it('moves the reminders that wait', async () => {
    const plan = text((await world.staff.slash('/reminders plan')).message);
    const due = Date.parse('2026-12-06T20:00:00Z') / 1000;
    expect(plan).toContain(
      `\`deadline-3h\` · 3 hours before the deadline · the deadline is today · <t:${due}:f>`,
    );
    await world.advance(20 * DAY + 2 * HOUR);
    const said = ada.sees(world.projects).map(text).join();
    expect(said).not.toContain('Three days left');
    expect(said).toContain('One week left');
  });

  it('is not told when it stays where it is', async () => {
    const before = told().length;
    await edit({ deadline: '2026-12-06', name: 'November' });
    await edit({ name: 'Autumn' });
    expect(told()).toHaveLength(before);
    expect(startCard()).toContain('Start here: Autumn');
  });

  it('with the zone: the end of the day is another moment', async () => {
    const said = await edit({ timezone: 'Africa/Nairobi' });
    expect(said).toContain(at('2026-12-06T20:59:59Z'));
    expect(told().at(-1)).toContain(`to ${at('2026-12-06T20:59:59Z')}`);
  });

  it('survives a card that is still on its way', async () => {
    world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    await world.staff.slash('/cohort create', { name: 'Next', start: '2027-01-04', deadline: '2027-01-24' });
    await edit({ cohort: '2', deadline: '2027-01-31' });
    world.guild.setOverwrites(world.projects, []);
    const ledger = await world.staff.slash('/reminders ledger', { cohort: '2' });
    await world.staff.click(ledger.message, 'Try the failed ones again');
    for (let round = 0; round < 3; round += 1) await world.advance(2 * 60_000);
    const cards = ada.sees(world.projects).map(text);
    expect(cards.find((words) => words.includes('Start here: Next'))).toContain(
      `Deadline: ${at('2027-01-31T23:59:59Z')}`,
    );
  });
});

describe('what cannot be', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'Say what to change'],
    [{ deadline: '2026-11-01' }, 'before the start'],
    [{ start: '2026-12-30' }, 'before the start'],
    [{ deadline: '2028-01-01' }, 'more than a year'],
    [{ deadline: '30 February' }, 'must be a date such as'],
    [{ start: '0000-01-01', deadline: '0000-01-05' }, 'must be a date such as'],
    [{ start: '9999-12-31', deadline: '9999-12-31' }, 'mistyped'],
    [{ timezone: 'Nowhere/At_All' }, "don't know the time zone"],
    [{ name: ' nEXT ' }, 'already called'],
    [{ cohort: '99', name: 'x' }, "can't find that cohort"],
    [{ cohort: "1'; drop table", name: 'x' }, "can't find that cohort"],
  ])('%j is refused with what to do', async (options, words) => {
    expect(await edit({ cohort: '1', ...options })).toContain(words);
  });

  it('says it in French to a French client', async () => {
    world.staff.locale = 'fr';
    expect(await edit({ cohort: '1', deadline: '2026-11-01' })).toContain('est avant le début');
    expect(await edit({ cohort: '1', name: 'Next' })).toContain("s'appelle déjà");
    world.staff.locale = 'en-US';
  });

  it('is for staff', async () => {
    expect(await edit({ name: 'Mine' }, ada)).toContain("for the programme's staff");
  });

  it('a name like a mention or a link is shown as it was typed', async () => {
    const said = await edit({ cohort: '1', name: '@everyone [x](https://evil.example) **b**' });
    expect(said).toContain('@\u2060everyone \\[x](https://evil.example) \\*\\*b\\*\\*');
    await edit({ cohort: '1', deadline: '2026-12-13' });
    expect(told().at(-1)).toContain('@\u2060everyone');
    expect(world.sim.violations).toEqual([]);
  });
});

describe('dates that take reminders out', () => {
  it('"I typed the wrong year": staff read which reminders would be lost, and nothing is changed before they say so', async () => {
    await world.staff.slash('/cohort create', {
      name: 'Spring',
      start: '2027-03-01',
      deadline: '2027-03-21',
    });
    await world.settle();
    const change = { deadline: '2027-03-08', cohort: await idOf('Spring') };
    const asked = await world.staff.slash('/cohort edit', change);
    expect(text(asked.message)).toContain(
      'With these dates 2 reminders would not be sent any more: **the week in one picture** and **share your progress**.',
    );
    const kept = await world.staff.click(asked.message, 'Keep the dates');
    expect(text(kept.message)).toContain('Nothing was changed');
    expect(await deadlineOf('Spring')).toBe('2027-03-21T23:59:59.999Z');

    const again = await world.staff.slash('/cohort edit', change);
    const changed = await world.staff.click(again.message, 'Change the dates');
    expect(text(changed.message)).toContain('Spring');
    expect(await deadlineOf('Spring')).toBe('2027-03-08T23:59:59.999Z');
    await world.settle();
    expect(told().filter((line) => line.includes('The deadline of Spring has moved'))).toHaveLength(1);
  });

  it('« je change le nom » : nothing is lost, so nothing is asked', async () => {
    world.staff.locale = 'fr';
    const said = await edit({ name: 'Printemps', cohort: await idOf('Spring') });
    world.staff.locale = 'en-US';
    expect(said).toContain('Printemps');
    expect(said).not.toContain('Avec ces dates');
  });
});

async function cohortOf(name: string) {
  const found = (await world.bot.services.cohorts.open(world.guild.id)).find(
    (cohort) => cohort.name === name,
  );
  if (found === undefined) throw new Error(`no cohort ${name}`);
  return found;
}

const idOf = async (name: string): Promise<string> => String((await cohortOf(name)).id);
const deadlineOf = async (name: string): Promise<string> =>
  new Date((await cohortOf(name)).deadlineAt).toISOString();
