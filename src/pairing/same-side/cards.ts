import type { APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, section, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal } from '../../platform/text.ts';
import { briefName } from '../../work/projects/cards.ts';
import type { Brief } from '../../work/projects/rules.ts';
import { LIMITS, type OpenTeam, type SideRequest } from './rules.ts';

/** `name`: of the team that is asked; '' for study partners. */
function sentence(t: Translate, request: SideRequest, name: string): string {
  return t(`same-side:card.${request.kind}`, { person: `<@${request.senderId}>`, team: literal(name) });
}

/** Who asks whom, for what, until when. The note is private: *Details* shows it to the addressee. */
export function sideRequestCard(
  t: Translate,
  request: SideRequest,
  name: string,
  options: { nudge?: boolean } = {},
): MessagePayload {
  const lines = [
    ...(options.nudge === true ? [t('requests:card.nudge')] : []),
    `<@${request.addresseeId}>, ${sentence(t, request, name)}`,
    t(`same-side:means.${request.kind}`),
    t('requests:card.until', { when: timestamp(request.expiresAt, 'f') }),
  ];
  return messageJson({
    card: true,
    components: [container([text(lines.join('\n')), answerRow(t, request)], 0xfee75c)],
  });
}

function answerRow(t: Translate, { id }: SideRequest) {
  return row(
    button(t('requests:button.accept'), ['side.accept', id], 'success'),
    button(t('requests:button.decline'), ['side.decline', id]),
    button(t('requests:button.details'), ['side.details', id]),
  );
}

/** What stays of the message: that it was answered, never how. */
export function sideClosedCard(t: Translate, request: SideRequest, name: string): MessagePayload {
  const { state } = request;
  const outcome = state === 'cancelled' || state === 'expired' ? state : 'answered';
  const lines = [sentence(t, request, name), t(`requests:closed.${outcome}`)];
  return messageJson({ card: true, components: [container([text(lines.join('\n'))])] });
}

/** For one of the two alone: the note and why they fit. */
export function sideDetailsBody(
  t: Translate,
  request: SideRequest,
  name: string,
  why: readonly string[],
): Body {
  const parts = [text(`${sentence(t, request, name)}\n${t(`same-side:means.${request.kind}`)}`)];
  if (request.note !== null)
    parts.push(
      text(`${t('requests:details.note')}\n> ${literal(fewLines(request.note, 6)).replaceAll('\n', '\n> ')}`),
    );
  if (why.length > 0)
    parts.push(text(`${t('requests:details.why')}\n${why.map((line) => `- ${line}`).join('\n')}`));
  parts.push(text(t('requests:card.until', { when: timestamp(request.expiresAt, 'f') })));
  return { card: true, components: [container(parts, 0xfee75c)] };
}

/** Lines of `/partner requests`: incoming with their answers, outgoing with *Take back*. */
export function sideRequestParts(
  t: Translate,
  requests: { incoming: readonly SideRequest[]; outgoing: readonly SideRequest[] },
  names: ReadonlyMap<number, string>,
): Record<'incoming' | 'outgoing', APIComponentInContainer[][]> {
  const name = (request: SideRequest) => names.get(request.teamId ?? 0) ?? '';
  const until = (request: SideRequest) =>
    t('requests:card.until', { when: timestamp(request.expiresAt, 'f') });
  return {
    incoming: requests.incoming.map((request) => [
      text(`${sentence(t, request, name(request))} · ${until(request)}`),
      answerRow(t, request),
    ]),
    outgoing: requests.outgoing.map((request) => {
      const params = { person: `<@${request.addresseeId}>`, team: literal(name(request)) };
      const take = button(t('requests:button.cancel'), ['side.cancel', request.id]);
      return [section(`${t(`same-side:sent-line.${request.kind}`, params)} · ${until(request)}`, take)];
    }),
  };
}

/** The first message in the thread of two who study together. */
export function studyCard(t: Translate, request: SideRequest): MessagePayload {
  const people = `<@${request.senderId}>, <@${request.addresseeId}>`;
  const leave = button(t('same-side:button.end-study'), ['side.end', request.id]);
  return messageJson({
    card: true,
    components: [container([text(t('same-side:thread', { people })), row(leave)], 0x57f287)],
  });
}

/** Teams that could take one more of the reader's side, each with the button that asks it. */
export function teamsBody(t: Translate, side: 'backend' | 'frontend', teams: readonly OpenTeam[]): Body {
  if (teams.length === 0) return { content: t('same-side:no-team') };
  const parts = teams.slice(0, 5).map((team) => {
    const people = team.memberIds.map((id) => `<@${id}>`).join(', ');
    const line = `**${literal(team.name)}** · ${briefName(t, team.brief as Brief)}\n${people}`;
    return section(line, button(t('same-side:button.ask-team'), ['second.ask', team.teamId], 'success'));
  });
  const head = text(
    `### ${t(`same-side:teams.${side}`, { count: teams.length })}\n${t('same-side:teams.means')}`,
  );
  return { card: true, components: [container([head, ...parts], 0x57f287)] };
}

/** The small modal of *Ask* for a study partner. */
export function studyModal(t: Translate, cohortId: number, userId: string, note?: string): Modal {
  return form(
    t('same-side:ask.title'),
    ['study.send', cohortId, userId],
    [
      field('note', t('partners:ask.note'), {
        long: true,
        max: LIMITS.note.max,
        hint: t('same-side:ask.hint'),
        ...(note === undefined ? {} : { value: note }),
      }),
    ],
  );
}
