import type { ChannelOptions } from './driver/guild.ts';
import type { PrivilegedIntent } from './intents.ts';
import type { PermissionName } from './permissions.ts';
import type { Simulator } from './simulator.ts';

/** The server that `npm run simulator` starts with; a file may say otherwise. */
export interface Scene {
  /** Privileged intents that are switched on in the developer portal. */
  privilegedIntents?: PrivilegedIntent[];
  guild?: { name: string; locale?: string; botPermissions?: PermissionName[] };
  channels?: { name: string; type?: NonNullable<ChannelOptions['type']>; topic?: string }[];
  roles?: { name: string; permissions?: PermissionName[]; mentionable?: boolean }[];
  members?: { name: string; locale?: string; roles?: string[]; dmsOpen?: boolean }[];
}

const DEFAULT: Required<Scene> = {
  privilegedIntents: [],
  guild: { name: 'Playground' },
  channels: [
    { name: 'general' },
    { name: 'announcements', type: 'announcement' },
    { name: 'help', type: 'forum' },
  ],
  roles: [{ name: 'staff', permissions: ['MANAGE_GUILD'], mentionable: true }],
  members: [
    { name: 'Alice' },
    { name: 'Bob' },
    { name: 'Chloé', locale: 'fr' },
    { name: 'Sam', roles: ['staff'] },
  ],
};

/** Builds the scene; ids by name. */
export function seed(
  simulator: Simulator,
  scene: Scene,
): {
  guildId: string;
  channels: Record<string, string>;
  roles: Record<string, string>;
  members: Record<string, string>;
} {
  const { guild: wanted, channels, roles, members } = { ...DEFAULT, ...scene };
  const guild = simulator.createGuild(wanted);
  const rolesByName = new Map(roles.map((role) => [role.name, guild.createRole(role)]));
  return {
    guildId: guild.id,
    channels: Object.fromEntries(channels.map((init) => [init.name, guild.createChannel(init).id])),
    roles: Object.fromEntries(Array.from(rolesByName, ([name, role]) => [name, role.id])),
    members: {
      owner: guild.owner.id,
      ...Object.fromEntries(
        members.map((init) => {
          const given = (init.roles ?? []).flatMap((name) => rolesByName.get(name) ?? []);
          return [init.name, guild.addMember({ ...init, roles: given }).id];
        }),
      ),
    },
  };
}
