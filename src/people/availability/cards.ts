import type { APIButtonComponent } from 'discord.js';
import { type Chart, drawable } from '../../platform/charts/chart.ts';
import { button, field, form, menu, row } from '../../platform/discord/components.ts';
import type { Body, File, Modal } from '../../platform/discord/reply.ts';
import type { Locale, Message, Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { weekPicture } from './picture.ts';
import { hoursCode } from './rules/codes.ts';
import type { DaysRefusal } from './rules/days.ts';
import type { TimeRefusal } from './rules/times.ts';
import type { AvailabilityRefusals, TypedAvailability } from './rules/typed.ts';
import { durationText, weekInWords } from './rules/words.ts';
import { normaliseWeek, WEEKLY_PRESETS, type WeeklyInterval, weeklyMinutes } from './rules.ts';

// A week of quarter hours here and there would fill several messages; the picture shows all of it.
const MOST_WORDS = 700;
const BUTTONS_IN_ROW = 5;
const MENUS = 5;
const IN_MENU = 25;
const MOST_NAME = 20;

/** Longest text that a field of days or times takes, in code points. */
export const HOURS_LIMITS = { days: { max: 100 }, time: { max: 40 } } as const;

/** 'Mon-Fri 18:00-21:00', or a sentence when there are no hours. */
export function hoursText(t: Translate, locale: Locale, week: readonly WeeklyInterval[]): string {
  return week.length === 0 ? t('availability:none') : truncated(weekInWords(week, locale), MOST_WORDS);
}

/** The member's own week as a picture; undefined while it is empty. */
export function weekChart(
  t: Translate,
  locale: Locale,
  week: readonly WeeklyInterval[],
  zone: string,
): Chart | undefined {
  const words = { title: t('availability:picture.title', { zone }), mine: t('availability:picture.mine') };
  return pictureOf(t, locale, week, words);
}

/** The hours two members share, in the reader's `zone`; undefined when there are none. `name` is the other's. */
export function sharedChart(
  t: Translate,
  locale: Locale,
  shared: readonly WeeklyInterval[],
  { name, zone }: { name: string; zone: string },
): Chart | undefined {
  // The bundled font does not have every script.
  const known = truncated(drawable(oneLine(name)), MOST_NAME);
  const words = {
    title: t('availability:picture.shared-title', {
      name: known === '' ? t('availability:picture.partner') : known,
      zone,
    }),
    mine: t('availability:picture.shared'),
  };
  return pictureOf(t, locale, shared, words);
}

function pictureOf(
  t: Translate,
  locale: Locale,
  week: readonly WeeklyInterval[],
  words: { title: string; mine: string },
): Chart | undefined {
  if (week.length === 0) return undefined;
  return weekPicture({ locale, labels: { ...words, empty: t('availability:none') }, mine: week });
}

/** The member's week after a change, with the next steps. `headline` says what was changed. */
export function weekBody(
  t: Translate,
  locale: Locale,
  facts: { headline: string; week: readonly WeeklyInterval[]; zone: string; picture?: File | undefined },
): Body {
  const { headline, week, zone, picture } = facts;
  if (week.length === 0) return { ...clearedBody(t, undefined), content: headline };
  const params = { zone, hours: hoursText(t, locale, week), total: durationText(weeklyMinutes(week)) };
  return {
    content: `${headline}\n${t('availability:week', params)}`,
    components: [
      row(
        button(t('availability:button.more'), ['hours.presets', 'here'], 'primary'),
        button(t('availability:button.remove'), ['hours.which', 'here']),
        button(t('availability:button.clear'), ['hours.clear']),
      ),
    ],
    ...(picture === undefined ? {} : { files: [picture] }),
  };
}

/** After clearing; `undo` is the id of the kept week, undefined when there was nothing to clear. */
export function clearedBody(t: Translate, undo: string | undefined): Body {
  const buttons = [button(t('availability:button.add'), ['hours.presets', 'here'], 'primary')];
  if (undo !== undefined) buttons.push(button(t('availability:button.undo'), ['hours.undo', undo]));
  return {
    content: t(undo === undefined ? 'availability:cleared-nothing' : 'availability:cleared'),
    components: [row(...buttons)],
  };
}

/** Which hours are to go: each slot of the week in a menu. What five menus have no room for is there when these are gone. */
export function whichBody(t: Translate, locale: Locale, week: readonly WeeklyInterval[], zone: string): Body {
  const slots = week.map((slot) => ({
    label: hoursText(t, locale, [slot]),
    value: hoursCode([slot.day], slot.from, slot.to),
  }));
  const menus = Array.from({ length: Math.min(MENUS, Math.ceil(slots.length / IN_MENU)) }, (_, index) =>
    menu(
      ['hours.remove', index],
      t('availability:which-slot'),
      slots.slice(index * IN_MENU, (index + 1) * IN_MENU),
    ),
  );
  return { content: t('availability:which', { zone }), components: menus };
}

/** The usual hours as buttons, without those the member's week has already. */
export function presetsBody(
  t: Translate,
  locale: Locale,
  week: readonly WeeklyInterval[],
  zone: string,
): Body {
  const minutes = weeklyMinutes(week);
  const left = WEEKLY_PRESETS.filter(
    ({ intervals }) => weeklyMinutes(normaliseWeek([...week, ...intervals])) > minutes,
  );
  const buttons: APIButtonComponent[] = left.map(({ key }) =>
    button(t(`availability:preset.${key}`), ['hours.add', key, 'here'], 'primary'),
  );
  buttons.push(button(t('availability:button.other'), ['hours.other']));
  const rows = Array.from({ length: Math.ceil(buttons.length / BUTTONS_IN_ROW) }, (_, index) =>
    row(...buttons.slice(index * BUTTONS_IN_ROW, (index + 1) * BUTTONS_IN_ROW)),
  );
  const lines = [t('availability:ask', { zone })];
  if (week.length > 0) lines.push(t('availability:so-far', { hours: hoursText(t, locale, week) }));
  return { content: lines.join('\n'), components: rows };
}

/** Days and times to type, for hours that no preset has. */
export function hoursModal(t: Translate, typed: Partial<TypedAvailability> = {}): Modal {
  const given = (value: string | undefined) => (value === undefined ? {} : { value });
  return form(
    t('availability:modal.title'),
    ['hours.typed'],
    [
      field('days', t('availability:modal.days'), {
        required: true,
        ...HOURS_LIMITS.days,
        hint: t('availability:modal.days-hint'),
        ...given(typed.days),
      }),
      field('from', t('availability:modal.from'), {
        required: true,
        ...HOURS_LIMITS.time,
        hint: t('availability:modal.from-hint'),
        ...given(typed.from),
      }),
      field('to', t('availability:modal.to'), {
        required: true,
        ...HOURS_LIMITS.time,
        hint: t('availability:modal.to-hint'),
        ...given(typed.to),
      }),
    ],
  );
}

/** Everything that is wrong with typed hours, one line a field; `hasReadings`: what was meant is offered below. */
export function refusalMessage(t: Translate, refusals: AvailabilityRefusals, hasReadings: boolean): Message {
  const problems = [
    refusals.days === undefined ? undefined : daysProblem(t, refusals.days),
    refusals.from === undefined ? undefined : timeProblem(t, refusals.from),
    refusals.to === undefined ? undefined : timeProblem(t, refusals.to),
  ];
  const lines = problems.filter((line) => line !== undefined);
  const key = hasReadings ? 'availability:refused.did-you-mean' : 'availability:refused.again';
  return { key, params: { problems: [...new Set(lines)].join('\n') } };
}

function daysProblem(t: Translate, { problem, part, suggestion }: DaysRefusal): string {
  return t(`availability:refused.days.${problem}`, { part: quoted(part), suggestion });
}

function timeProblem(t: Translate, { problem, typed, suggestions }: TimeRefusal): string {
  const params = { typed: quoted(typed), suggestion: suggestions.join(t('availability:refused.or')) };
  return t(`availability:refused.time.${problem}`, params);
}

/** What was typed, within a sentence. */
function quoted(typed: string): string {
  return literal(truncated(oneLine(typed), 50));
}
