import { deepEqual } from 'node:assert/strict';
import { type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { momentAt } from '../../src/journal/pulse/rules.ts';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;
const FRIDAY = Date.UTC(2026, 10, 13, 8);

let world: World;
let shop: Team;

beforeAll(async () => {
  world = await createWorld({ start: FRIDAY, simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  shop = await team(world, ada, await learner(world, 'Kofi', 'frontend'));
}, 60_000);
afterAll(async () => {
  // An archived thread is opened only where it cannot be renamed otherwise.
  const bad = badManners(world.sim).filter((each) => !each.includes('Thread is archived'));
  deepEqual(bad, []);
  await world.stop();
});

async function checksIn(member: Team['owner'], plan: string): Promise<Reply> {
  return await member.submitModal(await member.slash('/team checkin'), { plan });
}

describe('the question about the team', () => {
  it('is asked from the eighth day on, and again in the last week', () => {
    const cohort = {
      startDate: '2026-11-09',
      timezone: 'Africa/Lagos',
      deadlineAt: Date.UTC(2026, 10, 29, 23),
    };
    expect(momentAt(cohort, Date.UTC(2026, 10, 15, 22, 59))).toBeUndefined();
    expect(momentAt(cohort, Date.UTC(2026, 10, 15, 23))).toBe('middle');
    expect(momentAt(cohort, Date.UTC(2026, 10, 22, 22, 59))).toBe('middle');
    expect(momentAt(cohort, Date.UTC(2026, 10, 22, 23))).toBe('end');
  });

  it('stands under the check-in of the second week, once; what is said goes to staff alone, by team', async () => {
    const { owner, guest } = shop;
    expect(said(await checksIn(owner, 'Payments'))).not.toContain('How does it go in your team');
    await world.advance(4 * DAY);
    const asked = await checksIn(owner, 'Tests');
    expect(said(asked)).toContain('How does it go in your team');
    const well = await owner.click(asked.message, 'Well');
    expect(said(well)).toContain('it goes well');
    const badly = await owner.click(asked.message, 'Not well');
    const look = await owner.click(badly.message, 'Ask staff for a look');
    expect(said(await owner.submitModal(look, { text: 'Help us talk.' }))).toContain('Your team is not told');
    expect(
      said(await owner.submitModal(await owner.click(badly.message, 'Ask staff for a look'), {})),
    ).toContain('asked already');
    const short = await owner.submitModal(await owner.click(badly.message, 'Say more'), { words: '    ' });
    const again = await owner.click(short.message, 'Edit');
    expect(said(await owner.submitModal(again, { words: 'Kofi does\nnot answer' }))).toContain('Only staff');
    expect(said(await checksIn(owner, 'More tests'))).not.toContain('How does it go');
    await guest.click((await checksIn(guest, 'Design')).message, 'So-so');
    await world.settle();

    const status = await (await world.staff.slash('/cohort status')).finished();
    expect(text(status)).toContain('Halfway: 0 well · 1 so-so · 1 not well');
    expect(said(await world.staff.click(status, 'Waits for staff'))).toContain('Help us talk.');
    const list = said(await world.staff.click(status, 'By team'));
    expect(list).toContain('halfway: it does not go well *Kofi does not answer*');
    expect(list.indexOf(owner.mention)).toBeLessThan(list.indexOf(guest.mention));
    const seen = [world.projects, shop.thread].flatMap((place) => guest.sees(place).map(text));
    expect(
      [...seen, ...guest.dms().map(text)].filter((words) =>
        /not answer|not go well|Help us talk/.test(words),
      ),
    ).toEqual([]);
  });

  it('is refused to who is in another team, and for what nobody asks yet', async () => {
    const { services } = world.bot;
    const stranger = await learner(world, 'Stranger', 'backend');
    const pulse = { guildId: world.guild.id, teamId: shop.id, moment: 'middle', answer: 'well' } as const;
    await expect(services.pulses.say({ ...pulse, userId: stranger.id })).rejects.toThrow('not-in-team');
    await expect(services.pulses.add({ ...pulse, userId: stranger.id }, 'x')).rejects.toThrow('not-in-team');
    await expect(services.pulses.say({ ...pulse, userId: shop.owner.id, moment: 'end' })).rejects.toThrow(
      'old-button',
    );
  });

  it('stands under what is handed in at the end, and goes with the member', async () => {
    const { owner, thread } = shop;
    owner.locale = 'fr';
    await world.advance(7 * DAY);
    const here = { channel: thread };
    const handed = await owner.slash('/project submit', { repo: 'https://code.invalid/a/shop' }, here);
    expect(said(handed)).toContain("Comment ça s'est passé dans ton équipe\u00a0?");
    await owner.click(await handed.finished(), 'Bien');
    const { pulses, privacy, cohorts } = world.bot.services;
    const [cohort] = await cohorts.open(world.guild.id);
    expect((await pulses.counts(cohort?.id ?? 0)).end).toEqual({ badly: 0, mixed: 0, well: 1 });
    expect(JSON.stringify(await privacy.export(owner.id))).toContain('Kofi does not answer');
    await privacy.forget(owner.id, world.guild.id);
    for (let times = 0; times < 4; times++) await world.advance(10_000);
    expect(await pulses.counts(cohort?.id ?? 0)).toEqual({
      middle: { badly: 0, mixed: 1, well: 0 },
      end: { badly: 0, mixed: 0, well: 0 },
    });
  });
});
