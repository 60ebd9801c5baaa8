import type { Channel } from '../channel.ts';
import { DiscordError, refuse } from '../errors.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { createChannel, deleteChannel, dispatchChannel, presentChannel } from '../platform/guilds.ts';
import { dispatchThread } from '../platform/threads.ts';
import { ChannelType, type Overwrite } from '../wire.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';
import { updateThread } from './thread-update.ts';

export const channelRoutes: readonly Route[] = [
  { method: 'GET', path: '/channels/{channel_id}', handle: get },
  { method: 'PATCH', path: '/channels/{channel_id}', handle: update },
  { method: 'DELETE', path: '/channels/{channel_id}', handle: remove },
  { method: 'PUT', path: '/channels/{channel_id}/permissions/{overwrite_id}', handle: setOverwrite },
  { method: 'DELETE', path: '/channels/{channel_id}/permissions/{overwrite_id}', handle: deleteOverwrite },
  { method: 'GET', path: '/guilds/{guild_id}/channels', handle: listOfGuild },
  { method: 'POST', path: '/guilds/{guild_id}/channels', handle: create },
];

function get(call: Call): Answer {
  return ok(presentChannel(call.world, call.place().channel));
}

function update(call: Call): Answer {
  const { guild, channel } = call.guildPlace();
  if (channel.isThread) return updateThread(call, guild, channel);
  call.need({ guild, channel }, Permission.MANAGE_CHANNELS);
  const fields = call.fields();
  const changes = readChanges(fields);
  const overwrites = fields.has('permission_overwrites') ? readOverwrites(fields) : undefined;
  fields.form.end();
  if (overwrites) call.need({ guild, channel }, Permission.MANAGE_ROLES);
  if (changes.name !== undefined) call.limitHidden('rename', { channel });
  if (changes.topic !== undefined) call.limitHidden('topic', { channel });
  Object.assign(channel.data, changes, overwrites ? { permission_overwrites: overwrites } : {});
  dispatchChannel(call.world, 'CHANNEL_UPDATE', channel);
  return ok(channel.data);
}

function readChanges(fields: Fields): Partial<Channel['data']> {
  const name = fields.text('name', { min: 1, max: 100 });
  const topic = fields.raw['topic'] === null ? null : fields.text('topic', { max: 1024 });
  const position = fields.integer('position', { min: 0 });
  const nsfw = fields.boolean('nsfw');
  const slow = fields.integer('rate_limit_per_user', { min: 0, max: 21_600 });
  const parent = fields.raw['parent_id'] === null ? null : fields.snowflake('parent_id');
  return {
    ...(name === undefined ? {} : { name }),
    ...(topic === undefined ? {} : { topic }),
    ...(position === undefined ? {} : { position }),
    ...(nsfw === undefined ? {} : { nsfw }),
    ...(slow === undefined ? {} : { rate_limit_per_user: slow }),
    ...(parent === undefined ? {} : { parent_id: parent }),
  };
}

function readOverwrites(fields: Fields): Overwrite[] {
  return (fields.list('permission_overwrites') ?? []).map((item) => ({
    id: item.snowflake('id', true) ?? '0',
    type: item.choice('type', [0, 1]) ?? 0,
    allow: item.bits('allow') ?? '0',
    deny: item.bits('deny') ?? '0',
  }));
}

function remove(call: Call): Answer {
  const place = call.place();
  const { guild, channel } = place;
  if (!guild) return ok(channel.data);
  call.need(place, channel.isThread ? Permission.MANAGE_THREADS : Permission.MANAGE_CHANNELS);
  if (channel.isThread) {
    guild.channels.delete(channel.id);
    call.world.channels.delete(channel.id);
    dispatchThread(call.world, guild, 'THREAD_DELETE', channel, false);
  } else {
    deleteChannel(call.world, guild, channel);
  }
  return ok(presentChannel(call.world, channel));
}

function setOverwrite(call: Call): Answer {
  const { guild, channel } = call.guildPlace();
  call.need({ guild, channel }, Permission.MANAGE_ROLES);
  const id = call.param('overwrite_id');
  const fields = call.fields();
  const overwrite: Overwrite = {
    id,
    type: fields.choice('type', [0, 1], true) ?? 0,
    allow: fields.bits('allow') ?? '0',
    deny: fields.bits('deny') ?? '0',
  };
  fields.form.end();
  const known = overwrite.type === 0 ? guild.roles.has(id) : guild.members.has(id);
  if (!known) refuse('unknownOverwrite');
  const own = guild.permissionsIn(channel, call.world.bot.id);
  if ((BigInt(overwrite.allow) & ~own) !== 0n) refuse('missingPermissions');
  const others = (channel.data.permission_overwrites ?? []).filter((item) => item.id !== id);
  channel.data.permission_overwrites = [...others, overwrite];
  dispatchChannel(call.world, 'CHANNEL_UPDATE', channel);
  return NO_CONTENT;
}

function deleteOverwrite(call: Call): Answer {
  const { guild, channel } = call.guildPlace();
  call.need({ guild, channel }, Permission.MANAGE_ROLES);
  const id = call.param('overwrite_id');
  const overwrites = channel.data.permission_overwrites ?? [];
  if (!overwrites.some((item) => item.id === id)) refuse('unknownOverwrite');
  channel.data.permission_overwrites = overwrites.filter((item) => item.id !== id);
  dispatchChannel(call.world, 'CHANNEL_UPDATE', channel);
  return NO_CONTENT;
}

function listOfGuild(call: Call): Answer {
  const channels = [...call.guild().channels.values()];
  return ok(channels.filter((channel) => !channel.isThread).map((channel) => channel.data));
}

const CREATABLE: readonly number[] = [
  ChannelType.text,
  ChannelType.voice,
  ChannelType.category,
  ChannelType.announcement,
  ChannelType.forum,
];

function create(call: Call): Answer {
  const guild: Guild = call.guild();
  call.needInGuild(guild, Permission.MANAGE_CHANNELS);
  const fields = call.fields();
  const name = fields.text('name', { min: 1, max: 100, required: true }) ?? '';
  const type = fields.choice('type', CREATABLE) ?? ChannelType.text;
  const overwrites = readOverwrites(fields);
  const changes = readChanges(fields);
  fields.form.end();
  if (guild.channels.size - guild.threads().length >= 500) throw new DiscordError('maxChannels');
  const channel = createChannel(call.world, guild, {
    name,
    type,
    overwrites,
    topic: changes.topic ?? null,
    parentId: changes.parent_id ?? null,
  });
  return { status: 201, body: channel.data };
}
