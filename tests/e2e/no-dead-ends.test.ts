import { text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

describe('a refusal offers what helps', () => {
  it.each([
    ['/project edit', {}],
    ['/project status', { status: 'paused' }],
  ] as const)('announces a project where %s needs one', async (command, options) => {
    const member = world.guild.addMember({ name: `Ama ${command.length}` });
    const refused = await member.slash(command, options);
    expect(text(refused.message)).toContain('You have no open project yet');
    const opened = await member.click(refused.message, 'Announce my project');
    expect(JSON.stringify(opened.modal)).toContain('Announce my project');
  });

  it('announces a project before somebody is invited to it', async () => {
    const member = world.guild.addMember({ name: 'Esi' });
    const friend = world.guild.addMember({ name: 'Yaw' });
    const refused = await member.slash('/team invite', { member: friend });
    const opened = await member.click(refused.message, 'Announce my project');
    expect(opened.modal).toBeDefined();
  });

  it('asks "Did you mean" only with something that could be meant', async () => {
    const member = world.guild.addMember({ name: 'Kojo' });
    for (const [from, to] of [
      ['xx', 'xx'],
      ['18:00', '18:00'],
      ['18:00', '18:05'],
      ['17:55', '18:05'],
      ['noon', 'x'],
      ['x', '00:00'],
      ['21:00', 'x'],
      ['6:07', '6:09'],
    ]) {
      const refused = await member.slash('/profile availability', { days: 'mon', from, to });
      const shown = text(refused.message);
      const choices = JSON.stringify(refused.message).match(/"label":"Mon[^"]*"/g) ?? [];
      expect([from, to, shown.includes('Did you mean') ? choices.length > 0 : true]).toEqual([
        from,
        to,
        true,
      ]);
    }
  });
});
