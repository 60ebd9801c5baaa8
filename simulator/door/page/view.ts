import type { Channel, MessageRecord } from '../../channel.ts';
import type { GuildDriver } from '../../driver/guild.ts';
import type { Member } from '../../driver/member.ts';
import type { Guild } from '../../guild.ts';
import { isPermitted } from '../../interactions/commands.ts';
import { Permission } from '../../permissions.ts';
import { snowflakeTime } from '../../snowflake.ts';
import { ChannelType, type Command, type CommandOption, type Message, type User } from '../../wire.ts';
import type { Marks } from './marks.ts';
import type {
  ChannelView,
  CommandsPart,
  CommandView,
  GuildView,
  MessageView,
  OptionView,
  PersonView,
} from './protocol.ts';

export function viewPerson(
  { id, global_name, username, bot }: User,
  application: { id: string; name: string },
): PersonView {
  const name = id === application.id ? application.name : (global_name ?? username);
  return { id, name, username, bot: bot ?? false };
}

export function viewGuild(guild: GuildDriver): GuildView {
  const { roles, members } = guild.state;
  return {
    id: guild.id,
    name: guild.name,
    roles: Array.from(roles.values(), ({ id, name, color, position, hoist }) => ({
      id,
      name,
      color,
      position,
      hoist,
    })),
    members: Array.from(members.values(), ({ user, nick, roles: held }) => ({
      id: user.id,
      roles: held,
      ...(nick === null ? {} : { nick }),
    })),
  };
}

export function viewChannel(
  channel: Channel,
  member: Member,
  guild: Guild | undefined,
  marks: Marks,
): ChannelView {
  const { data } = channel;
  const may = (permission: bigint): boolean => !guild || guild.can(member.id, channel, permission);
  const speaks = may(channel.isThread ? Permission.SEND_MESSAGES_IN_THREADS : Permission.SEND_MESSAGES);
  const locked = data.thread_metadata?.locked === true && !may(Permission.MANAGE_THREADS);
  const place = channel.type === ChannelType.forum || channel.type === ChannelType.media;
  return {
    id: channel.id,
    guildId: data.guild_id,
    type: channel.type,
    name: channel.name,
    topic: data.topic ?? '',
    parentId: data.parent_id ?? undefined,
    position: data.position ?? 0,
    active: snowflakeTime(data.last_message_id ?? channel.id),
    ...marks.count(member, channel),
    can: {
      write: speaks && !locked && !place,
      command: may(Permission.USE_APPLICATION_COMMANDS) && !place,
      attach: may(Permission.ATTACH_FILES),
      manage: guild !== undefined && may(Permission.MANAGE_MESSAGES),
    },
    ...(channel.isThread
      ? {
          thread: {
            archived: channel.isArchived,
            locked: data.thread_metadata?.locked ?? false,
            joined: channel.threadMembers.has(member.id),
            messages: data.message_count ?? 0,
            members: channel.threadMembers.size,
          },
        }
      : {}),
  };
}

export function viewMessage(record: MessageRecord, member: Member): MessageView {
  const { message, pinged, reactions } = record;
  const { channels } = member.guild;
  const thread = channels.get(message.id);
  const { message_reference: reference } = message;
  // What a message refers to is shown as it is now, as Discord's client does; it carries what it was.
  const quoted =
    message.referenced_message === undefined || reference?.message_id === undefined
      ? undefined
      : channels.get(reference.channel_id)?.find(reference.message_id)?.message;
  return {
    message: quoted ? { ...message, referenced_message: withoutQuote(quoted) } : message,
    pinged: pinged.has(member.id),
    mine: [...reactions].filter(([, users]) => users.has(member.id)).map(([emoji]) => emoji),
    threadId: thread && member.canSee(thread) ? thread.id : undefined,
  };
}

function withoutQuote({ referenced_message: _quoted, ...rest }: Message): Message {
  return rest;
}

/** What this member's client offers in a channel, in their language. */
export function viewCommands(member: Member, channel: Channel | undefined): CommandsPart {
  if (!channel) return { channelId: '', commands: [] };
  const inGuild = channel.data.guild_id !== undefined;
  const offered = member.commands().filter((command) => {
    const contexts = command.contexts ?? (command.guild_id === undefined ? [0, 1] : [0]);
    if (!contexts.includes(inGuild ? 0 : 1)) return false;
    return !inGuild || isPermitted(member.guild, channel, member.id, command);
  });
  // A server's own command stands before a global one of the same name.
  const commands = offered.filter(
    (command) =>
      command.guild_id !== undefined ||
      !offered.some(
        ({ guild_id, name, type }) =>
          guild_id !== undefined && name === command.name && type === command.type,
      ),
  );
  return {
    channelId: channel.id,
    commands: commands.map((command) => viewCommand(command, member.locale)),
  };
}

function viewCommand(command: Command, locale: string): CommandView {
  return {
    id: command.id,
    version: command.version,
    type: command.type,
    name: command.name,
    ...localised(command, locale),
    options: (command.options ?? []).map((option) => viewOption(option, locale)),
  };
}

function viewOption(option: CommandOption, locale: string): OptionView {
  return {
    type: option.type,
    name: option.name,
    ...localised(option, locale),
    required: option.required ?? false,
    autocomplete: option.autocomplete ?? false,
    choices: (option.choices ?? []).map(({ name, name_localizations, value }) => ({
      name: name_localizations?.[locale] ?? name,
      value,
    })),
    options: (option.options ?? []).map((below) => viewOption(below, locale)),
    channelTypes: option.channel_types ?? [],
    minValue: option.min_value,
    maxValue: option.max_value,
    minLength: option.min_length,
    maxLength: option.max_length,
  };
}

function localised(
  {
    name,
    name_localizations,
    description,
    description_localizations,
  }: Pick<Command | CommandOption, 'name' | 'description'> &
    Partial<Pick<Command | CommandOption, 'name_localizations' | 'description_localizations'>>,
  locale: string,
): { shown: string; description: string } {
  return {
    shown: name_localizations?.[locale] ?? name,
    description: description_localizations?.[locale] ?? description,
  };
}
