/** A member's own weeks: how many hours and entries each had. */
import {
  altText,
  boxes,
  type Chart,
  COLOURS,
  chartOf,
  lines,
  plotSize,
  texts,
} from '../../platform/charts/chart.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { inHours, weekWords } from './cards.ts';
import type { Week } from './rules.ts';

type Bar = Pick<Week, 'number' | 'minutes'> & { readonly entries: number };

/** The newest so many: more would be too narrow for their words. */
const MOST_WEEKS = 5;
const MARGIN = { top: 128, right: 24, bottom: 96, left: 24 };
const WIDEST = 150;

/** `weeks` has those with entries, up to now; the picture shows the empty ones between them too. */
export function weeksChart(t: Translate, weeks: readonly Week[]): Chart {
  const bars = allWeeks(weeks);
  const plot = plotSize(MARGIN);
  // Who never says how long it took has bars of entries.
  const timed = bars.some(({ minutes }) => minutes > 0);
  const value = ({ minutes, entries }: Bar): number => (timed ? minutes : entries);
  const highest = Math.max(1, ...bars.map(value));
  const column = plot.width / bars.length;
  const width = Math.min(WIDEST, column * 0.7);
  const placed = bars.map((bar, index) => {
    const middle = column * (index + 0.5);
    const y = plot.height * (1 - value(bar) / highest);
    return { bar, middle, box: { x: middle - width / 2, x2: middle + width / 2, y, y2: plot.height } };
  });
  const room = column - 8;
  const shapes = [
    ...lines([{ x: 0, x2: plot.width, y: plot.height, y2: plot.height }], COLOURS.outline, { width: 2 }),
    ...boxes(
      placed.filter(({ bar }) => value(bar) > 0).map(({ box }) => box),
      'strong',
    ),
    ...texts(
      placed
        .filter(({ bar }) => bar.minutes > 0)
        .map(({ bar, middle, box }) => ({
          x: middle,
          y: box.y - 20,
          text: t('journal:picture.hours', { hours: inHours(bar.minutes) }),
          size: 25,
          room,
        })),
    ),
    ...texts(
      placed.map(({ bar, middle }) => ({
        x: middle,
        y: plot.height + 28,
        text: t('journal:picture.week', { number: bar.number }),
        size: 22,
        room,
      })),
    ),
    ...texts(
      placed.map(({ bar, middle }) => ({
        x: middle,
        y: plot.height + 62,
        text: t('journal:progress.entries', { count: bar.entries }),
        size: 22,
        room,
      })),
      { weight: 'normal' },
    ),
  ];
  const title = t('journal:picture.title');
  const words = bars.map((bar) =>
    labelled(t, t('journal:picture.week', { number: bar.number }), weekWords(t, bar.entries, bar.minutes)),
  );
  return chartOf(title, MARGIN, shapes, altText([title, words.join('; ')]));
}

function allWeeks(weeks: readonly Week[]): Bar[] {
  const last = Math.max(1, ...weeks.map(({ number }) => number));
  const first = Math.max(1, last - MOST_WEEKS + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const number = first + index;
    const week = weeks.find((each) => each.number === number);
    return { number, minutes: week?.minutes ?? 0, entries: week?.entries.length ?? 0 };
  });
}
