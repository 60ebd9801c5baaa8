import { deepEqual } from 'node:assert/strict';
import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createPublicationStart } from '../../../src/pairing/rounds/publication-start.ts';
import { openDatabase } from '../../../src/platform/database/index.ts';
import { type SeededLearner, seedLearners } from '../../support/cohorts.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { badManners } from '../../support/requests.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

const owner = (name: string, more: Partial<SeededLearner> = {}): SeededLearner => ({
  name,
  profile: { track: 'backend' },
  project: { title: `${name}'s shop` },
  ...more,
});
const guest = (name: string, more: Partial<SeededLearner> = {}): SeededLearner => ({
  name,
  profile: { track: 'frontend' },
  ...more,
});

const said = (reply: Reply): string => text(reply.message);

async function run(member: Member, options: Record<string, string>): Promise<Reply> {
  const reply = await member.slash('/cohort match', options);
  await reply.finished(30_000);
  return reply;
}

async function publish(as: 'requests' | 'teams'): Promise<Reply> {
  await run(world.staff, { mode: 'preview' });
  const reply = await run(world.staff, { mode: 'publish', as });
  await world.settle();
  return reply;
}

/** The suggestions of a round this member can answer, in threads and direct messages. */
function suggestions(member: Member): Message[] {
  return [...member.threads().flatMap((thread) => member.sees(thread)), ...member.dms()].filter(
    (message) => text(message).includes('the partner round of') && text(message).includes('Accept'),
  );
}

function only(messages: readonly Message[]): Message {
  const [message, ...others] = messages;
  if (message === undefined || others.length > 0) throw new Error(`${messages.length} messages`);
  return message;
}

function teamThreads(member: Member): string[] {
  return member
    .threads()
    .map(({ name }) => name ?? '')
    .filter((name) => name.includes(' · '));
}

