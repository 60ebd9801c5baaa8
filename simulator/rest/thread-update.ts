import type { Channel } from '../channel.ts';
import { refuse } from '../errors.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { presentThread } from '../platform/guilds.ts';
import { createMessage } from '../platform/messages.ts';
import { AUTO_ARCHIVE_MINUTES, dispatchThread, setArchived } from '../platform/threads.ts';
import { CHANNELS_ONLY, checkTags } from '../validation/channel.ts';
import { PARSE_NOTHING } from '../validation/mentions.ts';
import { EMPTY_DRAFT } from '../validation/message.ts';
import { ChannelType, MessageType } from '../wire.ts';
import { type Answer, type Call, ok } from './route.ts';

interface Wanted {
  name: string | undefined;
  archived: boolean | undefined;
  locked: boolean | undefined;
  invitable: boolean | undefined;
  minutes: number | undefined;
  slow: number | undefined;
  tags: string[] | undefined;
  flags: number | undefined;
}

/** PATCH of a thread: https://discord.com/developers/docs/topics/threads#editing-&-deleting-threads */
export function updateThread(call: Call, guild: Guild, thread: Channel): Answer {
  const { world } = call;
  const fields = call.fields();
  const wanted = readWanted(fields);
  const parent = guild.parentOf(thread);
  const moderated = parent && wanted.tags ? checkTags(fields, parent, wanted.tags) : false;
  fields.form.end();
  requireRights(call, guild, thread, wanted, moderated);
  // An archived thread can only be woken; whatever else is asked for comes with that.
  if (thread.isArchived && wanted.archived !== false) refuse('archivedThread');
  if (wanted.name !== undefined) call.limitHidden('rename', { channel: thread });
  if (wanted.archived === false) setArchived(world, guild, thread, false);
  apply(call, thread, wanted);
  if (wanted.archived === true) setArchived(world, guild, thread, true);
  dispatchThread(world, guild, 'THREAD_UPDATE', thread, false);
  if (wanted.name !== undefined) announceName(call, guild, thread);
  return ok(presentThread(world, thread));
}

function readWanted(fields: Fields): Wanted {
  fields.passOver(...CHANNELS_ONLY);
  return {
    name: fields.text('name', { min: 1, max: 100 })?.trim(),
    archived: fields.boolean('archived'),
    locked: fields.boolean('locked'),
    invitable: fields.boolean('invitable'),
    minutes: fields.choice('auto_archive_duration', AUTO_ARCHIVE_MINUTES),
    slow: fields.integer('rate_limit_per_user', { min: 0, max: 21_600 }),
    tags: fields.snowflakes('applied_tags', { max: 5 }),
    flags: fields.integer('flags', { min: 0 }),
  };
}

/**
 * MANAGE_THREADS may everything. The one who made the thread may everything but lock it and slow it down, unless it
 * is locked. Anybody who is in the thread may wake it.
 */
function requireRights(call: Call, guild: Guild, thread: Channel, wanted: Wanted, moderated: boolean): void {
  if (call.botCan({ guild, channel: thread }, Permission.MANAGE_THREADS)) return;
  const { archived, ...rest } = wanted;
  const locked = thread.data.thread_metadata?.locked === true;
  const needsManage =
    locked || moderated || [wanted.locked, wanted.slow, wanted.flags].some((value) => value !== undefined);
  const onlyWakes = archived === false && Object.values(rest).every((value) => value === undefined);
  const isIn = thread.threadMembers.has(call.world.bot.id);
  const owns = thread.data.owner_id === call.world.bot.id;
  if (needsManage || !(owns || (onlyWakes && isIn))) refuse('missingPermissions');
}

/** A post of a forum that stands first: resources/channel#channel-object-channel-flags */
const PINNED = 1 << 1;

function apply(call: Call, thread: Channel, wanted: Wanted): void {
  const { data } = thread;
  if (wanted.name !== undefined) data.name = wanted.name;
  if (wanted.slow !== undefined) data.rate_limit_per_user = wanted.slow;
  if (wanted.tags !== undefined) data.applied_tags = wanted.tags;
  if (wanted.flags !== undefined) data.flags = (data.flags & ~PINNED) | (wanted.flags & PINNED);
  const metadata = data.thread_metadata;
  if (!metadata) return;
  if (wanted.locked !== undefined) metadata.locked = wanted.locked;
  if (wanted.minutes !== undefined) {
    metadata.auto_archive_duration = wanted.minutes;
    metadata.archive_timestamp = call.world.timestamp();
    thread.lastActivity = call.world.clock.now();
  }
  if (wanted.invitable !== undefined && thread.type === ChannelType.privateThread) {
    metadata.invitable = wanted.invitable;
  }
}

function announceName(call: Call, guild: Guild, thread: Channel): void {
  const { world, cdn } = call.context;
  createMessage(
    world,
    cdn,
    { guild, channel: thread },
    {
      author: world.bot,
      draft: { ...EMPTY_DRAFT, content: thread.name },
      type: MessageType.nameChange,
      defaults: PARSE_NOTHING,
    },
  );
}
