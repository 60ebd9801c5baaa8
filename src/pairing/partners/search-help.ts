/** Where a search ends: why there are no more, and the changes that would add somebody, each one press away. */

import { durationText, weekInWords } from '../../people/availability/rules/words.ts';
import { WEEKLY_PRESETS } from '../../people/availability/rules.ts';
import { soughtSide } from '../../people/learners/rules.ts';
import { button } from '../../platform/discord/components.ts';
import type { Locale, Translate } from '../../platform/i18n/index.ts';
import type { Breakdown, Relaxation } from './rules.ts';
import { type SearchState, searchRoute } from './search-state.ts';
import type { SearchResult } from './service.ts';

/** A message has at most 40 components: with five people and three projects there is room for so many buttons. */
const MOST_BUTTONS = 8;

type Button = ReturnType<typeof button>;

/** Something that would give the seeker more people, or another way: what it gives, and the press. */
interface Offer {
  readonly line: string;
  readonly button: Button | undefined;
}

/** `teams`: how many teams could take the seeker as one more of their side. */
export function searchHelp(
  t: Translate,
  locale: Locale,
  result: SearchResult,
  state: SearchState,
  teams: number,
): { lines: string[]; buttons: Button[] } {
  const { ranking, seeker } = result;
  const offers = [
    ...bestOfEach(ranking.relaxations).map((change, place) => offerOf(t, locale, change, state, place === 0)),
    ...teamOffer(t, result, state, teams),
  ];
  const buttons = offers.flatMap((offer) => offer.button ?? []);
  if (ranking.breakdown.removed['asked-you'] > 0)
    buttons.unshift(button(t('partners:button.see-requests'), ['partner.requests'], 'success'));
  const waits = ranking.total === 0 || ranking.relaxations.some((change) => change.key === 'wait');
  const isWaiting = seeker.waitingSince !== null;
  if (isWaiting) buttons.push(button(t('waiting:button.leave'), ['waiting.leave', state.cohortId]));
  else if (waits && state.side === 'other')
    buttons.push(button(t('partners:button.wait'), ['wait', state.cohortId]));
  if (seeker.availability.length === 0)
    buttons.push(button(t('projects:button.add-hours'), ['hours.presets']));
  return {
    lines: [
      ...breakdownLines(t, result, state),
      ...offers.map((offer) => offer.line),
      ...(isWaiting ? [t('waiting:line.list')] : []),
    ],
    buttons: buttons.slice(0, MOST_BUTTONS),
  };
}

/** The best change of each kind: they come best first, so the first of a kind is the best one. */
function bestOfEach(changes: readonly Relaxation[]): Relaxation[] {
  return changes.filter((change, index) => changes.findIndex(({ key }) => key === change.key) === index);
}

function breakdownLines(
  t: Translate,
  { ranking, seeker, settings }: SearchResult,
  state: SearchState,
): string[] {
  const { pool, removed, fitting, unknown } = ranking.breakdown;
  const side = state.side === 'same' ? seeker.track : soughtSide(seeker.track);
  if (pool === 0) return [t(`partners:breakdown.empty.${side}`)];
  const all = t(`partners:breakdown.pool.${side}`, { count: pool });
  const lines = [t('partners:breakdown.fit', { pool: all, count: fitting + unknown })];
  for (const [key, count] of Object.entries(removed) as [keyof Breakdown['removed'], number][]) {
    const name = key === 'full' && state.side === 'same' ? 'full-study' : key;
    if (count === 0) continue;
    lines.push(`- ${t(`partners:breakdown.removed.${name}`, { count, hours: settings.floorMinutes / 60 })}`);
  }
  // Whose hours are missing: the reader's own, else those of the others.
  if (unknown > 0 && seeker.availability.length === 0) lines.push(`- ${t('partners:breakdown.own-hours')}`);
  else if (unknown > 0) lines.push(`- ${t('partners:breakdown.unknown', { count: unknown })}`);
  return lines;
}

/** The first change is the best one: it stands out. */
function offerOf(
  t: Translate,
  locale: Locale,
  change: Relaxation,
  state: SearchState,
  isBest: boolean,
): Offer {
  const line = relaxationLine(t, locale, change);
  const stands = isBest && change.key !== 'study-partner' && change.key !== 'wait';
  return {
    line: stands ? t('partners:relax.best', { change: line }) : line,
    button: relaxationButton(t, locale, change, state),
  };
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

function relaxationButton(
  t: Translate,
  locale: Locale,
  change: Relaxation,
  state: SearchState,
): Button | undefined {
  const again = (changes: Partial<SearchState>) => searchRoute({ ...state, ...changes, offset: 0 });
  switch (change.key) {
    case 'any-brief':
      return button(t('partners:button.any-brief'), again({ anyBrief: true }), 'primary');
    case 'lower-floor': {
      const label = t('partners:button.lower-floor', { hours: durationText(change.minutes) });
      return button(label, again({ minOverlap: change.minutes }), 'primary');
    }
    case 'study-partner':
      return button(t('partners:button.study-partner'), again({ side: 'same' }), 'primary');
    case 'add-hours': {
      const label = t('partners:button.add-hours', { hours: presetInWords(change.preset, locale) });
      return button(label, ['hours.add', change.preset], 'primary');
    }
    default:
      return undefined;
  }
}

function presetInWords(key: string, locale: Locale): string {
  return weekInWords(WEEKLY_PRESETS.find((preset) => preset.key === key)?.intervals ?? [], locale);
}

function teamOffer(t: Translate, { seeker }: SearchResult, state: SearchState, teams: number): Offer[] {
  if (teams === 0 || seeker.track === 'fullstack') return [];
  const to = ['second', state.cohortId, state.projectId, state.anyBrief ? 1 : 0] as const;
  return [
    {
      line: t('partners:relax.second', { count: teams }),
      button: button(t(`partners:button.second.${seeker.track}`), to, 'primary'),
    },
  ];
}
