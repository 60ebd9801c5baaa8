/** What all charts share: a fixed size, one look, and words for those who do not see the picture. */
import type { TopLevelSpec } from 'vega-lite';

/** A picture that can be drawn, and its words. All texts in it come from the caller's catalogue. */
export interface Chart {
  readonly spec: TopLevelSpec;
  /** In words, for the attachment's description: at most 1024 characters. */
  readonly alt: string;
}

/** Pixels. Discord shows pictures in about 550 x 350, so a taller one would only shrink its texts. */
export const CHART_WIDTH = 800;
export const CHART_HEIGHT = 520;
/** Discord's limit for the description of an attachment. */
const ALT_LIMIT = 1024;

/** Dark on an opaque light card, which reads the same on Discord's light and dark themes. */
export const COLOURS = {
  card: '#fbfaf7',
  text: '#1c2128',
  quiet: '#5b6470',
  grid: '#dcdfe3',
  strong: '#1d4fb8',
  onStrong: '#ffffff',
  outline: '#39485e',
  /** Stand for fill patterns, so that meaning does not hang on colour alone; see patterns.ts. */
  dotted: '#0a0b01',
  hatched: '#0a0b02',
} as const;

export const FONT = 'DejaVu Sans';
/** Left and right edge of titles and legends, pixels from the edge of the card. */
export const EDGE = 24;

/** Room around the plot, in pixels; the title stands in the room above it. */
export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Font size in pixels. */
  readonly size: number;
}

/** A rectangle between two corners, in pixels. */
export interface Box {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

export interface TextStyle {
  readonly align?: 'left' | 'center' | 'right';
  readonly weight?: 'bold' | 'normal';
  readonly colour?: string;
  /** Lets the text stand out from lines behind it. */
  readonly halo?: boolean;
}

/** The size of the plot inside its margins, in pixels. */
export function plotSize(margin: Margin): { width: number; height: number } {
  return {
    width: CHART_WIDTH - margin.left - margin.right,
    height: CHART_HEIGHT - margin.top - margin.bottom,
  };
}

/** The scripts the bundled font has in bold too; signs and accents are Common and Inherited. */
const SCRIPTS = [
  'Latin',
  'Arabic',
  'Armenian',
  'Cyrillic',
  'Georgian',
  'Greek',
  'Hebrew',
  'Nko',
  'Tifinagh',
  'Common',
  'Inherited',
];
/** What would be drawn as boxes: other scripts, emoji and what joins them. */
const UNDRAWABLE = new RegExp(
  `[^${SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]|[\\u{1f000}-\\u{1faff}]|\\ufe0f|\\u200d`,
  'gu',
);

/**
 * A text without the characters the bundled font lacks; it may come out empty, as a name in Amharic does: then name
 * the person in another way ('your partner').
 */
export function drawable(text: string): string {
  return text.replaceAll(UNDRAWABLE, '').replaceAll(/\s+/g, ' ').trim();
}

/** A picture of layers that are placed in pixels from the top left corner of the plot. */
export function chartOf(title: string, margin: Margin, layers: readonly object[], alt: string): Chart {
  const size = fittingSize(title, CHART_WIDTH - 2 * EDGE, 31);
  const heading = { x: EDGE - margin.left, y: 40 - margin.top, text: title, size };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...plotSize(margin),
    padding: margin,
    autosize: { type: 'none' },
    background: COLOURS.card,
    config: { font: FONT, view: { stroke: null } },
    layer: [...layers, ...texts([heading], { align: 'left' })],
  };
  return { spec: spec as TopLevelSpec, alt };
}

/** Layers of texts around their middle line. */
export function texts(values: readonly Text[], style: TextStyle = {}): object[] {
  const { align = 'center', weight = 'bold', colour = COLOURS.text, halo = false } = style;
  const mark = { type: 'text', align, baseline: 'middle', fontWeight: weight, color: colour };
  const encoding = {
    ...positions('x', 'y'),
    text: { field: 'text', type: 'nominal' },
    size: { field: 'size', type: 'quantitative', scale: null, legend: null },
  };
  const drawn = values.map((value) => ({ ...value, text: drawable(value.text) }));
  const layer = { data: { values: drawn }, mark, encoding };
  const behind = { ...layer, mark: { ...mark, stroke: COLOURS.card, strokeWidth: 8, strokeJoin: 'round' } };
  return halo ? [behind, layer] : [layer];
}

/** A layer of rectangles; `outline` draws their edges. */
export function boxes(values: readonly Box[], fill: string, outline = false): object {
  const edge = outline ? { stroke: COLOURS.outline, strokeWidth: 1.5 } : {};
  const mark = { type: 'rect', fill, cornerRadius: 4, ...edge };
  return { data: { values }, mark, encoding: positions('x', 'x2', 'y', 'y2') };
}

/** A layer of straight lines. */
export function lines(
  values: readonly Box[],
  colour: string,
  style: { width?: number; dash?: number[] } = {},
): object {
  const mark = { type: 'rule', color: colour, strokeWidth: style.width ?? 1, strokeDash: style.dash ?? [] };
  return { data: { values }, mark, encoding: positions('x', 'x2', 'y', 'y2') };
}

/** The font size in pixels, `wanted` at most, at which a text in bold fits a width; letters are about 0.68 em wide. */
export function fittingSize(text: string, width: number, wanted: number): number {
  const needed = Math.max(1, text.length) * 0.68;
  return Math.max(12, Math.min(wanted, Math.floor(width / needed)));
}

/** An alternative text within Discord's limit, cut at a word when it must be. */
export function altText(parts: readonly string[]): string {
  const text = parts.filter((part) => part !== '').join('. ');
  if (text.length <= ALT_LIMIT) return text;
  const cut = text.slice(0, ALT_LIMIT - 2);
  return `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}

/** Fields that already are positions in pixels. */
function positions(...channels: ('x' | 'x2' | 'y' | 'y2')[]): object {
  const position = { type: 'quantitative', scale: null, axis: null };
  return Object.fromEntries(
    channels.map((field) => [field, field.endsWith('2') ? { field } : { field, ...position }]),
  );
}
