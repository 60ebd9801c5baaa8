import { readFileSync } from 'node:fs';
import { EVERYONE_DEFAULT, text } from '@nexus/simulator';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PERMISSION_INTEGER, PERMISSIONS } from '../../../src/platform/discord/permissions.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.stop());

async function check(): Promise<string> {
  const reply = await world.staff.slash('/setup check');
  expect(reply.ephemeral).toBe(true);
  return text(reply.message);
}

describe('/setup check', () => {
  it('says so when all is well, and where commands are hidden', async () => {
    const report = await check();
    expect(report).toContain('Everything Nexus needs is in place');
    expect(report).toContain(`Projects channel <#${world.projects.id}>: Nexus may do all it needs`);
    expect(report).toContain('Server Settings > Integrations > Nexus');
    expect(report).toContain('Not set: the staff role');
  });

  it('does not say that all is well where nothing can be announced yet', async () => {
    const bare = await createWorld({ bare: true });
    try {
      const report = text((await bare.staff.slash('/setup check')).message);
      expect(report).toContain('### Nexus waits for its projects channel');
      expect(report).not.toContain('is in place');
    } finally {
      await bare.stop();
    }
  });

  it('names what a channel refuses and the click that allows it, then sees it mended', async () => {
    world.guild.setOverwrites(world.projects, [
      { for: 'everyone', deny: ['CREATE_PRIVATE_THREADS', 'SEND_MESSAGES'] },
    ]);
    const reply = await world.staff.slash('/setup check');
    expect(text(reply.message)).toContain('Some things need mending');
    expect(text(reply.message)).toMatch(
      /Edit Channel > Permissions, add .+ and allow: \*\*Send Messages, Create Private Threads\*\*/,
    );
    world.guild.setOverwrites(world.projects, []);
    const again = await world.staff.click(reply.message, 'Check again');
    expect(again.message.id).toBe(reply.message.id);
    expect(text(again.message)).toContain('Everything Nexus needs is in place');
  });

  it('tells a permission the whole server does not give from one a channel refuses', async () => {
    const everyone = world.guild.state.roles.get(world.guild.id);
    if (everyone === undefined) throw new Error('no @everyone');
    world.guild.setBotPermissions(0n);
    world.guild.updateRole(everyone, {
      permissions: String(EVERYONE_DEFAULT & ~PermissionFlagsBits.EmbedLinks),
    });
    world.guild.setOverwrites(world.mentors, [{ for: 'everyone', deny: ['ATTACH_FILES'] }]);
    const report = await check();
    const mentors = report.split('\n').find((line) => line.includes('Mentors channel')) ?? '';
    expect(mentors).toMatch(/Server Settings > Roles > .+ switch on: \*\*Embed Links\*\*/);
    expect(mentors).toMatch(/Edit Channel .+ allow: \*\*Attach Files\*\*/);
  });

  it('sees channels and roles that vanished, and a channel it may not see', async () => {
    const role = world.guild.createRole({ name: 'Mentors', mentionable: true });
    await world.staff.slash('/setup roles', { mentor: role });
    await remove(`channels/${world.announcements.id}`);
    await remove(`guilds/${world.guild.id}/roles/${role.id}`);
    world.guild.setOverwrites(world.mentors, [{ for: 'everyone', deny: ['VIEW_CHANNEL'] }]);
    const report = await check();
    expect(report).toContain('Announcements channel: the channel no longer exists');
    expect(report).toContain('Mentor role: the role no longer exists');
    expect(report).toMatch(/Mentors channel .+ allow: \*\*View Channel/);
  });

  it('names roles whose members would not be notified', async () => {
    const quiet = world.guild.createRole({ name: 'Mentors' });
    const loud = world.guild.createRole({ name: 'Backend', mentionable: true });
    await world.staff.slash('/setup roles', { mentor: quiet, backend: loud });
    const report = await check();
    expect(report).toContain(`Mentor role <@&${quiet.id}>: its members are not notified`);
    expect(report).toContain(`Backend role <@&${loud.id}>: its members are notified`);
  });

  it('warns of too much power, and of roles above its own', async () => {
    const high = world.guild.createRole({ name: 'Backend', mentionable: true, position: 50 });
    await world.staff.slash('/setup roles', { backend: high });
    world.guild.setBotPermissions(['ADMINISTRATOR']);
    const report = await check();
    expect(report).toContain('Nexus is an administrator of this server and needs much less');
    expect(report).toContain(`<@&${high.id}> stands above`);
  });

  it('is for staff only, even where an administrator opened the command to everybody', async () => {
    const learner = world.guild.addMember({ name: 'Learner' });
    world.guild.setCommandPermission('setup', 'everyone', true);
    const refused = await learner.slash('/setup check');
    expect(text(refused.message)).toContain("for the programme's staff");
  });

  it('says so while Discord does not show the server', async () => {
    world.guild.setAvailable(false);
    const settings = await world.bot.services.communities.get(world.guild.id);
    const { inspector } = world.bot.services;
    await expect.poll(() => inspector.inspect(world.guild.id, settings)).toBeUndefined();
    expect(await check()).toContain('Discord does not show me this server');
    world.guild.setAvailable(true);
    await expect.poll(() => inspector.inspect(world.guild.id, settings)).toBeDefined();
  });

  it('speaks French to a French client', async () => {
    world.staff.locale = 'fr';
    expect(await check()).toContain("Nexus a tout ce qu'il lui faut");
  });
});

/** As an administrator would do it in Discord; here with the bot's own token. */
async function remove(path: string): Promise<void> {
  world.guild.setBotPermissions(['ADMINISTRATOR']);
  const response = await fetch(`${world.sim.api}/v10/${path}`, {
    method: 'DELETE',
    headers: { authorization: `Bot ${world.sim.token}` },
  });
  expect(response.ok).toBe(true);
  world.guild.setBotPermissions(BigInt(PERMISSION_INTEGER));
  await world.sim.settled();
}

it('the invite asks for the least there is', () => {
  expect(PERMISSION_INTEGER).toBe(
    String(1024n + 2048n + 16384n + 32768n + 65536n + (1n << 35n) + (1n << 36n) + (1n << 38n)),
  );
  expect(PERMISSIONS).not.toContain('Administrator');
  expect(readFileSync('README.md', 'utf8')).toContain(`permissions=${PERMISSION_INTEGER}`);
});
