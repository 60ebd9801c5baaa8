import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLogger, logging, loggingApart } from '../../src/platform/log.ts';

const TOKEN = 'MTIz.token.secret';

function recorded() {
  const lines: string[] = [];
  const log = createLogger('info', {
    destination: { write: (line) => void lines.push(line) },
    secrets: [TOKEN],
  });
  return { log, lines };
}

it('lets no secret through, whatever it stands in', () => {
  const { log, lines } = recorded();
  const error = Object.assign(new Error(`401 for ${TOKEN}`), {
    url: 'https://discord.com/api/v10/webhooks/1234/aW50ZXJhY3Rpb24/messages/@original',
    requestBody: { json: { content: 'what Ada typed' } },
  });
  log.error({ err: error, deep: { list: [TOKEN], authorization: `Bot ${TOKEN}` } }, `so ${TOKEN}`);
  log.info({ token: 'another', headers: { authorization: 'Bot another' } });
  expect(lines.join('')).not.toMatch(/MTIz|aW50ZXJhY3Rpb24|Ada|another/);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('time');
});

it('says on every line whose it is, also in what goes on later, and not in what goes on beside it', async () => {
  const { log, lines } = recorded();
  await Promise.all(
    ['1', '2'].map((interaction) =>
      logging({ interaction }, async () => {
        await turn();
        log.info(`of ${interaction}`);
        loggingApart(() => log.info('of nobody'));
      }),
    ),
  );
  const told = lines.map((line) => JSON.parse(line) as { interaction?: string; msg: string });
  expect(told.filter(({ msg }) => msg === 'of nobody').map(({ interaction }) => interaction)).toEqual([
    undefined,
    undefined,
  ]);
  expect(told.find(({ msg }) => msg === 'of 1')?.interaction).toBe('1');
  expect(told.find(({ msg }) => msg === 'of 2')?.interaction).toBe('2');
});
