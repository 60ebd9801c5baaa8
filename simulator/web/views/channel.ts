import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelView, MessageView } from '../../door/page/protocol.ts';
import { dropNotice } from '../interact.ts';
import { allChannels, avatarOf, currentChannel, isForum, markOf, mentionCount, titleOf } from '../names.ts';
import { scrollToMessage, watchList } from '../scrolling.ts';
import { lookFurtherBack } from '../session.ts';
import { changed, focusOn, revision, type State, state } from '../store.ts';
import { ago, dayName, isSameDay } from '../time.ts';
import { composer } from './composer.ts';
import { icon } from './icons.ts';
import { moveFocus } from './keys.ts';
import { messageItem } from './message.ts';

/** The channel that is open: its head, its messages, the message box. */
export function channelPane(): TemplateResult {
  const channel = currentChannel();
  if (!channel) {
    return html`<main class="channel">
      ${head(undefined)}
      <p class="empty">${state.channels ? 'Nothing to see here for this member.' : 'Connecting …'}</p>
    </main>`;
  }
  return html`<main class="channel" aria-label=${titleOf(channel)} ?inert=${state.drawer}>
    ${head(channel)} ${isForum(channel) ? posts(channel) : messages(channel)} ${composer(channel)}
  </main>`;
}

function head(channel: ChannelView | undefined): TemplateResult {
  const parent = channel?.thread ? allChannels().find(({ id }) => id === channel.parentId) : undefined;
  const toggle = (panel: 'members') => (): void => {
    state.panel = state.panel === panel ? undefined : panel;
    changed();
  };
  const openDrawer = (): void => {
    state.drawer = true;
    focusOn('.side .channel-link.current, .side .channel-link');
  };
  const openThreads = (): void => {
    state.dialog = 'threads';
    changed();
  };
  return html`<header class="channel-head">
    <button class="tool drawer-button" aria-label="Channels" @click=${openDrawer}>${icon('menu')}${newsDot()}</button>
    ${
      channel
        ? html`<h1>
            ${parent ? html`<a href=${`#/${parent.id}`} aria-label=${titleOf(parent)}>${icon(markOf(parent))}<span class="parent-name">${titleOf(parent)}</span></a><span class="step">›</span>` : nothing}
            ${icon(markOf(channel))}<span>${titleOf(channel)}</span>
          </h1>
          <p class="topic" title=${channel.topic}>${channel.topic}</p>`
        : html`<h1></h1>`
    }
    <div class="head-tools">
      ${
        channel?.guildId === undefined
          ? nothing
          : html`<button class="tool" aria-label="Threads" title="Threads" @click=${openThreads}>${icon('thread')}</button>
            <button
              class="tool"
              aria-label="Members"
              title="Members"
              aria-pressed=${state.panel === 'members'}
              @click=${toggle('members')}
            >${icon('people')}</button>`
      }
    </div>
  </header>`;
}

/** On a phone the channel list is out of sight: its button says that something waits there. */
function newsDot(): TemplateResult | typeof nothing {
  const pings = allChannels().reduce((sum, channel) => sum + channel.pings, 0);
  return pings === 0 ? nothing : html`<span class="badge" aria-label=${mentionCount(pings)}>${pings}</span>`;
}

function messages(channel: ChannelView): TemplateResult {
  const part = state.messages?.channelId === channel.id ? state.messages : undefined;
  const views = (part?.ids ?? []).flatMap((id) => state.views.get(id) ?? []);
  if (part && state.target !== undefined) showTarget();
  return html`<div
    class="log"
    role="log"
    aria-live="off"
    aria-label=${`Messages in ${titleOf(channel)}`}
    tabindex="0"
    ${ref(watchList)}
    @keydown=${keyInLog}
  >
    <div class="log-inner">
      ${guard([revision], () => contents(channel, part, views))}
    </div>
  </div>`;
}

function contents(
  channel: ChannelView,
  part: State['messages'],
  views: readonly MessageView[],
): TemplateResult {
  const start = (): TemplateResult =>
    part?.more
      ? html`<button class="button secondary earlier" @click=${lookFurtherBack}>Show earlier messages</button>`
      : welcome(channel);
  return html`${part ? start() : nothing}
    ${repeat(
      views,
      ({ message }) => message.id,
      (view, index) => item(view, views[index - 1]),
    )}
    ${notices(channel)}`;
}

/** Arrow keys lead from message to message; inside one they belong to what is there. */
function keyInLog(event: KeyboardEvent): void {
  const { target } = event;
  if (target instanceof Element && target.matches('.log, .message-item')) moveFocus(event, '.message-item');
}

let shownTarget: string | undefined;

function showTarget(): void {
  const { target } = state;
  if (target === undefined || shownTarget === target || !state.views.has(target)) return;
  shownTarget = target;
  scrollToMessage(target);
}

function item(view: MessageView, before: MessageView | undefined): TemplateResult {
  const { timestamp } = view.message;
  const isNewDay = !before || !isSameDay(before.message.timestamp, timestamp);
  return html`${
    isNewDay ? html`<div class="day" role="separator"><span>${dayName(timestamp)}</span></div>` : nothing
  }${messageItem(view, isNewDay ? undefined : before)}`;
}

function welcome(channel: ChannelView): TemplateResult {
  if (channel.guildId === undefined) {
    return html`<div class="welcome">
      <img src=${avatarOf(state.world?.application.id ?? '0')} alt="" width="64" height="64" />
      <h2>${titleOf(channel)}</h2>
      <p>Direct messages between this member and the bot.</p>
    </div>`;
  }
  return html`<div class="welcome">
    <span class="welcome-mark">${icon(markOf(channel))}</span>
    <h2>${channel.thread ? channel.name : `Welcome to #${channel.name}`}</h2>
    <p>${channel.topic || (channel.thread ? 'The start of this thread.' : `This is the start of the #${channel.name} channel.`)}</p>
  </div>`;
}

/** Commands under way, and those that nobody answered. */
function notices(channel: ChannelView): unknown {
  return state.notices
    .filter((notice) => notice.channelId === channel.id)
    .map(({ id, command, error }) =>
      error === undefined
        ? html`<p class="notice"><span class="dots" aria-hidden="true"></span> Sending ${command} …</p>`
        : html`<div class="notice failed" role="alert">
            <b>${command}</b>
            <span>${error}</span>
            <span class="private-note">
              ${icon('eye')} Only you can see this •
              <button class="text-button" @click=${() => dropNotice(id)}>Dismiss message</button>
            </span>
          </div>`,
    );
}

function posts(channel: ChannelView): TemplateResult {
  const threads = allChannels()
    .filter((thread) => thread.parentId === channel.id)
    .sort((a, b) => b.active - a.active);
  return html`<div class="log posts" tabindex="0" aria-label=${`Posts in ${titleOf(channel)}`}>
    ${threads.length === 0 ? html`<p class="empty">No posts yet.</p>` : nothing}
    ${threads.map(
      (thread) => html`<a class="post" href=${`#/${thread.id}`}>
        <b>${titleOf(thread)}</b>
        <small>${thread.thread?.messages ?? 0} messages, last active ${ago(thread.active)}</small>
      </a>`,
    )}
  </div>`;
}
