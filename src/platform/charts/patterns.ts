/** Fill patterns, which Vega cannot draw: certain colours of a finished SVG stand for them. */
import { COLOURS } from './chart.ts';

const PATTERNS = [
  {
    colour: COLOURS.dotted,
    id: 'dotted',
    tile: '<rect width="14" height="14" fill="#dfe9fb"/><circle cx="4" cy="4" r="2.4" fill="#5877b8"/><circle cx="11" cy="11" r="2.4" fill="#5877b8"/>',
    size: 14,
  },
  {
    colour: COLOURS.hatched,
    id: 'hatched',
    tile: '<rect width="14" height="14" fill="#fbeed5"/><path d="M-2 2 L2 -2 M-2 16 L16 -2 M12 16 L16 12" stroke="#a8702a" stroke-width="3"/>',
    size: 14,
  },
];

/** The SVG with every fill in one of the pattern colours replaced by its pattern. */
export function withPatterns(svg: string): string {
  const definitions = PATTERNS.map(
    ({ id, tile, size }) =>
      `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${tile}</pattern>`,
  );
  const filled = PATTERNS.reduce(
    (drawn, { colour, id }) => drawn.replaceAll(`fill="${colour}"`, `fill="url(#${id})"`),
    svg,
  );
  return filled.replace(/<svg[^>]*>/, (opening) => `${opening}<defs>${definitions.join('')}</defs>`);
}
