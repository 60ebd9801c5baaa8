/** The thread that draws: Vega-Lite to Vega to SVG to PNG, with the bundled font. One picture at a time. */
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { CHART_WIDTH, FONT } from './chart.ts';
import { withPatterns } from './patterns.ts';

/** What the thread is asked to draw. */
export interface DrawOrder {
  readonly spec: TopLevelSpec;
}

export type DrawAnswer = { readonly png: Uint8Array<ArrayBuffer> } | { readonly error: string };

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
);

parentPort?.on('message', (order: DrawOrder) => {
  void respond(order);
});

async function respond(order: DrawOrder): Promise<void> {
  try {
    const png = await draw(order.spec);
    parentPort?.postMessage({ png } satisfies DrawAnswer, [png.buffer]);
  } catch (error) {
    const answer: DrawAnswer = { error: error instanceof Error ? error.message : String(error) };
    parentPort?.postMessage(answer, []);
  }
}

async function draw(spec: TopLevelSpec): Promise<Uint8Array<ArrayBuffer>> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    const svg = withPatterns(await view.toSVG());
    const drawing = new Resvg(svg, {
      fitTo: { mode: 'width', value: CHART_WIDTH },
      // Without system fonts a picture looks the same on every machine, and a machine without fonts draws text too.
      font: { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT },
    });
    // A copy: the memory of a native buffer cannot be moved to another thread.
    return new Uint8Array(drawing.render().asPng());
  } finally {
    view.finalize();
  }
}
