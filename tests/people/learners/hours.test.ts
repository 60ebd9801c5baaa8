import { buttons, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';
import { isMember, profileOf } from './profiles.ts';

let world: World;
let ada: Member;
let count = 0;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  count += 1;
  ada = world.guild.addMember({ name: `Ada${count}` });
});

describe('hours', () => {
  it('adds, merges and shows the week', async () => {
    await ada.slash('/profile availability', { days: 'mon-fri', from: '18:00', to: '20:00' });
    const reply = await ada.slash('/profile availability', { days: 'lundi', from: '19h30', to: '9pm' });
    expect(text(reply.message)).toContain('Added: Mon 19:30-21:00.');
    expect(text(reply.message)).toContain('Mon 18:00-21:00; Tue-Fri 18:00-20:00. That makes 11 h a week.');
    expect(await isMember(world, ada)).toBe(true);
    expect((await profileOf(world, ada)).timezone).toBe('Africa/Lagos');
    const same = await ada.slash('/profile availability', { days: 'mon', from: '18:00', to: '19:00' });
    expect(text(same.message)).toContain('in your week already');
  });

  it('crosses midnight and the end of the week', async () => {
    const reply = await ada.slash('/profile availability', { days: 'sun', from: '22:00', to: '02:00' });
    expect(text(reply.message)).toContain('Sun 22:00-02:00. That makes 4 h a week.');
  });

  it('meets mistakes with the closest correct ones: one press is enough', async () => {
    const asked = await ada.slash('/profile availability', { days: 'mondy-fri', from: '6', to: '21:10' });
    expect(text(asked.message)).toContain('I don\'t know the day "mondy". Closest: **monday-fri**.');
    expect(text(asked.message)).toContain('"6" could be morning or evening: **06:00 or 18:00**.');
    expect(text(asked.message)).toContain('"21:10" lies between **21:00 or 21:15**.');
    await ada.click(asked.message, 'Mon-Fri 18:00-21:15');
    expect((await profileOf(world, ada)).week).toHaveLength(5);
  });

  it('lets them type again, with what they typed', async () => {
    const asked = await ada.slash('/profile availability', { days: 'whenever', from: '18:00', to: '20:00' });
    const opened = await ada.click(asked.message, 'Type it again');
    expect(JSON.stringify(opened.modal)).toContain('whenever');
    const done = await ada.submitModal(opened, { days: 'sat' });
    expect(text(done.message)).toContain('Added: Sat 18:00-20:00.');
  });

  it('takes one press on a preset, from any card', async () => {
    const shown = await ada.slash('/profile show');
    const offered = await ada.click(shown.message, 'Add hours');
    const added = await ada.click(offered.message, 'Weekday evenings, 18:00-21:00');
    expect(text(added.message)).toContain('Added: Mon-Fri 18:00-21:00.');
    expect(added.message.id).toBe(offered.message.id);
    const more = await ada.click(added.message, 'Add more');
    expect(buttons(more.message).map(({ label }) => label)).not.toContain('Weekday evenings, 18:00-21:00');
    const other = await ada.click(more.message, 'Other hours');
    await ada.submitModal(other, { days: 'sun', from: '10:00', to: '12:00' });
    expect((await profileOf(world, ada)).week).toHaveLength(6);
  });

  it('draws the week, with the same in words for those who do not see the picture', async () => {
    const added = await ada.slash('/profile availability', { days: 'sat', from: '9:00', to: '12:00' });
    await world.sim.until(() => added.message.attachments.length > 0);
    const [picture] = added.message.attachments;
    expect(picture?.content_type).toBe('image/png');
    expect(picture?.description).toBe('Your week, times in Africa/Lagos. You: Sat 09:00-12:00 (3 h)');
    const binta = world.guild.addMember({ name: 'Binta', locale: 'fr' });
    await binta.slash('/profile availability', { days: 'samedi', from: '10h', to: '14h' });
    const shared = await binta.slash('/profile show', { member: ada });
    await world.sim.until(() => shared.message.attachments.length > 0);
    // Only what both share: the rest of her week is her own.
    expect(shared.message.attachments[0]?.description).toBe(
      `Toi et ${ada.name}, heures de Africa/Lagos. Libres tous les deux\u00a0: sam. 10:00-12:00 (2 h)`,
    );
  });

  it('clears, and brings back what was cleared', async () => {
    const added = await ada.slash('/profile availability', { days: 'sat', from: '9:00', to: '12:00' });
    const cleared = await ada.click(added.message, 'Clear');
    expect((await profileOf(world, ada)).week).toEqual([]);
    const back = await ada.click(cleared.message, 'Undo');
    expect(text(back.message)).toContain('Sat 09:00-12:00');
    expect((await profileOf(world, ada)).week).toHaveLength(1);
    expect(text((await ada.slash('/profile availability-clear')).message)).toContain('cleared');
    expect(text((await ada.slash('/profile availability-clear')).message)).toContain('no hours to clear');
  });

  it('takes single slots out, from the profile and from the week, whatever is there by then', async () => {
    await ada.slash('/profile availability', { days: 'mon and tue', from: '18:00', to: '20:00' });
    await ada.slash('/profile availability', { days: 'sun', from: '22:00', to: '02:00' });
    const which = await ada.click((await ada.slash('/profile show')).message, 'Remove hours');
    const removed = await ada.select(which.message, 'Remove these hours', 'Sun 22:00-02:00');
    expect(text(removed.message)).toContain('Removed: Sun 22:00-02:00.');
    expect(text(removed.message)).toContain('Mon and Tue 18:00-20:00. That makes 4 h a week.');
    const left = await ada.click(removed.message, 'Remove hours');
    await ada.slash('/profile availability-clear');
    const gone = await ada.select(left.message, 'Remove these hours', 'Mon 18:00-20:00');
    expect(text(gone.message)).toContain('Mon 18:00-20:00 is not in your week (any more).');
    expect(buttons(gone.message).map(({ label }) => label)).toEqual(['Add hours']);
    const shown = await ada.slash('/profile show');
    expect(buttons(shown.message).map(({ label }) => label)).not.toContain('Remove hours');
  });

  it('shows each slot of a week of very many', async () => {
    for (const from of ['08:00', '10:00', '12:00', '14:00', '16:00', '18:00'])
      await ada.slash('/profile availability', { days: 'every day', from, to: `${from.slice(0, 2)}:30` });
    const which = await ada.click((await ada.slash('/profile show')).message, 'Remove hours');
    const slots = which.message.components.flatMap(({ components = [] }) => components[0]?.options ?? []);
    expect(new Set(slots.map(({ value }) => value)).size).toBe(42);
  });

  it('works from a direct message, where there is no server', async () => {
    await ada.slash('/profile set', { track: 'backend' });
    const message = await directMessage(ada, 'Add my hours', 'n1:hours.presets');
    const offered = await ada.click(message, 'Add my hours');
    await ada.click(offered.message, 'Saturday morning, 09:00-12:00');
    expect((await profileOf(world, ada)).week).toEqual([{ day: 6, from: 540, to: 720 }]);
    const stranger = world.guild.addMember({ name: 'Stranger' });
    const refused = await stranger.click(await directMessage(stranger, 'Add', 'n1:hours.presets'), 'Add');
    expect(text(refused.message)).toContain("in the programme's server");
  });
});

