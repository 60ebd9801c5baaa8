import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import { durationText, weekInWords } from '../../people/availability/rules/words.ts';
import { LIMITS } from '../../people/requests/rules.ts';
import { button, container, field, form, row, section, text } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import { type Locale, list, type Translate } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import { briefName } from '../../work/projects/cards.ts';
import { type Brief, technologyName } from '../../work/projects/rules.ts';
import type { Reason } from './rules.ts';
import { searchHelp } from './search-help.ts';
import { type SearchState, searchRoute } from './search-state.ts';
import type { Found, SearchResult } from './service.ts';

/**
 * The people who fit, best first, each with why and a button; where fewer fit, why, and what would help. `teams`: how
 * many could take the seeker as one more of their side.
 */
export function searchBody(
  t: Translate,
  locale: Locale,
  result: SearchResult,
  state: SearchState,
  teams: number,
): Body {
  const { ranking, found } = result;
  const parts: APIComponentInContainer[] = [text(headline(t, result, state))];
  for (const [index, person] of found.entries()) {
    const lines = personLines(t, locale, person, state.offset + index + 1);
    parts.push(section(lines.join('\n'), askButton(t, person, state)));
  }
  if (result.joinable.length > 0) parts.push(text(t('partners:head.projects')));
  parts.push(...result.joinable.map((owner) => projectPart(t, locale, owner)));
  const shown = state.offset + found.length;
  const more = shown < ranking.total;
  if (more) {
    const next = searchRoute({ ...state, offset: shown });
    parts.push(row(button(t('partners:button.more'), next, 'primary')));
  } else {
    const { lines, buttons } = searchHelp(t, locale, result, state, teams);
    if (lines.length > 0) parts.push(text(lines.join('\n')));
    for (let from = 0; from < buttons.length; from += 4) parts.push(row(...buttons.slice(from, from + 4)));
  }
  return { card: true, components: [container(parts, 0x57f287)] };
}

/** With an own project: *Ask*. Without: the other's project, with *Team up*. */
function askButton(t: Translate, person: Found, state: SearchState): APIButtonComponent {
  if (state.side === 'same')
    return button(t('partners:button.ask'), ['study.ask', state.cohortId, person.userId], 'success');
  if (state.projectId !== 0)
    return button(t('partners:button.ask'), ['ask', state.projectId, person.userId], 'success');
  if (person.project !== undefined) return teamUpButton(t, person.project.id);
  return button(t('projects:button.details'), ['profile.show', person.userId]);
}

function teamUpButton(t: Translate, projectId: number): APIButtonComponent {
  return button(t('projects:button.team-up'), ['team-up', projectId], 'success');
}

/** An open project of somebody else, with *Team up*. */
function projectPart(t: Translate, locale: Locale, owner: Found): APIComponentInContainer {
  const project = owner.project;
  const lines = [
    `**${literal(truncated(project?.title ?? '', 80))}** · ${briefName(t, (project?.brief ?? 'other') as Brief)} · <@${owner.userId}>`,
    ...reasonLines(t, locale, owner).slice(0, 2),
  ];
  return section(lines.join('\n'), teamUpButton(t, project?.id ?? 0));
}

/** *Team up* came too late: why, and what is open instead. */
export function tooLateBody(t: Translate, locale: Locale, why: string, open: readonly Found[]): Body {
  if (open.length === 0) return { content: why };
  const head = text(`${why}\n${t('partners:too-late.projects')}`);
  const parts = open.map((owner) => projectPart(t, locale, owner));
  return { card: true, components: [container([head, ...parts], 0xfee75c)] };
}

function headline(t: Translate, { ranking, found }: SearchResult, state: SearchState): string {
  const studies = state.side === 'same';
  if (ranking.total === 0) return `### ${t(studies ? 'partners:head.study-nobody' : 'partners:head.nobody')}`;
  const numbers = { count: ranking.total, from: state.offset + 1, to: state.offset + found.length };
  if (found.length === ranking.total)
    return `### ${t(studies ? 'partners:head.study' : 'partners:head.found', numbers)}`;
  return `### ${t(studies ? 'partners:head.study-some' : 'partners:head.some', numbers)}`;
}

function personLines(t: Translate, locale: Locale, person: Found, rank: number): string[] {
  const side = t(`projects:card.side.${person.learner.track}`);
  const project =
    person.project === undefined
      ? t('partners:person.no-project')
      : literal(truncated(person.project.title, 80));
  const brief = person.project === undefined ? '' : ` · ${briefName(t, person.project.brief as Brief)}`;
  const lines = [`**${rank}.** <@${person.userId}> · ${side} · ${project}${brief}`];
  lines.push(...reasonLines(t, locale, person));
  return lines;
}

/** Why, in at most four lines: shared hours, stack, API style and what counted most besides. */
export function reasonLines(
  t: Translate,
  locale: Locale,
  facts: Pick<Found, 'reasons' | 'shared'>,
): string[] {
  return facts.reasons.flatMap((reason) => reasonLine(t, locale, reason, facts.shared) ?? []).slice(0, 4);
}

/** As {@link reasonLines}, of what speaks for the two only. */
export function whyLines(t: Translate, locale: Locale, facts: Pick<Found, 'reasons' | 'shared'>): string[] {
  return reasonLines(t, locale, { ...facts, reasons: facts.reasons.filter(speaksForThem) });
}

function speaksForThem(reason: Reason): boolean {
  switch (reason.key) {
    case 'brief-differs':
    case 'overlap-unknown':
      return false;
    case 'overlap':
      return reason.minutes > 0;
    case 'commitment':
      return reason.known && reason.fit >= 0.5;
    default:
      return true;
  }
}

function reasonLine(
  t: Translate,
  locale: Locale,
  reason: Reason,
  shared: Found['shared'],
): string | undefined {
  switch (reason.key) {
    case 'overlap':
      return reason.minutes === 0
        ? t('partners:reason.no-overlap')
        : t('partners:reason.overlap', {
            words: weekInWords(shared, locale, 3),
            hours: durationText(reason.minutes),
          });
    case 'overlap-unknown':
      return t(`partners:reason.overlap-unknown.${reason.missing}`);
    case 'brief-shared':
      return t('partners:reason.brief', { brief: briefName(t, reason.brief) });
    case 'brief-differs':
      return t('partners:reason.brief-differs', {
        briefs: list(
          locale,
          reason.candidate.map((brief) => briefName(t, brief)),
        ),
      });
    case 'api-shared':
      return reason.style === 'undecided'
        ? undefined
        : t('partners:reason.api', { api: t(`commands:choices.api.${reason.style}`) });
    case 'stack':
      return reason.common.length === 0
        ? undefined
        : t('partners:reason.stack', {
            stack: reason.common
              .slice(0, 5)
              .map((item) => literal(technologyName(truncated(item, 50))))
              .join(', '),
          });
    case 'commitment':
      return reason.candidate === null
        ? undefined
        : t('partners:reason.commitment', { hours: reason.candidate });
    case 'goal':
      return reason.candidate !== null && reason.candidate === reason.seeker
        ? t('partners:reason.goal')
        : undefined;
    default:
      return undefined;
  }
}

/** The small modal of *Ask*: an optional note. */
export function askModal(t: Translate, projectId: number, userId: string, note?: string): Modal {
  return form(
    t('partners:ask.title'),
    ['ask.send', projectId, userId],
    [
      field('note', t('partners:ask.note'), {
        long: true,
        max: LIMITS.note.max,
        hint: t('partners:ask.hint'),
        ...(note === undefined ? {} : { value: note }),
      }),
    ],
  );
}
