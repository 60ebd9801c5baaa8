import { dirname, join } from 'node:path';
import { createAnnouncements } from './calendar/announcements/service.ts';
import { createDeadlineEvents } from './calendar/deadlines/service.ts';
import { createMeetings } from './calendar/meetings/service.ts';
import { createReminders } from './calendar/reminders/service.ts';
import { createSilences } from './calendar/silences/service.ts';
import { createBlockers } from './journal/blockers/service.ts';
import { createCheckIns } from './journal/checkins/service.ts';
import { createDigests } from './journal/digest/service.ts';
import { createEntries } from './journal/entries/service.ts';
import { createLearnings } from './journal/learnings/service.ts';
import { createMarks } from './journal/marks/service.ts';
import { createMentors } from './journal/mentors/service.ts';
import { createTeamMentors } from './journal/mentors/teams/service.ts';
import { createProgress } from './journal/progress/service.ts';
import { createPulses } from './journal/pulse/service.ts';
import { createReadmes } from './journal/readme/service.ts';
import { createSearch } from './journal/search/service.ts';
import { createSolutions } from './journal/solutions/service.ts';
import { createAsking } from './pairing/asking/service.ts';
import { createPartners } from './pairing/partners/service.ts';
import { createReplacements } from './pairing/replacements/service.ts';
import { createRounds } from './pairing/rounds/service.ts';
import { createSameSide } from './pairing/same-side/service.ts';
import { createWaitingList } from './pairing/waiting/service.ts';
import { createBlocks } from './people/blocks/service.ts';
import { createJoining } from './people/cohorts/joining.ts';
import { createCohorts } from './people/cohorts/service.ts';
import { createCommunities } from './people/communities/service.ts';
import { createWelcome } from './people/communities/welcome.ts';
import { createLearners } from './people/learners/service.ts';
import { createNotices } from './people/notices/service.ts';
import { createPost } from './people/post/service.ts';
import { createPresence } from './people/presence/service.ts';
import { createPrivacy } from './people/privacy/service.ts';
import { hasRequests, type RequestKind } from './people/requests/kinds.ts';
import { createRequests } from './people/requests/service.ts';
import { createStandings } from './people/standing/service.ts';
import { createSuspensions } from './people/suspensions/service.ts';
import { createAudit } from './platform/audit/service.ts';
import { createBackups } from './platform/backup/service.ts';
import { ChartRenderer } from './platform/charts/renderer.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Barrier } from './platform/database/barriers.ts';
import type { Fact } from './platform/database/facts.ts';
import type { Db } from './platform/database/index.ts';
import { createOutbox } from './platform/delivery/outbox.ts';
import { createLedger } from './platform/delivery/service.ts';
import type { DeliveryKind, PlaceKind, Transport } from './platform/delivery/types.ts';
import type { Inspector } from './platform/discord/inspector.ts';
import type { Roster } from './platform/discord/roster.ts';
import { createDrafts } from './platform/drafts/service.ts';
import { createEvents } from './platform/events/events.ts';
import type { Feature, Featured, HomeSource, StillNews } from './platform/feature.ts';
import { createFetches } from './platform/fetch/service.ts';
import { createHeavyWork } from './platform/heavy/queue.ts';
import { createLimits } from './platform/limits/service.ts';
import type { Logger } from './platform/log.ts';
import type { Metrics } from './platform/metrics/metrics.ts';
import { groundKeeps } from './platform/privacy/ground.ts';
import type { FeatureKeeps } from './platform/privacy/keeps.ts';
import { noteOutage } from './platform/schedule/absence.ts';
import { createExports } from './staff/exports/service.ts';
import { createOverview } from './staff/insight/service.ts';
import { createStatusCards } from './staff/live/service.ts';
import { createModeration } from './staff/moderation/service.ts';
import { createOutreaches } from './staff/outreach/service.ts';
import { createContracts } from './work/contracts/service.ts';
import { createFollows } from './work/follows/service.ts';
import { createHandovers } from './work/handovers/service.ts';
import { createTeamNews } from './work/news/service.ts';
import { createProjects } from './work/projects/service.ts';
import { createPeerReviews } from './work/reviews/service.ts';
import { createSubmissions } from './work/submissions/service.ts';
import { createTeams } from './work/teams/service.ts';

export type Features = ReturnType<typeof createFeatures>['features'];

/**
 * Every feature, not yet connected to Discord. Each is handed what stands before it and nothing else: what it wants of a
 * later one comes as an event, which the later one reacts to. The order is also that of reactions and of the schedule.
 */
