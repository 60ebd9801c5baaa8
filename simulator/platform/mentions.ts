import type { Channel } from '../channel.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import type { AllowedMentions } from '../validation/mentions.ts';
import type { Message, User } from '../wire.ts';
import type { World } from '../world.ts';

export interface Mentions {
  users: User[];
  roleIds: string[];
  everyone: boolean;
  /** Who is notified: those mentioned who can see the channel, without the author. */
  pinged: Set<string>;
}

/** https://discord.com/developers/docs/resources/message#allowed-mentions-object */
export function resolveMentions(
  world: World,
  place: { guild: Guild | undefined; channel: Channel },
  authorId: string,
  text: string,
  allowed: AllowedMentions,
  repliedTo?: Message,
): Mentions {
  const { guild, channel } = place;
  const spoken = withoutCode(text);
  const users = new Map<string, User>();
  for (const id of idsIn(spoken, /<@!?(\d{1,20})>/g)) {
    const user = world.users.get(id);
    if (user && (allowed.parse.has('users') || allowed.users.has(id))) users.set(id, user);
  }
  if (repliedTo && allowed.repliedUser && repliedTo.author.id !== authorId)
    users.set(repliedTo.author.id, repliedTo.author);
  const mayAll = guild?.can(authorId, channel, Permission.MENTION_EVERYONE) ?? false;
  const roleIds = idsIn(spoken, /<@&(\d{1,20})>/g).filter((id) => {
    const role = guild?.roles.get(id);
    return role && (role.mentionable || mayAll) && (allowed.parse.has('roles') || allowed.roles.has(id));
  });
  const everyone = mayAll && allowed.parse.has('everyone') && /@(everyone|here)\b/.test(spoken);
  const mentions = { users: [...users.values()], roleIds, everyone, pinged: new Set<string>() };
  mentions.pinged = pinged(place, authorId, mentions);
  return mentions;
}

function pinged(
  { guild, channel }: { guild: Guild | undefined; channel: Channel },
  authorId: string,
  { users, roleIds, everyone }: Omit<Mentions, 'pinged'>,
): Set<string> {
  const ids = new Set(users.map((user) => user.id));
  if (guild && (everyone || roleIds.length > 0)) {
    for (const [id, member] of guild.members) {
      if (everyone || roleIds.includes(guild.id) || member.roles.some((role) => roleIds.includes(role)))
        ids.add(id);
    }
  }
  ids.delete(authorId);
  for (const id of ids) {
    const sees = guild ? guild.sees(id, channel) : id === channel.recipientId;
    if (!sees) ids.delete(id);
  }
  return ids;
}

/** Nothing inside code is a mention. */
function withoutCode(text: string): string {
  if (!text.includes('`')) return text;
  return text.replaceAll(/```[\s\S]*?```/g, ' ').replaceAll(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, ' ');
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), (match) => match[1] ?? ''))];
}
