import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child } from '../../../src/work/contracts/documents/child.ts';
import type { Comparison, Reading } from '../../../src/work/contracts/documents/index.ts';
import { read } from '../../../src/work/contracts/documents/read/read.ts';

/** As `createDocuments` has it; the process's id is needed to look at its memory. */
const child = new Child({ timeoutMs: 4_000, idleMs: 60_000 });
let visits = 0;
const server = createServer((_, response) => {
  visits += 1;
  response.end('{}');
});
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('No port');
  address = `http://127.0.0.1:${listening.port}`;
  await child.order('read', [Buffer.from('openapi: 3.0.0\npaths: {}'), {}]);
});
afterAll(() => {
  child.close();
  server.close();
});

/** Megabytes the process has held at most. Linux tells; elsewhere nothing is claimed. */
function peakMb(): number {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8')) ?? [];
    return Number(kb) / 1024;
  } catch {
    return 0;
  }
}

interface Watched<T> {
  readonly value: T | 'ended';
  readonly ms: number;
  readonly peak: number;
}

async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  // The one before may have ended the process: how long a new one takes to start is not measured.
  await child.order('read', [Buffer.from('openapi: 3.0.0\npaths: {}'), {}]);
  const started = performance.now();
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, peakMb())), 20);
  const value = await work().catch((error: unknown) => {
    if (error instanceof Error && error.name === 'TooHeavyError') return 'ended' as const;
    throw error;
  });
  clearInterval(look);
  return {
    value,
    ms: performance.now() - started,
    peak: Math.max(peak, peakMb()),
  };
}