describe('a round published as requests', () => {
  it('asks both of a pair once, and forms the team when both have accepted', async () => {
    const [ada, ben] = await pair();
    const reply = await publish('requests');
    expect(said(reply)).toContain('1 pair is asked');
    const asked = only(suggestions(ada));
    expect(only(suggestions(ben)).id).toBe(asked.id);
    expect(asked.mentions.map(({ id }) => id).toSorted()).toEqual([ada.id, ben.id].toSorted());

    const first = await ada.click(asked, 'Accept');
    expect(said(first)).toContain(`As soon as <@${ben.id}> accepts too`);
    expect(said(await ada.click(asked, 'Accept'))).toContain('As soon as');
    await world.settle();
    expect(teamThreads(ben)).toEqual([]);
    const second = await ben.click(asked, 'Accept');
    expect(said(second)).toContain('You are a team now');
    await world.settle();
    expect(teamThreads(ada)).toHaveLength(1);
    expect(teamThreads(ben)).toEqual(teamThreads(ada));
    expect(text(asked)).toContain('answered');
    expect(said(await ada.slash('/partner requests'))).toContain(`<@${ben.id}> accepted`);
  });

  it('asks by direct message where that is welcome, works there, and in the thread else', async () => {
    const [ada, ben] = await pair({ profile: { track: 'frontend', dm: true }, locale: 'fr' });
    await publish('requests');
    const direct = only(ben.dms());
    expect(text(direct)).toContain('le tour de partenaires de November te propose');
    expect(text(only(suggestions(ada)))).toContain(`with <@${ben.id}>`);
    await ben.click(direct, 'Accepter');
    await ada.click(only(suggestions(ada)), 'Accept');
    await world.settle();
    expect(teamThreads(ben)).toHaveLength(1);
    expect(text(direct)).toContain('a reçu une réponse');
  });

  it('never says in public how somebody answered, and tells the other kindly', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const asked = only(suggestions(ada));
    const details = await ben.click(asked, 'Details');
    expect(said(details)).toContain('Why you fit');
    expect(said(await world.staff.click(asked, 'Accept'))).toContain('This request is not for you');
    await ada.click(asked, 'Accept');
    expect(said(await ben.click(asked, 'Decline'))).toContain('Declined');
    await world.settle();
    expect(text(asked)).toContain('answered');
    expect(text(asked).toLowerCase()).not.toContain('declined');
    expect(said(await ada.slash('/partner requests'))).toContain("can't join this time");
    expect(teamThreads(ada)).toEqual([]);
  });

  it('shows in the list of requests and counts at home, and is not suggested again meanwhile', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const list = await ben.slash('/partner requests');
    expect(said(list)).toContain('suggests that you build **Ada');
    expect(said(await ben.slash('/help'))).toMatch(/1 request|answer/i);
    const again = await run(world.staff, { mode: 'preview' });
    expect(said(again)).toContain('2 more learners take no part');
    await ada.click(only(suggestions(ada)), 'Accept');
    expect(said(await ben.click(list.message, 'Accept'))).toContain('You are a team now');
  });

  it('does not suggest a pair again that one of the two has declined', async () => {
    const [, ben] = await pair();
    await publish('requests');
    await ben.click(only(suggestions(ben)), 'Decline');
    const again = await run(world.staff, { mode: 'preview' });
    expect(said(again)).toContain('Matched 0 of 2 learners');
    expect(said(again)).toContain('or one of them declined');
  });

  it('forms one team when both accept at the same instant, several times each', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const asked = only(suggestions(ada));
    const replies = await Promise.all(
      [ada, ben, ada, ben, ben].map((member) => member.click(asked, 'Accept')),
    );
    expect(replies.filter((reply) => said(reply).includes('You are a team now'))).toHaveLength(1);
    expect(replies.map(said).filter((each) => each.includes('Something broke'))).toEqual([]);
    await world.settle();
    expect([teamThreads(ada).length, teamThreads(ben).length]).toEqual([1, 1]);
  });

  it('ends with the next preview where one of the two has found somebody else', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const asked = only(suggestions(ada));
    const [eli] = await seedLearners(world, [owner('Eli', { profile: { track: 'backend', dm: true } })]);
    const { asking, requests, projects } = world.bot.services;
    const [shop] = await projects.own(world.guild.state.id, eli?.id ?? '');
    const other = await asking.teamUp(world.guild.state.id, shop?.id ?? 0, ben.id);
    await requests.accept(other.id, eli?.id ?? '');
    await seedLearners(world, [guest('Fay')]);
    expect(said(await run(world.staff, { mode: 'preview' }))).toContain('Matched 2 of 2 learners');
    await world.settle();
    expect(text(asked)).toContain('The place is taken by now');
    expect(said(await ada.slash('/partner requests'))).toContain('could not become a team');
  });

  it('forms nothing where one of the two has blocked the other, and does not say so', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const asked = only(suggestions(ada));
    await ada.click(asked, 'Accept');
    await ada.slash('/partner block', { member: ben });
    await world.settle();
    expect(text(asked)).toContain('answered');
    const told = said(await ben.slash('/partner requests'));
    expect(told).toContain("can't join this time");
    expect(told).not.toContain('block');
    expect(teamThreads(ben)).toEqual([]);
  });

  it('gives two without a project one that they fill in together', async () => {
    const members = await seedLearners(world, [
      { name: 'Ada', profile: { track: 'backend' } },
      guest('Ben'),
      { name: 'Cyd', profile: { track: 'backend' } },
      guest('Dov'),
    ]);
    expect(said(await publish('requests'))).toContain('2 pairs are asked');
    const thread = world.staff.threads().filter(({ name }) => name === 'Partner round');
    expect(thread).toHaveLength(1);
    for (const member of members) {
      const own = suggestions(member).filter((message) => text(message).includes(`<@${member.id}>`));
      await member.click(only(own), 'Accept');
    }
    await world.settle();
    for (const member of members) expect(teamThreads(member)).toHaveLength(1);
    // The card's first edit waits until the card stands.
    const complete = (message: Message) => /^### \w+ \+ \w+\n[^]*team complete/.test(text(message));
    await world.sim.until(() => world.staff.sees(world.projects).filter(complete).length === 2);
  });

  it('ends what nobody answers in time, and says so to who had accepted', async () => {
    const profile = { dm: true } as const;
    const [ada, ben] = await seedLearners(world, [
      owner('Ada', { profile: { track: 'backend', ...profile } }),
      guest('Ben', { profile: { track: 'frontend', ...profile } }),
    ]);
    if (ada === undefined || ben === undefined) throw new Error('nobody');
    await publish('requests');
    const [asked, unanswered] = [only(ada.dms()), only(ben.dms())];
    await ada.click(asked, 'Accept');
    await world.advance(72 * 3_600_000 + 60_000);
    expect(text(asked)).toContain('ended without an answer');
    expect(text(unanswered)).toContain('ended without an answer');
    // Whoever allowed direct messages hears of it there.
    expect(ada.dms().map(text).join()).toContain('did not answer in time');
    expect(said(await publish('requests'))).toContain('1 pair is asked');
  });

  it('says what has become impossible meanwhile, to both', async () => {
    const [ada, ben] = await pair();
    await publish('requests');
    const asked = only(suggestions(ada));
    const [project] = await world.bot.services.projects.own(world.guild.state.id, ada.id);
    await world.bot.services.projects.setStatus(project?.id ?? 0, ada.id, 'paused');
    expect(said(await ben.click(asked, 'Accept'))).toContain('is taken by now');
    await world.settle();
    expect(text(asked)).toContain('The place is taken by now');
    expect(said(await ben.slash('/partner requests'))).toContain('could not become a team');
    const state = await world.staff.slash('/cohort match', { mode: 'publish' });
    expect(said(state)).toContain('No longer possible: 1 pair');
  });
});

