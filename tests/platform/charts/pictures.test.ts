import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { weekPicture } from '../../../src/people/availability/picture.ts';
import { onDays, type WeeklyInterval } from '../../../src/people/availability/rules.ts';
import {
  altText,
  CHART_HEIGHT,
  CHART_WIDTH,
  type Chart,
  drawable,
} from '../../../src/platform/charts/chart.ts';
import { funnelChart } from '../../../src/platform/charts/funnel.ts';
import { medianScore, scoreBins, scoreHistogram } from '../../../src/platform/charts/histogram.ts';
import { ChartRenderer } from '../../../src/platform/charts/renderer.ts';
import { darkPixels, decodePng, type Pixels } from './png.ts';

let renderer: ChartRenderer;
beforeAll(() => {
  renderer = new ChartRenderer();
});
afterAll(async () => {
  await renderer.close();
});

async function draw(chart: Chart): Promise<Pixels> {
  return decodePng((await renderer.render(chart)).png);
}

const evenings = onDays([1, 2, 3, 4, 5], 1080, 1290);
const shared = onDays([2, 4], 1140, 1290);

const pair = (label: string, value: string): string => `${label}: ${value}`;

function ownWeek(title: string, mine: readonly WeeklyInterval[] = evenings): Chart {
  return weekPicture({ locale: 'en', labels: { title, mine: 'You', empty: 'No hours yet' }, mine });
}

function histogram(scores: readonly number[], title = 'Scores'): Chart {
  return scoreHistogram(scores, { title, score: 'Score', median: 'Median', empty: 'No pairs', pair });
}

function funnel(counts: readonly number[], title = 'Our week', label = 'Announced'): Chart {
  const stages = counts.map((count) => ({ label, count }));
  return funnelChart({
    title,
    total: 60,
    stages,
    smallest: 5,
    locale: 'en',
    pair,
    ofTotal: (count, total) => `${count} of ${total}`,
  });
}

/** Where something dark stands in the title, from left to right. */
function darkColumns(picture: Pixels): number[] {
  return Array.from({ length: CHART_WIDTH }, (_, x) => x).filter(
    (x) => darkPixels(picture, x, 0, x + 1, 75) > 0,
  );
}

/** The title's pixels in one column. */
function columnOf({ rgba, width }: Pixels, x: number): string {
  return Array.from({ length: 75 }, (_, y) => rgba[(y * width + x) * 4]).join();
}

const CHARTS: [string, Chart, Chart][] = [
  ['one week', ownWeek('Your week'), ownWeek(' ')],
  ['an empty week', ownWeek('Your week', []), ownWeek(' ', [])],
  [
    'the week of a pair',
    weekPicture({
      locale: 'fr',
      labels: { title: 'Heures communes', mine: 'Vous', theirs: 'Aïcha', shared: 'Ensemble', empty: 'Rien' },
      mine: evenings,
      theirs: onDays([2, 4, 6], 1140, 1380),
      shared,
    }),
    weekPicture({
      locale: 'fr',
      labels: { title: ' ', mine: ' ', theirs: ' ', shared: ' ', empty: ' ' },
      mine: evenings,
      theirs: onDays([2, 4, 6], 1140, 1380),
      shared,
    }),
  ],
  ['a histogram', histogram([10, 500, 520, 1000]), histogram([10, 500, 520, 1000], ' ')],
  ['a histogram of nothing', histogram([]), histogram([], ' ')],
  ['a funnel', funnel([42, 28, 0]), funnel([42, 28, 0], ' ')],
];

