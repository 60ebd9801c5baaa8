import { within } from '../../src/platform/async.ts';
import type { Chart } from '../../src/platform/charts/chart.ts';
import type { Body, File } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';

/** How long an answer waits for its picture (ms). A later one is added by an edit; without one the words are enough. */
const PATIENCE = 250;

/** A message and what replaces it: the arguments of `answer` and `update`. */
export type Illustrated = readonly [body: Body, later?: () => Promise<Body | undefined>];

export interface Illustration {
  readonly chart: Chart | undefined;
  /** What the picture's file is called. */
  readonly name: string;
  /** Bytes a file may have where the message goes; a larger picture is left out. */
  readonly limit: number;
}

/** `write` makes the message, with the picture when there is one. */
export async function illustrated(
  services: Pick<Services, 'charts'>,
  { chart, name, limit }: Illustration,
  write: (picture: File | undefined) => Body,
): Promise<Illustrated> {
  if (chart === undefined) return [write(undefined)];
  const drawing = services.charts.render(chart).then(({ png }) => {
    const picture = { name, data: png, contentType: 'image/png', description: chart.alt };
    return write(png.length > limit ? undefined : picture);
  });
  // The words do not stay away with a picture that could not be drawn; whoever draws notes why.
  const late = drawing.catch(() => undefined);
  const inTime = await within(PATIENCE, late);
  return inTime === undefined ? [write(undefined), () => late] : [inTime];
}
