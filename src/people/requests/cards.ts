import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, section, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { say, type Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal, truncated } from '../../platform/text.ts';
import { type Description, LIMITS, type Reason, type Request } from './rules.ts';

const YELLOW = 0xfee75c;

/** A request with its words. */
export interface Worded {
  readonly request: Request;
  readonly words: Description;
}

/** Who asks whom, for what, until when. The note is private: *Details* shows it to whoever is asked. */
export function requestCard(
  t: Translate,
  { request, words }: Worded,
  readerIds: readonly string[],
  options: { nudge?: boolean } = {},
): MessagePayload {
  const lines = [
    ...(options.nudge === true ? [t('requests:card.nudge')] : []),
    `${readerIds.map((id) => `<@${id}>`).join(', ')}, ${say(t, words.ask(readerIds))}`,
    ...factLines(t, words),
    t('requests:card.until', { when: timestamp(request.expiresAt, 'f') }),
  ];
  return messageJson({
    card: true,
    components: [container([text(lines.join('\n')), answerRow(t, request)], YELLOW)],
  });
}

function factLines(t: Translate, { facts }: Description): string[] {
  return facts.map((parts) => parts.map((part) => say(t, part)).join(' · '));
}

function answerRow(t: Translate, { id }: Request) {
  const details = button(t('requests:button.details'), ['request.details', id]);
  return row(...answerButtons(t, id), details);
}

function answerButtons(t: Translate, id: number) {
  return [
    button(t('requests:button.accept'), ['request.accept', id], 'success'),
    button(t('requests:button.decline'), ['request.decline', id]),
  ];
}

/** What stays of the message: who asked whom and that it is over, never how it was answered or why it ended. */
export function closedCard(t: Translate, { request, words }: Worded): MessagePayload {
  const lines = [say(t, words.between), t(`requests:closed.${outcomeOf(request)}`)];
  return messageJson({ card: true, components: [container([text(lines.join('\n'))])] });
}

/** What may be said in public: that a place is gone. Other reasons are nobody's business. */
const PLACES: ReadonlySet<Reason> = new Set<Reason>(['taken', 'team-place', 'team-full', 'together']);

function outcomeOf({
  state,
  obstacle,
}: Request): 'answered' | 'cancelled' | 'expired' | 'withdrawn' | 'over' {
  if (state === 'cancelled' || state === 'expired') return state;
  if (state !== 'withdrawn') return 'answered';
  return obstacle !== null && PLACES.has(obstacle.reason) ? 'withdrawn' : 'over';
}

/** For one of its members alone: the note and why they fit. */
export function detailsBody(
  t: Translate,
  { request, words }: Worded,
  readerId: string,
  why: readonly string[],
): Body {
  const isAsked = request.askedIds.includes(readerId);
  const head = [
    ...(words.title === undefined ? [] : [`### ${literal(words.title)}`]),
    begun(say(t, isAsked ? words.ask([readerId]) : words.sent)),
    ...factLines(t, words),
    ...(words.summary === undefined ? [] : [literal(fewLines(truncated(words.summary, 700), 8))]),
  ];
  const parts: APIComponentInContainer[] = [text(head.join('\n'))];
  if (request.note !== null) {
    const note = literal(fewLines(request.note, 6)).replaceAll('\n', '\n> ');
    parts.push(text(`${t(isAsked ? 'requests:details.note' : 'requests:details.your-note')}\n> ${note}`));
  }
  if (why.length > 0)
    parts.push(text(`${t('requests:details.why')}\n${why.map((line) => `- ${line}`).join('\n')}`));
  parts.push(text(untilLine(t, request, isAsked)));
  if (isAsked && request.state === 'open' && !request.acceptedIds.includes(readerId))
    parts.push(row(...answerButtons(t, request.id)));
  // The line that tells of it says no more than this.
  const news = { shown: [`request:${request.id}`] };
  return { card: true, components: [container(parts, YELLOW)], news };
}

/** Whoever is asked reads until when to answer; whoever asked, until when the others can. */
function untilLine(t: Translate, request: Request, isAsked: boolean): string {
  return t(isAsked ? 'requests:card.until' : 'requests:card.they-until', {
    when: timestamp(request.expiresAt, 'f'),
  });
}

function begun(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** So many stand on one page: each has up to five components, of which a message holds 40. */
const PAGE = 5;

/**
 * `/partner requests`: incoming with their answers, outgoing with *Take back*, then what one waits for. `page` counts
 * from 0; a page that is gone by now shows the last.
 */
export function requestsBody(
  t: Translate,
  lists: { readonly incoming: readonly Worded[]; readonly outgoing: readonly Worded[] },
  readerId: string,
  options: { page: number; waits: readonly { line: string; button: APIButtonComponent }[] },
): Body {
  const all = [
    ...lists.incoming.map((worded) => incomingParts(t, worded, readerId)),
    ...lists.outgoing.map((worded) => outgoingParts(t, worded)),
  ];
  const { waits } = options;
  if (all.length === 0 && waits.length === 0)
    return {
      content: t('requests:list.none'),
      components: [row(button(t('help:button.partner'), ['partners.find'], 'primary'))],
    };
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(0, options.page), pages - 1);
  const head =
    pages === 1
      ? t('requests:list.head')
      : t('requests:list.head-pages', { count: all.length, page: page + 1, pages });
  const turn = [
    ...(page > 0 ? [button(t('projects:browse.previous'), ['partner.requests', page - 1])] : []),
    ...(page + 1 < pages ? [button(t('projects:browse.next'), ['partner.requests', page + 1])] : []),
  ];
  const parts: APIComponentInContainer[] = [
    text(`### ${head}`),
    ...all.slice(page * PAGE, (page + 1) * PAGE).flat(),
    ...waits.map(({ line, button: leave }) => section(line, leave)),
    ...(turn.length === 0 ? [] : [row(...turn)]),
  ];
  const shown = [...lists.incoming, ...lists.outgoing].map(({ request }) => `request:${request.id}`);
  return { card: true, components: [container(parts)], news: { shown } };
}

function incomingParts(
  t: Translate,
  { request, words }: Worded,
  readerId: string,
): APIComponentInContainer[] {
  const line = `${begun(say(t, words.ask([readerId])))} · ${untilLine(t, request, true)}`;
  return [text(line), answerRow(t, request)];
}

function outgoingParts(t: Translate, { request, words }: Worded): APIComponentInContainer[] {
  const take = button(t('requests:button.cancel'), ['request.cancel', request.id]);
  return [section(`${say(t, words.sent)} · ${untilLine(t, request, false)}`, take)];
}

export function declinedBody(t: Translate, { request, words }: Worded, aboutId: string): Body {
  const explain = button(t('requests:decline.explain'), ['decline.explain', request.id]);
  return { content: say(t, words.declined(aboutId)), components: [row(explain)] };
}

/** A kind word after declining, passed on privately. */
export function declineModal(t: Translate, requestId: number, reason = ''): Modal {
  return form(
    t('requests:decline.title'),
    ['decline.send', requestId],
    [
      field('reason', t('requests:decline.reason'), {
        long: true,
        required: true,
        max: LIMITS.reason.max,
        hint: t('requests:decline.hint'),
        value: reason,
      }),
    ],
  );
}
