import type { World } from '../world.ts';

const SCHEME = 'name:';

/**
 * Ids that mean the same in another run: `name:member/Alice`, `name:channel/general`, `name:role/staff`,
 * `name:message/general/3` (the fourth of that channel). What has no name keeps its id.
 */
export function nameOf(world: World, id: string): string {
  const user = world.users.get(id);
  if (user)
    return id === world.bot.id ? `${SCHEME}bot` : `${SCHEME}member/${user.global_name ?? user.username}`;
  const channel = world.channels.get(id);
  if (channel) return `${SCHEME}channel/${placeName(world, id)}`;
  for (const guild of world.guilds.values()) {
    const role = guild.roles.get(id);
    if (role) return `${SCHEME}role/${role.name}`;
    if (guild.id === id) return `${SCHEME}server/${guild.name}`;
  }
  for (const place of world.channels.values()) {
    const index = place.records.findIndex(({ message }) => message.id === id);
    if (index !== -1) return `${SCHEME}message/${placeName(world, place.id)}/${index}`;
  }
  return id;
}

/** A direct channel is named after the person at its other end. */
function placeName(world: World, id: string): string {
  const channel = world.channels.get(id);
  const recipient = world.users.get(channel?.recipientId ?? '');
  return recipient ? `@${recipient.global_name ?? recipient.username}` : (channel?.name ?? id);
}

/** The id behind a name; throws an Error when nothing has it. */
export function idOf(world: World, name: string): string {
  if (!name.startsWith(SCHEME)) return name;
  const [kind = '', ...rest] = name.slice(SCHEME.length).split('/');
  const found = FINDERS[kind]?.(world, rest.join('/'));
  if (found === undefined) throw new Error(`There is nothing called ${name}.`);
  return found;
}

const FINDERS: Readonly<Record<string, (world: World, name: string) => string | undefined>> = {
  bot: (world) => world.bot.id,
  member: (world, name) =>
    [...world.users.values()].find((user) => (user.global_name ?? user.username) === name)?.id,
  channel: findChannel,
  role: (world, name) =>
    [...world.guilds.values()].flatMap(({ roles }) => [...roles.values()]).find((role) => role.name === name)
      ?.id,
  server: (world, name) => [...world.guilds.values()].find((guild) => guild.name === name)?.id,
  message: (world, name) => {
    const [, place = '', index = ''] = /^(.*)\/(\d+)$/.exec(name) ?? [];
    const channel = world.channels.get(findChannel(world, place) ?? '');
    return channel?.records[Number(index)]?.message.id;
  },
};

/** The latest of a name: threads may be called alike. */
function findChannel(world: World, name: string): string | undefined {
  return [...world.channels.keys()].findLast((id) => placeName(world, id) === name);
}
