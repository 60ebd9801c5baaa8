/** The thread that draws. One picture at a time; canvas and fonts stay for the next one. */
import { parentPort } from 'node:worker_threads';
import type { Shape } from './chart.ts';
import { createPainter } from './paint.ts';

/** What the thread is asked to draw. */
export interface DrawOrder {
  readonly shapes: readonly Shape[];
}

export type DrawAnswer = { readonly png: Uint8Array<ArrayBuffer> } | { readonly error: string };

const paint = createPainter();

parentPort?.on('message', ({ shapes }: DrawOrder) => {
  try {
    const png = new Uint8Array(paint(shapes));
    parentPort?.postMessage({ png } satisfies DrawAnswer, [png.buffer]);
  } catch (error) {
    const answer: DrawAnswer = { error: error instanceof Error ? error.message : String(error) };
    parentPort?.postMessage(answer, []);
  }
});
