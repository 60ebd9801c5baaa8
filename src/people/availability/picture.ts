/**
 * The week of one member, or of a pair, as a picture: seven columns of hours in the viewer's zone. Shared hours stand
 * out by place (the whole column), fill (solid, against patterns) and their times in words, not by colour alone.
 */
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
  plotSize,
  type Shape,
  SMALLEST,
  type Text,
  texts,
} from '../../platform/charts/chart.ts';
import { labelled, translator } from '../../platform/i18n/index.ts';
import { clockText } from '../../platform/times/minutes.ts';
import { durationText, weekdayName, weekInWords } from './rules/words.ts';
import { DAY_MINUTES, normaliseWeek, type WeeklyInterval, weeklyMinutes } from './rules.ts';

/** Texts from the catalogue, in the viewer's language. */
export interface WeekLabels {
  /** 'Your week, times in Africa/Lagos'. */
  readonly title: string;
  /** Name of the viewer's own hours: 'You'. */
  readonly mine: string;
  /** Name of the partner's hours, needed with `theirs`. */
  readonly theirs?: string;
  /** Name of the hours both have, needed with `shared`. */
  readonly shared?: string;
  /** Said, and written across the picture, when there are no hours at all. */
  readonly empty: string;
}

/** All intervals are in the viewer's zone. */
export interface WeekPicture {
  readonly locale: 'en' | 'fr';
  readonly labels: WeekLabels;
  readonly mine: readonly WeeklyInterval[];
  readonly theirs?: readonly WeeklyInterval[];
  readonly shared?: readonly WeeklyInterval[];
}

type Kind = 'mine' | 'theirs' | 'shared';

