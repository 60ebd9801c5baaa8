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
  /** Words for a part of the whole, from the catalogue: '42 of 60'. */
  readonly ofTotal: (count: number, total: number) => string;
}

const MARGIN = { top: 88, right: 24, bottom: 24, left: 24 };
const GAP = 18;
const LABEL_HEIGHT = 40;
const HIGHEST_ROW = 160;

/** The picture of a funnel and its words: each stage with its number, of how many, and the share. */
export function funnelChart(funnel: Funnel): Chart {
  const { width, height } = plotSize(MARGIN);
  const rowHeight = Math.min(HIGHEST_ROW, (height + GAP) / Math.max(1, funnel.stages.length));
  const rows = funnel.stages.map(({ label, count }, index) => {
    const top = index * rowHeight;
    return {
      label,
      numbers: `${funnel.ofTotal(count, funnel.total)} (${share(count, funnel.total)} %)`,
      middle: top + LABEL_HEIGHT / 2,
      bar: { x: 0, x2: width, y: top + LABEL_HEIGHT, y2: top + rowHeight - GAP },
      done: funnel.total === 0 ? 0 : Math.min(1, count / funnel.total) * width,
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
  const words = rows.map(({ label, numbers: text }) => `${label}: ${text}`);
  return chartOf(funnel.title, MARGIN, shapes, altText([funnel.title, words.join('; ')]));
}

/** Whole percent; 100 only for all and 0 only for none. */
function share(count: number, total: number): number {
  if (total === 0 || count === 0) return 0;
  return count >= total ? 100 : Math.min(99, Math.max(1, Math.round((count / total) * 100)));
}
