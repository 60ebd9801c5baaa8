import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buttons, type Reply } from '@nexus/simulator';
import { createPostgres, dropPostgres } from '../../tests/support/engine.ts';
import { startProxy } from '../../tests/support/postgres-proxy.ts';
import { announce, begin, end, memberOf, quantile, type Subject, setUp } from '../interactions.ts';

const PROJECTS = 20;
/** Of each: the first ones are not kept planned yet, and each is answered before the next. */
const TIMES = 30;
/** What one causes is over by then, in ms. */
const AFTERWARDS = 120;

/** How often each interaction asks PostgreSQL until it is answered, and in how many packets: each is a round trip. */
export async function countPackets(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const address = await createPostgres({ empty: true });
  const proxy = await startProxy(address);
  const subject = await begin('nexus', folder, proxy.address);
  const acts: readonly (readonly [string, (round: number) => Promise<() => Promise<unknown>>])[] = [
    ['/help', async (n) => () => memberOf(subject, n % PROJECTS).slash('/help')],
    ['/project browse', async (n) => () => memberOf(subject, n % PROJECTS).slash('/project browse')],
    ['/find-partner', async (n) => () => memberOf(subject, n % PROJECTS).slash('/find-partner')],
    [
      '/remind-me',
      async (n) => () =>
        memberOf(subject, n % PROJECTS).slash('/remind-me', { when: 'in 3 days', what: 'Push' }),
    ],
    ['/announce-project', async (n) => () => announce(subject, 1_000 + n)],
    ['Accept', (n) => accepting(subject, n)],
  ];
  try {
    await setUp(subject, PROJECTS);
    console.log('== engines: what an interaction asks PostgreSQL until it is answered (median)\n');
    console.log(`${''.padEnd(20)}${['statements', 'packets'].map((cell) => cell.padStart(12)).join('')}`);
    for (const [title, prepare] of acts) {
      const counts: { asked: number; packets: number }[] = [];
      for (let n = 0; n < TIMES; n++) {
        const act = await prepare(n);
        await pause(AFTERWARDS);
        proxy.endAt(0);
        await act();
        counts.push({ asked: proxy.asked(), packets: proxy.packets() });
      }
      const late = counts.slice(TIMES / 2);
      const cells = [late.map(({ asked }) => asked), late.map(({ packets }) => packets)];
      console.log(title.padEnd(20) + cells.map((cell) => String(quantile(cell, 0.5)).padStart(12)).join(''));
    }
  } finally {
    await end(subject);
    await proxy.close();
    await dropPostgres(address);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One has announced a project with the other, who is about to accept. */
async function accepting(subject: Subject, n: number): Promise<() => Promise<Reply>> {
  const guest = memberOf(subject, 201 + 2 * n);
  await (await guest.slash('/profile set', { track: 'frontend' })).finished();
  await (await announce(subject, 200 + 2 * n, { track: 'backend', with: guest })).finished();
  const { message } = await guest.slash('/partner requests');
  const accept = buttons(message).find(({ customId }) => customId?.includes(':request.accept') === true);
  if (accept?.customId === undefined) throw new Error('nothing to accept');
  const { customId } = accept;
  return () => guest.click(message, customId);
}
