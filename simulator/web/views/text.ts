import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { prefill } from '../compose/message.ts';
import { type Node, parse, placeIn, webAddress } from '../markdown/parse.ts';
import { channelById, colourOf, guild, markOf, nameOf, person, titleOf } from '../names.ts';
import { LAST_MOMENT, stamp } from '../time.ts';
import { icon } from './icons.ts';
import { openPersonMenu } from './person-menu.ts';

/** Discord's markdown as elements. Text only ever becomes text: nothing of it is taken for markup. */
export function markdown(source: string, extra = ''): TemplateResult {
  const nodes = parse(source);
  const big = nodes.every((node) => isEmoji(node)) && nodes.some((node) => node.type !== 'text');
  return html`<div class=${classMap({ md: true, jumbo: big, [extra]: extra !== '' })}>${all(nodes)}</div>`;
}

function isEmoji(node: Node): boolean {
  return (
    node.type === 'twemoji' ||
    node.type === 'emoji' ||
    (node.type === 'text' && typeof node.content === 'string' && node.content.trim() === '')
  );
}

function all(nodes: Node['content']): unknown {
  return Array.isArray(nodes) ? nodes.map((node) => one(node)) : (nodes ?? nothing);
}

function one(node: Node): unknown {
  const { content } = node;
  switch (node.type) {
    case 'br':
    case 'newline':
      return html`<br />`;
    case 'strong':
      return html`<strong>${all(content)}</strong>`;
    case 'em':
      return html`<em>${all(content)}</em>`;
    case 'underline':
      return html`<u>${all(content)}</u>`;
    case 'strikethrough':
      return html`<s>${all(content)}</s>`;
    case 'spoiler':
      return spoiler(all(content));
    case 'inlineCode':
      return html`<code>${content}</code>`;
    case 'codeBlock':
      return html`<pre tabindex="0"><code>${content}</code></pre>`;
    case 'blockQuote':
      return html`<blockquote>${all(content)}</blockquote>`;
    case 'heading':
      return heading(node);
    case 'subtext':
      return html`<small>${all(content)}</small>`;
    case 'list':
      return list(node);
    case 'link':
    case 'url':
    case 'autolink':
      return link(node);
    case 'timestamp':
      return moment(node);
    case 'emoji':
      // Custom emoji lie on Discord's servers, which this page does not visit.
      return html`<span class="emoji">:${node.name}:</span>`;
    case 'twemoji':
      return html`<span class="emoji">${node.name}</span>`;
    default:
      return mention(node) ?? (Array.isArray(content) ? all(content) : (content ?? nothing));
  }
}

function mention(node: Node): TemplateResult | undefined {
  const id = node.id ?? '';
  switch (node.type) {
    case 'user':
      return userMention(id);
    case 'channel':
      return channelMention(id);
    case 'role': {
      const role = guild()?.roles.find((candidate) => candidate.id === id);
      return html`<span class="mention">@${role?.name ?? 'unknown-role'}</span>`;
    }
    case 'everyone':
    case 'here':
      return html`<span class="mention">@${node.type}</span>`;
    case 'slashCommand':
      return html`<button class="mention" @click=${() => prefill(`/${node.fullName ?? ''}`)}>/${node.fullName}</button>`;
    default:
      return undefined;
  }
}

function userMention(id: string): TemplateResult {
  if (!person(id)) return html`<span class="mention">@unknown-user</span>`;
  const colour = colourOf(id);
  return html`<button
    class="mention"
    style=${colour ? `color: ${colour}` : ''}
    @click=${(event: MouseEvent) => openPersonMenu(id, event)}
  >@${nameOf(id)}</button>`;
}

function channelMention(id: string, messageId?: string): TemplateResult {
  const channel = channelById(id);
  if (!channel) return html`<span class="mention">${icon('private-thread')} No access</span>`;
  const address = messageId === undefined ? `#/${id}` : `#/${id}/${messageId}`;
  return html`<a class="mention" href=${address}
    >${icon(markOf(channel))}${titleOf(channel)}${messageId === undefined ? nothing : html` › message`}</a
  >`;
}

function link(node: Node): unknown {
  const target = node.target ?? '';
  const url = webAddress(target);
  if (!url) return html`${all(node.content)}`;
  const place = placeIn(url);
  const isBare = node.type !== 'link';
  if (place && isBare) return channelMention(place.channelId, place.messageId);
  if (place) {
    const end = place.messageId === undefined ? '' : `/${place.messageId}`;
    return html`<a href="#/${place.channelId}${end}">${all(node.content)}</a>`;
  }
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer">${all(node.content)}</a>`;
}

/** Three sizes, one rank: the page's own headings stand above those of messages. */
function heading({ level, content }: Node): TemplateResult {
  return html`<h3 class=${`h${level ?? 3}`}>${all(content)}</h3>`;
}

function list({ ordered, start, items = [] }: Node): TemplateResult {
  const inner = items.map((item) => html`<li>${all(item)}</li>`);
  return ordered ? html`<ol start=${start ?? 1}>${inner}</ol>` : html`<ul>${inner}</ul>`;
}

function moment({ timestamp, format }: Node): TemplateResult {
  const ms = Number(timestamp) * 1000;
  if (!(Math.abs(ms) <= LAST_MOMENT)) return html`Invalid Date`;
  return html`<time datetime=${new Date(ms).toISOString()} title=${stamp(ms, 'F')}>${stamp(ms, format ?? 'f')}</time>`;
}

function spoiler(content: unknown): TemplateResult {
  const show = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLElement) currentTarget.classList.add('shown');
  };
  return html`<button class="spoiler" aria-label="Spoiler" @click=${show}><span>${content}</span></button>`;
}
