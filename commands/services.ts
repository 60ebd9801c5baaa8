import type { ChartRenderer } from '../src/charts/renderer.ts';
import type { Clock } from '../src/clock.ts';
import type { Cohorts } from '../src/cohorts/service.ts';
import type { Communities } from '../src/communities/service.ts';
import type { DeadlineEvents } from '../src/deadlines/service.ts';
import type { Outbox } from '../src/delivery/types.ts';
import type { Inspector } from '../src/discord/inspector.ts';
import type { Drafts } from '../src/drafts/service.ts';
import type { Handovers } from '../src/handovers/service.ts';
import type { Learners } from '../src/learners/service.ts';
import type { Meetings } from '../src/meetings/service.ts';
import type { Notices } from '../src/notices/service.ts';
import type { Overview } from '../src/overview/service.ts';
import type { Partners } from '../src/partners/service.ts';
import type { Projects } from '../src/projects/service.ts';
import type { Reminders } from '../src/reminders/service.ts';
import type { Replacements } from '../src/replacements/service.ts';
import type { Requests } from '../src/requests/service.ts';
import type { Rounds } from '../src/rounds/service.ts';
import type { Silences } from '../src/silences/service.ts';
import type { Teams } from '../src/teams/service.ts';
import type { WaitingList } from '../src/waiting/service.ts';

/** Everything the commands may ask; built once in src/bot.ts. */
export interface Services {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly notices: Notices;
  readonly communities: Communities;
  readonly learners: Learners;
  readonly cohorts: Cohorts;
  readonly deadlines: DeadlineEvents;
  readonly projects: Projects;
  readonly partners: Partners;
  readonly requests: Requests;
  readonly teams: Teams;
  readonly replacements: Replacements;
  readonly silences: Silences;
  readonly handovers: Handovers;
  readonly meetings: Meetings;
  readonly rounds: Rounds;
  readonly overview: Overview;
  readonly waiting: WaitingList;
  readonly inspector: Inspector;
  readonly charts: ChartRenderer;
  readonly reminders: Reminders;
  readonly defaultTimezone: string;
}
