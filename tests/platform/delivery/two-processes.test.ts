import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { count } from '../../support/counts.ts';
import { post } from './real.ts';

const ROWS = count(10_000, 1_000);
/** Five messages each, as many as a channel takes at once. */
const CHANNELS = ROWS / 5;
const PROGRAM = fileURLToPath(new URL('./programs/sender.ts', import.meta.url));

async function sender(
  path: string,
  api: string,
  token: string,
): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [PROGRAM, path, api, token], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

it(`two processes on one database deliver ${ROWS} rows, each once`, async () => {
  const { sim, guild, db, path, enqueue, note } = await post({
    simulator: { rateLimits: false, openapi: false, keepRequests: 1 },
  });
  const channels = Array.from({ length: CHANNELS }, (_, index) => guild.createChannel({ name: `c${index}` }));
  await enqueue(
    ...Array.from({ length: ROWS }, (_, index) =>
      note(`r${index}`, { target: { kind: 'channel', id: channels[index % CHANNELS]?.id ?? '' } }),
    ),
  );
  const ends = await Promise.all([sender(path, sim.api, sim.token), sender(path, sim.api, sim.token)]);
  expect(ends).toEqual([
    { code: 0, errors: '' },
    { code: 0, errors: '' },
  ]);
  const contents = channels.flatMap((channel) => channel.records.map((record) => record.message.content));
  expect(contents).toHaveLength(ROWS);
  expect(new Set(contents).size).toBe(ROWS);
  for (const [index, channel] of channels.entries()) {
    const inOrder = Array.from({ length: 5 }, (_, turn) => `message r${index + turn * CHANNELS}`);
    expect(channel.records.map((record) => record.message.content)).toEqual(inOrder);
  }
  const shares = await db
    .selectFrom('outbox')
    .select(['claimed_by', (count) => count.fn.countAll<number>().as('rows')])
    .groupBy('claimed_by')
    .execute();
  expect(shares).toHaveLength(2);
}, 240_000);
