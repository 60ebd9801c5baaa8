import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, section, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal, truncated } from '../../platform/text.ts';
import { briefName } from '../../work/projects/cards.ts';
import type { Project } from '../../work/projects/rules.ts';
import { LIMITS, type PartnerRequest } from './rules.ts';

/** Who asks whom, for which project, until when. The note is private: *Details* shows it to the addressee. */
export function requestCard(
  t: Translate,
  request: PartnerRequest,
  project: Project,
  options: { nudge?: boolean } = {},
): MessagePayload {
  const lines = [`<@${request.addresseeId}>, ${sentence(t, request, project)}`];
  if (options.nudge === true) lines.unshift(t('requests:card.nudge'));
  lines.push(`${briefName(t, project.brief)} · ${t(`projects:card.side.${project.track}`)}`);
  lines.push(t('requests:card.until', { when: timestamp(request.expiresAt, 'f') }));
  return messageJson({
    card: true,
    components: [container([text(lines.join('\n')), answerRow(t, request)], 0xfee75c)],
  });
}

function sentence(t: Translate, request: PartnerRequest, project: Project): string {
  return t(`requests:card.${request.kind}`, {
    person: `<@${request.senderId}>`,
    title: literal(project.title),
  });
}

function answerRow(t: Translate, request: PartnerRequest) {
  return row(
    button(t('requests:button.accept'), ['request.accept', request.id], 'success'),
    button(t('requests:button.decline'), ['request.decline', request.id]),
    button(t('requests:button.details'), ['request.details', request.id]),
  );
}

/** What stays of the message: that it was answered, never how. A place that is gone says so. */
export function closedCard(t: Translate, request: PartnerRequest, project: Project): MessagePayload {
  const outcome = request.state === 'accepted' || request.state === 'declined' ? 'answered' : request.state;
  const line = t(`requests:closed.${outcome === 'open' ? 'answered' : outcome}`);
  return messageJson({
    card: true,
    components: [container([text(`${sentence(t, request, project)}\n${line}`)])],
  });
}

/** For the addressee (or the sender) alone: the note and why they fit. */
export function detailsBody(
  t: Translate,
  request: PartnerRequest,
  project: Project,
  why: readonly string[],
): Body {
  const parts: APIComponentInContainer[] = [
    text(
      [
        `### ${literal(project.title)}`,
        sentence(t, request, project),
        literal(fewLines(truncated(project.summary, 700), 8)),
      ].join('\n'),
    ),
  ];
  if (request.note !== null)
    parts.push(
      text(`${t('requests:details.note')}\n> ${literal(fewLines(request.note, 6)).replaceAll('\n', '\n> ')}`),
    );
  if (why.length > 0)
    parts.push(text(`${t('requests:details.why')}\n${why.map((line) => `- ${line}`).join('\n')}`));
  parts.push(text(t('requests:card.until', { when: timestamp(request.expiresAt, 'f') })));
  return { card: true, components: [container(parts, 0xfee75c)] };
}

/** What else stands in `/partner requests`. */
interface MoreRequests {
  /** What a round suggests, at most two. */
  readonly suggested: readonly (readonly APIComponentInContainer[])[];
  readonly incoming: readonly (readonly APIComponentInContainer[])[];
  readonly outgoing: readonly (readonly APIComponentInContainer[])[];
  readonly waits: readonly { line: string; button: APIButtonComponent }[];
}

/**
 * `/partner requests`: what a round suggests, incoming with their answers, outgoing with *Take back*, what one waits for.
 * As many as fit in a message.
 */
export function requestsBody(
  t: Translate,
  requests: { incoming: readonly PartnerRequest[]; outgoing: readonly PartnerRequest[] },
  projects: ReadonlyMap<number, Project>,
  more: MoreRequests,
): Body {
  const line = (request: PartnerRequest, text: string) =>
    `${text} · ${t('requests:card.until', { when: timestamp(request.expiresAt, 'f') })}`;
  const incoming = requests.incoming.flatMap((request) => {
    const project = projects.get(request.projectId);
    if (project === undefined) return [];
    return [[text(line(request, sentence(t, request, project))), answerRow(t, request)]];
  });
  const outgoing = requests.outgoing.flatMap((request) => {
    const project = projects.get(request.projectId);
    if (project === undefined) return [];
    const params = { person: `<@${request.addresseeId}>`, title: literal(project.title) };
    const take = button(t('requests:button.cancel'), ['request.cancel', request.id]);
    return [[section(line(request, t('requests:list.sent', params)), take)]];
  });
  const parts = [
    ...[...more.suggested, ...incoming, ...more.incoming].slice(0, 5).flat(),
    ...[...outgoing, ...more.outgoing].slice(0, 3).flat(),
    ...more.waits.map(({ line: words, button: leave }) => section(words, leave)),
  ];
  if (parts.length === 0) return { content: t('requests:list.none') };
  return { card: true, components: [container([text(`### ${t('requests:list.head')}`), ...parts])] };
}

/** For whoever accepted: the team, and what becomes of other projects of their own. */
export function acceptedBody(
  t: Translate,
  facts: {
    project: Project;
    linked: Project | undefined;
    others: readonly Project[];
    threadId: string | null;
  },
): Body {
  const title = literal(facts.project.title);
  const lines = [
    facts.threadId === null
      ? t('requests:accepted-soon', { title })
      : t('requests:accepted', { title, thread: `<#${facts.threadId}>` }),
  ];
  if (facts.linked !== undefined) lines.push(t('requests:linked', { title: literal(facts.linked.title) }));
  const [other] = facts.others;
  if (other === undefined) return { content: lines.join('\n') };
  lines.push(t('requests:other-project', { title: literal(other.title) }));
  const buttons = row(
    button(t('requests:pause-mine'), ['own-project', other.id, 'pause']),
    button(t('requests:keep-both'), ['own-project', other.id, 'keep']),
  );
  return { content: lines.join('\n'), components: [buttons] };
}

export function declinedBody(t: Translate, request: PartnerRequest): Body {
  const content = t('requests:declined', { person: `<@${request.senderId}>` });
  return {
    content,
    components: [row(button(t('requests:decline.explain'), ['decline.explain', request.id]))],
  };
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