export function createFeatures(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  metrics?: Metrics;
  config: Config;
  transport: Transport;
  inspector: Inspector;
  roster: Roster;
  /** Other processes may send what there is to send; it tells them. */
  onWork?: () => void;
}) {
  const { db, clock, log, config, transport } = parts;
  const kinds: DeliveryKind[] = [];
  const requestKinds: RequestKind[] = [];
  const homes: HomeSource[] = [];
  const subjects = new Map<string, StillNews>();
  const facts: Fact[] = [];
  const barriers: Barrier[] = [];
  const offers: NonNullable<Feature['offered']>[] = [];
  const places: PlaceKind[] = [];
  const keeps: FeatureKeeps[] = [groundKeeps];
  const events = createEvents();
  const outbox = createOutbox({
    db,
    transport,
    kinds,
    places,
    clock,
    log,
    ...(parts.metrics === undefined ? {} : { metrics: parts.metrics }),
    ...(parts.onWork === undefined ? {} : { onWork: parts.onWork }),
    sends: config.role !== 'gateway',
    onOutage: (from, to) => noteOutage(db, from, to),
    onLeft: (trx, guildId, userId) => events.emit(trx, 'member.not-found', { guildId, userId }),
  });
  const ground = {
    ...parts,
    kinds,
    requestKinds,
    homes,
    subjects,
    facts,
    barriers,
    offers,
    keeps,
    events,
    outbox,
    charts: new ChartRenderer({ log }),
    // One heavy job at a time, whatever it is.
    heavy: createHeavyWork(),
    defaultTimezone: config.defaultTimezone,
    folder: join(dirname(config.databasePath), 'rounds'),
    erasureList: `${config.databasePath}.erasures`,
  };

  const { services: features, list } = house(ground)
    .add('drafts', createDrafts)
    .add('audit', createAudit)
    .add('ledger', createLedger)
    .add('limits', createLimits)
    .add('backups', createBackups)
    .add('fetches', createFetches)
    .add('communities', createCommunities)
    .add('welcome', createWelcome)
    .add('learners', createLearners)
    .add('presence', createPresence)
    .add('notices', createNotices)
    .add('post', createPost)
    .add('standings', createStandings)
    .add('cohorts', createCohorts)
    .add('blocks', createBlocks)
    .add('suspensions', createSuspensions)
    .add('requests', createRequests)
    .add('joining', createJoining)
    .add('privacy', createPrivacy)
    .add('projects', createProjects)
    .add('teams', createTeams)
    .add('contracts', createContracts)
    .add('submissions', createSubmissions)
    .add('reviews', createPeerReviews)
    .add('follows', createFollows)
    .add('handovers', createHandovers)
    .add('teamNews', createTeamNews)
    .add('partners', createPartners)
    .add('asking', createAsking)
    .add('sameSide', createSameSide)
    .add('rounds', createRounds)
    .add('waiting', createWaitingList)
    .add('replacements', createReplacements)
    .add('entries', createEntries)
    .add('search', createSearch)
    .add('marks', createMarks)
    .add('progress', createProgress)
    .add('blockers', createBlockers)
    .add('mentors', createMentors)
    .add('teamMentors', createTeamMentors)
    .add('solutions', createSolutions)
    .add('learnings', createLearnings)
    .add('checkIns', createCheckIns)
    .add('pulses', createPulses)
    .add('digests', createDigests)
    .add('readmes', createReadmes)
    .add('reminders', createReminders)
    .add('meetings', createMeetings)
    .add('silences', createSilences)
    .add('deadlines', createDeadlineEvents)
    .add('announcements', createAnnouncements)
    .add('overview', createOverview)
    .add('outreach', createOutreaches)
    .add('statusCards', createStatusCards)
    .add('exports', createExports)
    .add('moderation', createModeration);

  for (const feature of list) {
    const { deliveries, facts: known, home, keeps: kept, places: own, offered, subjects: news, on } = feature;
    kinds.push(...(deliveries ?? []));
    places.push(...(own ?? []));
    if (hasRequests(feature)) requestKinds.push(...feature.requests);
    facts.push(...(known ?? []));
    barriers.push(...(feature.barriers ?? []));
    if (kept !== undefined) keeps.push({ feature: feature.name, ...kept });
    if (offered !== undefined) offers.push(offered);
    if (home !== undefined) homes.push(home);
    for (const [kind, isNews] of Object.entries(news ?? {})) subjects.set(kind, isNews);
    if (on !== undefined) events.listen(on);
  }
  return { features, list, outbox };
}

interface House<Services extends object> {
  readonly services: Services;
  /** What the features give, in their order. */
  readonly list: readonly Feature[];
  add<Name extends string, Service extends object>(
    name: Name,
    create: (services: Services) => Service & Partial<Featured>,
  ): House<Services & Readonly<Record<Name, Service>>>;
}

function house<Services extends object>(services: Services, list: readonly Feature[] = []): House<Services> {
  return {
    services,
    list,
    add<Name extends string, Service extends object>(
      name: Name,
      create: (services: Services) => Service & Partial<Featured>,
    ) {
      const service = create(services);
      const added = { ...services, [name]: service } as Services & Readonly<Record<Name, Service>>;
      return house(added, service.feature === undefined ? list : [...list, service.feature]);
    },
  };
}
