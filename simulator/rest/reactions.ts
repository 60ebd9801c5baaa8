import type { MessageRecord } from '../channel.ts';
import { refuse } from '../errors.ts';
import { Permission } from '../permissions.ts';
import type { Place } from '../platform/messages.ts';
import { addReaction, clearReactions, dispatchCleared, removeReaction } from '../platform/reactions.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { isUnicodeEmoji } from '../validation/emoji.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

const ALL = '/channels/{channel_id}/messages/{message_id}/reactions';
const ONE = `${ALL}/{emoji_name}`;

/** https://discord.com/developers/docs/resources/message#create-reaction and the sections after it */
export const reactionRoutes: readonly Route[] = [
  { method: 'PUT', path: `${ONE}/@me`, handle: add },
  { method: 'DELETE', path: `${ONE}/@me`, handle: removeOwn },
  { method: 'DELETE', path: `${ONE}/{user_id}`, handle: removeOthers },
  { method: 'GET', path: ONE, handle: list },
  { method: 'DELETE', path: ONE, handle: removeEmoji },
  { method: 'DELETE', path: ALL, handle: removeAll },
];

/** The emoji of the path; a custom one (name:id) would have to exist in a server of the bot, and none has any. */
function emojiOf(call: Call): string {
  const name = call.param('emoji_name');
  return isUnicodeEmoji(name) ? name : refuse('unknownEmoji');
}

function target(call: Call): { place: Place; record: MessageRecord } {
  const place = call.place();
  return { place, record: call.message(place) };
}

function add(call: Call): Answer {
  const { place, record } = target(call);
  const emoji = emojiOf(call);
  call.need(place, Permission.READ_MESSAGE_HISTORY);
  if (place.channel.isArchived) refuse('archivedThread');
  const isNew = !record.reactions.has(emoji);
  if (isNew) call.need(place, Permission.ADD_REACTIONS);
  if (isNew && record.reactions.size >= 20) refuse('maxReactions');
  addReaction(call.world, place, record, emoji, call.world.bot.id);
  return NO_CONTENT;
}

function removeOwn(call: Call): Answer {
  const { place, record } = target(call);
  removeReaction(call.world, place, record, emojiOf(call), call.world.bot.id);
  return NO_CONTENT;
}

function removeOthers(call: Call): Answer {
  const { place, record } = target(call);
  const userId = call.param('user_id');
  if (userId !== call.world.bot.id) call.need(place, Permission.MANAGE_MESSAGES);
  removeReaction(call.world, place, record, emojiOf(call), userId);
  return NO_CONTENT;
}

function list(call: Call): Answer {
  const { record } = target(call);
  const emoji = emojiOf(call);
  const limit = call.queryInteger('limit', 25, 1, 100);
  const after = call.querySnowflake('after') ?? '0';
  const users = [...(record.reactions.get(emoji) ?? [])]
    .filter((id) => compareSnowflakes(id, after) > 0)
    .sort(compareSnowflakes)
    .slice(0, limit);
  return ok(users.flatMap((id) => call.world.users.get(id) ?? []));
}

function removeEmoji(call: Call): Answer {
  const { place, record } = target(call);
  call.need(place, Permission.MANAGE_MESSAGES);
  const emoji = emojiOf(call);
  clearReactions(call.world, record, emoji);
  dispatchCleared(call.world, place, record, emoji);
  return NO_CONTENT;
}

function removeAll(call: Call): Answer {
  const { place, record } = target(call);
  call.need(place, Permission.MANAGE_MESSAGES);
  clearReactions(call.world, record);
  dispatchCleared(call.world, place, record, undefined);
  return NO_CONTENT;
}
