import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { POSTGRES } from '../../tests/support/engine.ts';
import { DISTRACTORS, readSample, type Sample } from './data.ts';
import { fullText, type Method, miniSearch, ours } from './rivals.ts';
import { measureSize } from './size.ts';

const FIRST = fileURLToPath(new URL('.', import.meta.url));
const SECOND = fileURLToPath(new URL('second/', import.meta.url));
const THIRD = fileURLToPath(new URL('third/', import.meta.url));
const FOURTH = fileURLToPath(new URL('fourth/', import.meta.url));
const FIFTH = fileURLToPath(new URL('fifth/', import.meta.url));
const SIXTH = fileURLToPath(new URL('sixth/', import.meta.url));
const SEVENTH = fileURLToPath(new URL('seventh/', import.meta.url));

/** By number, as `--sets` names them: what it is, where its answers lie, where its questions do. */
const SETS = [
  ['1', 'The set on which the ranking was made', [FIRST], FIRST],
  [
    '2',
    'A set that nothing was tuned to, whose answers share few words with the questions',
    [SECOND],
    SECOND,
  ],
  [
    '3',
    'Another whose answers share few words with the questions; what other names count for was chosen on it',
    [THIRD],
    THIRD,
  ],
  [
    '4',
    'The same kind again; the weight of support and what several things together come from were chosen on it',
    [FOURTH],
    FOURTH,
  ],
  ['5', 'Other questions about the answers of set 1; mended after the first look', [FIRST], FIFTH],
  [
    '6',
    '260 French questions, nearly all with English answers; what is typed on phones was mended on it',
    [FIRST, SIXTH],
    SIXTH,
  ],
  ['7', 'French as it is typed on phones, about the answers of sets 3 and 4', [THIRD, FOURTH], SEVENTH],
] as const;

/** Searching for what is solved already: how often it is found, next to others; then how long it takes in many servers. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      misses: { type: 'boolean', default: false },
      entries: { type: 'string', default: '20000' },
      sets: { type: 'string', default: '1,2,3,4,5,6,7' },
    },
  });
  const sets = values.sets.split(',');
  for (const [number, title, folders, asked] of SETS) {
    if (!sets.includes(number)) continue;
    console.log(`\n${title}:`);
    await compare(readSample(folders, asked, folders[0] === FIRST ? [] : [FIRST]), values.misses);
  }
  if (Number(values.entries) > 0) await measureSize(readSample([FIRST], FIRST), Number(values.entries));
}

async function compare(sample: Sample, withMisses: boolean): Promise<void> {
  console.log(`${sample.entries.length} entries, ${sample.queries.length} questions in learners' words`);
  const onPostgres = POSTGRES === undefined ? [] : [await ours(sample.entries, true)];
  for (const method of [
    await ours(sample.entries),
    ...onPostgres,
    fullText(sample.entries),
    miniSearch(sample.entries),
  ]) {
    await measure(method, sample, withMisses);
    await method.close();
  }
  const alone = await ours(sample.entries.slice(0, -DISTRACTORS));
  await measure({ ...alone, name: 'among real ones' }, sample, false);
  await alone.close();
}

async function measure(method: Method, { queries, entries }: Sample, withMisses: boolean): Promise<void> {
  const places: { isFrench: boolean; place: number }[] = [];
  const missed: string[] = [];
  for (const { text, sourceIds, isFrench } of queries) {
    const found = await method.find(text);
    const place = found.findIndex((each) => sourceIds.includes(each));
    places.push({ isFrench, place: place < 0 ? Number.POSITIVE_INFINITY : place });
    if (place !== 0)
      missed.push(
        `  ${place + 1}. ${text} -> ${entries[(sourceIds[0] ?? 0) - 1]?.title}; first: ${entries[(found[0] ?? 0) - 1]?.title}`,
      );
  }
  const within = (list: typeof places, at: number): string =>
    (list.filter(({ place }) => place < at).length / list.length).toFixed(2);
  const french = places.filter(({ isFrench }) => isFrench);
  console.log(
    `${method.name.padEnd(18)} recall@5 ${within(places, 5)}  @1 ${within(places, 1)}  French @5 ${within(french, 5)}`,
  );
  if (withMisses) for (const line of missed) console.log(line);
}
