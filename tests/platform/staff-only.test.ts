import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { button, row } from '../../src/platform/discord/components.ts';
import { answer } from '../../src/platform/discord/reply.ts';
import { createProbe, type Probe } from './probe.ts';

const commands: Command[] = [
  {
    type: 'slash',
    name: 'panel',
    action: action({
      run: () =>
        Promise.resolve(answer({ content: 'panel', components: [row(button('Staff', ['staff-press']))] })),
    }),
  },
  {
    type: 'slash',
    name: 'for-staff',
    action: action({ access: 'staff', run: () => Promise.resolve(answer('secrets of the staff')) }),
    routes: [{ name: 'staff-press', access: 'staff', run: () => Promise.resolve(answer('for staff')) }],
  },
];

let probe: Probe;
beforeAll(async () => {
  probe = await createProbe(commands);
});
afterAll(() => probe.stop());

it('staff are administrators, managers and the role of /setup roles; nobody else runs a staff command or button', async () => {
  const role = probe.guild.createRole({ name: 'Staff' });
  const manager = probe.guild.createRole({ name: 'Manager', permissions: ['MANAGE_GUILD'] });
  const admin = probe.guild.createRole({ name: 'Admin', permissions: ['ADMINISTRATOR'] });
  const withRole = probe.guild.addMember({ name: 'With role', roles: [role] });
  const others = [manager, admin].map((each) => probe.guild.addMember({ name: each.name, roles: [each] }));
  const message = (await probe.member.slash('/panel')).message;

  expect(text((await probe.member.slash('/for-staff')).message)).toContain('for the programme');
  expect(text((await probe.member.click(message, 'Staff')).message)).toContain('for the programme');
  expect(text((await withRole.slash('/for-staff')).message)).toContain('for the programme');
  probe.community.staffRoleId = role.id;
  for (const member of [withRole, ...others, probe.guild.owner])
    expect(text((await member.slash('/for-staff')).message)).toBe('secrets of the staff');
  expect(text((await probe.member.slash('/for-staff')).message)).toContain('for the programme');
});
