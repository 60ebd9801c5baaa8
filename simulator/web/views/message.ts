import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { MessageView } from '../../door/page/protocol.ts';
import { type Message, MessageFlag, MessageType } from '../../wire.ts';
import { act } from '../api.ts';
import { wordsOf } from '../markdown/words.ts';
import { avatarOf, channelById, colourOf, nameOf, titleOf } from '../names.ts';
import { open } from '../session.ts';
import { state } from '../store.ts';
import { ago, messageTime } from '../time.ts';
import { component } from './components.ts';
import { embed } from './embed.ts';
import { icon } from './icons.ts';
import { attachment } from './media.ts';
import { openMessageMenu, react } from './message-menu.ts';
import { markdown } from './text.ts';

const TOGETHER_MS = 7 * 60_000;

/** One message as the acting member sees it; `before` is the one above it. */
export function messageItem(view: MessageView, before: MessageView | undefined): TemplateResult {
  const { message } = view;
  if (SYSTEM[message.type]) return systemMessage(view);
  if (message.type === MessageType.threadStarter) {
    const starter = message.referenced_message;
    return starter ? messageBody({ ...view, message: starter, threadId: undefined }, false) : html``;
  }
  return messageBody(view, before !== undefined && belongsTo(message, before.message));
}

/** Messages of one author shortly after each other share a head. */
function belongsTo(message: Message, before: Message): boolean {
  const isPlain = !message.interaction && !message.message_reference && !message.interaction_metadata;
  const soon = Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS;
  const alike = isEphemeral(message) === isEphemeral(before) && before.type !== MessageType.threadStarter;
  return isPlain && soon && alike && !SYSTEM[before.type] && before.author.id === message.author.id;
}

function isEphemeral(message: Message): boolean {
  return (message.flags & MessageFlag.ephemeral) !== 0;
}

function messageBody(view: MessageView, joined: boolean): TemplateResult {
  const { message } = view;
  const { author } = message;
  const colour = colourOf(author.id);
  const thinking = (message.flags & MessageFlag.loading) !== 0;
  const failure = state.failures.get(message.id);
  return item(
    message,
    html`<discord-message
    class=${classMap({ message: true, target: state.target === message.id })}
    .author=${nameOf(author.id)}
    .avatar=${avatarOf(author.id)}
    .bot=${author.bot ?? false}
    .roleColor=${colour}
    .timestamp=${messageTime(message.timestamp)}
    .edited=${message.edited_timestamp !== null && !thinking && message.content !== ''}
    .ephemeral=${isEphemeral(message)}
    .highlight=${view.pinged}
    .messageBodyOnly=${joined}
    @contextmenu=${(event: MouseEvent) => openMessageMenu(view, event)}
  >
    ${head(message)}
    ${
      thinking
        ? html`<span class="thinking"><span class="dots" aria-hidden="true"></span>${nameOf(author.id)} is thinking…</span>`
        : nothing
    }
    ${message.content === '' ? nothing : markdown(message.content)}
    ${
      // A card shows a file where one of its components names it, and nowhere else.
      message.attachments.length === 0 || (message.flags & MessageFlag.componentsV2) !== 0
        ? nothing
        : html`<div slot="attachments" class="attachments">${message.attachments.map((file) => attachment(file))}</div>`
    }
    ${message.embeds.map((embedded) => embed(embedded))}
    ${
      message.components.length === 0
        ? nothing
        : html`<div slot="components" class="components">${message.components.map((it) => component(message, it))}</div>`
    }
    ${reactions(view)} ${threadChip(view)}
    ${failure === undefined ? nothing : html`<div slot="thread" class="failure" role="alert">${failure}</div>`}
    ${isEphemeral(message) ? privateNote(message) : nothing}
    <div slot="thread" class="message-tools">
      <button
        class="tool"
        aria-label="More about this message"
        aria-haspopup="menu"
        @click=${(event: MouseEvent) => openMessageMenu(view, event)}
      >${icon('more')}</button>
    </div>
  </discord-message>`,
  );
}

/**
 * What the arrow keys lead to. It is no attribute of the message's own element: a negative tabindex on an element with
 * a shadow would take everything in it out of the tab order.
 */
