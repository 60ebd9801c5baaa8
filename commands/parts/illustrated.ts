import { within } from '../../src/platform/async.ts';
import type { Chart } from '../../src/platform/charts/chart.ts';
import type { Body, File } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';

/** How long an answer waits for its picture (ms). A later one is added by an edit; without one the words are enough. */
const PATIENCE = 1_200;

/** A message and what replaces it: the arguments of `answer` and `update`. */
export type Illustrated = readonly [body: Body, later?: () => Promise<Body | undefined>];

/** `write` makes the message, with the picture when there is one. */
export async function illustrated(
  services: Services,
  chart: Chart | undefined,
  write: (picture: File | undefined) => Body,
): Promise<Illustrated> {
  if (chart === undefined) return [write(undefined)];
  const drawing = services.charts
    .render(chart)
    .then(({ png }) =>
      write({ name: 'week.png', data: png, contentType: 'image/png', description: chart.alt }),
    );
  const inTime = await within(PATIENCE, drawing).catch(() => undefined);
  return inTime === undefined ? [write(undefined), () => drawing] : [inTime];
}
