import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { ChannelView, GuildView } from '../../door/page/protocol.ts';
import { ChannelType } from '../../wire.ts';
import { channelsIn, dmChannel, guild, markOf, mentionCount, titleOf } from '../names.ts';
import { openDm, openGuild } from '../session.ts';
import { changed, focusOn, state } from '../store.ts';
import { icon } from './icons.ts';
import { settings } from './settings.ts';

/** Servers, channels and threads; a drawer on narrow screens. */
export function sidebar(): TemplateResult {
  const close = (): void => {
    state.drawer = false;
    focusOn('.drawer-button');
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && state.drawer) close();
  };
  return html`${state.drawer ? html`<div class="veil dim" @click=${close}></div>` : nothing}
    <div class=${classMap({ side: true, open: state.drawer })} @keydown=${onKey}>
      <nav class="rail" aria-label="Servers">${rail()}</nav>
      <div class="places">
        <nav class="channel-list" aria-label="Channels">${state.guildId === undefined ? dmList() : channelList()}</nav>
        ${settings()}
      </div>
    </div>`;
}

function rail(): TemplateResult {
  const dmPings = dmChannel()?.pings ?? 0;
  return html`<button
      class=${classMap({ server: true, home: true, current: state.guildId === undefined })}
      aria-label=${`Direct messages${dmPings > 0 ? `, ${dmPings} new` : ''}`}
      title="Direct messages"
      @click=${() => void openDm()}
    >${icon('person')}${badge(dmPings)}</button>
    <span class="rail-line"></span>
    ${(state.guilds ?? []).map((home) => server(home))}`;
}

function server(home: GuildView): TemplateResult {
  const pings = channelsIn(home.id).reduce((sum, channel) => sum + channel.pings, 0);
  const letters = (home.name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []).slice(0, 3).join('');
  return html`<button
    class=${classMap({ server: true, current: state.guildId === home.id })}
    aria-label=${`${home.name}${pings > 0 ? `, ${mentionCount(pings)}` : ''}`}
    title=${home.name}
    data-letters=${letters}
    @click=${() => openGuild(home.id)}
  >${badge(pings)}</button>`;
}

function badge(count: number): TemplateResult | typeof nothing {
  return count === 0 ? nothing : html`<span class="badge" aria-hidden="true">${count}</span>`;
}

function dmList(): TemplateResult {
  const dm = dmChannel();
  return html`<h2 class="guild-name">Direct messages</h2>
    <ul>
      ${
        dm
          ? channelItem(dm)
          : html`<li><button class="channel-link" @click=${() => void openDm()}>Message the bot</button></li>`
      }
    </ul>`;
}

function channelList(): TemplateResult | typeof nothing {
  const home = guild();
  if (!home) return nothing;
  const channels = channelsIn(home.id);
  const tops = channels
    .filter((channel) => !channel.thread && channel.type !== ChannelType.category)
    .sort((a, b) => a.position - b.position);
  const categories = channels
    .filter((channel) => channel.type === ChannelType.category)
    .sort((a, b) => a.position - b.position);
  const inside = (id: string | undefined): ChannelView[] => tops.filter((channel) => channel.parentId === id);
  return html`<h2 class="guild-name">${home.name}</h2>
    <ul>${inside(undefined).map((channel) => withThreads(channels, channel))}</ul>
    ${categories.map(
      (category) => html`<h3 class="category">${category.name}</h3>
        <ul>${inside(category.id).map((channel) => withThreads(channels, channel))}</ul>`,
    )}`;
}

/** Threads are listed while they are active and the member has joined them, is called in them, or looks at them. */
function withThreads(channels: readonly ChannelView[], channel: ChannelView): TemplateResult {
  const threads = channels
    .filter(({ id, parentId, thread, pings }) => {
      if (parentId !== channel.id || !thread) return false;
      return id === state.channelId || pings > 0 || (thread.joined && !thread.archived);
    })
    .sort((a, b) => b.active - a.active);
  return html`${channelItem(channel)}${threads.map((thread) => channelItem(thread))}`;
}

function channelItem(channel: ChannelView): TemplateResult {
  const isCurrent = channel.id === state.channelId;
  const looks = classMap({
    'channel-link': true,
    'in-thread': channel.thread !== undefined,
    current: isCurrent,
    unread: channel.unread,
  });
  const news = channel.pings > 0 ? `, ${mentionCount(channel.pings)}` : channel.unread ? ', unread' : '';
  return html`<li>
    <a
      class=${looks}
      href=${`#/${channel.id}`}
      aria-current=${isCurrent ? 'page' : 'false'}
      aria-label=${`${titleOf(channel)}${news}`}
      @click=${closeDrawer}
    >${icon(markOf(channel))}<span>${titleOf(channel)}</span>${badge(channel.pings)}</a>
  </li>`;
}

function closeDrawer(): void {
  state.drawer = false;
  changed();
}
