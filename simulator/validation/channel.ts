import type { Channel } from '../channel.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { AUTO_ARCHIVE_MINUTES } from '../platform/threads.ts';
import { type ChannelData, ChannelType, type ForumTag, type Overwrite } from '../wire.ts';
import type { World } from '../world.ts';
import { isUnicodeEmoji } from './emoji.ts';

type Settings = Partial<ChannelData>;
/** As read: what was not sent is undefined. */
type Sent = { [K in keyof Settings]: Settings[K] | undefined };

/** What is being changed: the type it has or gets, and its id when it exists. */
interface Subject {
  type: number;
  id: string | undefined;
  /** Tags a forum has, which keep their ids. */
  tags: readonly ForumTag[];
}

/** Discord takes what belongs to another kind of channel and makes nothing of it. */
const THREADS_ONLY = ['applied_tags', 'archived', 'auto_archive_duration', 'invitable', 'locked', 'icon'];
const FORUMS_ONLY = [
  'flags',
  'available_tags',
  'default_reaction_emoji',
  'default_sort_order',
  'default_forum_layout',
  'default_tag_setting',
];
const VOICE_ONLY = ['bitrate', 'user_limit', 'rtc_region', 'video_quality_mode'];

/**
 * The settings of a channel that is made or changed; what is absent is not among them.
 * https://docs.discord.com/developers/resources/channel#modify-channel-json-params-guild-channel
 */
export function readChannelSettings(world: World, guild: Guild, fields: Fields, subject: Subject): Settings {
  const isThreadOnly = subject.type === ChannelType.forum || subject.type === ChannelType.media;
  fields.passOver(...THREADS_ONLY, ...(isThreadOnly ? [] : FORUMS_ONLY));
  const isVoice = subject.type === ChannelType.voice || subject.type === ChannelType.stage;
  if (!isVoice) fields.passOver(...VOICE_ONLY);
  return defined({
    name: fields.text('name', { min: 1, max: 100 }),
    topic: nullable(fields, 'topic', () => fields.text('topic', { max: isThreadOnly ? 4096 : 1024 })),
    position: fields.integer('position', { min: 0 }),
    nsfw: fields.boolean('nsfw'),
    rate_limit_per_user: fields.integer('rate_limit_per_user', { min: 0, max: 21_600 }),
    parent_id: nullable(fields, 'parent_id', () => readParent(guild, fields, subject)),
    default_auto_archive_duration: fields.choice('default_auto_archive_duration', AUTO_ARCHIVE_MINUTES),
    default_thread_rate_limit_per_user: fields.integer('default_thread_rate_limit_per_user', {
      min: 0,
      max: 21_600,
    }),
    ...(isThreadOnly ? readForum(world, fields, subject) : {}),
    ...(isVoice ? readVoice(fields) : {}),
  });
}

/** Parts of a category are channels of the same server, at most 50: resources/channel#channel-object-channel-types */
const MOST_IN_CATEGORY = 50;

function readParent(guild: Guild, fields: Fields, subject: Subject): string | undefined {
  const id = fields.snowflake('parent_id');
  if (id === undefined) return undefined;
  const parent = guild.channels.get(id);
  if (parent?.type !== ChannelType.category) {
    fields.fail('parent_id', 'CHANNEL_PARENT_INVALID', 'Category does not exist');
  } else if (subject.type === ChannelType.category) {
    fields.fail('parent_id', 'CHANNEL_PARENT_INVALID_TYPE', 'Categories cannot have subcategories');
  }
  const children = [...guild.channels.values()].filter(
    (channel) => channel.data.parent_id === id && channel.id !== subject.id,
  );
  if (children.length >= MOST_IN_CATEGORY) {
    fields.fail(
      'parent_id',
      'CHANNEL_PARENT_MAX_CHANNELS',
      'Maximum number of channels in category reached (50)',
    );
  }
  return id;
}

