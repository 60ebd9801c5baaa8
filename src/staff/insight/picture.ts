/**
 * A cohort in one picture: how far its learners have come, by the side they build; who seeks a partner, by brief; and how
 * much happened on each day. Sides differ by their patterns, and every row has its numbers.
 */
import { SMALLEST_GROUP } from '../../people/standing/rules.ts';
import {
  altText,
  type Box,
  boxes,
  CHART_WIDTH,
  type Chart,
  COLOURS,
  chartOf,
  EDGE,
  type Fill,
  lines,
  type Shape,
  SMALLEST,
  texts,
} from '../../platform/charts/chart.ts';
import { type BySide, type DayOfActivity, SIDES, type Side, sum } from './rules.ts';

/** Texts from the catalogue. */
export interface StatusLabels {
  readonly title: string;
  readonly sides: Readonly<Record<Side, string>>;
  readonly supply: string;
  readonly activity: string;
  /** The highest day of the picture: 'most: 12'. */
  readonly most: string;
  /** A name and what belongs to it: 'Joined: 35'. */
  readonly pair: (label: string, value: string) => string;
}

export interface StatusPicture {
  readonly locale: 'en' | 'fr';
  readonly labels: StatusLabels;
  /** From the widest to the narrowest; `whole`: nothing is known of sides (who is expected). */
  readonly stages: readonly { readonly label: string; readonly sides: BySide; readonly whole?: number }[];
  readonly briefs: readonly { readonly label: string; readonly sides: BySide }[];
  readonly activity: readonly DayOfActivity[];
  /** Others than staff may read it: a group under five is not shown by itself. */
  readonly isShared: boolean;
}

const FILLS: Record<Side, Fill> = {
  backend: 'strong',
  frontend: 'dotted',
  fullstack: 'hatched',
  unknown: 'plain',
};
const MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };
const LEGEND = 80;
const FUNNEL = { top: 104, row: 29, label: 206, numbers: 120 };
const LOWER = 330;
const SUPPLY = { row: 27, label: 284, width: 462, numbers: 90 };
const ACTIVITY = { left: 520, top: 28, bottom: 508 };
const BAR = 20;
/** What stands for a small group where others read. */
const FEW = `< ${SMALLEST_GROUP}`;
/** How high a day with so little in it is where others read, in pixels. */
const LEAST = 2;
const RIGHT = CHART_WIDTH - EDGE;

export function statusPicture(picture: StatusPicture): Chart {
  const { labels } = picture;
  const shapes = [
    ...legend(picture),
    ...funnelShapes(picture),
    ...texts([{ x: EDGE, y: LOWER, text: labels.supply, size: 22, room: SUPPLY.width }], { align: 'left' }),
    ...supplyShapes(picture),
    ...activityShapes(picture),
  ];
  return chartOf(labels.title, MARGIN, shapes, words(picture));
}

/** Sides that somebody builds. */
function sidesIn({ stages, briefs }: StatusPicture): Side[] {
  return SIDES.filter((side) => [...stages, ...briefs].some(({ sides }) => sides[side] > 0));
}

/** Where others read, sides are drawn only when none of them is a small group anywhere. */
function hidesSides({ stages, briefs, isShared }: StatusPicture): boolean {
  return isShared && [...stages, ...briefs].some(({ sides }) => SIDES.some((side) => isSmall(sides[side])));
}

function legend(picture: StatusPicture): Shape[] {
  if (hidesSides(picture)) return [];
  const used = sidesIn(picture);
  const width = (RIGHT - EDGE) / 4;
  return used.flatMap((side, index) => {
    const x = EDGE + index * width;
    const label = { x: x + 34, y: LEGEND, text: picture.labels.sides[side], size: 21, room: width - 40 };
    return [
      ...boxes([{ x, x2: x + 26, y: LEGEND - 11, y2: LEGEND + 11 }], FILLS[side], true),
      ...texts([label], { align: 'left', weight: 'normal' }),
    ];
  });
}

function funnelShapes(picture: StatusPicture): Shape[] {
  const totals = picture.stages.map(totalOf);
  const widest = Math.max(1, ...totals);
  const room = RIGHT - EDGE - FUNNEL.label - FUNNEL.numbers;
  return picture.stages.flatMap((stage, index) => {
    const total = totals[index] ?? 0;
    const middle = FUNNEL.top + (index + 0.5) * FUNNEL.row;
    const bar = { x: EDGE + FUNNEL.label, y: middle - BAR / 2, room, widest };
    return [
      ...texts([{ x: EDGE, y: middle, text: stage.label, size: 21, room: FUNNEL.label - 10 }], {
        align: 'left',
      }),
      ...stackedBar(picture, stage, bar),
      ...texts([{ x: RIGHT, y: middle, text: number(total, picture), size: 21, room: FUNNEL.numbers - 8 }], {
        align: 'right',
      }),
    ];
  });
}

