/**
 * How long a contract of 500 paths takes: read, summed up for its card, compared with its next version, alone and in the
 * process that does it for the bot; and a ring of 500 formats. With OASDIFF=/path/to/oasdiff the same pair is given to that
 * command, and processor times are set side by side.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { stringify } from 'yaml';
import { createDocuments } from '../src/work/contracts/documents/index.ts';

const RUNS = 5;
const TODAY = '2026-11-29';

/** Each path with two endpoints and a format of its own that refers to others of its ten; no circles, so that any tool can. */
function contractOf(paths: number, isNext: boolean): object {
  const ref = (index: number) => ({ $ref: `#/components/schemas/Thing${index % paths}` });
  const answer = (schema: object) => ({
    description: 'All went well',
    content: { 'application/json': { schema } },
  });
  const formats = Array.from({ length: paths }, (_, index) => [
    `Thing${index}`,
    {
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'integer' },
        name: { type: 'string', maxLength: 200 },
        price: { type: isNext && index % 50 === 0 ? 'string' : 'number' },
        status: {
          type: 'string',
          enum: ['open', 'closed', ...(isNext && index % 100 === 0 ? ['lost'] : [])],
        },
        created_at: { type: 'string', format: 'date-time', readOnly: true },
        ...(index % 10 === 0 ? {} : { first: ref(index - (index % 10)), before: ref(index - 1) }),
      },
    },
  ]);
  const items = Array.from({ length: paths }, (_, index) => [
    `/things${index}/{id}`,
    {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: {
        operationId: `get${index}`,
        responses: { 200: answer(ref(index)), 404: { description: 'Not there' } },
      },
      put: {
        operationId: `put${index}`,
        requestBody: { content: { 'application/json': { schema: ref(index) } } },
        responses: { 200: answer(ref(index)) },
      },
    },
  ]);
  return {
    openapi: '3.0.3',
    info: { title: 'Things', version: isNext ? '2' : '1' },
    paths: Object.fromEntries(items),
    components: { schemas: Object.fromEntries(formats) },
  };
}

function ringOf(length: number, type: string): object {
  const all = Array.from({ length }, (_, index) => index);
  const ref = (index: number) => ({ $ref: `#/components/schemas/Ring${index % length}` });
  return {
    openapi: '3.0.3',
    info: { title: 'Ring', version: type },
    paths: Object.fromEntries(
      all.map((index) => [
        `/ring${index}`,
        {
          get: {
            responses: { 200: { description: 'x', content: { 'application/json': { schema: ref(index) } } } },
          },
        },
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        all.map((index) => [
          `Ring${index}`,
          {
            type: 'object',
            properties: { next: ref(index + 1), value: { type: index === 7 ? type : 'string' } },
          },
        ]),
      ),
    },
  };
}

/** The fastest of some runs, ms. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

/** Processor time of a command and all it starts, ms: the least of some runs. */
function processorTime(command: string, args: readonly string[], cwd: string): number {
  const times = Array.from({ length: RUNS }, () => {
    const { stderr } = spawnSync(
      'bash',
      ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2>&1', 'bash', command, ...args],
      { encoding: 'utf8', cwd, timeout: 60_000 },
    );
    const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    return (user + system) * 1_000;
  });
  return Math.min(...times);
}

function row(name: string, ms: number, limit?: number): void {
  const verdict = limit === undefined ? '' : ms <= limit ? `  (within ${limit})` : `  OVER ${limit}`;
  console.log(`${name.padEnd(52)} ${ms.toFixed(0).padStart(7)} ms${verdict}`);
  if (limit !== undefined && ms > limit) process.exitCode = 1;
}

const documents = createDocuments({ timeoutMs: 30_000 });
const yaml = Buffer.from(stringify(contractOf(500, false)));
const [before, after] = [contractOf(500, false), contractOf(500, true)].map((each) => JSON.stringify(each));
if (before === undefined || after === undefined) throw new Error('Two documents');
console.log(
  `500 paths, ${(before.length / 1024).toFixed(0)} KiB of JSON, ${(yaml.length / 1024).toFixed(0)} KiB of YAML`,
);
await documents.read(yaml);
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
row('read from YAML', await timed(() => documents.read(yaml)));
row('read from JSON', await timed(() => documents.read(Buffer.from(before))));
row(
  'the card: read from JSON and summed up',
  await timed(async () => [await documents.read(Buffer.from(before)), await documents.summary(before)]),
  1_000,
);
row(
  'the card: read from YAML and summed up',
  await timed(async () => [await documents.read(yaml), await documents.summary(before)]),
);
row('compared', await timed(() => documents.compare(before, after, TODAY)), 1_000);
const [ring, next] = [JSON.stringify(ringOf(500, 'string')), JSON.stringify(ringOf(500, 'number'))];
row('a ring of 500 formats compared', await timed(() => documents.compare(ring, next, TODAY)), 1_000);
loop.disable();
row('the longest the bot itself was held up by all of these', loop.percentile(100) / 1e6, 20);
documents.close();

const folder = mkdtempSync(join(tmpdir(), 'contracts-'));
try {
  writeFileSync(join(folder, 'before.json'), before);
  writeFileSync(join(folder, 'after.json'), after);
  const own = processorTime(
    process.execPath,
    [new URL('contracts/command.ts', import.meta.url).pathname, 'before.json', 'after.json'],
    folder,
  );
  row('processor time, as a command of its own', own);
  const oasdiff = process.env['OASDIFF'];
  if (oasdiff === undefined) console.log('OASDIFF=/path/to/oasdiff compares with that command.');
  else {
    const theirs = processorTime(
      oasdiff,
      [
        'breaking',
        '--flatten-allof',
        '--allow-external-refs=false',
        'before.json',
        'after.json',
        '-f',
        'json',
      ],
      folder,
    );
    row('processor time of oasdiff on the same pair', theirs);
    console.log(`${(own / theirs).toFixed(2)} times oasdiff's`);
    if (own > theirs * 1.2) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
