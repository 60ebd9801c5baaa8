import type { ChannelView, GuildView, PersonView } from '../door/page/protocol.ts';
import { ChannelType } from '../wire.ts';
import { state } from './store.ts';

// Who and what an id means to the acting member, in the server they look at.

export function person(id: string): PersonView | undefined {
  return state.people?.users.find((user) => user.id === id);
}

export function me(): PersonView | undefined {
  return state.me === undefined ? undefined : person(state.me);
}

export function guild(): GuildView | undefined {
  return state.guilds?.find(({ id }) => id === state.guildId);
}

export function nameOf(id: string): string {
  const nick = guild()?.members.find((member) => member.id === id)?.nick;
  return nick ?? person(id)?.name ?? 'unknown-user';
}

/** The colour of the highest role that has one, as CSS. */
export function colourOf(id: string): string | undefined {
  const home = guild();
  const held = home?.members.find((member) => member.id === id)?.roles ?? [];
  const [top] = (home?.roles ?? [])
    .filter((role) => held.includes(role.id) && role.color !== 0)
    .sort((a, b) => b.position - a.position);
  return top ? cssColour(top.color) : undefined;
}

export function cssColour(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}

export function avatarOf(id: string): string {
  return `/page/avatar/${id}.svg`;
}

export function allChannels(): ChannelView[] {
  return state.channels ?? [];
}

/** The conversation with the bot, once there is one. */
export function dmChannel(): ChannelView | undefined {
  return allChannels().find((channel) => channel.type === ChannelType.dm);
}

export function channelsIn(guildId: string | undefined): ChannelView[] {
  return allChannels().filter((channel) => channel.guildId === guildId);
}

export function channelById(id: string | undefined): ChannelView | undefined {
  return allChannels().find((channel) => channel.id === id);
}

export function currentChannel(): ChannelView | undefined {
  return channelById(state.channelId);
}

export function isForum(channel: ChannelView): boolean {
  return channel.type === ChannelType.forum || channel.type === ChannelType.media;
}

/** What stands before a channel's name. */
export function markOf(
  channel: ChannelView,
): 'private-thread' | 'thread' | 'announcement' | 'forum' | 'person' | 'text' {
  if (channel.thread) return channel.type === ChannelType.privateThread ? 'private-thread' : 'thread';
  if (channel.type === ChannelType.announcement) return 'announcement';
  if (isForum(channel)) return 'forum';
  return channel.type === ChannelType.dm ? 'person' : 'text';
}

export function titleOf(channel: ChannelView): string {
  return channel.type === ChannelType.dm ? (state.world?.application.name ?? 'Bot') : channel.name;
}

/** "1 mention", for those who hear a badge instead of seeing it. */
export function mentionCount(count: number): string {
  return count === 1 ? '1 mention' : `${count} mentions`;
}
