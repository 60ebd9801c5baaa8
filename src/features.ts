import { dirname, join } from 'node:path';
import { createDeadlineEvents } from './calendar/deadlines/service.ts';
import { createMeetings } from './calendar/meetings/service.ts';
import { createWeekPicture } from './calendar/reminders/picture.ts';
import { createReminders, type Reminders } from './calendar/reminders/service.ts';
import { createSilences, type Silences } from './calendar/silences/service.ts';
import { createPartners } from './pairing/partners/service.ts';
import { createReplacements } from './pairing/replacements/service.ts';
import { createRequests } from './pairing/requests/service.ts';
import { createRounds } from './pairing/rounds/service.ts';
import { createSameSide } from './pairing/same-side/service.ts';
import { createWaitingList } from './pairing/waiting/service.ts';
import { createCohorts } from './people/cohorts/service.ts';
import { createCommunities } from './people/communities/service.ts';
import { createLearners } from './people/learners/service.ts';
import { createLetters } from './people/letters/service.ts';
import { createNotices } from './people/notices/service.ts';
import { ChartRenderer } from './platform/charts/renderer.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Db } from './platform/database/index.ts';
import { createOutbox } from './platform/delivery/outbox.ts';
import { createLedger } from './platform/delivery/service.ts';
import type { Deliverer, DeliveryKind, Transport } from './platform/delivery/types.ts';
import type { Inspector } from './platform/discord/inspector.ts';
import { createDrafts } from './platform/drafts/service.ts';
import type { Logger } from './platform/log.ts';
import { noteOutage } from './platform/schedule/absence.ts';
import { createOverview } from './staff/insight/service.ts';
import { createHandovers } from './work/handovers/service.ts';
import { createProjects, type Projects } from './work/projects/service.ts';
import { createTeams, type Teams, teamMemberIds } from './work/teams/service.ts';

export type Features = ReturnType<typeof createFeatures>['features'];

/** Every feature, built and handed what it needs, but not yet connected to Discord. */
export function createFeatures(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  config: Config;
  transport: Transport;
  inspector: Inspector;
}) {
  const { db, clock, log, config, transport, inspector } = parts;
  const kinds: DeliveryKind[] = [];
  // Kinds come from features, features enqueue: the list is filled before anything is sent.
  const outbox = lateOutbox(() =>
    createOutbox({ db, transport, kinds, clock, log, onOutage: (from, to) => noteOutage(db, from, to) }),
  );

  const drafts = createDrafts({ db, clock });
  const communities = createCommunities({ db });
  const learners = createLearners({ db });
  const notices = createNotices({ db, clock });
  const cohorts = createCohorts({
    db,
    clock,
    outbox,
    communities,
    defaultTimezone: config.defaultTimezone,
    onCreate: (trx, cohort) => reminders.planCohort(trx, cohort),
    async onChange(trx, cohort) {
      await reminders.planCohort(trx, cohort);
      await deadlines.follow(trx, cohort);
    },
    onEvents: (trx, cohort, wanted) => deadlines.set(trx, cohort, wanted),
  });
  const deadlines = createDeadlineEvents({
    db,
    clock,
    outbox,
    communities,
    findCohort: (id) => cohorts.find(id),
  });
  const projects: Projects = createProjects({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    teamMembers: teamMemberIds,
    onClosed: (trx, project) => requests.endFor(trx, project),
  });
  const partners = createPartners({ db, clock, communities, cohorts });
  const teams: Teams = createTeams({
    db,
    clock,
    outbox,
    communities,
    projects,
    learners,
    onLeft: (trx, left) => silences.left(trx, left),
  });
  const requests = createRequests({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    projects,
    teams,
    makeRoom: (trx, project, senderId) => silences.makeRoom(trx, project, senderId),
  });
  const rounds = createRounds({
    db,
    clock,
    outbox,
    cohorts,
    communities,
    learners,
    notices,
    projects,
    requests,
    teams,
    log,
    folder: join(dirname(config.databasePath), 'rounds'),
  });
  const waiting = createWaitingList({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    partners,
    projects,
    requests,
  });
  const letters = createLetters({ outbox, learners, notices });
  const replacements = createReplacements({
    db,
    clock,
    outbox,
    cohorts,
    learners,
    letters,
    partners,
    projects,
    teams,
    waiting,
  });
  const sameSide = createSameSide({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    projects,
    requests,
    teams,
  });
  const silences: Silences = createSilences({
    db,
    clock,
    outbox,
    communities,
    learners,
    notices,
    letters,
    projects,
    teams,
    replacements,
  });
  const charts = new ChartRenderer();
  const ledger = createLedger({ db, clock, outbox, kinds });
  const reminders: Reminders = createReminders({
    db,
    clock,
    outbox,
    ledger,
    communities,
    learners,
    notices,
    teams,
    weekPicture: createWeekPicture(charts, log),
  });
  const handovers = createHandovers({ db, outbox, learners, letters, projects, requests, teams });
  const meetings = createMeetings({
    db,
    clock,
    outbox,
    cohorts,
    communities,
    learners,
    teams,
    reminders: reminders.personal,
  });
  const delivering = [
    cohorts,
    deadlines,
    projects,
    teams,
    requests,
    letters,
    replacements,
    silences,
    meetings,
    waiting,
    rounds,
    sameSide,
    reminders,
  ];
  for (const { deliveries } of delivering) kinds.push(...deliveries);

  const { defaultTimezone } = config;
  const features = {
    clock,
    outbox,
    drafts,
    notices,
    communities,
    learners,
    cohorts,
    deadlines,
    projects,
    partners,
    requests,
    teams,
    replacements,
    silences,
    handovers,
    meetings,
    rounds,
    overview: createOverview({ db, silences }),
    waiting,
    sameSide,
    reminders,
    inspector,
    charts,
    defaultTimezone,
  };
  return { features, outbox };
}

/** The outbox is built at its first use, when every feature has said which kinds it delivers. */
function lateOutbox(create: () => Deliverer): Deliverer {
  let built: Deliverer | undefined;
  const outbox = (): Deliverer => (built ??= create());
  return {
    enqueue: (trx, ...entries) => outbox().enqueue(trx, ...entries),
    cancel: (trx, dedupeKey) => outbox().cancel(trx, dedupeKey),
    wake: () => outbox().wake(),
    settled: (dedupeKey, timeoutMs) => outbox().settled(dedupeKey, timeoutMs),
    tick: () => outbox().tick(),
    vitals: () => outbox().vitals(),
    stop: (timeoutMs) => outbox().stop(timeoutMs),
  };
}
