/** A process of its own that sends what is due in a database until nothing is left; see two-processes.test.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../src/platform/clock.ts';
import { openDatabase } from '../../../../src/platform/database/index.ts';
import { createOutbox } from '../../../../src/platform/delivery/outbox.ts';
import { createCourier } from '../../../../src/platform/discord/courier.ts';
import { createLogger } from '../../../../src/platform/log.ts';

const [, , path = '', api = '', token = ''] = process.argv;
const db = openDatabase(path);
const outbox = createOutbox({
  db,
  transport: createCourier({ token, api, requestsPerSecond: 10_000 }),
  kinds: [],
  places: [],
  clock: systemClock,
  log: createLogger('warn'),
});
for (;;) {
  await outbox.tick();
  const left = await db.selectFrom('outbox').select('id').where('state', '<>', 'sent').limit(1).execute();
  if (left.length === 0) break;
  await sleep(20);
}
await outbox.stop(1_000);
await db.destroy();
