/** How many pairs have which score, 0..1000. */
import { altText, boxes, type Chart, COLOURS, chartOf, lines, plotSize, type Shape, texts } from './chart.ts';

/** Texts from the catalogue. */
export interface HistogramLabels {
  readonly title: string;
  /** Under the axis of scores. */
  readonly score: string;
  /** Name of the median's mark: 'Median'. */
  readonly median: string;
  /** Said and written when there are no scores. */
  readonly empty: string;
  /** A name and what belongs to it: 'Median: 640'. */
  readonly pair: (label: string, value: string) => string;
}

export interface ScoreBin {
  /** Lowest score of the bin. */
  readonly from: number;
  /** Highest score of the bin. */
  readonly to: number;
  readonly count: number;
}

const HIGHEST_SCORE = 1000;
const BIN_WIDTH = 100;
const BAR_GAP = 6;
const MARGIN = { top: 146, right: 44, bottom: 92, left: 36 };

/** Ten bins of a hundred scores; the last also holds 1000. Scores are integers 0..1000. */
export function scoreBins(scores: readonly number[]): ScoreBin[] {
  const counts = Array.from({ length: HIGHEST_SCORE / BIN_WIDTH }, () => 0);
  for (const score of scores) {
    const bin = Math.min(counts.length - 1, Math.max(0, Math.floor(score / BIN_WIDTH)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => ({
    from: bin * BIN_WIDTH,
    to: bin === counts.length - 1 ? HIGHEST_SCORE : (bin + 1) * BIN_WIDTH - 1,
    count,
  }));
}

/** The middle score, rounded; undefined without scores. */
export function medianScore(scores: readonly number[]): number | undefined {
  const sorted = [...scores].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? undefined : Math.round((upper + lower) / 2);
}

/** The picture of a distribution of scores and its words: the median and every bin that is not empty. */
export function scoreHistogram(scores: readonly number[], labels: HistogramLabels): Chart {
  const bins = scoreBins(scores);
  const median = medianScore(scores);
  const plot = plotSize(MARGIN);
  const toX = (score: number): number => (score / HIGHEST_SCORE) * plot.width;
  const highest = Math.max(1, ...bins.map((bin) => bin.count));
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(({ from, count }) => ({
      count,
      box: {
        x: toX(from) + BAR_GAP / 2,
        x2: toX(from + BIN_WIDTH) - BAR_GAP / 2,
        y: plot.height * (1 - count / highest),
        y2: plot.height,
      },
    }));
  const counts = bars.map(({ box, count }) => ({
    x: (box.x + box.x2) / 2,
    y: box.y - 18,
    text: shortened(count),
    size: 25,
  }));
  const shapes = [
    ...lines([{ x: 0, x2: plot.width, y: plot.height, y2: plot.height }], COLOURS.outline, { width: 2 }),
    ...axisTexts(labels.score, toX, plot),
    ...(median === undefined
      ? emptyTexts(labels.empty, plot)
      : medianShapes(median, labels.median, toX, plot)),
    ...boxes(
      bars.map(({ box }) => box),
      'strong',
    ),
    ...texts(counts, { halo: true }),
  ];
  const parts = bins
    .filter((bin) => bin.count > 0)
    .map((bin) => labels.pair(`${bin.from}-${bin.to}`, String(bin.count)));
  const words =
    median === undefined ? [labels.empty] : [labels.pair(labels.median, String(median)), parts.join('; ')];
  return chartOf(labels.title, MARGIN, shapes, altText([labels.title, ...words]));
}

/** What fits over a bar: from 10,000 on in thousands; the words have it exactly. */
function shortened(count: number): string {
  return count < 10_000 ? String(count) : `${Math.round(count / 1_000)}k`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function axisTexts(label: string, toX: (score: number) => number, plot: Size): Shape[] {
  const ticks = [0, 200, 400, 600, 800, HIGHEST_SCORE];
  const numbers = ticks.map((score) => ({
    x: toX(score),
    y: plot.height + 24,
    text: String(score),
    size: 23,
  }));
  const below = {
    x: plot.width / 2,
    y: plot.height + 60,
    text: label,
    size: 22,
    room: plot.width,
  };
  return [
    ...texts(numbers, { weight: 'normal' }),
    ...texts([below], { weight: 'normal', colour: COLOURS.quiet }),
  ];
}

/** A dashed line behind the bars, its words above them. */
function medianShapes(median: number, label: string, toX: (score: number) => number, plot: Size): Shape[] {
  const x = toX(median);
  const text = `${label} ${median}`;
  // Near an end of the axis the words run inwards.
  const align = median < 200 ? 'left' : median > 800 ? 'right' : 'center';
  return [
    ...lines([{ x, x2: x, y: -44, y2: plot.height }], COLOURS.text, { width: 3, dash: [8, 6] }),
    ...texts([{ x, y: -58, text, size: 24 }], { align }),
  ];
}

function emptyTexts(text: string, plot: Size): Shape[] {
  const middle = { x: plot.width / 2, y: plot.height / 2 };
  return texts([{ ...middle, text, size: 30, room: plot.width - 40, lines: 2 }], { colour: COLOURS.quiet });
}
