import type { Digests } from '../../journal/digest/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { ChartRenderer } from '../../platform/charts/renderer.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Ledger } from '../../platform/delivery/service.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Logger } from '../../platform/log.ts';
import { type Absence, absencePollers } from '../../platform/schedule/absence.ts';
import type { Teams } from '../../work/teams/service.ts';
import { createAudience } from './audience.ts';
import { type AwayView, awayMessage } from './cards.ts';
import { reminderKeeps } from './keeps/store.ts';
import { setMuted } from './mutes/store.ts';
import { cancelOfCohort } from './personal/store.ts';
import { createPersonal, type PersonalReminders } from './personal.ts';
import { createWeekPicture } from './picture.ts';
import { planCohort } from './planning.ts';
import { createProgramme } from './programme.ts';
import { createStaffReminders, type StaffReminders } from './staff.ts';
import { createStarters } from './starters.ts';
import { endPlan, findCohort, findOpenCohorts, hasWaitingRuns, isRunning, missedRuns } from './store.ts';

/** How often the words of old messages are dropped, in ms. */
const TIDY_EVERY = 600_000;
/** How often members are looked for who joined late, in ms. */
const LOOK_FOR_STARTERS = 5_000;

export interface Reminders {
  readonly staff: StaffReminders;
  readonly personal: PersonalReminders;
  /** A member mutes one step (or hears of it again) in the server of a cohort. Undefined for an unknown cohort. */
  mute(cohortId: number, userId: string, step: string, muted: boolean): Promise<void>;
  readonly feature: Feature;
}

export interface RemindersParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly communities: Communities;
  readonly learners: Pick<Learners, 'find'>;
  readonly limits: Pick<Limits, 'use'>;
  readonly post: Post;
  readonly teams: Pick<Teams, 'find' | 'memberIds'>;
  readonly standings: Standings;
  readonly log: Logger;
  readonly digests: Digests;
  /** Draws the picture of the week; without it the words stand alone. */
  readonly charts?: Pick<ChartRenderer, 'render'>;
}

export function createReminders(parts: RemindersParts): Reminders {
  const { db, clock, audit, outbox, ledger, communities, post } = parts;
  const audience = createAudience(parts);
  const programmeParts = {
    db,
    clock,
    outbox,
    communities,
    post,
    audience,
    digests: parts.digests,
    weekPicture: parts.charts === undefined ? async () => undefined : createWeekPicture(parts.charts),
  };
  const programme = createProgramme(programmeParts);
  const starters = createStarters(programmeParts);
  const personal = createPersonal(parts);
  let lookedForStarters = -Infinity;

  /** Tells staff of each server with a running cohort what an absence meant for its reminders. */
  async function tellAbsence(trx: Db, absence: Absence): Promise<void> {
    const guilds = new Map((await findOpenCohorts(trx)).map((cohort) => [cohort.guildId, cohort]));
    for (const { guildId, zone } of guilds.values()) {
      const { timezone } = await communities.get(guildId, trx);
      const rows = await ledger.missed(trx, guildId, absence, 'reminder.');
      const runs = await missedRuns(trx, guildId, absence);
      const view: AwayView = {
        absence,
        zone: timezone ?? zone,
        counts: { late: rows.late, expired: rows.expired + runs },
      };
      await post.toStaff(trx, {
        guildId,
        kind: 'away',
        data: view,
        dedupeKey: `away:${absence.id}:${guildId}`,
      });
    }
  }

  const away = post.kind({
    kind: 'away',
    card: async (_, { data }, { t, locale }) => awayMessage(t, locale, data as AwayView),
  });

  const isPending = async (from: Db, until: number): Promise<boolean> =>
    (await hasWaitingRuns(from, until)) || (await ledger.hasBacklog(from, until));

  /** Plans (anew) what a cohort gets when it begins or its dates change. */
  const plan = (trx: Db, { cohortId }: { readonly cohortId: number }): Promise<void> =>
    planCohort(trx, cohortId, clock.now());

  /** What is on its way, and what teams set for themselves, ends with the cohort. */
  async function end(trx: Db, cohortId: number): Promise<void> {
    const runs = await endPlan(trx, cohortId, clock.now());
    await cancelOfCohort(trx, cohortId, clock.now());
    await outbox.cancelKeys(trx, [`reminder:${cohortId}:`, ...runs.map((run) => `reminder:${run}.`)]);
  }

  return {
    staff: createStaffReminders({ db, clock, audit, audience, ledger, standings: parts.standings }),
    personal,
    async mute(cohortId, userId, step, muted) {
      const cohort = await findCohort(db, cohortId);
      if (cohort === undefined) return;
      await write(db, (trx) =>
        setMuted(trx, { guildId: cohort.guildId, userId, step, now: clock.now() }, muted),
      );
    },
    feature: {
      name: 'reminders',
      keeps: reminderKeeps,
      deliveries: [...personal.deliveries, starters.letter, away],
      subjects: {
        ...personal.subjects,
        /** `cohort:step`. */
        step: (on, { id }) => isRunning(on, Number(id.split(':')[0])),
      },
      on: {
        'cohort.created': plan,
        'cohort.changed': plan,
        'cohort.archived': (trx, { cohortId }) => end(trx, cohortId),
        ...personal.on,
      },
      pollers: [
        { name: 'old words', every: TIDY_EVERY, run: () => ledger.tidy() },
        {
          // The cohort's steps first: they are more urgent than a late starter's own.
          name: 'programme reminders',
          every: 1_000,
          async run() {
            await programme.runDue();
            const now = clock.now();
            if (Math.abs(now - lookedForStarters) >= LOOK_FOR_STARTERS) {
              await starters.find();
              lookedForStarters = now;
            }
            await starters.runDue();
          },
        },
        { name: 'personal reminders', every: 1_000, run: () => personal.runDue() },
        ...absencePollers({ db, clock, log: parts.log, isPending, tell: tellAbsence }),
      ],
    },
  };
}
