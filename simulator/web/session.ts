import type { ChannelsPart, ChannelView, MessageView, PageEvent } from '../door/page/protocol.ts';
import { ChannelType } from '../wire.ts';
import { act, get } from './api.ts';
import { wordsOf } from './markdown/words.ts';
import { allChannels, channelById, channelsIn, isForum, nameOf } from './names.ts';
import { scrollToEnd } from './scrolling.ts';
import { changed, state } from './store.ts';

// Who acts, where they look, and the event stream that keeps both up to date.

const FIRST = 50;
let source: EventSource | undefined;
let lastRead = '';

/** Begins as whoever acted last in this tab, else in this browser, else as the first member offered. */
export async function begin(): Promise<void> {
  readAddress();
  window.addEventListener('hashchange', () => {
    readAddress();
    look();
  });
  document.addEventListener('visibilitychange', markRead);
  const known = sessionStorage.getItem('me') ?? localStorage.getItem('me') ?? undefined;
  const people = (await get<{ id: string }[]>('/simulator/page/people')) ?? [];
  state.me = known ?? people[0]?.id;
  listen();
}

function readAddress(): void {
  const [, channelId, messageId] = /^#\/(\d+)(?:\/(\d+))?$/.exec(location.hash) ?? [];
  if (channelId === undefined) return;
  state.channelId = channelId;
  state.target = messageId;
}

export function actAs(id: string): void {
  if (id === state.me) return;
  sessionStorage.setItem('me', id);
  localStorage.setItem('me', id);
  state.me = id;
  state.modal = undefined;
  state.notices = [];
  state.failures.clear();
  look();
}

/** Opens a channel, thread or conversation; at a message where one is named. */
export function open(channelId: string, messageId?: string): void {
  const address = `#/${channelId}${messageId === undefined ? '' : `/${messageId}`}`;
  state.drawer = false;
  state.dialog = undefined;
  if (location.hash === address) {
    look();
    return;
  }
  state.channelId = channelId;
  state.target = messageId;
  // The event this causes finds everything as it should be and looks once more.
  location.hash = address;
}

/** The conversation with the bot. */
export async function openDm(): Promise<void> {
  if (state.me === undefined) return;
  const { channel } = await act<{ channel: ChannelView }>(state.me, 'dm', {});
  if (!channelById(channel.id)) state.channels = [...allChannels(), channel];
  open(channel.id);
}

export function openGuild(guildId: string): void {
  state.guildId = guildId;
  const first = firstChannel(guildId);
  if (first !== undefined) open(first);
}

export function lookFurtherBack(): void {
  state.limit += FIRST;
  listen();
}

/** Looks at the current place with fresh eyes. */
export function look(): void {
  state.limit = FIRST;
  state.views = new Map();
  state.messages = undefined;
  state.commands = undefined;
  state.select = undefined;
  state.menu = undefined;
  lastRead = '';
  settle();
  listen();
  changed();
}

/** Listens anew, as the acting member in the current channel. */
export function listen(): void {
  source?.close();
  if (state.me === undefined) return;
  const query = new URLSearchParams({ as: state.me, limit: String(state.limit) });
  if (state.channelId !== undefined) query.set('channel', state.channelId);
  if (state.target !== undefined) query.set('from', state.target);
  if (state.panel === 'requests') query.set('requests', '1');
  source = new EventSource(`/simulator/page/events?${query.toString()}`);
  source.addEventListener('open', () => {
    state.connected = true;
    changed();
  });
  source.addEventListener('error', () => {
    state.connected = false;
    changed();
  });
  source.addEventListener('message', (event: MessageEvent<string>) => {
    hear(JSON.parse(event.data) as PageEvent);
    changed();
  });
}

function hear(event: PageEvent): void {
  switch (event.part) {
    case 'world':
      state.world = event.value;
      break;
    case 'clock':
      state.clock = event.value;
      state.clockAhead = event.value.now - Date.now();
      break;
    case 'people':
      state.people = event.value;
      break;
    case 'guilds':
      state.guilds = event.value;
      break;
    case 'channels':
      hearChannels(event.value);
      break;
    case 'commands':
      state.commands = event.value;
      break;
    case 'messages':
      hearMessages(event.value);
      break;
    case 'requests':
      for (const request of event.value.changed) state.requests.set(request.number, request);
      break;
  }
}

function hearChannels({ ids, changed: fresh }: ChannelsPart): void {
  const known = new Map(state.channels?.map((channel) => [channel.id, channel]));
  for (const channel of fresh) known.set(channel.id, channel);
  state.channels = ids.flatMap((id) => known.get(id) ?? []);
  settle();
}

function hearMessages(part: (PageEvent & { part: 'messages' })['value']): void {
  const known = state.messages?.channelId === part.channelId ? new Set(state.messages.ids) : undefined;
  for (const view of part.changed) state.views.set(view.message.id, view);
  state.messages = part;
  if (known) announce(part.changed.filter(({ message }) => !known.has(message.id)));
  else if (state.target === undefined) scrollToEnd();
  markRead();
}

/** New messages for those who listen instead of look. */
function announce(fresh: readonly MessageView[]): void {
  for (const { message } of fresh) {
    if (message.author.id === state.me) continue;
    state.spoken = `${nameOf(message.author.id)}: ${wordsOf(message).slice(0, 300)}`;
  }
}

function markRead(): void {
  const last = state.messages?.ids.at(-1);
  if (document.hidden || last === undefined || last === lastRead || state.me === undefined) return;
  lastRead = last;
  const body = { channel_id: state.messages?.channelId, message_id: last };
  act(state.me, 'read', body).catch(() => {
    lastRead = '';
  });
}

/** Makes sure that the member is somewhere they can be. */
function settle(): void {
  if (!state.channels) return;
  const here = channelById(state.channelId);
  if (here) {
    state.guildId = here.guildId;
    return;
  }
  const home = state.guilds?.find(({ id }) => id === state.guildId) ?? state.guilds?.[0];
  state.guildId = home?.id;
  const first = home ? firstChannel(home.id) : allChannels()[0]?.id;
  if (first !== undefined && first !== state.channelId) open(first);
}

function firstChannel(guildId: string): string | undefined {
  const places = channelsIn(guildId)
    .filter((channel) => !channel.thread && channel.type !== ChannelType.category)
    .sort((a, b) => a.position - b.position);
  return (places.find((channel) => !isForum(channel)) ?? places[0])?.id;
}

export function toggleRequests(): void {
  state.panel = state.panel === 'requests' ? undefined : 'requests';
  state.requests = new Map();
  state.openRequest = undefined;
  listen();
  changed();
}