describe('a round published as teams', () => {
  it('forms the teams at once and tells staff, and each who is left over why', async () => {
    const members = await seedLearners(world, [
      owner('Ada'),
      owner('Abe', { project: { title: 'For three', partners: 2 } }),
      guest('Ben'),
      guest('Cyd'),
      guest('Dov'),
      guest('Eli'),
    ]);
    const reply = await publish('teams');
    expect(said(reply)).toContain('Published: 3 pairs are teams now');
    expect(said(reply)).toContain('1 is left over');
    const guests = members.slice(2);
    expect(guests.filter((member) => teamThreads(member).length === 1)).toHaveLength(3);
    expect(members.slice(0, 2).map((member) => teamThreads(member).length)).toEqual([1, 1]);
    const left = guests.find((member) => teamThreads(member).length === 0);
    const news = await left?.slash('/partner requests');
    expect(text(news?.message as Message)).toContain('4 learners looked for 3 free places');
  });

  it('publishes once however often it is pressed', async () => {
    const members = await seedLearners(
      world,
      [0, 1, 2, 3, 4, 5].flatMap((n) => [owner(`Owner ${n}`), guest(`Guest ${n}`)]),
    );
    const preview = await run(world.staff, { mode: 'preview', as: 'teams' });
    const replies = await Promise.all([
      ...[1, 2, 3, 4].map(() => world.staff.click(preview.message, 'Publish')),
      world.staff.slash('/cohort match', { mode: 'publish', as: 'requests' }),
    ]);
    await Promise.all(replies.map((reply) => reply.finished(30_000)));
    await world.settle();
    expect(replies.filter((reply) => !said(reply).includes('published before'))).toHaveLength(1);
    const later = await run(world.staff, { mode: 'publish' });
    expect(said(later)).toContain('published before');
    await world.settle();
    const threads = members.map((member) => teamThreads(member).length);
    const asked = members.flatMap(suggestions).length;
    expect(threads.every((count) => count === (asked === 0 ? 1 : 0))).toBe(true);
  });
});

it('was published before for whoever pressed at the same instant, and read of it as a preview', async () => {
  await seedLearners(world, [owner('Ada'), guest('Ben')]);
  await run(world.staff, { mode: 'preview', as: 'teams' });
  const [cohort] = await world.bot.services.cohorts.open(world.guild.id);
  if (cohort === undefined) throw new Error('no cohort');
  const db = openDatabase(world.databasePath);
  onTestFinished(() => db.destroy());
  const start = createPublicationStart({ ...world.bot.services, db, clock: world.sim.clock });
  const read = await start.meant(cohort, undefined);
  expect(said(await run(world.staff, { mode: 'publish', as: 'teams' }))).toContain('1 pair is a team now');
  expect(await start.begin(cohort, read, { as: 'teams', staffId: world.staff.id })).toBeUndefined();
});

it('is over once everything that is due has been seen to by hand', async () => {
  const members = await seedLearners(
    world,
    Array.from({ length: 15 }, (_, n) => [owner(`Owner ${n}`), guest(`Guest ${n}`)]).flat(),
  );
  await run(world.staff, { mode: 'preview', as: 'teams' });
  const { cohorts, rounds } = world.bot.services;
  const [cohort] = await cohorts.open(world.guild.id);
  if (cohort === undefined) throw new Error('no cohort');
  await rounds.publish(cohort, { as: 'teams', staffId: world.staff.id });
  await world.settle();
  expect(members.map((member) => teamThreads(member).length)).toEqual(members.map(() => 1));
});

