import type { FastifyReply } from 'fastify';
import type { Channel } from '../../channel.ts';
import type { Member } from '../../driver/member.ts';
import type { RequestEntry } from '../../log.ts';
import type { MessageView, PageEvent, RequestView } from './protocol.ts';
import type { Rooms } from './rooms.ts';
import { viewCommands, viewMessage } from './view.ts';

/** Changes come in bursts; the page is told at most this often. */
const PAUSE_MS = 25;
/** In a large server a look costs more: at least this many times as long nothing is looked at. */
const REST = 5;
const BEAT_MS = 15_000;
const REQUESTS_SHOWN = 200;

export interface Look {
  /** The acting member. */
  as: string;
  channelId: string;
  /** How many of the latest messages; more when `from` is older. */
  limit: number;
  from: string | undefined;
  requests: boolean;
}

/** Server-sent events for one open page: each part of what it shows, again whenever it has changed. */
export function openStream(rooms: Rooms, look: Look, reply: FastifyReply): void {
  const sent = new Map<string, string>();
  const write = (event: PageEvent): void => {
    reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const isNew = (key: string, value: unknown): boolean => {
    const json = JSON.stringify(value) ?? '';
    if (sent.get(key) === json) return false;
    sent.set(key, json);
    return true;
  };
  const tell = (event: PageEvent): void => {
    if (isNew(event.part, event.value)) write(event);
  };
  const tellAll = (): void => {
    tell({ part: 'world', value: rooms.world() });
    tell({ part: 'clock', value: rooms.clock() });
    const member = rooms.memberAnywhere(look.as);
    if (!member) return;
    tell({ part: 'people', value: rooms.people(member) });
    tell({ part: 'guilds', value: rooms.guilds(look.as) });
    tellChannels(rooms, look.as, isNew, write);
    tellMessages(rooms, look, isNew, tell, write);
    if (look.requests) tellRequests(rooms, isNew, write);
  };

  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  reply.raw.write('retry: 1000\n\n');
  tellAll();
  let timer: NodeJS.Timeout | undefined;
  let cost = 0;
  const forget = rooms.onChange(() => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        const start = performance.now();
        tellAll();
        cost = performance.now() - start;
      },
      Math.max(PAUSE_MS, cost * REST),
    );
  });
  const beat = setInterval(() => reply.raw.write(': still here\n\n'), BEAT_MS);
  reply.raw.on('close', () => {
    forget();
    clearTimeout(timer);
    clearInterval(beat);
  });
}

function tellChannels(
  rooms: Rooms,
  as: string,
  isNew: (key: string, value: unknown) => boolean,
  write: (event: PageEvent) => void,
): void {
  const views = rooms.channels(as);
  const ids = views.map(({ id }) => id);
  const changed = views.filter((view) => isNew(`channel ${view.id}`, view));
  if (isNew('channels', ids) || changed.length > 0) write({ part: 'channels', value: { ids, changed } });
}

function tellMessages(
  rooms: Rooms,
  look: Look,
  isNew: (key: string, value: unknown) => boolean,
  tell: (event: PageEvent) => void,
  write: (event: PageEvent) => void,
): void {
  const place = rooms.place(look.as, look.channelId);
  if (!place) return;
  const { member, channel } = place;
  tell({ part: 'commands', value: viewCommands(member, channel) });
  const { views, more } = messagesOf(rooms, member, channel, look);
  const ids = views.map((view) => view.message.id);
  const changed = views.filter((view) => isNew(`message ${view.message.id}`, view));
  if (isNew('messages', { ids, more }) || changed.length > 0) {
    write({ part: 'messages', value: { channelId: channel.id, ids, more, changed } });
  }
}

function messagesOf(
  rooms: Rooms,
  member: Member,
  channel: Channel,
  { limit, from }: Look,
): { views: MessageView[]; more: boolean } {
  const visible = channel.records.filter(
    ({ message, visibleTo }) =>
      (visibleTo === undefined || visibleTo === member.id) && !rooms.marks.isDismissed(message.id),
  );
  const wanted = from === undefined ? -1 : visible.findIndex(({ message }) => message.id === from);
  const latest = Math.max(0, visible.length - limit);
  const start = wanted === -1 ? latest : Math.min(latest, Math.max(0, wanted - 5));
  return { views: visible.slice(start).map((record) => viewMessage(record, member)), more: start > 0 };
}

function tellRequests(
  rooms: Rooms,
  isNew: (key: string, value: unknown) => boolean,
  write: (event: PageEvent) => void,
): void {
  const changed = rooms
    .requests()
    .slice(-REQUESTS_SHOWN)
    .map((entry) => viewRequest(rooms, entry))
    .filter((view) => isNew(`request ${view.number}`, view));
  if (changed.length > 0) write({ part: 'requests', value: { changed } });
}

function viewRequest(rooms: Rooms, entry: RequestEntry): RequestView {
  const { method, path, status, at, durationMs, fault } = entry;
  return {
    number: rooms.numberOf(entry),
    method,
    path: withoutToken(path),
    status,
    at,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(fault === undefined ? {} : { fault }),
  };
}

/** Interaction tokens are two hundred characters that tell nobody anything. */
function withoutToken(path: string): string {
  return path.replace(/[\w-]{60,}/, (token) => `${token.slice(0, 8)}…`);
}
