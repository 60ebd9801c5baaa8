import type { MessageRecord } from '../channel.ts';
import { Intent } from '../intents.ts';
import type { World } from '../world.ts';
import type { Place } from './messages.ts';

/** Adds one person's reaction and tells the bot; nothing happens when it is there already. */
export function addReaction(
  world: World,
  place: Place,
  record: MessageRecord,
  emoji: string,
  userId: string,
): void {
  const users = record.reactions.get(emoji) ?? new Set<string>();
  if (users.has(userId)) return;
  record.reactions.set(emoji, users.add(userId));
  summarise(world, record);
  dispatchReaction(world, place, record, 'MESSAGE_REACTION_ADD', emoji, userId);
}

export function removeReaction(
  world: World,
  place: Place,
  record: MessageRecord,
  emoji: string,
  userId: string,
): void {
  const users = record.reactions.get(emoji);
  if (!users?.delete(userId)) return;
  if (users.size === 0) record.reactions.delete(emoji);
  summarise(world, record);
  dispatchReaction(world, place, record, 'MESSAGE_REACTION_REMOVE', emoji, userId);
}

export function clearReactions(world: World, record: MessageRecord, emoji?: string): void {
  if (emoji === undefined) record.reactions.clear();
  else record.reactions.delete(emoji);
  summarise(world, record);
}

export function dispatchCleared(
  world: World,
  place: Place,
  record: MessageRecord,
  emoji: string | undefined,
): void {
  const event = emoji === undefined ? 'MESSAGE_REACTION_REMOVE_ALL' : 'MESSAGE_REACTION_REMOVE_EMOJI';
  dispatchReaction(world, place, record, event, emoji, undefined);
}

/** The counts that a message carries. */
function summarise(world: World, record: MessageRecord): void {
  const reactions = Array.from(record.reactions, ([name, users]) => ({
    emoji: { id: null, name },
    count: users.size,
    count_details: { burst: 0, normal: users.size },
    burst_colors: [],
    me_burst: false,
    me: users.has(world.bot.id),
  }));
  if (reactions.length > 0) record.message.reactions = reactions;
  else delete record.message.reactions;
}

function dispatchReaction(
  world: World,
  { guild, channel }: Place,
  record: MessageRecord,
  event: string,
  emoji: string | undefined,
  userId: string | undefined,
): void {
  const member = userId === undefined ? undefined : guild?.members.get(userId);
  world.dispatch({
    event,
    data: {
      channel_id: channel.id,
      message_id: record.message.id,
      ...(guild ? { guild_id: guild.id } : {}),
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(emoji === undefined ? {} : { emoji: { id: null, name: emoji } }),
      ...(event === 'MESSAGE_REACTION_ADD'
        ? {
            message_author_id: record.message.author.id,
            burst: false,
            type: 0,
            ...(member ? { member } : {}),
          }
        : {}),
    },
    intents: guild ? Intent.guildMessageReactions : Intent.directMessageReactions,
    guildId: guild?.id,
  });
}