const HEAD = 'openapi: 3.0.3\ninfo: {title: T, version: "1"}\n';
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}${close.repeat(depth)}`;

/** Each with how it may end: the reason of its refusal, or accepted. Whether by the clock depends on the machine. */
const HOSTILE: readonly (readonly [name: string, text: () => string, outcomes: readonly string[]])[] = [
  [
    'an alias bomb',
    () =>
      `${HEAD}a: &a [1,1,1,1,1,1,1,1,1]\n${many(9, (i) => `b${i}: &b${i} [${Array.from({ length: 9 }, () => `*${i === 0 ? 'a' : `b${i - 1}`}`).join()}]`)}\npaths: {/a: *b8}`,
    ['aliases'],
  ],
  ['an alias in itself', () => `${HEAD}paths: &a {/a: *a}`, ['syntax', 'too-deep', 'aliases']],
  ['20,000 brackets', () => `${HEAD}paths: ${nested(20_000, '[', ']')}`, ['too-deep', 'too-heavy', 'syntax']],
  [
    '20,000 maps of JSON in each other',
    () => `{"openapi":"3.0.0","paths":${nested(20_000, '{"a":', '1}').replace(/1(?=})/, '1')}`,
    ['too-deep', 'too-heavy', 'syntax'],
  ],
  [
    '100 schemas in each other',
    () =>
      JSON.stringify({
        openapi: '3.0.0',
        paths: {},
        components: {
          schemas: {
            A: Array.from({ length: 90 }).reduce<object>(
              (inside) => ({ type: 'object', properties: { a: inside } }),
              {},
            ),
          },
        },
      }),
    ['accepted', 'too-deep'],
  ],
  ['50,000 paths', () => `${HEAD}paths:\n${many(50_000, (i) => `  /a${i}: {}`)}`, ['too-many-endpoints']],
  [
    '50,000 paths of JSON',
    () =>
      `{"openapi":"3.0.0","paths":{${Array.from({ length: 50_000 }, (_, i) => `"/a${i}":{"get":{}}`).join()}}}`,
    ['too-many-endpoints'],
  ],
  [
    '8,000 keys',
    () => `${HEAD}paths: {}\nx-a:\n${many(8_000, (i) => `  k${i}: 1`)}`,
    ['accepted', 'too-heavy'],
  ],
  [
    'references in a circle',
    () =>
      `${HEAD}paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}`,
    ['accepted'],
  ],
  [
    'merge keys',
    () =>
      `${HEAD}x: &x {a: 1}\npaths: {/a: {<<: *x}}\n${many(2_000, (i) => `m${i}: &m${i}\n  <<: *${i === 0 ? 'x' : `m${i - 1}`}\n  k${i}: 1`)}`,
    ['accepted', 'aliases', 'too-heavy'],
  ],
  [
    'the name of a prototype as a path',
    () =>
      '{"openapi":"3.0.0","__proto__":{"a":1},"paths":{"__proto__":{"get":{}},"constructor":{"get":{"responses":{"__proto__":{}}}}},"components":{"schemas":{"__proto__":{"properties":{"__proto__":{"type":"string"}}}}}}',
    ['accepted'],
  ],
  [
    'expressions that backtrack',
    () =>
      JSON.stringify({
        openapi: '3.0.0',
        paths: {
          [`/${'{'.repeat(20_000)}`]: {
            get: {
              parameters: [
                {
                  name: 'a'.repeat(50_000),
                  in: 'query',
                  schema: { pattern: '(a+)+$', default: 'a'.repeat(200) },
                },
              ],
            },
          },
        },
      }),
    ['accepted'],
  ],
  [
    'one long line of spaces',
    () => `${HEAD}paths: {}\nx: "${' '.repeat(900_000)}"`,
    ['accepted', 'too-heavy'],
  ],
  [
    '3,000 types of 3,000 unknown names',
    () =>
      `type Query { a: Int }\n${many(3_000, (i) => `type T${i} { ${Array.from({ length: 20 }, (_, j) => `f${j}: Unknown${i}x${j}`).join(' ')} }`)}`,
    ['accepted', 'too-heavy', 'too-large', 'too-many-values'],
  ],
  [
    '200,000 brackets of GraphQL',
    () => `type Query { a: ${nested(200_000, '[', ']')} }`,
    ['too-deep', 'syntax', 'too-many-values'],
  ],
  [
    'introspection that is none',
    () =>
      '{"data":{"__schema":{"types":[{"kind":"OBJECT","name":"A","fields":[{"name":"a","type":{"kind":"LIST"}}]}],"queryType":{"name":"A"}}}}',
    ['not-a-contract'],
  ],
  ['a byte order mark and nothing else', () => '\uFEFF', ['empty']],
];

describe('what is made to hurt', () => {
  it.each(HOSTILE)('%s: handled or refused in time and in little memory', async (_, text, outcomes) => {
    const bytes = Buffer.from(text());
    const { value, ms, peak } = await watched(() => child.order('read', [bytes, {}]));
    const outcome =
      value === 'ended' ? 'too-heavy' : value.outcome === 'accepted' ? 'accepted' : value.reason;
    expect(outcomes).toContain(outcome);
    expect(ms).toBeLessThan(5_000);
    expect(peak).toBeLessThan(256);
  });

  it('what takes longer than it may is ended with its process, and the next document gets another one', async () => {
    const hasty = new Child({ timeoutMs: 10, idleMs: 60_000 });
    const heavy = `type Query { a: Int }\n${many(3_000, (i) => `type T${i} { f: T${i} }`)}`;
    const first = hasty.order('read', [Buffer.from(heavy), {}]);
    await expect(first).rejects.toMatchObject({ name: 'TooHeavyError' });
    expect(hasty.pid).toBeUndefined();
    const second = hasty.order('read', [Buffer.from(heavy), {}]);
    await expect(second).rejects.toMatchObject({ name: 'TooHeavyError' });
    hasty.close();
  });

  it.skipIf(process.platform !== 'linux')('its process may hold 128 MB, and V8 ends it beyond that', () => {
    const words = readFileSync(`/proc/${child.pid ?? 0}/cmdline`, 'utf8').split('\0');
    expect(words).toContain('--max-old-space-size=128');
  });

  it('a ring of 500 references: one finding, every endpoint, at once', async () => {
    const ring = (last: string): string =>
      JSON.stringify({
        openapi: '3.0.0',
        paths: Object.fromEntries(
          Array.from({ length: 500 }, (_, i) => [
            `/n${i}`,
            {
              get: {
                responses: {
                  200: {
                    content: { 'application/json': { schema: { $ref: `#/components/schemas/N${i}` } } },
                  },
                },
              },
            },
          ]),
        ),
        components: {
          schemas: Object.fromEntries(
            Array.from({ length: 500 }, (_, i) => [
              `N${i}`,
              {
                properties: {
                  next: { $ref: `#/components/schemas/N${(i + 1) % 500}` },
                  value: { type: i === 250 ? last : 'string' },
                },
              },
            ]),
          ),
        },
      });
    const { value, ms, peak } = await watched<Comparison>(() =>
      child.order('compare', [ring('string'), ring('number'), '2026-11-29']),
    );
    expect(value).toMatchObject({
      outcome: 'compared',
      findings: [{ rule: 'type-changed', place: 'N250.value', endpointCount: 500 }],
    });
    expect(ms).toBeLessThan(2_000);
    expect(peak).toBeLessThan(256);
  });

  it('formats that refer to each other in every combination: bounded', async () => {
    const tangle = (count: number, prefix: string): string =>
      JSON.stringify({
        openapi: '3.0.0',
        paths: {
          '/a': {
            get: {
              responses: {
                200: {
                  content: { 'application/json': { schema: { $ref: `#/components/schemas/${prefix}0` } } },
                },
              },
            },
          },
        },
        components: {
          schemas: Object.fromEntries(
            Array.from({ length: count }, (_, i) => [
              `${prefix}${i}`,
              { properties: { next: { $ref: `#/components/schemas/${prefix}${(i + 1) % count}` } } },
            ]),
          ),
        },
      });
    const { value, ms, peak } = await watched<Comparison>(() =>
      child.order('compare', [tangle(499, 'A'), tangle(500, 'B'), '2026-11-29']),
    );
    expect(value === 'ended' || (value.outcome === 'not-compared' && value.reason === 'too-tangled')).toBe(
      true,
    );
    expect(ms).toBeLessThan(5_000);
    expect(peak).toBeLessThan(256);
  });
});