function supplyShapes(picture: StatusPicture): Shape[] {
  const widest = Math.max(1, ...picture.briefs.map(({ sides }) => sum(sides)));
  const room = SUPPLY.width - SUPPLY.label - SUPPLY.numbers;
  return picture.briefs.flatMap(({ label, sides }, index) => {
    const middle = LOWER + 32 + index * SUPPLY.row;
    const bar = { x: EDGE + SUPPLY.label, y: middle - BAR / 2, room, widest };
    return [
      ...texts([{ x: EDGE, y: middle, text: label, size: 20, room: SUPPLY.label - 8 }], {
        align: 'left',
        weight: 'normal',
      }),
      ...stackedBar(picture, { sides }, bar),
      ...texts(
        [
          {
            x: EDGE + SUPPLY.width,
            y: middle,
            text: number(sum(sides), picture),
            size: 20,
            room: SUPPLY.numbers - 6,
          },
        ],
        { align: 'right' },
      ),
    ];
  });
}

interface Bar {
  readonly x: number;
  readonly y: number;
  /** Pixels the longest bar has. */
  readonly room: number;
  /** How many that is. */
  readonly widest: number;
}

/** One bar in parts by side, or as a whole. */
function stackedBar(
  picture: StatusPicture,
  { sides, whole }: { readonly sides: BySide; readonly whole?: number },
  bar: Bar,
): Shape[] {
  const scale = bar.room / bar.widest;
  const at = (from: number, to: number): Box => ({
    x: bar.x + from * scale,
    x2: bar.x + Math.max(to * scale, from * scale + 2),
    y: bar.y,
    y2: bar.y + BAR,
  });
  const total = whole ?? sum(sides);
  if (total === 0 || (picture.isShared && isSmall(total))) return [];
  if (whole !== undefined) return boxes([at(0, total)], 'plain', true);
  if (hidesSides(picture)) return boxes([at(0, total)], 'strong', true);
  let from = 0;
  return SIDES.flatMap((side) => {
    const begin = from;
    from += sides[side];
    return sides[side] === 0 ? [] : boxes([at(begin, from)], FILLS[side], true);
  });
}

function activityShapes(picture: StatusPicture): Shape[] {
  const { labels, activity, locale } = picture;
  const { left, bottom } = ACTIVITY;
  const width = RIGHT - left;
  const most = Math.max(0, ...activity.map(({ count }) => count));
  const top = LOWER + ACTIVITY.top + 14;
  const low = bottom - 28;
  const step = width / Math.max(7, activity.length);
  const bars = activity.flatMap(({ count }, index) => {
    if (count === 0) return [];
    const exact = picture.isShared && isSmall(count) ? 0 : ((low - top) * count) / most;
    const height = Math.max(LEAST, exact);
    return [{ x: left + index * step + 1, x2: left + (index + 1) * step - 1, y: low - height, y2: low }];
  });
  const dates = [activity[0], activity.length > 6 ? activity.at(-1) : undefined].flatMap((day, index) =>
    day === undefined
      ? []
      : texts(
          [
            {
              x: index === 0 ? left : RIGHT,
              y: bottom - 10,
              text: shortDate(day.date, locale),
              size: SMALLEST,
            },
          ],
          { align: index === 0 ? 'left' : 'right', weight: 'normal', colour: COLOURS.quiet },
        ),
  );
  return [
    ...texts([{ x: left, y: LOWER, text: labels.activity, size: 22, room: width }], { align: 'left' }),
    ...texts(
      [{ x: RIGHT, y: LOWER + 26, text: most === 0 ? '' : labels.most, size: SMALLEST, room: width }],
      {
        align: 'right',
        weight: 'normal',
        colour: COLOURS.quiet,
      },
    ),
    ...lines([{ x: left, x2: RIGHT, y: low, y2: low }], COLOURS.outline, { width: 2 }),
    ...boxes(bars, 'strong'),
    ...dates,
  ];
}

function isSmall(count: number): boolean {
  return count > 0 && count < SMALLEST_GROUP;
}

function totalOf(stage: StatusPicture['stages'][number]): number {
  return stage.whole ?? sum(stage.sides);
}

/** A number, or that it is small where others read. */
export function number(
  count: number,
  { locale, isShared }: Pick<StatusPicture, 'locale' | 'isShared'>,
): string {
  if (isShared && isSmall(count)) return FEW;
  return new Intl.NumberFormat(locale).format(count);
}

function shortDate(date: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** The same in words; sides are left out where others read. */
function words(picture: StatusPicture): string {
  const { labels, stages, briefs, activity, isShared } = picture;
  const bySide = (sides: BySide): string =>
    isShared
      ? ''
      : sidesIn(picture)
          .filter((side) => sides[side] > 0)
          .map((side) => `${labels.sides[side]} ${number(sides[side], picture)}`)
          .join(', ');
  const line = (label: string, total: number, sides: string): string =>
    labels.pair(label, `${number(total, picture)}${sides === '' ? '' : ` (${sides})`}`);
  const funnel = stages.map((stage) => line(stage.label, totalOf(stage), bySide(stage.sides)));
  const supply = briefs
    .filter(({ sides }) => sum(sides) > 0)
    .map(({ label, sides }) => line(label, sum(sides), bySide(sides)));
  const days = activity.map(({ count }) => number(count, picture)).join(', ');
  return altText([
    labels.title,
    funnel.join(', '),
    ...(supply.length === 0 ? [] : [labels.pair(labels.supply, supply.join(', '))]),
    ...(days === '' ? [] : [labels.pair(labels.activity, days)]),
  ]);
}