describe('projects for several', () => {
  const several = (name: string, track: 'backend' | 'frontend', partners: number): SeededLearner => ({
    name,
    profile: { track },
    project: { title: `Of ${name}`, partners },
  });

  it('become one team where they are in pairs with each other', async () => {
    const members = await seedLearners(world, [
      several('B1', 'backend', 2),
      several('B2', 'backend', 2),
      several('F1', 'frontend', 2),
      several('F2', 'frontend', 2),
    ]);
    const reply = await publish('teams');
    expect(said(reply)).toContain('Published: 4 pairs are teams now');
    expect(members.map((member) => teamThreads(member).length)).toEqual([1, 1, 1, 1]);
    expect(new Set(members.flatMap(teamThreads)).size).toBe(1);
  });

  it('are answered in any order, and what no longer fits ends in a sentence', async () => {
    const members = await seedLearners(world, [
      several('B1', 'backend', 2),
      several('B2', 'backend', 1),
      several('F1', 'frontend', 2),
      several('F2', 'frontend', 1),
    ]);
    await publish('requests');
    const seen = new Map(members.flatMap(suggestions).map((message) => [message.id, message]));
    // The last suggestion first: teams begin at both ends of the chain.
    for (const message of [...seen.values()].toReversed())
      for (const member of members)
        if (message.mentions.some(({ id }) => id === member.id)) await member.click(message, 'Accept');
    await world.settle();
    for (const member of members) expect(teamThreads(member)).toHaveLength(1);
  });
});

it('asks which cohort is meant where several run', async () => {
  const dates = { start: '2026-11-09', deadline: '2026-12-09' };
  await world.staff.slash('/cohort create', { name: 'December', ...dates });
  await world.settle();
  const asked = await world.staff.slash('/cohort match', { mode: 'preview' });
  expect(said(asked)).toContain('Which cohort do you mean?');
  const choices = await world.staff.autocomplete('/cohort match', 'cohort', 'dec', { mode: 'preview' });
  expect(choices.map(({ name }) => name)).toEqual(['December']);
  const reply = await run(world.staff, { mode: 'preview', cohort: String(choices[0]?.value) });
  expect(said(reply)).toContain('Round preview: December');
});

describe('between preview and publication', () => {
  it('leaves the pair of whoever has changed something for the next round, and names them', async () => {
    const members = await seedLearners(
      world,
      Array.from({ length: 11 }, (_, n) => [owner(`Owner ${n}`), guest(`Guest ${n}`)]).flat(),
    );
    await run(world.staff, { mode: 'preview' });
    const [changed] = members;
    await changed?.slash('/profile availability', { days: 'sat', from: '10:00', to: '12:00' });
    const reply = await run(world.staff, { mode: 'publish', as: 'teams' });
    await world.settle();
    expect(said(reply)).toContain('Published: 10 pairs are teams now');
    expect(said(reply)).toContain('Left for the next round, because something has changed');
    expect(said(reply)).toContain(`<@${changed?.id}> has changed something`);
    expect(teamThreads(changed as Member)).toEqual([]);
    const next = await publish('teams');
    expect(said(next)).toContain('Published: 1 pair is a team now');
  });

  it('refuses when more than a tenth have changed, and publishes nothing', async () => {
    const members = await seedLearners(world, [owner('Ada'), owner('Abe'), guest('Ben'), guest('Cyd')]);
    const preview = await run(world.staff, { mode: 'preview', as: 'teams' });
    await members[0]?.slash('/profile availability', { days: 'sat', from: '10:00', to: '12:00' });
    const reply = await world.staff.click(preview.message, 'Publish');
    await reply.finished(30_000);
    await world.settle();
    expect(said(reply)).toContain('Pairs that have changed since the preview: 1 of 2');
    for (const member of members) expect(teamThreads(member)).toEqual([]);
  });
});

async function pair(more: Partial<SeededLearner> = {}): Promise<[Member, Member]> {
  const [ada, ben] = await seedLearners(world, [owner('Ada'), guest('Ben', more)]);
  if (ada === undefined || ben === undefined) throw new Error('nobody');
  if (more.locale !== undefined) ben.locale = more.locale;
  return [ada, ben];
}
