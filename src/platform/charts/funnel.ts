/** How far a cohort has come: announced, partnered, agreed on a contract. */
import { altText, boxes, type Chart, chartOf, plotSize, texts } from './chart.ts';

/** One stage; its texts are from the catalogue. */
export interface FunnelStage {
  /** 'Announced a project'. */
  readonly label: string;
  readonly count: number;
}

export interface Funnel {
  readonly title: string;
  /** Of how many learners the stages are a part. */
  readonly total: number;
  /** From the widest to the narrowest, one to five. */
  readonly stages: readonly FunnelStage[];
  /** A group smaller than this is not told apart from others as small. */
  readonly smallest: number;
  readonly locale: 'en' | 'fr';
  /** Words for a part of the whole, from the catalogue: '42 of 60'. */
  readonly ofTotal: (count: string, total: string) => string;
  /** A name and what belongs to it: 'Announced: 42 of 60'. */
  readonly pair: (label: string, value: string) => string;
}

const MARGIN = { top: 88, right: 24, bottom: 24, left: 24 };
const GAP = 18;
const LABEL_HEIGHT = 40;
const HIGHEST_ROW = 160;
/** How much of its bar a small group fills, in pixels. */
const LEAST = 4;

/** The picture of a funnel and its words: each stage with its number, of how many, and the share. */
export function funnelChart(funnel: Funnel): Chart {
  const { width, height } = plotSize(MARGIN);
  const rowHeight = Math.min(HIGHEST_ROW, (height + GAP) / Math.max(1, funnel.stages.length));
  const rows = funnel.stages.map(({ label, count }, index) => {
    const top = index * rowHeight;
    return {
      label,
      numbers: numbersOf(funnel, count),
      middle: top + LABEL_HEIGHT / 2,
      bar: { x: 0, x2: width, y: top + LABEL_HEIGHT, y2: top + rowHeight - GAP },
      done: isSmall(funnel, count)
        ? LEAST
        : (Math.min(count, funnel.total) / Math.max(1, funnel.total)) * width,
    };
  });
  const labels = rows.map(({ label, middle }) => ({
    x: 0,
    y: middle,
    text: label,
    size: 27,
    room: width * 0.58,
  }));
  const numbers = rows.map(({ numbers: text, middle }) => ({
    x: width,
    y: middle,
    text,
    size: 25,
    room: width * 0.4,
  }));
  const shapes = [
    ...boxes(
      rows.map(({ bar }) => bar),
      'plain',
    ),
    ...boxes(
      rows.filter(({ done }) => done > 0).map(({ bar, done }) => ({ ...bar, x2: done })),
      'strong',
    ),
    ...texts(labels, { align: 'left' }),
    ...texts(numbers, { align: 'right', weight: 'normal' }),
  ];
  const words = rows.map(({ label, numbers: text }) => funnel.pair(label, text));
  return chartOf(funnel.title, MARGIN, shapes, altText([funnel.title, words.join('; ')]));
}

function isSmall({ smallest }: Funnel, count: number): boolean {
  return count > 0 && count < smallest;
}

/** '42 of 60 (70 %)'; of a small group only that it is small. */
function numbersOf(funnel: Funnel, count: number): string {
  const shown = (some: number) =>
    isSmall(funnel, some) ? `< ${funnel.smallest}` : some.toLocaleString(funnel.locale);
  const words = funnel.ofTotal(shown(count), shown(funnel.total));
  return isSmall(funnel, count) ? words : `${words} (${share(count, funnel.total)} %)`;
}

/** Whole percent; 100 only for all and 0 only for none. */
function share(count: number, total: number): number {
  if (total === 0 || count === 0) return 0;
  return count >= total ? 100 : Math.min(99, Math.max(1, Math.round((count / total) * 100)));
}