describe('the sandbox', () => {
  it('follows no reference to a file or an address, and says so with the line', async () => {
    const text = `${HEAD}paths:
  /a: {$ref: '${address}/path.yaml'}
  /b: {get: {responses: {200: {description: x}}}}
components:
  schemas:
    A: {$ref: '/etc/passwd'}
    B: {$ref: 'file:///etc/passwd#/root'}
    C: {$ref: '../oasdiff.yaml'}
    D: {$ref: '${address}/schema.json'}
`;
    const reading: Reading = await child.order('read', [Buffer.from(text), {}]);
    expect(
      reading.problems.filter(({ rule }) => rule === 'reference-outside').map(({ line }) => line),
    ).toEqual([4, 8, 9, 10, 11]);
    if (reading.outcome !== 'accepted') throw new Error(reading.reason);
    for (const call of ['summary', 'types', 'examples'] as const)
      expect(JSON.stringify(await child.order(call, [reading.contract.normalised]))).not.toContain('root:');
    expect(
      await child.order('compare', [reading.contract.normalised, reading.contract.normalised, '2026-11-29']),
    ).toMatchObject({ findings: [] });
    expect(visits).toBe(0);
  });

  it('cannot open a file outside of its program, start anything, or see our environment', () => {
    // Linux shows how the process was started; the permission model of Node holds it to that.
    const [command, environment] = ['cmdline', 'environ'].map((name) =>
      readFileSync(`/proc/${child.pid ?? 0}/${name}`, 'utf8').split('\0'),
    );
    expect(command).toContain('--permission');
    expect(
      command
        ?.filter((word) => word.startsWith('--allow'))
        .map((word) => word.replace(/^(--allow-fs-read=).*\/(?=src\/|node_modules\/|package\.json)/, '$1')),
    ).toEqual(['--allow-fs-read=src/', '--allow-fs-read=node_modules/', '--allow-fs-read=package.json']);
    expect(environment?.filter((word) => word !== '' && !word.startsWith('NODE_CHANNEL'))).toEqual([]);
  });

  it('of Node: with its flags nothing else is opened, written or started, whatever the code tries', () => {
    const flags = readFileSync(`/proc/${child.pid ?? 0}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => word.startsWith('--permission') || word.startsWith('--allow'));
    const tries = `
      const tried = { open: () => require('fs').readFileSync('/etc/passwd'),
        look: () => require('fs').readFileSync('oasdiff.yaml'),
        write: () => require('fs').writeFileSync('here', ''),
        start: () => require('child_process').execFileSync('/bin/true'),
        thread: () => new (require('worker_threads').Worker)('1', { eval: true }) };
      console.log(Object.entries(tried).map(([name, attempt]) => {
        try { attempt(); return name; } catch (error) { return error.code; }
      }).join());`;
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    try {
      // As for oasdiff, which reads this file from wherever it is started.
      writeFileSync(join(folder, 'oasdiff.yaml'), 'format: text');
      const { stdout } = spawnSync(process.execPath, [...flags, '-e', tries], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout.trim().split(',')).toEqual(Array.from({ length: 5 }, () => 'ERR_ACCESS_DENIED'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the same reading as in this process', async () => {
    expect(
      await read(Buffer.from(`${HEAD}paths: {/a: {get: {responses: {200: {description: x}}}}}`)),
    ).toMatchObject({ outcome: 'accepted', problems: [] });
  });
});
