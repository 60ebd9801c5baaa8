/** How long reading a phrase takes: every phrase of the tables, refused ones, and hostile ones. Times are ms. */
import { parseWhen } from '../src/platform/times/read.ts';
import { ENGLISH } from '../tests/platform/times/phrases/english.ts';
import { FRENCH } from '../tests/platform/times/phrases/french.ts';

const ROUNDS = 5;
const CONTEXT = { now: Date.UTC(2026, 10, 9, 8), zone: 'Africa/Lagos' };

const SETS: Readonly<Record<string, readonly string[]>> = {
  'accepted or asked': [...ENGLISH, ...FRENCH].map(([phrase]) => phrase),
  refused: [
    'the exam is on friday 9am',
    'tomorrow from 9am to 10am',
    'every 2 weeks on monday',
    'every day until friday 9am',
    'monday 15 november',
    'in 2 hours UTC',
    'réunion de demain à 9h en salle 3',
    'toutes les deux semaines le lundi',
    'tous les jours jusqu’à vendredi 9h',
    '30 février',
    'quand il fera beau',
    'hier à 9h',
  ],
  hostile: [
    'x'.repeat(6_000),
    '9 '.repeat(2_000),
    'every '.repeat(1_000),
    '1/'.repeat(75),
    'a '.repeat(32),
    'monday '.repeat(20),
    'lundi et mardi '.repeat(8),
    '12 '.repeat(32),
    '9 at '.repeat(16),
    'in 1 day '.repeat(10),
    'abcdefgh '.repeat(16),
    'to mon - fri to '.repeat(6),
  ],
};

for (const [name, phrases] of Object.entries(SETS)) {
  const times = phrases.flatMap((phrase) =>
    (['en', 'fr'] as const).map((locale) => ({
      phrase,
      took: fastest(() => parseWhen(phrase, { ...CONTEXT, locale })),
    })),
  );
  const sorted = times.toSorted((a, b) => a.took - b.took);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const worst = at(1);
  console.log(
    `${name}: ${phrases.length} phrases; median ${shown(at(0.5)?.took)} ms, 99 in 100 below ${shown(at(0.99)?.took)} ms, ` +
      `slowest ${shown(worst?.took)} ms ("${worst?.phrase.slice(0, 40) ?? ''}")`,
  );
}

/** The best of some rounds, of the processor's time: what the work takes, not what else the machine does. */
function fastest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function shown(ms = 0): string {
  return ms.toFixed(2);
}