/** An interval inside one day of the week. */
interface Piece {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

const FILLS: Record<Kind, Fill> = { mine: 'dotted', theirs: 'hatched', shared: 'strong' };
/** At least this many hours are shown, so that a short evening does not fill the picture. */
const LEAST_HOURS = 6;
const COLUMN_GAP = 6;
/** How wide a figure in bold is, in parts of its size. */
const FIGURE = 0.7;

/** The picture of a week and its words: every series with its hours. */
export function weekPicture(picture: WeekPicture): Chart {
  const series = seriesOf(picture);
  const several = series.length > 1;
  const margin = { top: 112, right: 16, bottom: several ? 66 : 24, left: 100 };
  const plot = plotSize(margin);
  const scale = scaleOf(
    series.flatMap(({ intervals }) => intervals),
    plot.height,
  );
  const column = plot.width / 7;
  const drawn = series.map(({ kind, intervals }) => ({
    kind,
    pieces: piecesOf(intervals).map((piece) => {
      const sides = columnOf(piece.day, column, kind, picture.theirs !== undefined);
      return { piece, box: { ...sides, y: scale.toY(piece.from), y2: scale.toY(piece.to) } };
    }),
  }));
  const labelled = drawn.find(({ kind }) => kind === (several ? 'shared' : 'mine'))?.pieces ?? [];
  const empty = series.every(({ intervals }) => intervals.length === 0);
  const shapes = [
    ...lines(hourLines(scale, plot.width), COLOURS.grid),
    ...texts(hourTexts(scale), { align: 'right', weight: 'normal', colour: COLOURS.quiet }),
    ...texts(dayTexts(column, picture.locale)),
    ...drawn.flatMap(({ kind, pieces }) =>
      boxes(
        pieces.map(({ box }) => box),
        FILLS[several ? kind : 'shared'],
        true,
      ),
    ),
    ...texts(
      labelled.flatMap(({ box, piece }) => timesIn(box, piece)),
      { colour: COLOURS.onStrong },
    ),
    ...(several ? legend(series, margin.left, plot.height) : []),
    ...(empty ? emptyTexts(picture.labels.empty, plot) : []),
  ];
  return chartOf(picture.labels.title, margin, shapes, weekAlt(picture));
}

/** 'Your week. You: Mon-Fri 18:00-21:30 (17 h 30 min)', the shared hours first. */
function weekAlt(picture: WeekPicture): string {
  const parts = seriesOf(picture)
    .filter(({ intervals }) => intervals.length > 0)
    .sort((a, b) => Number(b.kind === 'shared') - Number(a.kind === 'shared'))
    .map(({ label, intervals }) => {
      const total = durationText(weeklyMinutes(intervals));
      return labelled(
        translator(picture.locale),
        label,
        `${weekInWords(intervals, picture.locale)} (${total})`,
      );
    });
  return altText([picture.labels.title, ...(parts.length === 0 ? [picture.labels.empty] : parts)]);
}

/** In the order of drawing: what both have lies on top. */
function seriesOf(picture: WeekPicture): { kind: Kind; label: string; intervals: WeeklyInterval[] }[] {
  const { labels, mine, theirs, shared } = picture;
  const series: {
    kind: Kind;
    label: string | undefined;
    intervals: readonly WeeklyInterval[] | undefined;
  }[] = [
    { kind: 'mine', label: labels.mine, intervals: mine },
    { kind: 'theirs', label: labels.theirs, intervals: theirs },
    { kind: 'shared', label: labels.shared, intervals: shared },
  ];
  return series.flatMap(({ kind, label = '', intervals }) =>
    intervals === undefined ? [] : [{ kind, label, intervals: normaliseWeek(intervals) }],
  );
}

/** Intervals cut at midnight, each piece on its own day. */
function piecesOf(intervals: readonly WeeklyInterval[]): Piece[] {
  return intervals.flatMap(({ day, from, to }) => {
    const first = { day, from, to: Math.min(to, DAY_MINUTES) };
    return to <= DAY_MINUTES ? [first] : [first, { day: (day % 7) + 1, from: 0, to: to - DAY_MINUTES }];
  });
}

/** Which hours are shown, which of them are named, and where they lie. */
interface HourScale {
  readonly hours: readonly number[];
  /** Pixels from the top for minutes since midnight. */
  readonly toY: (minutes: number) => number;
}

/** The whole hours that hold all intervals, LEAST_HOURS at least; the waking day when there are none. */
function scaleOf(intervals: readonly WeeklyInterval[], height: number): HourScale {
  const pieces = piecesOf(intervals);
  const first = pieces.length === 0 ? 8 : Math.floor(Math.min(...pieces.map(({ from }) => from)) / 60);
  const last = pieces.length === 0 ? 22 : Math.ceil(Math.max(...pieces.map(({ to }) => to)) / 60);
  const missing = Math.max(0, LEAST_HOURS - (last - first));
  const from = Math.max(0, Math.min(first - Math.floor(missing / 2), 24 - LEAST_HOURS));
  const to = Math.max(last, Math.min(24, from + LEAST_HOURS));
  const step = to - from > 16 ? 3 : to - from > 7 ? 2 : 1;
  return {
    hours: Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(
      (hour) => hour % step === 0,
    ),
    toY: (minutes) => ((minutes / 60 - from) / (to - from)) * height,
  };
}

/** A pair shares each column: one half for each, the whole for hours both have. */
function columnOf(day: number, column: number, kind: Kind, pair: boolean): { x: number; x2: number } {
  const x = (day - 1) * column + COLUMN_GAP / 2;
  const x2 = day * column - COLUMN_GAP / 2;
  if (kind === 'shared' || !pair) return { x, x2 };
  return kind === 'mine' ? { x, x2: (x + x2) / 2 } : { x: (x + x2) / 2, x2 };
}

function hourLines({ hours, toY }: HourScale, width: number): Box[] {
  return hours.map((hour) => ({ x: 0, x2: width, y: toY(hour * 60), y2: toY(hour * 60) }));
}

function hourTexts({ hours, toY }: HourScale): Text[] {
  return hours.map((hour) => ({ x: -14, y: toY(hour * 60), text: clockText(hour * 60), size: 25 }));
}

function dayTexts(column: number, locale: 'en' | 'fr'): Text[] {
  return Array.from({ length: 7 }, (_, index) => ({
    x: (index + 0.5) * column,
    y: -26,
    text: weekdayName(index + 1, locale),
    size: 28,
  }));
}

/** The times of a piece on two lines or one, where its box has room for letters that can be read. */
function timesIn({ x, x2, y, y2 }: Box, { from, to }: Piece): Text[] {
  const middle = { x: (x + x2) / 2, y: (y + y2) / 2 };
  const [start, end] = [clockText(from), clockText(to)];
  const short = `${start.replace(':00', '')}-${end.replace(':00', '')}`;
  const wide = Math.floor((x2 - x - 6) / (short.length * FIGURE));
  const oneLine = Math.min(25, wide, Math.floor(y2 - y) - 4);
  const twoLines = Math.min(25, Math.floor((y2 - y - 4) / 2));
  if (Math.max(oneLine, twoLines) < SMALLEST) return [];
  if (oneLine >= twoLines) return [{ ...middle, text: short, size: oneLine }];
  const apart = twoLines * 0.56;
  return [
    { ...middle, y: middle.y - apart, text: start, size: twoLines },
    { ...middle, y: middle.y + apart, text: end, size: twoLines },
  ];
}

function legend(series: readonly { kind: Kind; label: string }[], left: number, bottom: number): Shape[] {
  const share = (CHART_WIDTH - 2 * EDGE) / series.length;
  return series.flatMap(({ kind, label }, index) => {
    const x = EDGE - left + index * share;
    const y = bottom + 22;
    const text = { x: x + 46, y: y + 14, text: label, size: 25, room: share - 56 };
    return [
      ...boxes([{ x, x2: x + 34, y, y2: y + 28 }], FILLS[kind], true),
      ...texts([text], { align: 'left', weight: 'normal' }),
    ];
  });
}

function emptyTexts(text: string, plot: { width: number; height: number }): Shape[] {
  const middle = { x: plot.width / 2, y: plot.height / 2 };
  return texts([{ ...middle, text, size: 30, room: plot.width - 40, lines: 2 }], {
    colour: COLOURS.quiet,
    halo: true,
  });
}
