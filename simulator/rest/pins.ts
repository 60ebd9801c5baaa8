import type { MessageRecord } from '../channel.ts';
import { refuse } from '../errors.ts';
import { Intent } from '../intents.ts';
import { Permission } from '../permissions.ts';
import { createMessage, dispatchMessage, type Place, presentMessage } from '../platform/messages.ts';
import { EMPTY_DRAFT } from '../validation/message.ts';
import { MessageType } from '../wire.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

const NEW = '/channels/{channel_id}/messages/pins';
const OLD = '/channels/{channel_id}/pins';

/** https://discord.com/developers/docs/resources/message#get-channel-pins; the second paths are deprecated and still used. */
export const pinRoutes: readonly Route[] = [
  { method: 'GET', path: NEW, handle: list },
  { method: 'PUT', path: `${NEW}/{message_id}`, handle: pin },
  { method: 'DELETE', path: `${NEW}/{message_id}`, handle: unpin },
  { method: 'GET', path: OLD, handle: listOld },
  { method: 'PUT', path: `${OLD}/{message_id}`, handle: pin },
  { method: 'DELETE', path: `${OLD}/{message_id}`, handle: unpin },
];

const MOST = 250;

function pinned(place: Place): MessageRecord[] {
  return place.channel.records
    .filter((record) => record.pinnedAt !== undefined)
    .sort((a, b) => (b.pinnedAt ?? '').localeCompare(a.pinnedAt ?? ''));
}

function list(call: Call): Answer {
  const place = call.place();
  const limit = call.queryInteger('limit', 50, 1, 50);
  if (!call.botCan(place, Permission.READ_MESSAGE_HISTORY)) return ok({ items: [], has_more: false });
  const before = call.query['before'];
  const all = pinned(place).filter((record) => before === undefined || (record.pinnedAt ?? '') < before);
  return ok({
    items: all.slice(0, limit).map((record) => ({
      pinned_at: record.pinnedAt,
      message: presentMessage(call.world, place, record.message),
    })),
    has_more: all.length > limit,
  });
}

function listOld(call: Call): Answer {
  const place = call.place();
  if (!call.botCan(place, Permission.READ_MESSAGE_HISTORY)) return ok([]);
  const latest = pinned(place).slice(0, 50);
  return ok(latest.map((record) => presentMessage(call.world, place, record.message)));
}

function pin(call: Call): Answer {
  const { place, record } = target(call);
  if (record.pinnedAt !== undefined) return NO_CONTENT;
  if (pinned(place).length >= MOST) refuse('maxPins');
  record.pinnedAt = call.world.timestamp();
  record.message.pinned = true;
  changed(call, place, record, record.pinnedAt);
  createMessage(call.world, call.context.cdn, place, {
    author: call.world.bot,
    draft: EMPTY_DRAFT,
    type: MessageType.channelPinned,
    reference: {
      type: 0,
      channel_id: place.channel.id,
      message_id: record.message.id,
      ...(place.guild ? { guild_id: place.guild.id } : {}),
    },
  });
  return NO_CONTENT;
}

function unpin(call: Call): Answer {
  const { place, record } = target(call);
  if (record.pinnedAt === undefined) return NO_CONTENT;
  record.pinnedAt = undefined;
  record.message.pinned = false;
  changed(call, place, record, pinned(place)[0]?.pinnedAt ?? null);
  return NO_CONTENT;
}

/** Since 2026 pinning has a permission of its own, split off MANAGE_MESSAGES. */
function target(call: Call): { place: Place; record: MessageRecord } {
  const place = call.place();
  const record = call.message(place);
  call.need(place, Permission.PIN_MESSAGES);
  if (place.channel.isArchived) refuse('archivedThread');
  return { place, record };
}

function changed(call: Call, place: Place, record: MessageRecord, latest: string | null): void {
  const { guild, channel } = place;
  channel.data.last_pin_timestamp = latest;
  call.world.dispatch({
    event: 'CHANNEL_PINS_UPDATE',
    data: {
      channel_id: channel.id,
      last_pin_timestamp: latest,
      ...(guild ? { guild_id: guild.id } : {}),
    },
    intents: guild ? Intent.guilds : Intent.directMessages,
    guildId: guild?.id,
  });
  dispatchMessage(call.world, place, 'MESSAGE_UPDATE', record);
}