describe('pictures', () => {
  test.each(CHARTS)(
    '%s is an opaque picture of the right size with its title drawn',
    async (_, chart, untitled) => {
      const [titled, plain] = [await draw(chart), await draw(untitled)];
      expect([titled.width, titled.height]).toEqual([CHART_WIDTH, CHART_HEIGHT]);
      expect(titled.rgba.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true);
      expect(darkPixels(titled, 0, 20, CHART_WIDTH, 60)).toBeGreaterThan(200);
      expect(darkPixels(plain, 0, 20, CHART_WIDTH, 60)).toBe(0);
    },
  );

  test('names of days and hours are drawn beside the week', async () => {
    const picture = await draw(ownWeek(' '));
    for (let day = 0; day < 7; day++) {
      const column = 100 + day * 97;
      expect(darkPixels(picture, column, 70, column + 97, 105)).toBeGreaterThan(100);
    }
    expect(darkPixels(picture, 0, 105, 96, CHART_HEIGHT)).toBeGreaterThan(300);
  });

  test('no hour is drawn outside the card, on any day at any time', async () => {
    const whole = await draw(ownWeek(' ', onDays([1, 2, 3, 4, 5, 6, 7], 0, 1440)));
    expect(darkPixels(whole, 0, 510, CHART_WIDTH, CHART_HEIGHT)).toBe(0);
    expect(darkPixels(whole, 790, 0, CHART_WIDTH, CHART_HEIGHT)).toBe(0);
  });

  test('hours differ from hours of the other and from shared hours without colours', async () => {
    // Lightness of the middle of Tuesday's boxes: solid dark, a pattern of two shades, and another pattern.
    const darkness = async (kind: 'mine' | 'theirs' | 'shared'): Promise<number> => {
      const hours = onDays([2], 600, 1200);
      const labels = { title: ' ', mine: ' ', theirs: ' ', shared: ' ', empty: ' ' };
      const picture = await draw(
        weekPicture({ locale: 'en', labels, mine: [], theirs: [], shared: [], [kind]: hours }),
      );
      const left = kind === 'theirs' ? 250 : 205;
      return darkPixels(picture, left, 180, left + 30, 220) / (30 * 40);
    };
    const [mine, theirs, both] = [await darkness('mine'), await darkness('theirs'), await darkness('shared')];
    expect(both).toBe(1);
    expect(mine).toBeLessThan(0.6);
    expect(theirs).toBeLessThan(0.6);
    expect(mine).not.toBe(theirs);
  });

  test('accents, Arabic, Amharic and more are letters, not boxes', async () => {
    const drawn = new Map<string, string>();
    for (const letter of [
      'é',
      'è',
      'ç',
      'œ',
      'ŋ',
      'ɛ',
      'م',
      'ن',
      'ع',
      'ж',
      'ω',
      'Ա',
      'ა',
      'א',
      'ב',
      'ߊ',
      'ߋ',
      'ⵣ',
      'ⵥ',
      'አ',
      'በ',
      'ቀ',
      'ለ',
    ]) {
      const { png } = await renderer.render(funnel([], letter));
      drawn.set(letter, png.toString('base64'));
    }
    // A letter the font lacks is drawn as one and the same box, whatever it is.
    expect(new Set(drawn.values()).size).toBe(drawn.size);
  });

  test('what the fonts have no letters for is left out instead of drawn as boxes', async () => {
    expect(drawable('Week 🚀 of 王 and Zoë ☀️')).toBe('Week of and Zoë ☀');
    expect(drawable('አበበ በቀለ, محمد علي')).toBe('አበበ በቀለ, محمد علي');
    expect(drawable('王')).toBe('');
    const [mixed, without] = await Promise.all([
      renderer.render(funnel([], 'Ada 王🚀')),
      renderer.render(funnel([], 'Ada')),
    ]);
    // Only the size of the letters may differ, and does not at this length.
    expect(mixed.png.equals(without.png)).toBe(true);
  });

  test('Arabic letters join inside a word', async () => {
    const columns = darkColumns(await draw(funnel([], 'ححح')));
    expect(columns.length).toBeGreaterThan(30);
    // A gap between letters that stand alone would be white columns.
    expect(columns.at(-1)).toBe((columns[0] ?? 0) + columns.length - 1);
  });

  test('what follows a name written from right to left stays behind it', async () => {
    const name = darkColumns(await draw(funnel([], 'A محمد علي')));
    const [eight, nine] = [await draw(funnel([], 'A محمد علي 8')), await draw(funnel([], 'A محمد علي 9'))];
    const differing = darkColumns(eight).filter((x) => columnOf(eight, x) !== columnOf(nine, x));
    expect(differing.length).toBeGreaterThan(3);
    expect(Math.min(...differing)).toBeGreaterThan(name.at(-1) ?? CHART_WIDTH);
  });

  test('a long title stands on two lines that can be read on a phone; a longer one is cut', async () => {
    const long = await draw(funnel([], 'You and አበበ በቀለ ወልደ ማርያም, times in Africa/Addis_Ababa'));
    expect(darkPixels(long, 0, 12, 400, 38)).toBeGreaterThan(200);
    expect(darkPixels(long, 0, 42, 400, 66)).toBeGreaterThan(200);
    const longer = await draw(funnel([], 'word '.repeat(200)));
    expect(darkColumns(longer).at(-1)).toBeLessThan(CHART_WIDTH - 20);
    expect(darkPixels(longer, 0, 68, CHART_WIDTH, 88)).toBe(0);
  });

  test('what members typed stays text', async () => {
    const picture = await draw(ownWeek('</text><rect width="800" height="520"/> & <b>"x"</b>'));
    expect(darkPixels(picture, 0, 105, 96, CHART_HEIGHT)).toBeLessThan(5000);
    expect(darkPixels(picture, 0, 20, CHART_WIDTH, 60)).toBeGreaterThan(200);
  });
});

