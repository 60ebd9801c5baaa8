import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import { durationText, weekInWords } from '../availability/rules/words.ts';
import { WEEKLY_PRESETS } from '../availability/rules.ts';
import { button, container, field, form, row, section, text } from '../discord/components.ts';
import type { Body, Modal } from '../discord/reply.ts';
import { type Locale, list, type Translate } from '../i18n/index.ts';
import { soughtSide } from '../learners/rules.ts';
import { briefName } from '../projects/cards.ts';
import { type Brief, technologyName } from '../projects/rules.ts';
import { LIMITS } from '../requests/rules.ts';
import { literal, truncated } from '../text.ts';
import { type Breakdown, type Reason, type Relaxation } from './rules.ts';
import type { Found, SearchResult } from './service.ts';

/** What the buttons of a search carry, so that *More* and a relaxation repeat it. */
export interface SearchState {
  /** 0 seeks for oneself. */
  readonly projectId: number;
  readonly cohortId: number;
  readonly anyBrief: boolean;
  /** Minutes; -1 is the cohort's own floor. */
  readonly minOverlap: number;
  readonly side: 'other' | 'same';
  readonly offset: number;
}

export function searchRoute(state: SearchState): [string, ...(string | number)[]] {
  const { projectId, cohortId, anyBrief, minOverlap, side, offset } = state;
  return ['find', projectId, cohortId, anyBrief ? 1 : 0, minOverlap, side, offset];
}

export function parseSearchRoute(args: readonly string[]): SearchState {
  const [projectId, cohortId, anyBrief, minOverlap, side, offset] = args;
  return {
    projectId: Number(projectId) || 0,
    cohortId: Number(cohortId) || 0,
    anyBrief: anyBrief === '1',
    minOverlap: Number(minOverlap ?? -1),
    side: side === 'same' ? 'same' : 'other',
    offset: Number(offset) || 0,
  };
}

/** The people who fit, best first, each with why and a button; where fewer fit, why, and what would help. */
export function searchBody(t: Translate, locale: Locale, result: SearchResult, state: SearchState): Body {
  const { ranking, found } = result;
  const parts: APIComponentInContainer[] = [text(headline(t, result, state))];
  for (const [index, person] of found.entries()) {
    parts.push(
      section(
        personLines(t, locale, person, state.offset + index + 1).join('\n'),
        askButton(t, person, state),
      ),
    );
  }
  const shown = state.offset + found.length;
  if (shown >= ranking.total) parts.push(...helpParts(t, locale, result, state));
  const buttons: APIButtonComponent[] = [];
  if (shown < ranking.total)
    buttons.push(button(t('partners:button.more'), searchRoute({ ...state, offset: shown }), 'primary'));
  return {
    card: true,
    components: [container([...parts, ...(buttons.length === 0 ? [] : [row(...buttons)])], 0x57f287)],
  };
}

/** With an own project: *Ask*. Without: the other's project, with *Team up*. */
function askButton(t: Translate, person: Found, state: SearchState): APIButtonComponent {
  if (state.projectId !== 0)
    return button(t('partners:button.ask'), ['ask', state.projectId, person.userId], 'success');
  if (person.project !== undefined)
    return button(t('projects:button.team-up'), ['team-up', person.project.id], 'success');
  return button(t('projects:button.details'), ['profile.show', person.userId]);
}

function headline(t: Translate, { ranking }: SearchResult, state: SearchState): string {
  if (ranking.total === 0) return `### ${t('partners:head.nobody')}`;
  const last = Math.min(state.offset + 5, ranking.total);
  return `### ${t('partners:head.found', { count: ranking.total, from: state.offset + 1, to: last })}`;
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

/** Everybody is accounted for: how many each condition removes, and the single changes that would add somebody. */
function helpParts(
  t: Translate,
  locale: Locale,
  { ranking, seeker, settings }: SearchResult,
  state: SearchState,
): APIComponentInContainer[] {
  const lines = breakdownLines(
    t,
    ranking.breakdown,
    state.side === 'same' ? seeker.track : soughtSide(seeker.track),
    settings.floorMinutes,
  );
  lines.push(...ranking.relaxations.slice(0, 3).map((change) => relaxationLine(t, locale, change)));
  const buttons = ranking.relaxations
    .flatMap((change) => relaxationButton(t, locale, change, state) ?? [])
    .slice(0, 3);
  if (ranking.total === 0) buttons.push(button(t('partners:button.wait'), ['wait', state.cohortId]));
  if (seeker.availability.length === 0)
    buttons.push(button(t('projects:button.add-hours'), ['hours.presets']));
  return [
    ...(lines.length === 0 ? [] : [text(lines.join('\n'))]),
    ...(buttons.length === 0 ? [] : [row(...buttons.slice(0, 5))]),
  ];
}

function breakdownLines(
  t: Translate,
  breakdown: Breakdown,
  side: 'backend' | 'frontend' | 'fullstack' | 'any',
  floor: number,
): string[] {
  const { pool, removed, fitting, unknown } = breakdown;
  if (pool === 0) return [t(`partners:breakdown.empty.${side}`)];
  const lines = [t(`partners:breakdown.pool.${side}`, { count: pool, fitting: fitting + unknown })];
  const reasons = Object.entries(removed) as [keyof Breakdown['removed'], number][];
  for (const [key, count] of reasons) {
    if (count > 0) lines.push(`- ${t(`partners:breakdown.removed.${key}`, { count, hours: floor / 60 })}`);
  }
  if (unknown > 0) lines.push(`- ${t('partners:breakdown.unknown', { count: unknown })}`);
  return lines;
}

function relaxationLine(t: Translate, locale: Locale, change: Relaxation): string {
  switch (change.key) {
    case 'lower-floor':
      return t('partners:relax.lower-floor', { count: change.adds, hours: durationText(change.minutes) });
    case 'add-hours':
      return t('partners:relax.add-hours', {
        count: change.adds,
        hours: presetInWords(change.preset, locale),
      });
    default:
      return t(`partners:relax.${change.key}`, { count: change.adds });
  }
}

function presetInWords(key: string, locale: Locale): string {
  return weekInWords(WEEKLY_PRESETS.find((preset) => preset.key === key)?.intervals ?? [], locale);
}

function relaxationButton(
  t: Translate,
  locale: Locale,
  change: Relaxation,
  state: SearchState,
): APIButtonComponent | undefined {
  switch (change.key) {
    case 'any-brief':
      return button(
        t('partners:button.any-brief'),
        searchRoute({ ...state, anyBrief: true, offset: 0 }),
        'primary',
      );
    case 'lower-floor':
      return button(
        t('partners:button.lower-floor', { hours: durationText(change.minutes) }),
        searchRoute({ ...state, minOverlap: change.minutes, offset: 0 }),
        'primary',
      );
    case 'study-partner':
      return button(
        t('partners:button.study-partner'),
        searchRoute({ ...state, side: 'same', offset: 0 }),
        'primary',
      );
    case 'add-hours':
      return button(
        t('partners:button.add-hours', { hours: presetInWords(change.preset, locale) }),
        ['hours.add', change.preset],
        'primary',
      );
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
