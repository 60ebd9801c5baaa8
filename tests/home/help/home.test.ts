import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '../../../src/home/help/cards.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

async function home(member: Member): Promise<Message> {
  const reply = await member.slash('/help');
  expect(reply.ephemeral).toBe(true);
  return reply.message;
}

const labels = (message: Message) => buttons(message).map(({ label }) => label);

describe('a learner’s home', () => {
  it('"I only document: what did I cover?": the topics open under the home, which stays', async () => {
    const esi = world.guild.addMember({ name: 'Esi' });
    await esi.click(await home(esi), 'Documentation only');
    const own = await home(esi);
    const opened = await esi.click(own, 'Pick what I covered');
    expect(text(opened.message)).not.toContain('Something broke');
    expect(opened.message.id).not.toBe(own.id);
    expect(opened.ephemeral).toBe(true);
  });

  it('goes with them from the first press to the team, one step at a time', async () => {
    const { guild, projects } = world;
    const ada = guild.addMember({ name: 'Ada' });
    const binta = guild.addMember({ name: 'Binta', locale: 'fr' });

    const welcome = await home(ada);
    expect(text(welcome)).toContain('You are not in **November** yet');
    await ada.click(welcome, 'I build the backend');

    const joined = await home(ada);
    expect(text(joined)).toMatch(/deadline <t:\d+:F> \(<t:\d+:R>\)/);
    expect(text(joined)).toContain('☐ No project announced yet');
    expect(labels(joined)).toEqual([
      'Announce my project',
      'My profile',
      'Mute reminders',
      'See it',
      'Share',
    ]);
    const opened = await ada.click(joined, 'Announce my project');
    await ada.submitModal(opened, {
      title: 'Shop',
      brief: 'ecommerce',
      summary: 'A shop with carts, orders and payments.',
    });
    await world.settle();

    const announced = await home(ada);
    expect(text(announced)).toContain('☑ Announced: **Shop** (https://discord.com/channels/');
    const presets = await ada.click(announced, 'Add my hours');
    await ada.click(presets.message, 'Weekday evenings, 18:00-21:00');

    const timed = await home(ada);
    expect(text(timed)).toContain('☑ Time: 15 h a week');
    expect(labels(timed)[0]).toBe('Find a partner');

    const card = binta.sees(projects).find((message) => text(message).includes('Shop'));
    if (card === undefined) throw new Error('no card');
    await binta.click((await binta.click(card, 'Team up')).message, 'Frontend');
    await world.settle();
    const asked = await home(ada);
    expect(text(asked)).toContain('1 request waits for your answer.');
    const requests = await ada.click(asked, 'See requests');
    await ada.click(requests.message, 'Accept');
    await world.settle();

    const together = await home(ada);
    expect(text(together)).toContain(`☑ Partner: ${binta.mention}`);
    expect(text(together)).toContain('say hello');
    expect(labels(together)[0]).toBe('Open the thread');
    const theirs = await home(binta);
    expect(text(theirs)).toContain(`Partenaire\u00a0: ${ada.mention}`);
    expect(labels(theirs)[0]).toBe('Ajouter mes heures');
  });

  it('mutes reminders and brings them back in place', async () => {
    const cy = world.guild.addMember({ name: 'Cy' });
    await cy.slash('/profile set', { track: 'backend' });
    const first = await home(cy);
    const muted = await cy.click(first, 'Mute reminders');
    expect(muted.message.id).toBe(first.id);
    expect(text(muted.message)).toContain('Reminders are muted');
    const { learners } = world.bot.services;
    expect((await learners.find(world.guild.id, cy.id))?.reminders).toBe('none');
    await cy.click(muted.message, 'Reminders on');
    expect((await learners.find(world.guild.id, cy.id))?.reminders).toBe('all');
  });

  it('respects documentation only, and a break', async () => {
    const dee = world.guild.addMember({ name: 'Dee' });
    await dee.click(await home(dee), 'Documentation only');
    const quiet = await home(dee);
    expect(text(quiet)).toContain('documentation only');
    expect(text(quiet)).not.toMatch(/☐ .*(?:project|partner|contract)/);
    expect(text(quiet)).toContain('☐ Pick what you covered');
    expect(labels(quiet)[0]).toBe('Pick what I covered');
    expect(text((await dee.click(quiet, 'Pick what I covered')).message)).toContain('**What did y');
    await dee.click(quiet, 'I build after all');
    expect(text(await home(dee))).toContain('☐ No project announced yet');
    await dee.slash('/profile pause', { days: 2 });
    expect(labels(await home(dee))[0]).toBe('I am back');
  });
});

