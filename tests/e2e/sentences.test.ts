/** Sentences that were once wrong or cold, as they are read now, in both languages. */
import { deepEqual } from 'node:assert/strict';
import { buttons, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOTH, home, isSaid, people, pressed, reads, waysIn } from '../support/kinds.ts';
import { textsOf } from '../support/promises.ts';
import { badManners } from '../support/requests.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
const { person, announce, card } = people(() => world);
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

/** The address of a form's fields and everything else that is shown, as one text. */
const shown = (message: Message): string => JSON.stringify(message.components) + message.content;

describe.each(BOTH)('what is read in %s', (locale) => {
  it('of what I asked: whom, until when they can answer, and that I asked it, in my home too', async () => {
    const [owner, guest] = [await person('en', 'backend'), await person(locale, 'frontend')];
    const title = await announce(owner);
    await pressed(guest, card(title), 'team-up');
    const list = (await guest.slash('/partner requests')).message;
    reads(list, locale, 'requests:list.team-up', 'requests:card.they-until');
    expect(isSaid(list, locale, 'requests:card.until')).toBe(false);
    const where = await home(guest);
    reads(where, locale);
    expect(plain(where)).toContain(owner.mention);
    expect(waysIn(where).some((id) => id.includes('partner.requests'))).toBe(true);
  });

  it('under an answered request, by everybody: who asked', async () => {
    const [owner, guest] = [await person(locale, 'backend'), await person(locale, 'frontend')];
    const title = await announce(owner);
    await pressed(guest, card(title), 'team-up');
    await world.settle();
    await pressed(owner, (await owner.slash('/partner requests')).message, 'request.decline');
    await world.settle();
    const asked = owner
      .threads()
      .flatMap((thread) => owner.sees(thread))
      .filter((message) => isSaid(message, 'en', 'requests:closed.answered'))
      .find((message) => text(message).includes(title));
    expect(asked === undefined ? '' : text(asked)).toContain(guest.mention);
  });

  it('after *Team up* on my own project, and on one that seeks the other side', async () => {
    const [owner, other] = [await person(locale, 'backend'), await person(locale, 'backend')];
    const title = await announce(owner);
    const own = await pressed(owner, card(title), 'team-up');
    reads(own.message, locale, 'requests:error.own-project');
    expect(buttons(own.message).length).toBeGreaterThan(0);
    const same = await pressed(other, card(title), 'team-up');
    reads(same.message, locale, 'requests:error.same-side.backend');
  });

  it('of a complete team: its pause ends, its week is read by itself, and who fits is told one way', async () => {
    const [owner, guest] = [await person(locale, 'backend'), await person('en', 'frontend')];
    const title = await announce(owner);
    await pressed(guest, card(title), 'team-up');
    await world.settle();
    await pressed(owner, (await owner.slash('/partner requests')).message, 'request.accept');
    await owner.slash('/project status', { status: 'paused' });
    const again = await owner.slash('/project status', { status: 'looking' });
    reads(again.message, locale, 'projects:status.full');
    const form = await owner.slash('/team checkin');
    expect(JSON.stringify(form.modal)).toContain(textsOf(locale).get('checkins:hint.team'));
    const asked = (await owner.slash('/partner rematch')).message;
    const fits = isSaid(asked, locale, 'teams:rematch.fits');
    expect(isSaid(asked, locale, 'teams:replacement.nobody-fits')).toBe(!fits);
  });

  it('without a project: the button that announces one', async () => {
    const member = await person(locale, 'backend');
    for (const [command, options] of [
      ['/project status', { status: 'paused' }],
      ['/team invite', { member: await person('en', 'frontend') }],
    ] as const) {
      const refused = await member.slash(command, options);
      reads(refused.message, locale, 'projects:error.none-own');
      expect((await pressed(member, refused.message, 'announce.open')).modal).toBeDefined();
    }
  });

  it('in the plan, of a step that reached nobody: not that it was sent to 0', () => {
    const words = textsOf(locale).get('reminders:staff.plan.done_zero') ?? '{{count}}';
    expect(words).not.toMatch(/\{\{count\}\}|0/);
  });

  it('of a meeting at a moment of somebody’s own: no number before it', async () => {
    const [owner, guest] = [await person(locale, 'backend'), await person(locale, 'frontend')];
    await announce(owner, { with: guest });
    await pressed(guest, (await guest.slash('/partner requests')).message, 'request.accept');
    await world.settle();
    const when = locale === 'fr' ? 'demain 18h' : 'tomorrow 18:00';
    reads((await owner.slash('/team meet', { when })).message, locale);
    await world.settle();
    const proposal = owner
      .threads()
      .flatMap((thread) => owner.sees(thread))
      .find(
        (message) => isSaid(message, 'en', 'teams:meet.head-own') && text(message).includes(guest.mention),
      );
    if (proposal === undefined) throw new Error('no proposal');
    expect(shown(proposal)).not.toContain('Moment 1');
    for (const member of [owner, guest]) await pressed(member, proposal, 'meet:');
    await world.settle();
    reads(await home(guest), locale);
  });

  it('of the check-in: what it is, not that somebody is told', () => {
    const words = [...textsOf(locale)]
      .filter(([, each]) => /checkin|check-in/i.test(each))
      .map(([, each]) => each);
    const about = textsOf(locale).get('commands:team.checkin.about') ?? '';
    expect(about.length).toBeGreaterThan(20);
    for (const each of [...words, about]) expect(each).not.toMatch(/that you are there|que tu es là/);
  });
});
