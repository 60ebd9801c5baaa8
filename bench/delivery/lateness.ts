import { setTimeout as sleep } from 'node:timers/promises';
import { createReminders } from '../../src/calendar/reminders/service.ts';
import { createDigests } from '../../src/journal/digest/service.ts';
import { createCommunities } from '../../src/people/communities/service.ts';
import { createLearners } from '../../src/people/learners/service.ts';
import { createNotices } from '../../src/people/notices/service.ts';
import { createPost } from '../../src/people/post/service.ts';
import { createStandings } from '../../src/people/standing/service.ts';
import { createAudit } from '../../src/platform/audit/service.ts';
import { createLedger } from '../../src/platform/delivery/service.ts';
import type { DeliveryKind } from '../../src/platform/delivery/types.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createLimits } from '../../src/platform/limits/service.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createScheduler } from '../../src/platform/schedule/scheduler.ts';
import { office } from './office.ts';

const MEMBERS = 20;

/**
 * How late (ms, ascending) members' own reminders leave on an idle system: one for each of `seconds`, found by the
 * schedule's own pollers, sent by the outbox with its real client.
 */
export async function reminderLateness(seconds: number): Promise<number[]> {
  const kinds: DeliveryKind[] = [];
  const place = await office({ kinds });
  const { sim, guild, db, outbox } = place;
  const { clock } = sim;
  const audit = createAudit({ db, clock });
  const communities = createCommunities({ db, events: createEvents(), audit });
  const learners = createLearners({ db, events: createEvents() });
  const notices = createNotices({ db, clock, subjects: new Map() });
  const post = createPost({
    db,
    clock,
    outbox,
    communities,
    learners,
    notices,
    homes: [],
    defaultTimezone: 'UTC',
  });
  const reminders = createReminders({
    db,
    clock,
    audit,
    outbox,
    digests: createDigests({ db }),
    log: createLogger('silent'),
    ledger: createLedger({ db, clock, outbox }),
    communities,
    learners,
    limits: createLimits({ db, clock }),
    post,
    standings: createStandings({ db, clock, facts: [] }),
    teams: { find: async () => undefined, memberIds: async () => [] },
  });
  kinds.push(...(reminders.feature.deliveries ?? []));
  const members = Array.from({ length: MEMBERS }, (_, index) => guild.addMember({ name: `Member ${index}` }));
  // Whole seconds, as moments that were typed are.
  const first = Math.ceil(clock.now() / 1_000) * 1_000 + 3_000;
  for (let second = 0; second < seconds; second += 1) {
    await reminders.personal.create({
      guildId: guild.id,
      ownerId: members[second % MEMBERS]?.id ?? '',
      teamId: undefined,
      what: `Reminder ${second}`,
      dueAt: first + second * 1_000,
      zone: 'UTC',
      recurrence: undefined,
    });
  }
  const scheduler = createScheduler({
    pollers: [
      { name: 'outbox', every: 1_000, run: () => outbox.tick() },
      ...(reminders.feature.pollers ?? []),
    ],
    clock,
    log: createLogger('silent'),
  });
  scheduler.start();
  await sleep(first + seconds * 1_000 + 2_000 - clock.now());
  await scheduler.stop(1_000);
  const rows = await db
    .selectFrom('outbox')
    .select(['due_at', 'settled_at'])
    .where('kind', '=', 'reminder.personal')
    .execute();
  await place.close();
  return rows.map((row) => (row.settled_at ?? Infinity) - row.due_at).toSorted((a, b) => a - b);
}
