import type { Channel } from '../channel.ts';
import type { GuildDriver } from '../driver/guild.ts';
import type { Reply } from '../driver/reply.ts';
import type { Json } from '../form.ts';

export function viewGuild(guild: GuildDriver): Json {
  const { state } = guild;
  return {
    id: guild.id,
    name: guild.name,
    locale: guild.locale,
    owner_id: state.ownerId,
    roles: [...state.roles.values()],
    members: [...state.members.values()],
    channels: [...state.channels.values()].map((channel) => viewChannel(channel)),
  };
}

export function viewChannel(channel: Channel): Json {
  const members = channel.isThread ? { thread_members: [...channel.threadMembers.keys()] } : {};
  return { ...channel.data, ...members };
}

/** The first answer to an interaction. */
export function viewReply(reply: Reply): Json {
  const { interaction, response } = reply;
  return {
    interaction: { id: interaction.id, type: interaction.type },
    response,
    ...(interaction.original ? { message: interaction.original.message } : {}),
    ...(interaction.modal ? { modal: interaction.modal } : {}),
    ...(interaction.choices ? { choices: interaction.choices } : {}),
  };
}
