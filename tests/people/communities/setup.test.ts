import { buttons, type Channel, type Member, type OptionValues, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from '../../support/learners.ts';
import { altered, optionsIn } from '../../support/raw.ts';
import { createWorld, GIVEN, type World } from '../../support/world.ts';

/** As it is sent. */
type Option = { readonly name: string; readonly type: number; readonly value: string };

let world: World;
let staff: Member;
let projects: Channel;

beforeAll(async () => {
  world = await createWorld({ bare: true, simulator: { rateLimits: false } });
  ({ staff, projects } = world);
});
afterAll(() => world.stop());

describe('/setup show', () => {
  it('is one screen on which everything is chosen, saved at once, and found again later', async () => {
    const first = await staff.slash('/setup show');
    expect(said(first)).toContain('**Next:** choose the projects channel');
    const selects = JSON.stringify(first.message.components).match(
      /"custom_id":"n1:setup\.(?:channel|role)/g,
    );
    expect(selects).toHaveLength(8);
    const chosen = await staff.select(first.message, 'Projects channel', projects);
    expect(said(chosen)).toContain('Channels saved.');
    expect(said(chosen)).toContain(`☑ **Projects channel**: <#${projects.id}>`);
    expect(said(chosen)).toContain('**Next:** open a cohort');
    const role = world.guild.createRole({ name: 'Staff' });
    await staff.select(chosen.message, 'Staff role', role);
    await staff.select(chosen.message, 'n1:setup.language', 'fr');

    const later = await staff.slash('/setup show');
    expect(said(later)).toContain(`**Staff role**: <@&${role.id}>`);
    expect(JSON.stringify(later.message.components)).toContain(`{"id":"${role.id}","type":"role"}`);
    expect((await world.bot.services.communities.get(world.guild.id)).language).toBe('fr');
    await staff.select(later.message, 'n1:setup.language', 'en');
  });

  it('takes no role that everybody has', async () => {
    const { communities } = world.bot.services;
    await expect(communities.setRoles(world.guild.id, { staff: world.guild.id })).rejects.toMatchObject({
      text: { key: 'communities:everyone' },
    });
    expect((await world.bot.services.communities.get(world.guild.id)).roles.staff).not.toBe(world.guild.id);
  });
});

describe('what is of another server', () => {
  it('is no channel to post in and no role, whatever a client says', async () => {
    const elsewhere = world.sim.createGuild({ name: 'Elsewhere' }).createChannel({ name: 'general' });
    const channel = (name: string): Option => ({ name, type: 7, value: elsewhere.id });
    const before = await world.bot.services.communities.get(world.guild.id);
    const forged = async (line: string, option: Option, given: OptionValues): Promise<string> => {
      const send = () => staff.slash(line, given);
      return said(
        await altered(world.sim, send, (interaction) => {
          interaction.data['resolved'] = {};
          optionsIn(interaction).push(option);
        }),
      );
    };
    expect(await forged('/setup channels', channel('mentors'), {})).toContain(
      'must be another kind of channel',
    );
    const words = { title: 'Hello', body: 'All of you' };
    expect(await forged('/announcement post', channel('channel'), words)).toContain(
      'must be another kind of channel',
    );
    for (const value of ['', elsewhere.id, '__proto__'])
      expect(await forged('/setup roles', { name: 'staff', type: 8, value }, {})).toContain(
        'could not read `staff`',
      );
    const screen = await staff.slash('/setup show');
    const chosen = await altered(
      world.sim,
      () => staff.select(screen.message, 'Staff role', world.guild.createRole({ name: 'Chosen' })),
      ({ data }) => Object.assign(data, { values: [elsewhere.id], resolved: {} }),
    );
    expect(said(chosen)).toContain('role');
    expect(await world.bot.services.communities.get(world.guild.id)).toEqual(before);
  });
});

describe('roles for who joins', () => {
  it('are given where staff say so and the bot may, and never those that allow more', async () => {
    const { guild } = world;
    const [backend, powerful] = [
      guild.createRole({ name: 'Backend' }),
      guild.createRole({ name: 'Front', permissions: ['MANAGE_MESSAGES'] }),
    ];
    await staff.slash('/setup roles', { backend, frontend: powerful });
    await staff.slash('/cohort create', { name: 'November', start: '2026-11-09', deadline: '2026-11-29' });
    await world.settle();
    const start = staff
      .sees(projects)
      .find((message) => buttons(message).some(({ label }) => label === 'I build the backend'));
    if (start === undefined) throw new Error('no start card');
    const [ada, binta, chidi] = ['Ada', 'Binta', 'Chidi'].map((name) => guild.addMember({ name })) as [
      Member,
      Member,
      Member,
    ];
    await ada.click(start, 'I build the backend');
    await world.settle();
    expect(ada.data?.roles).not.toContain(backend.id);

    const screen = await staff.click((await staff.slash('/setup show')).message, 'Give these roles');
    expect(said(screen)).toContain('Whoever joins a cohort gets the role of their side');
    const check = said(await staff.slash('/setup check'));
    expect(check).toContain('switch on: **Manage Roles**');
    expect(check).toContain(`<@&${powerful.id}> allows more than everybody may do`);
    await chidi.click(start, 'I build the backend');
    await world.settle();
    expect(chidi.data?.roles).not.toContain(backend.id);

    guild.setBotPermissions([...GIVEN, 'MANAGE_ROLES']);
    await binta.click(start, 'Both');
    await world.settle();
    expect(binta.data?.roles).toContain(backend.id);
    expect(binta.data?.roles).not.toContain(powerful.id);
  });
});

describe('where the bot may pin', () => {
  it('pins Start here; elsewhere the check says how staff do it', async () => {
    expect(said(await staff.slash('/setup check'))).toContain('allow **Pin Messages**');
    const other = world.sim.createGuild({ name: 'With pins' });
    const channel = other.createChannel({ name: 'projects' });
    await other.owner.slash('/setup channels', { projects: channel });
    await other.owner.slash('/cohort create', { name: 'May', start: '2026-11-09', deadline: '2026-11-29' });
    await world.settle();
    const cards = other.owner.sees(channel).filter((message) => text(message).includes('Start here: May'));
    expect(cards.map(({ pinned }) => pinned)).toEqual([true]);
    expect(said(await other.owner.slash('/setup check'))).not.toContain('Pin Messages');
  });
});

describe('a server that the bot is added to', () => {
  it('reads once who can do what next, in the language of the server', async () => {
    const other = world.sim.createGuild({ name: 'New', systemChannel: 'general', locale: 'fr' });
    await world.settle();
    await world.settle();
    const general = [...other.state.channels.values()][0];
    if (general === undefined) throw new Error('no channel');
    const greetings = () =>
      other.owner
        .sees(general)
        .map(text)
        .filter((words) => words.includes('Nexus est là'));
    expect(greetings()).toHaveLength(1);
    const greeting = other.owner.sees(general)[0];
    if (greeting === undefined) throw new Error('no greeting');
    const opened = await other.owner.click(greeting, 'Configurer');
    expect(said(opened)).toContain('Projects channel');
    const member = other.addMember({ name: 'Learner' });
    expect(said(await member.click(greeting, 'Configurer'))).not.toContain('Projects channel');
    await world.restart();
    await world.settle();
    expect(greetings()).toHaveLength(1);
    expect(world.sim.violations).toEqual([]);
  });
});

it('/setup show asks anew for what was deleted in Discord, as /setup check does', async () => {
  const role = world.guild.createRole({ name: 'Crew' });
  const channel = world.guild.createChannel({ name: 'mentoring' });
  await staff.slash('/setup roles', { staff: role });
  await staff.slash('/setup channels', { mentors: channel });
  const before = said(await staff.slash('/setup show'));
  expect(before).toContain(`☑ **Staff role**: <@&${role.id}>`);
  expect(before).toContain(`☑ **Mentors channel**: <#${channel.id}>`);
  world.guild.deleteRole(role);
  world.guild.deleteChannel(channel);
  await world.settle();
  const shown = await staff.slash('/setup show');
  expect(said(shown)).toContain('☐ **Staff role**: not set');
  expect(said(shown)).toContain('☐ **Mentors channel**: not set');
  expect(said(shown)).not.toContain('Nothing is left to do');
  expect(JSON.stringify(shown.message.components)).not.toContain(role.id);
});

describe('a time zone of the server or of a cohort', () => {
  const zone = async () => (await world.bot.services.communities.get(world.guild.id)).timezone;

  it('that is a guess is asked about, never taken: "Marsei" begins Marseille, "Congo" has two', async () => {
    await staff.slash('/setup locale', { timezone: 'Lagos' });
    const asked = await staff.slash('/setup locale', { timezone: 'Marsei' });
    expect(said(asked)).toContain('I don\'t know the time zone "Marsei". Closest: Europe/Paris');
    expect(said(await staff.slash('/setup locale', { timezone: 'Congo' }))).toContain('several time zones');
    expect(said(await staff.slash('/setup locale', { timezone: 'a' }))).toContain('several time zones');
    expect(await zone()).toBe('Africa/Lagos');
    await staff.click(asked.message, buttons(asked.message)[0]?.label ?? '');
    expect(await zone()).toBe('Europe/Paris');
  });

  it('moves no cohort before it is answered', async () => {
    const { cohorts } = world.bot.services;
    const dates = { start: '2026-11-09', deadline: '2026-11-29' };
    await staff.slash('/cohort create', { name: 'Zoned', ...dates, timezone: 'Lagos' });
    const find = async () => (await cohorts.all(world.guild.id)).find(({ name }) => name === 'Zoned');
    const id = String((await find())?.id);
    const asked = await staff.slash('/cohort edit', { cohort: id, timezone: 'Marsei' });
    expect(said(asked)).toContain('Did you mean one of these?');
    expect((await find())?.timezone).toBe('Africa/Lagos');
    const other = await staff.slash('/cohort create', { name: 'Mars', ...dates, timezone: 'Casa' });
    await staff.click(other.message, buttons(other.message)[0]?.label ?? '');
    const all = await cohorts.all(world.guild.id);
    expect(all.find(({ name }) => name === 'Mars')?.timezone).toBe('Africa/Casablanca');
  });
});

it('a channel and a role of which nothing is told are taken as they are', async () => {
  const { sim, guild } = world;
  const [room, crew] = [guild.createChannel({ name: 'untold' }), guild.createRole({ name: 'Untold' })];
  const untold = ({ data }: { data: Record<string, unknown> }): void => void delete data['resolved'];
  await altered(sim, () => staff.slash('/setup channels', { mentors: room }), untold);
  await altered(sim, () => staff.slash('/setup roles', { mentor: crew }), untold);
  const { channels, roles } = await world.bot.services.communities.get(guild.id);
  expect([channels.mentors, roles.mentor]).toEqual([room.id, crew.id]);
});
