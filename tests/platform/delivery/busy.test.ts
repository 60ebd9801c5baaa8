import { Simulator, text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/platform/database/index.ts';
import { createGateway } from '../../../src/platform/discord/gateway.ts';
import { createPace } from '../../../src/platform/discord/pace.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { createWorld } from '../../support/world.ts';

const CHANNELS = 60;
const ROWS = 600;

it('members are answered at once while a long queue goes out, and nobody meets a limit', async () => {
  const world = await createWorld();
  const { bot, guild, sim } = world;
  const ada = guild.addMember({ name: 'Ada' });
  const places = Array.from(
    { length: CHANNELS },
    (_, index) => guild.createChannel({ name: `c${index}` }).id,
  );
  const { outbox } = bot.services;
  const entries = Array.from({ length: ROWS }, (_, index) => ({
    kind: 'test.note',
    guildId: guild.id,
    target: { kind: 'channel', id: places[index % CHANNELS] ?? '' } as const,
    payload: { content: `note ${index}` },
    dedupeKey: `note ${index}`,
  }));
  const db = openDatabase(world.databasePath);
  await db.transaction().execute((trx) => outbox.enqueue(trx, ...entries));
  await db.destroy();
  outbox.wake();
  const notes = (): number => sim.requests.filter((request) => request.path.endsWith('/messages')).length;
  await sim.until(() => notes() > 20 || undefined);
  for (let ask = 0; ask < 10; ask += 1) {
    const began = performance.now();
    expect(text((await ada.slash('/help')).message)).toContain('November');
    expect(performance.now() - began).toBeLessThan(2_000);
  }
  expect(notes()).toBeLessThan(ROWS);
  expect(sim.requests.filter((request) => request.status === 429)).toEqual([]);
  await world.stop();
}, 60_000);

it('what the rest of the bot asks Discord for takes places from the outbox', async () => {
  const pace = createPace(20);
  for (let request = 0; request < 10; request += 1) pace.note();
  const began = performance.now();
  // 20 less the ten that were used and the ten that are kept free: a second has to go by.
  const answered = await pace.slot();
  expect(performance.now() - began).toBeGreaterThan(900);
  answered();
});

it('every request of the rest of the bot is told to the pace, but for answers to interactions', async () => {
  const sim = await Simulator.start();
  const guild = sim.createGuild({ name: 'ALX ProDev' });
  const asked: number[] = [];
  const gateway = createGateway({
    api: sim.api,
    token: sim.token,
    shards: 1,
    log: createLogger('silent'),
    onInteraction: () => {},
    onFatal: () => {},
    onRequest: () => asked.push(asked.length),
  });
  await gateway.connect(new AbortController().signal);
  const before = asked.length;
  await gateway.client.rest.get(`/guilds/${guild.id}/roles`);
  expect(asked).toHaveLength(before + 1);
  // Unknown ones: what matters is that they were asked for.
  await gateway.answers
    .post('/interactions/1/token/callback', { body: { type: 6 }, auth: false })
    .catch(() => {});
  await gateway.answers.get('/webhooks/1/token/messages/@original', { auth: false }).catch(() => {});
  expect(asked).toHaveLength(before + 1);
  await gateway.close();
  await sim.stop();
});