function item(message: Message, content: TemplateResult): TemplateResult {
  return html`<div
    id=${`message-${message.id}`}
    class="message-item"
    role="article"
    tabindex="-1"
    aria-label=${`${nameOf(message.author.id)}, ${messageTime(message.timestamp)}`}
  >${content}</div>`;
}

/** What stands above a message: the command it answers, or the message it replies to. */
function head(message: Message): TemplateResult | typeof nothing {
  const { interaction, referenced_message: quoted } = message;
  if (interaction) {
    const { user, name } = interaction;
    return html`<discord-command
      slot="reply"
      .author=${nameOf(user.id)}
      .avatar=${avatarOf(user.id)}
      .command=${name}
      .roleColor=${colourOf(user.id)}
      type="slash_command"
    ></discord-command>`;
  }
  if (message.type !== MessageType.reply) return nothing;
  if (!quoted) return html`<discord-reply slot="reply" deleted></discord-reply>`;
  return html`<discord-reply
    slot="reply"
    .author=${nameOf(quoted.author.id)}
    .avatar=${avatarOf(quoted.author.id)}
    .bot=${quoted.author.bot ?? false}
    .roleColor=${colourOf(quoted.author.id)}
    .mentions=${message.mentions.some(({ id }) => id === quoted.author.id)}
  >${wordsOf(quoted).slice(0, 120) || 'Click to see attachment'}</discord-reply>`;
}

function privateNote(message: Message): TemplateResult {
  const dismiss = (): void => {
    if (state.me !== undefined) void act(state.me, 'dismiss', { message_id: message.id });
  };
  return html`<div slot="thread" class="private-note">
    ${icon('eye')} Only you can see this • <button class="text-button" @click=${dismiss}>Dismiss message</button>
  </div>`;
}

function reactions({ message, mine }: MessageView): TemplateResult | typeof nothing {
  const list = message.reactions ?? [];
  if (list.length === 0) return nothing;
  return html`<discord-reactions slot="reactions">
    ${list.map(({ emoji, count }) => {
      const name = emoji.name ?? '';
      const isMine = mine.includes(name);
      return html`<button
        class="reaction"
        aria-pressed=${isMine}
        aria-label=${`${name}, ${count}`}
        @click=${() => void react(message, name, !isMine)}
      >
        <discord-reaction .emoji=${name} .count=${count} .reacted=${isMine}></discord-reaction>
      </button>`;
    })}
  </discord-reactions>`;
}

function threadChip({ threadId }: MessageView): TemplateResult | typeof nothing {
  const thread = channelById(threadId);
  if (!thread || threadId === state.channelId) return nothing;
  const count = thread.thread?.messages ?? 0;
  const said = count === 0 ? 'No messages yet' : `Last active ${ago(thread.active)}`;
  return html`<a slot="thread" class="thread-chip" href=${`#/${thread.id}`}>
    <discord-thread .name=${titleOf(thread)} .cta=${count === 1 ? '1 Message' : `${count} Messages`}>${said}</discord-thread>
  </a>`;
}

const SYSTEM: Record<number, (message: Message) => unknown> = {
  [MessageType.recipientAdd]: ({ author, mentions }) =>
    html`<b>${nameOf(author.id)}</b> added <b>${mentions.map(({ id }) => nameOf(id)).join(', ')}</b> to the thread.`,
  [MessageType.channelPinned]: ({ author }) =>
    html`<b>${nameOf(author.id)}</b> pinned a message to this channel.`,
  [MessageType.threadCreated]: ({ author, content, message_reference: reference }) => {
    const id = reference?.channel_id;
    return html`<b>${nameOf(author.id)}</b> started a thread:
      <button class="text-button strong" @click=${() => id !== undefined && open(id)}>${content}</button>.`;
  },
};

function systemMessage({ message }: MessageView): TemplateResult {
  const type =
    message.type === MessageType.threadCreated
      ? 'thread'
      : message.type === MessageType.channelPinned
        ? 'pin'
        : 'join';
  return item(
    message,
    html`<discord-system-message
    class="message"
    .type=${type}
    .timestamp=${messageTime(message.timestamp)}
  >${SYSTEM[message.type]?.(message)}</discord-system-message>`,
  );
}
