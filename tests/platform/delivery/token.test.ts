import { Writable } from 'node:stream';
import { Simulator, text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { startBot } from '../../../src/bot.ts';
import { readConfig } from '../../../src/platform/config.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { temporaryDirectory } from '../../support/directory.ts';

it('says so when Discord refuses the token while it runs, keeps what is due, and sends it once when it is taken', async () => {
  const sim = await Simulator.start();
  const guild = sim.createGuild({ name: 'ALX ProDev' });
  const projects = guild.createChannel({ name: 'projects' });
  const port = 19_600 + (process.pid % 400);
  let logged = '';
  const destination = new Writable({
    write(chunk, _, done) {
      logged += String(chunk);
      done();
    },
  });
  const bot = await startBot({
    config: readConfig({
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${temporaryDirectory()}/nexus.db`,
      HTTP_PORT: String(port),
    }),
    clock: sim.clock,
    log: createLogger('info', { destination }),
    onFatal: (error) => {
      throw error;
    },
  });
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  try {
    await guild.owner.slash('/setup channels', { projects });
    await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-12-31' });
    await bot.tick();
    expect(await ready()).toMatchObject({ status: 200 });

    // Everything that needs the token; answers to members do not.
    sim.faults.next({ route: /^\/(?:channels|guilds|users)\// }, { kind: 'status', status: 401 }, 1_000);
    const ada = guild.addMember({ name: 'Ada' });
    const announced = await ada.slash('/announce-project', {
      title: 'Kept',
      brief: 'other',
      summary: 'Announced while Discord takes no token.',
      track: 'backend',
    });
    expect(text(announced.message)).toContain('Announced');
    await bot.tick();
    sim.clock.advance(61_000);
    await bot.tick();
    const told = logged.split('\n').filter((line) => line.includes('Discord refuses the token'));
    expect(told, 'once, however often it was tried').toHaveLength(1);
    expect(await ready()).toMatchObject({
      status: 503,
      discord: false,
      database: true,
      fault: expect.stringContaining('set the new DISCORD_TOKEN'),
    });

    sim.faults.clear();
    sim.clock.advance(61_000);
    await bot.tick();
    const cards = await sim.until(() => {
      const found = ada.sees(projects).filter((message) => text(message).includes('### Kept'));
      return found.length > 0 ? found : undefined;
    });
    expect(cards).toHaveLength(1);
    await sim.until(() => ada.threads().some(({ name }) => name === 'Kept') || undefined);
    expect(logged).toContain('Discord takes the token again');
    expect(await ready()).toMatchObject({ status: 200 });
    // The gateway's own client asks with its token again.
    await guild.owner.slash('/setup check');
    expect(sim.requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
    expect(sim.violations).toEqual([]);
  } finally {
    await bot.stop();
    await sim.stop();
  }
}, 60_000);
