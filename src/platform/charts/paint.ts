/** Draws shapes on Skia's canvas, which breaks, shapes and turns texts of every script. Fonts are loaded once. */
import { fileURLToPath } from 'node:url';
import { type CanvasPattern, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { CHART_HEIGHT, CHART_WIDTH, COLOURS, type Fill, type Shape, SMALLEST } from './chart.ts';
import { pngEncoder } from './png.ts';

const FONTS = [
  { family: 'Nexus', path: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf' },
  { family: 'Nexus', path: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf' },
  {
    family: 'Nexus Ethiopic',
    path: '@fontsource-variable/noto-sans-ethiopic/files/noto-sans-ethiopic-ethiopic-wght-normal.woff2',
  },
];
const FAMILIES = '"Nexus", "Nexus Ethiopic"';
const CORNER = 4;
const TILE = 14;
const HALO = 8;
/** Of a broken text, from the middle of one line to the next, in parts of its size. */
const LINE_HEIGHT = 1.16;

type TextShape = Extract<Shape, { kind: 'text' }>;

/** Draws one picture after the other; the PNG is CHART_WIDTH x CHART_HEIGHT pixels, opaque. */
export function createPainter(): (shapes: readonly Shape[]) => Buffer {
  // Fonts belong to the process: a thread that starts again finds them there.
  if (!GlobalFonts.has('Nexus')) {
    for (const { family, path } of FONTS) {
      const file = fileURLToPath(import.meta.resolve(path));
      if (GlobalFonts.registerFromPath(file, family) === null) throw new Error(`No font in ${file}.`);
    }
  }
  const context = createCanvas(CHART_WIDTH, CHART_HEIGHT).getContext('2d');
  // Texts look the same whatever language the machine speaks.
  context.lang = 'en';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const fills: Record<Fill, string | CanvasPattern> = {
    plain: COLOURS.grid,
    strong: COLOURS.strong,
    dotted: dotted(context),
    hatched: hatched(context),
  };
  const encode = pngEncoder(CHART_WIDTH, CHART_HEIGHT);
  return (shapes) => {
    context.fillStyle = COLOURS.card;
    context.fillRect(0, 0, CHART_WIDTH, CHART_HEIGHT);
    for (const shape of shapes) {
      if (shape.kind === 'text') writeText(context, shape);
      else if (shape.kind === 'line') drawLine(context, shape);
      else drawBox(context, shape, fills[shape.fill]);
    }
    return encode((first, count) => context.getImageData(0, first, CHART_WIDTH, count).data);
  };
}

function drawBox(
  context: SKRSContext2D,
  { x, x2, y, y2, outline }: Extract<Shape, { kind: 'box' }>,
  fill: string | CanvasPattern,
): void {
  context.beginPath();
  context.roundRect(x, y, x2 - x, y2 - y, Math.min(CORNER, (x2 - x) / 2, (y2 - y) / 2));
  context.fillStyle = fill;
  context.fill();
  if (outline) stroke(context, COLOURS.outline, 1.5);
}

function drawLine(context: SKRSContext2D, line: Extract<Shape, { kind: 'line' }>): void {
  context.beginPath();
  context.moveTo(line.x, line.y);
  context.lineTo(line.x2, line.y2);
  stroke(context, line.colour, line.width, line.dash);
}

function stroke(context: SKRSContext2D, colour: string, width: number, dash: readonly number[] = []): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash([...dash]);
  context.stroke();
}

function writeText(context: SKRSContext2D, shape: TextShape): void {
  const { size, lines } = fitted(context, shape);
  context.textAlign = shape.align;
  context.font = fontOf(shape, size);
  for (const [index, line] of lines.entries()) {
    const y = shape.y + (index - (lines.length - 1) / 2) * size * LINE_HEIGHT;
    if (shape.halo) {
      // Lets the text stand out from lines behind it.
      context.strokeStyle = COLOURS.card;
      context.lineWidth = HALO;
      context.setLineDash([]);
      context.strokeText(line, shape.x, y);
    }
    context.fillStyle = shape.colour;
    context.fillText(line, shape.x, y);
  }
}

/** The largest letters at which the text fits: broken before it gets too small to be read, and cut at last. */
function fitted(context: SKRSContext2D, shape: TextShape): { size: number; lines: string[] } {
  const { text, room = Number.POSITIVE_INFINITY } = shape;
  const widthAt = (size: number, line: string): number => {
    context.font = fontOf(shape, size);
    return context.measureText(line).width;
  };
  const onOneLine = Math.floor((shape.size * room) / widthAt(shape.size, text));
  // One line that is a little smaller reads better than two.
  const least = (shape.lines ?? 1) > 1 ? Math.ceil(shape.size * 0.8) : SMALLEST;
  if (onOneLine >= shape.size) return { size: shape.size, lines: [text] };
  if (onOneLine >= least) return { size: onOneLine, lines: [text] };
  const size = Math.min(shape.size, least);
  return { size, lines: broken(text, shape.lines ?? 1, (line) => widthAt(size, line) <= room) };
}

/** The text in at most `most` lines, broken at blanks; what is left over ends in an ellipsis. */
function broken(text: string, most: number, fits: (line: string) => boolean): string[] {
  const result: string[] = [];
  let rest = text;
  while (rest !== '' && result.length < most - 1) {
    const words = rest.split(' ');
    let count = words.length;
    while (count > 1 && !fits(words.slice(0, count).join(' '))) count -= 1;
    result.push(words.slice(0, count).join(' '));
    rest = words.slice(count).join(' ');
  }
  return [...result, ...(rest === '' ? [] : [rest])].map((line) => (fits(line) ? line : cut(line, fits)));
}

function cut(line: string, fits: (line: string) => boolean): string {
  const letters = [...graphemes.segment(line)].map(({ segment }) => segment);
  let count = letters.length;
  while (count > 1 && !fits(`${letters.slice(0, count).join('')}…`)) count -= 1;
  return `${letters.slice(0, count).join('').trimEnd()}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function fontOf({ weight }: TextShape, size: number): string {
  return `${weight} ${size}px ${FAMILIES}`;
}

function dotted(context: SKRSContext2D): CanvasPattern {
  return tile(context, '#dfe9fb', (on) => {
    on.fillStyle = '#5877b8';
    for (const middle of [4, 11]) {
      on.beginPath();
      on.arc(middle, middle, 2.4, 0, 2 * Math.PI);
      on.fill();
    }
  });
}

function hatched(context: SKRSContext2D): CanvasPattern {
  return tile(context, '#fbeed5', (on) => {
    on.beginPath();
    for (const start of [-TILE, 0, TILE]) {
      on.moveTo(start - 2, TILE + 2);
      on.lineTo(start + TILE + 2, -2);
    }
    stroke(on, '#a8702a', 3);
  });
}

function tile(context: SKRSContext2D, ground: string, draw: (on: SKRSContext2D) => void): CanvasPattern {
  const canvas = createCanvas(TILE, TILE);
  const on = canvas.getContext('2d');
  on.fillStyle = ground;
  on.fillRect(0, 0, TILE, TILE);
  draw(on);
  const pattern = context.createPattern(canvas, 'repeat');
  if (pattern === null) throw new Error('No pattern could be made.');
  return pattern;
}