const REQUIRE_TAG = 1 << 4;

function readForum(world: World, fields: Fields, subject: Subject): Sent {
  const flags = fields.integer('flags', { min: 0 });
  return {
    flags: flags === undefined ? undefined : flags & REQUIRE_TAG,
    available_tags: readTags(world, fields, subject.tags),
    default_reaction_emoji: nullable(fields, 'default_reaction_emoji', () => readReaction(fields)),
    default_sort_order: nullable(fields, 'default_sort_order', () =>
      fields.choice('default_sort_order', [0, 1]),
    ),
    default_forum_layout: fields.choice('default_forum_layout', [0, 1, 2]),
  };
}

/** https://docs.discord.com/developers/resources/channel#forum-tag-object: at most 20, names of 20 characters */
function readTags(world: World, fields: Fields, known: readonly ForumTag[]): ForumTag[] | undefined {
  return fields.list('available_tags', { max: 20 })?.map((tag) => {
    const id = tag.snowflake('id');
    if (id !== undefined && !known.some((each) => each.id === id)) {
      tag.fail('id', 'TAG_UNKNOWN', 'Unknown tag');
    }
    return {
      id: id ?? world.ids.next(),
      name: tag.text('name', { max: 20, required: true }) ?? '',
      moderated: tag.boolean('moderated') ?? false,
      emoji_id: tag.snowflake('emoji_id') ?? null,
      emoji_name: readEmojiName(tag),
    };
  });
}

/** Settings of channels that a thread has not. */
export const CHANNELS_ONLY = [
  ...FORUMS_ONLY.filter((key) => key !== 'flags'),
  ...VOICE_ONLY,
  'type',
  'topic',
  'position',
  'nsfw',
  'parent_id',
  'permission_overwrites',
  'default_auto_archive_duration',
  'default_thread_rate_limit_per_user',
  'icon',
];

/** Tags of a post are tags of its forum; true when one of them only moderators may give. */
export function checkTags(fields: Fields, forum: Channel, ids: readonly string[]): boolean {
  const known = forum.data.available_tags ?? [];
  ids.forEach((id, index) => {
    if (!known.some((tag) => tag.id === id)) {
      fields.form.fail([...fields.path, 'applied_tags', index], 'TAG_UNKNOWN', 'Unknown tag');
    }
  });
  return known.some((tag) => tag.moderated && ids.includes(tag.id));
}

function readEmojiName(fields: Fields): string | null {
  const name = fields.text('emoji_name') ?? null;
  if (name !== null && !isUnicodeEmoji(name)) {
    fields.fail('emoji_name', 'BUTTON_COMPONENT_INVALID_EMOJI', 'Invalid emoji');
  }
  return name;
}

function readReaction(fields: Fields): Settings['default_reaction_emoji'] {
  const emoji = fields.object('default_reaction_emoji');
  return emoji && { emoji_id: emoji.snowflake('emoji_id') ?? null, emoji_name: readEmojiName(emoji) };
}

function readVoice(fields: Fields): Sent {
  return {
    bitrate: fields.integer('bitrate', { min: 8_000, max: 96_000 }),
    user_limit: fields.integer('user_limit', { min: 0, max: 99 }),
  };
}

/** The overwrites of a channel as a whole. */
export function readOverwrites(fields: Fields): Overwrite[] | undefined {
  if (!fields.has('permission_overwrites')) return undefined;
  return (fields.list('permission_overwrites', { max: 100 }) ?? []).map((item) => ({
    id: item.snowflake('id', true) ?? '0',
    type: item.choice('type', [0, 1]) ?? 0,
    allow: item.bits('allow') ?? '0',
    deny: item.bits('deny') ?? '0',
  }));
}

function nullable<T>(fields: Fields, key: string, read: () => T): T | null {
  return fields.given(key) === null ? null : read();
}

/** Without what is undefined. */
function defined(settings: Sent): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
