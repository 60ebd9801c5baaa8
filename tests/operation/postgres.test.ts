import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import type { Finding } from '../../src/operation/doctor/rules.ts';
import {
  connectionFinding,
  serverFindings,
  textFindings,
  versionFinding,
} from '../../src/operation/doctor/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  migrate,
  openDatabase,
  readSetting,
  write,
  writeSetting,
} from '../../src/platform/database/index.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { ROOT, run } from '../support/program.ts';

const lines = ({ findings }: { findings: readonly Finding[] }): string[] =>
  findings.map(({ about, state, says }) => `${state} ${about}: ${says}`);

it('tells of a server that is too old, of another alphabet, and of too few connections', () => {
  expect(versionFinding({ version: 13, shownVersion: '13.4' })).toMatchObject({ state: 'mend' });
  const texts = { encoding: 'UTF8', collation: 'en_US.UTF-8', collationMade: '2.31', collationNow: '2.31' };
  expect(textFindings(texts)).toMatchObject([{ state: 'ok' }]);
  expect(textFindings({ ...texts, encoding: 'LATIN1' })).toMatchObject([
    { state: 'mend', says: expect.stringContaining('createdb --encoding=UTF8') },
  ]);
  expect(textFindings({ ...texts, collationNow: '2.36' })).toMatchObject([
    { state: 'warn', says: expect.stringContaining('refresh collation version') },
  ]);
  const state = (limit: number, others: number) => connectionFinding({ limit, others, ours: 10 }).state;
  expect([state(97, 5), state(20, 5), state(12, 5)]).toEqual(['ok', 'warn', 'mend']);
});

it('says in one sentence that the server cannot be reached, without the password', async () => {
  const env = {
    DATABASE_URL: 'postgres://nexus:hush-hush@127.0.0.1:9/nexus',
    DISCORD_TOKEN: 'a.b.c',
    DISCORD_API: 'http://127.0.0.1:9/api',
  };
  const { code, stdout, stderr } = await run(['src/operation/doctor.ts'], { env }).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^MEND {2}database +postgres:\/\/127\.0\.0\.1:9\/nexus: .*Does the server run/m);
  expect(stdout).not.toContain('hush-hush');
}, 60_000);

it.skipIf(POSTGRES === undefined)(
  'looks at a PostgreSQL that is well, and at a pooler before it',
  async () => {
    const address = await createPostgres();
    onTestFinished(() => dropPostgres(address));
    const files = `${temporaryDirectory()}/nexus.db`;
    const well = lines(await serverFindings(address, files, systemClock));
    expect(well.filter((line) => line.startsWith('mend'))).toEqual([]);
    for (const part of [
      'ok PostgreSQL: ',
      'ok texts: UTF8',
      'ok writing',
      'ok extensions',
      'ok pooler: none',
      'ok connections',
      'ok migrations: all applied',
    ])
      expect(well).toContainEqual(expect.stringContaining(part));
    expect(well).toContainEqual(expect.stringMatching(/^warn backup: .*pg_dump/));

    const pooled = new URL(address);
    pooled.port = String(await poolerBefore(Number(pooled.port)));
    expect(lines(await serverFindings(pooled.href, files, systemClock))).toContainEqual(
      expect.stringMatching(/^warn pooler: .*by transaction or by session/),
    );
    const empty = await createPostgres({ empty: true });
    onTestFinished(() => dropPostgres(empty));
    expect(lines(await serverFindings(empty, files, systemClock))).toContainEqual(
      expect.stringContaining('made at the first start'),
    );
  },
);

it.skipIf(POSTGRES === undefined)(
  'is backed up and put back by the commands that docs/operate.md shows',
  async () => {
    const address = await createPostgres();
    onTestFinished(() => dropPostgres(address));
    const page = readFileSync(join(ROOT, 'docs/operate.md'), 'utf8');
    const blocks = Array.from(
      page.matchAll(/^```sh postgres\n([\s\S]*?)^```$/gm),
      ([, script = '']) => script,
    );
    expect(blocks).toHaveLength(2);
    const folder = temporaryDirectory();
    const does = (script: string) =>
      execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], DATABASE_URL: address },
      });
    const db = openDatabase(address);
    try {
      await write(db, (trx) => writeSetting(trx, 'kept', 'as it was'));
      expect(does(blocks[0] ?? '')).toContain('TABLE DATA public outbox');
      await write(db, (trx) => writeSetting(trx, 'kept', 'changed since'));
    } finally {
      await db.destroy();
    }
    does(blocks[1] ?? '');
    const again = openDatabase(address);
    try {
      expect(await readSetting(again, 'kept')).toBe('as it was');
      expect(await migrate(again, migrations)).toEqual([]);
    } finally {
      await again.destroy();
    }
  },
  60_000,
);

/** Names itself in the place of the server's process, as PgBouncer does: BackendKeyData is `K`, 12 bytes, process, key. */
async function poolerBefore(port: number): Promise<number> {
  const server = createServer((client) => {
    const backend = connect(port, '127.0.0.1');
    client.pipe(backend);
    backend.on('data', (data) => {
      const at = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) data.writeInt32BE(4_711, at + 5);
      client.write(data);
    });
    for (const [one, other] of [
      [client, backend],
      [backend, client],
    ] as const)
      one.on('close', () => other.destroy()).on('error', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('it does not listen');
  return at.port;
}