/** A button of ours in a direct message, as a reminder would carry it. */
async function directMessage(member: Member, label: string, customId: string) {
  const channel = member.dmChannel();
  await fetch(`${world.sim.api}/v10/channels/${channel.id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${world.sim.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      content: 'A reminder',
      components: [{ type: 1, components: [{ type: 2, style: 1, label, custom_id: customId }] }],
    }),
  });
  const message = member.dms().at(-1);
  if (message === undefined) throw new Error('no direct message arrived');
  return message;
}

it('an answer does not wait for a picture that takes long: it follows by an edit', async () => {
  // What is drawn before it takes seconds.
  const one = { kind: 'text', x: 0, y: 9, text: 'busy', size: 9 } as const;
  const style = { align: 'left', weight: 'bold', colour: '#000', halo: false } as const;
  const busy = Promise.allSettled(
    [1, 2, 3].map((part) =>
      world.bot.services.charts.render({
        shapes: Array.from({ length: 30_000 }, (_, x) => ({ ...one, ...style, lines: part, x })),
      }),
    ),
  );
  const reply = await ada.slash('/profile availability', { days: 'sat', from: '9:00', to: '12:45' });
  expect(text(reply.message)).toContain('Sat 09:00-12:45. That makes 3 h 45 min a week.');
  expect(reply.message.attachments).toEqual([]);
  const edited = await reply.nextEdit(20_000);
  expect(edited.attachments).toMatchObject([{ filename: 'week.png' }]);
  expect(text(edited)).toContain('Sat 09:00-12:45. That makes 3 h 45 min a week.');
  await busy;
});

it('words are enough where no picture can be drawn', async () => {
  const other = await createWorld();
  await other.bot.services.charts.close();
  const ben = other.guild.addMember({ name: 'Ben' });
  const reply = await ben.slash('/profile availability', { days: 'sat', from: '9:00', to: '12:00' });
  expect(text(reply.message)).toContain('Sat 09:00-12:00. That makes 3 h a week.');
  expect(reply.message.attachments).toEqual([]);
  await other.stop();
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});
