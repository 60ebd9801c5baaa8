import type { Channel } from '../channel.ts';
import { DiscordError, refuse } from '../errors.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { createChannel, deleteChannel, dispatchChannel, presentChannel } from '../platform/guilds.ts';
import { dispatchThread } from '../platform/threads.ts';
import { readChannelSettings, readOverwrites } from '../validation/channel.ts';
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
  const type = readType(fields, channel);
  const tags = channel.data.available_tags ?? [];
  const changes = readChannelSettings(call.world, guild, fields, { type, id: channel.id, tags });
  const overwrites = readOverwrites(fields);
  fields.form.end();
  if (overwrites) requireGrantable(call, guild, channel, overwrites);
  if (changes.name !== undefined) call.limitHidden('rename', { channel });
  if (changes.topic !== undefined) call.limitHidden('topic', { channel });
  Object.assign(channel.data, changes, { type }, overwrites ? { permission_overwrites: overwrites } : {});
  dispatchChannel(call.world, 'CHANNEL_UPDATE', channel);
  return ok(channel.data);
}

/** Only between text and announcement channels may a type change: resources/channel#modify-channel */
function readType(fields: Fields, channel: Channel): number {
  const type = fields.integer('type') ?? channel.type;
  const both: readonly number[] = [ChannelType.text, ChannelType.announcement];
  if (type !== channel.type && !(both.includes(type) && both.includes(channel.type))) {
    fields.fail('type', 'CHANNEL_TYPE_INVALID', 'Invalid channel type');
  }
  return type;
}

/**
 * Nobody can allow or deny what they do not have themselves, unless an overwrite of the channel gives them
 * MANAGE_ROLES: resources/channel#edit-channel-permissions
 */
function requireGrantable(
  call: Call,
  guild: Guild,
  channel: Channel | undefined,
  overwrites: readonly Overwrite[],
): void {
  const { id } = call.world.bot;
  const own = channel ? guild.permissionsIn(channel, id) : guild.permissionsOf(id);
  if ((own & (Permission.MANAGE_ROLES | Permission.ADMINISTRATOR)) === 0n) refuse('missingPermissions');
  const mine = [id, ...(guild.members.get(id)?.roles ?? [])];
  const mayAll = channel?.data.permission_overwrites?.some(
    (each) => mine.includes(each.id) && (BigInt(each.allow) & Permission.MANAGE_ROLES) !== 0n,
  );
  if (mayAll) return;
  for (const { allow, deny } of overwrites) {
    if (((BigInt(allow) | BigInt(deny)) & ~own) !== 0n) refuse('missingPermissions');
  }
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
  requireGrantable(call, guild, channel, [overwrite]);
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
  fields.text('name', { required: true });
  const type = fields.choice('type', CREATABLE) ?? ChannelType.text;
  const settings = readChannelSettings(call.world, guild, fields, { type, id: undefined, tags: [] });
  const overwrites = readOverwrites(fields);
  fields.form.end();
  if (overwrites?.length) requireGrantable(call, guild, undefined, overwrites);
  if (guild.channels.size - guild.threads().length >= 500) throw new DiscordError('maxChannels');
  // Without overwrites of its own a channel has those of its category.
  const parent = guild.channels.get(settings.parent_id ?? '');
  const inherited = overwrites ?? structuredClone(parent?.data.permission_overwrites ?? []);
  const init = { name: settings.name ?? '', type, overwrites: inherited, settings };
  return { status: 201, body: createChannel(call.world, guild, init).data };
}
