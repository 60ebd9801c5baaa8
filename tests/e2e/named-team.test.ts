import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce, learner, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let kofi: Member;
let ada: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  kofi = await learner(world, 'Kofi', 'backend', { teams: 2 });
  await team(world, kofi, await learner(world, 'Awa', 'frontend'), 'Market');
  await team(world, kofi, await learner(world, 'Binta', 'frontend'), 'Polls');
  ada = await learner(world, 'Ada', 'backend');
  await announce(ada, 'Films');
  await world.settle();
});
afterAll(() => world.stop());

const said = async (line: string, options: Record<string, string | Member>): Promise<string> =>
  text((await kofi.slash(line, options)).message);

describe('of several teams, the one whose project is named', () => {
  it.each([
    '/team show',
    '/team leave',
    '/team checkin',
    '/contract show',
    '/contract history',
    '/partner rematch',
  ])('%s is about it', async (line) => {
    const without = await kofi.slash(line);
    expect(text(without.message)).toMatch(/Which (team|project) do you mean\?/);
    for (const project of ['Market', 'Polls']) {
      const reply = await kofi.slash(line, { project });
      expect(`${reply.response} ${reply.response === 'modal' ? '' : text(reply.message)}`).not.toMatch(
        /Which/,
      );
    }
  });

  it('is renamed, and not the other one', async () => {
    expect(await said('/team rename', { name: 'The voters', project: 'polls' })).toContain('The voters');
    const names = (await world.bot.services.teams.ofMember(world.guild.id, kofi.id)).map(({ name }) => name);
    expect(names.filter((name) => name === 'The voters')).toHaveLength(1);
    expect(await said('/team show', { project: 'Polls' })).toContain('The voters');
    expect(await said('/team show', { project: 'Market' })).not.toContain('The voters');
  });

  it("is one of theirs: somebody else's is refused, and one that is none", async () => {
    const [project] = await world.bot.services.projects.own(world.guild.id, ada.id);
    const films = String(project?.id);
    expect(await said('/team show', { project: films })).toContain('You do not build that project');
    expect(await said('/contract agree', { project: films })).toContain('You do not build that project');
    expect(await said('/team show', { project: 'nothing of this name' })).toContain(
      "can't find that project",
    );
  });

  it("is offered: their teams' projects alone", async () => {
    const offered = await kofi.autocomplete('/contract show', 'project', '');
    expect(offered.map(({ name }) => name).toSorted()).toEqual(['Market', 'Polls']);
  });
});
