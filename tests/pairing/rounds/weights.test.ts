import { type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { COMPONENTS, DEFAULT_WEIGHTS } from '../../../src/pairing/partners/rules.ts';
import { PAIRS_HEADER, seedLearners, table } from '../../support/cohorts.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(() => world.stop());

const said = (reply: Reply): string => text(reply.message);

function filledIn(reply: Reply): string {
  const found = /"value":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(reply.modal))?.[1] ?? '';
  return JSON.parse(`"${found}"`) as string;
}

async function save(weights: string): Promise<Reply> {
  return await world.staff.submitModal(await world.staff.slash('/cohort weights'), { weights });
}

const DEFAULT = COMPONENTS.map((name) => `${name}: ${DEFAULT_WEIGHTS[name]}`).join('\n');

it('shows the weights a line each, saves them, and takes the default when emptied', async () => {
  expect(filledIn(await world.staff.slash('/cohort weights'))).toBe(DEFAULT);
  expect(said(await save('stack: 100\nBrief = 0'))).toContain('Technologies: 100');
  const again = filledIn(await world.staff.slash('/cohort weights'));
  expect(again).toContain('stack: 100');
  expect(again).toContain('brief: 0');
  expect(again).toContain('overlap: 30');
  expect(said(await save('  '))).toContain('uses the default again');
  expect(filledIn(await world.staff.slash('/cohort weights'))).toBe(DEFAULT);
  const [cohort] = await world.bot.services.cohorts.open(world.guild.state.id);
  expect(cohort?.weights).toBeNull();
});

it('refuses what it cannot use, line by line, and gives it back to be corrected', async () => {
  const typed = 'overlap: lots\nmagic: 3\nhello\nstack: 1\nstack: 2';
  const refused = await save(typed);
  expect(said(refused)).toContain('`overlap` must be a whole number from 0 to 1000');
  expect(said(refused)).toContain('line 2: there is no "magic"; the parts are overlap, brief,');
  expect(said(refused)).toContain('line 3, "hello": write a name');
  expect(said(refused)).toContain('line 5: `stack` is there twice');
  const edit = await world.staff.click(refused.message, 'Edit');
  expect(filledIn(edit)).toBe(typed);
  const zero = await world.staff.submitModal(edit, {
    weights: COMPONENTS.map((name) => `${name}: 0`).join('\n'),
  });
  expect(said(zero)).toContain('at least one part must be above 0');
  expect(filledIn(await world.staff.slash('/cohort weights'))).toBe(DEFAULT);
});

it('takes effect in searches and in rounds', async () => {
  const [ada] = await seedLearners(world, [
    {
      name: 'Ada',
      profile: { track: 'backend', goal: 'learn', experience: 1 },
      project: { title: 'Shop', stack: 'React' },
    },
    { name: 'Near', profile: { track: 'frontend', goal: 'learn', experience: 1 } },
    { name: 'Able', profile: { track: 'frontend', goal: 'pass', experience: 5, stack: ['React'] } },
  ]);
  const order = async () => {
    const found = ada === undefined ? undefined : await ada.slash('/find-partner');
    const [first] = /<@\d+>/.exec(found === undefined ? '' : said(found)) ?? [];
    const round = await world.staff.slash('/cohort match', { mode: 'preview' });
    await round.finished(30_000);
    const [pair] = await table(round.message, 'pairs.csv', PAIRS_HEADER);
    return [first, pair?.split(',')[3]];
  };
  const only = (name: string) => COMPONENTS.map((each) => `${each}: ${each === name ? 1 : 0}`).join('\n');
  await save(only('goal'));
  const byGoal = await order();
  await save(only('stack'));
  const byStack = await order();
  expect([byGoal[1], byStack[1]]).toEqual(['Near', 'Able']);
  expect(byGoal[0]).not.toBe(byStack[0]);
});

it('names moments alike in the list of cohorts', async () => {
  const list = said(await world.staff.slash('/cohort list'));
  expect(list).toMatch(/<t:\d+:D> to <t:\d+:D>/);
  expect(list).not.toContain('2026-');
});