describe('topics', () => {
  it.each(['en-US', 'fr'])('are told in %s, by option and by menu', async (locale) => {
    const eve = world.guild.addMember({ name: 'Eve', locale });
    const menu = await home(eve);
    const shown = new Set<string>();
    for (const topic of TOPICS) {
      const byOption = await eve.slash('/help', { topic });
      const byMenu = await eve.select(menu, 'n1:help.topic', topic);
      expect(text(byMenu.message)).toBe(text(byOption.message));
      expect(text(byOption.message)).not.toContain('help:topic');
      shown.add(text(byOption.message));
    }
    expect(shown.size).toBe(TOPICS.length);
  });

  it('lead back home', async () => {
    const eve = world.guild.addMember({ name: 'Eve' });
    const topic = await eve.slash('/help', { topic: 'privacy' });
    expect(text((await eve.click(topic.message, 'Where I stand')).message)).toContain('Welcome');
  });

  it('name no command that does not exist', async () => {
    const known = new Set(
      world.staff
        .commands()
        .flatMap((command) => [
          `/${command.name}`,
          ...(command.options ?? []).map((option) => `/${command.name} ${option.name}`),
        ]),
    );
    for (const topic of TOPICS) {
      const told = text((await world.staff.slash('/help', { topic })).message);
      const named = [...told.matchAll(/`(\/[^`]+)`/g)].map((match) => match[1] ?? '');
      for (const command of named) {
        const [name = '', sub] = command.split(' ');
        expect(known.has(command) || (sub !== undefined && known.has(`${name} ${sub}`))).toBe(true);
      }
    }
  });
});

describe('staff', () => {
  it('read what is missing, and are made no learners', async () => {
    const message = await home(world.staff);
    expect(text(message)).toContain('**November** runs until');
    expect(text(message)).toContain('☐ No staff role');
    expect(labels(message)).toEqual(['Check the set-up']);
    expect(text((await world.staff.click(message, 'Check the set-up')).message)).toContain(
      'Everything Nexus needs',
    );
    const { cohorts } = world.bot.services;
    expect(await cohorts.ofMember(world.guild.id, world.staff.id)).toEqual([]);
  });

  it('of a new server begin with the channels', async () => {
    const bare = await createWorld({ bare: true });
    expect(text((await bare.staff.slash('/help')).message)).toContain(
      'Next: choose the channels with </setup channels:',
    );
    const learner = bare.guild.addMember({ name: 'Early' });
    const welcome = await learner.slash('/help');
    expect(text(welcome.message)).toContain('No cohort is running here yet');
    await learner.click(welcome.message, 'My profile');
    await bare.stop();
  });
});

it('several cohorts are offered for choice', async () => {
  const two = await createWorld();
  await two.staff.slash('/cohort create', { name: 'Second', start: '2026-11-09', deadline: '2026-11-29' });
  const fay = two.guild.addMember({ name: 'Fay' });
  const welcome = await fay.slash('/help');
  const chosen = await fay.select(welcome.message, 'Choose your cohort', 'Second');
  await fay.click(chosen.message, 'I build the frontend');
  expect(text((await fay.slash('/help')).message)).toContain('Cohort **Second**');
  await two.stop();
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});

describe('whoever mentors', () => {
  it.each([
    ['en-US', 'I mentor', 'You have offered to mentor in **November**', 'You mentor in **November**.'],
    ['fr', 'I mentor', "Tu as proposé d'être mentor dans **November**", 'Tu es mentor dans **November**.'],
  ])(
    '"I mentor, and it asks me what I build": reads where they mentor instead (%s)',
    async (locale, label, waits, counts) => {
      const tunde = world.guild.addMember({ name: `Tunde ${locale}`, locale });
      const start = tunde.sees(world.projects).find((message) => text(message).includes('Start here'));
      if (start === undefined) throw new Error('no card');
      await tunde.click(start, label);
      const waiting = await home(tunde);
      expect(text(waiting)).toContain(waits);
      expect(labels(waiting)).not.toContain('I build the backend');
      const listed = await world.staff.slash('/cohort list');
      await world.staff.click(listed.message, `Confirm Tunde ${locale}`);
      expect(text(await home(tunde))).toContain(counts);
    },
  );
});
