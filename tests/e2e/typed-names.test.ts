import { buttons, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badManners } from '../support/requests.ts';
import { announce, learner, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let ada: Member;
let kofi: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend');
  kofi = await learner(world, 'Kofi', 'backend', { teams: 2 });
  await team(world, ada, await learner(world, 'Fatou', 'frontend'), 'Bazaar Nova');
  await announce(kofi, 'Shop one');
  await announce(kofi, 'Shop two');
  await world.settle();
});
afterAll(() => world.stop());

const said = async (line: string, options: Record<string, string>, member = kofi) =>
  text((await member.slash(line, options)).message);

describe('a name that is typed and sent without choosing the suggestion', () => {
  it('means what is offered for it, where it is one thing', async () => {
    expect(await said('/project show', { project: ' bazaar' })).toContain('### Bazaar Nova');
    expect(await said('/project show', { project: 'ＳＨＯＰ ＯＮＥ' })).toContain('### Shop one');
    expect(await said('/progress', { update: 'The basket is there', project: 'shop two' })).toContain(
      'Shared in',
    );
    expect(await said('/find-partner', { project: 'shop one' })).not.toContain("can't find that project");
    expect(await said('/cohort status', { cohort: 'NOVEMBER' }, world.staff)).toContain('November');
    await ada.slash('/remind-me', { when: 'tomorrow 9am', what: 'push the code' });
    expect(await said('/reminders cancel', { reminder: 'the code' }, ada)).toBe(
      'Cancelled: push the code\nWhere I stand',
    );
  });

  it('is asked about where it is several, and goes on with what was typed', async () => {
    const asked = await kofi.slash('/project status', { status: 'paused', project: 'shop' });
    expect(text(asked.message)).toMatch(/^Several are called so\. Which one do you mean\?/);
    expect(
      buttons(asked.message)
        .map(({ label }) => label)
        .toSorted(),
    ).toEqual(['Shop one', 'Shop two']);
    const done = await kofi.click(asked.message, 'Shop two');
    expect(text(done.message)).toContain('Shop two');
    const own = await world.bot.services.projects.own(world.guild.id, kofi.id);
    expect(own.find(({ title }) => title === 'Shop two')?.status).toBe('paused');
    expect(own.find(({ title }) => title === 'Shop one')?.status).toBe('looking');
  });

  it('that fits nothing is said to be missing: nobody pressed a button, nobody was asked', async () => {
    expect(await said('/project show', { project: 'zzz' })).toContain("can't find that project");
    expect(await said('/blocker solve', { blocker: 'docker' })).toContain('no such blocker');
    expect(await said('/solution show', { solution: 'docker' })).toContain('no such solution');
    for (const request of ['fatou', '999'])
      expect(await said('/partner cancel', { request })).toContain(
        'Only who sent the request can take it back',
      );
  });

  it('is offered while it is typed: of their own projects, where only those are taken', async () => {
    const names = async (line: string, others = {}) =>
      (await kofi.autocomplete(line, 'project', '', others)).map(({ name }) => name).toSorted();
    expect(await names('/project show')).toEqual(['Bazaar Nova', 'Shop one', 'Shop two']);
    for (const line of ['/project edit', '/project submit', '/progress', '/blocker open', '/find-partner'])
      expect([line, await names(line)]).toEqual([line, ['Shop one', 'Shop two']]);
    expect(badManners(world.sim)).toEqual([]);
  });
});
