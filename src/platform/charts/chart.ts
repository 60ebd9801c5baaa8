/** What all charts share: a fixed size, one look, and words for those who do not see the picture. */

/** A picture that can be drawn, and its words. All texts in it come from the caller's catalogue. */
export interface Chart {
  /** Drawn in this order, each over those before. */
  readonly shapes: readonly Shape[];
  /** In words, for the attachment's description: at most 1024 characters. */
  readonly alt: string;
}

/** Positions in pixels from the top left corner; plain data, so that another thread can draw it. */
export type Shape =
  | (Box & { readonly kind: 'box'; readonly fill: Fill; readonly outline: boolean })
  | (Box & {
      readonly kind: 'line';
      readonly colour: string;
      readonly width: number;
      readonly dash: readonly number[];
    })
  | (Text & Required<TextStyle> & { readonly kind: 'text' });

/** Patterns let boxes differ without colour. */
export type Fill = 'plain' | 'strong' | 'dotted' | 'hatched';

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
} as const;

/** Left and right edge of titles and legends, pixels from the edge of the card. */
export const EDGE = 24;

/** Room around the plot, in pixels; the title stands in the room above it. */
export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A text around its middle line. */
export interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Font size in pixels. */
  readonly size: number;
  /** Pixels the text may be wide: a longer one gets smaller letters, down to SMALLEST, and is cut at last. */
  readonly room?: number;
  /** Lines it may be broken into before its letters get as small as that; 1 when left out. */
  readonly lines?: number;
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

/** The scripts the bundled fonts have in bold too; signs and accents are Common and Inherited. */
const SCRIPTS = [
  'Latin',
  'Arabic',
  'Armenian',
  'Cyrillic',
  'Ethiopic',
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
 * A text without the characters the bundled fonts lack; it may come out empty, as a name in Chinese does: then name
 * the person in another way ('your partner').
 */
export function drawable(text: string): string {
  return text.replaceAll(UNDRAWABLE, '').replaceAll(/\s+/g, ' ').trim();
}

/** Words in a right-to-left script, next to each other. */
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}](?:[^\p{L}\p{N}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}\p{M}])*/gu;

/** A name written from right to left stands apart, so that it does not draw what follows it over to its other side. */
function isolated(text: string): string {
  return text.replaceAll(RIGHT_TO_LEFT, (words) => `\u2068${words}\u2069`);
}

/** Letters this high (px) can still be read on a phone, where a picture is about 390 px wide. */
export const SMALLEST = 20;

/** A picture of shapes that are placed in pixels from the top left corner of the plot. */
export function chartOf(title: string, margin: Margin, shapes: readonly Shape[], alt: string): Chart {
  const room = CHART_WIDTH - 2 * EDGE;
  const heading = { x: EDGE - margin.left, y: 38 - margin.top, text: title, size: 31, room, lines: 2 };
  const moved = [...shapes, ...texts([heading], { align: 'left' })].map((shape) => {
    const at = { x: shape.x + margin.left, y: shape.y + margin.top };
    return shape.kind === 'text'
      ? { ...shape, ...at }
      : { ...shape, ...at, x2: shape.x2 + margin.left, y2: shape.y2 + margin.top };
  });
  return { shapes: moved, alt };
}

/** Texts around their middle line; those of which nothing can be drawn are left out. */
export function texts(values: readonly Text[], style: TextStyle = {}): Shape[] {
  const { align = 'center', weight = 'bold', colour = COLOURS.text, halo = false } = style;
  return values.flatMap((value) => {
    const text = isolated(drawable(value.text));
    return text === '' ? [] : [{ kind: 'text', ...value, text, align, weight, colour, halo }];
  });
}

/** Rectangles with round corners; `outline` draws their edges. */
export function boxes(values: readonly Box[], fill: Fill, outline = false): Shape[] {
  return values.map(({ x, x2, y, y2 }) => ({ kind: 'box', x, x2, y, y2, fill, outline }));
}

/** Straight lines. */
export function lines(
  values: readonly Box[],
  colour: string,
  style: { width?: number; dash?: number[] } = {},
): Shape[] {
  const { width = 1, dash = [] } = style;
  return values.map(({ x, x2, y, y2 }) => ({ kind: 'line', x, x2, y, y2, colour, width, dash }));
}

/** An alternative text within Discord's limit, cut at a word when it must be. */
export function altText(parts: readonly string[]): string {
  const text = parts.filter((part) => part !== '').join('. ');
  if (text.length <= ALT_LIMIT) return text;
  const cut = text.slice(0, ALT_LIMIT - 2);
  return `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}
