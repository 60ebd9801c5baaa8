import { parseArgs } from 'node:util';
import { weekPicture } from '../src/people/availability/picture.ts';
import { onDays } from '../src/people/availability/rules.ts';
import type { Chart } from '../src/platform/charts/chart.ts';
import { ChartRenderer } from '../src/platform/charts/renderer.ts';

/** Processor time of a picture that is drawn anew, and how long those wait who ask eight at once. */
const AT_ONCE = 8;
const { values } = parseArgs({ options: { pictures: { type: 'string', default: '500' } } });
const count = Number(values.pictures);

function week(index: number): Chart {
  const labels = { title: `You and Abebe ${index}, times in Africa/Lagos`, mine: 'Both free', empty: 'None' };
  return weekPicture({ locale: 'en', labels, mine: onDays([1, 2, 3, 4, 5], 1080, 1290) });
}

const renderer = new ChartRenderer();
const begin = performance.now();
await renderer.render(week(-1));
const first = performance.now() - begin;
const waits: number[] = [];
let next = 0;
let bytes = 0;
const before = process.cpuUsage();
const one = async (): Promise<void> => {
  while (next < count) {
    const asked = performance.now();
    const { png } = await renderer.render(week(next++));
    waits.push(performance.now() - asked);
    bytes += png.length;
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, one));
const { user, system } = process.cpuUsage(before);
waits.sort((a, b) => a - b);
const quantile = (share: number): string => (waits[Math.floor(share * (waits.length - 1))] ?? 0).toFixed(1);
console.log(`first picture, with the thread and its fonts: ${first.toFixed(0)} ms`);
console.log(`processor time of each of ${count}: ${((user + system) / 1000 / count).toFixed(1)} ms`);
console.log(`waiting, ${AT_ONCE} at once: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`);
console.log(
  `size: ${(bytes / count / 1000).toFixed(0)} kB; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
await renderer.close();