describe('words', () => {
  test('a week in words: the shared hours first, each with its total', () => {
    const chart = weekPicture({
      locale: 'en',
      labels: { title: 'You and Ada', mine: 'You', shared: 'Both', empty: 'No hours' },
      mine: evenings,
      shared,
    });
    expect(chart.alt).toBe(
      'You and Ada. Both: Tue and Thu 19:00-21:30 (5 h). You: Mon-Fri 18:00-21:30 (17 h 30 min)',
    );
    expect(ownWeek('Your week', []).alt).toBe('Your week. No hours yet');
  });

  test('a histogram in words', () => {
    expect(histogram([10, 500, 520, 1000]).alt).toBe('Scores. Median: 510. 0-99: 1; 500-599: 2; 900-1000: 1');
    expect(histogram([]).alt).toBe('Scores. No pairs');
  });

  test('a funnel in words: 100 % only for all, 0 % only for none', () => {
    expect(funnel([60, 59, 1, 0]).alt).toBe(
      'Our week. Announced: 60 of 60 (100 %); Announced: 59 of 60 (98 %); Announced: < 5 of 60; Announced: 0 of 60 (0 %)',
    );
    const huge = {
      title: 'T',
      total: 1000,
      smallest: 0,
      locale: 'en' as const,
      pair,
      ofTotal: String,
      stages: [999, 1].map((count) => ({ label: 'L', count })),
    };
    expect(funnelChart(huge).alt).toBe('T. L: 999 (99 %); L: 1 (1 %)');
    const tiny = { ...huge, smallest: 5, total: 3, stages: [{ label: 'L', count: 2 }] };
    expect(funnelChart({ ...tiny, ofTotal: (some, all) => `${some} of ${all}` }).alt).toBe(
      'T. L: < 5 of < 5',
    );
    expect(funnelChart({ ...huge, total: 0, stages: [{ label: 'L', count: 0 }] }).alt).toBe('T. L: 0 (0 %)');
  });

  test('the numbers over a histogram’s bars do not reach into each other, however large', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => (index % 2) * 100);
    const written = JSON.stringify(histogram(many).shapes);
    expect(written).toContain('"20k"');
    expect(written).not.toContain('20000');
    expect(histogram(many).alt).toContain('0-99: 20000');
  });

  test('words are cut at Discord’s limit, between words', () => {
    const long = altText(['word '.repeat(400)]);
    expect(long.length).toBeLessThanOrEqual(1024);
    expect(long.endsWith('word …')).toBe(true);
  });
});

test('every score is in exactly one bin, and the median is the middle', () => {
  const scores = Array.from({ length: 1001 }, (_, score) => score);
  const bins = scoreBins(scores);
  expect(bins.map((bin) => bin.count)).toEqual([100, 100, 100, 100, 100, 100, 100, 100, 100, 101]);
  expect(
    bins.every((bin) => scores.filter((score) => score >= bin.from && score <= bin.to).length === bin.count),
  ).toBe(true);
  expect(medianScore([3, 1, 2])).toBe(2);
  expect(medianScore([4, 1, 2, 9])).toBe(3);
  expect(medianScore([])).toBeUndefined();
});
