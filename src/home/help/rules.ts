/** Where a member stands and the ONE thing to do next. */
import { durationText } from '../../people/availability/rules/words.ts';
import type { ReminderLevel } from '../../people/learners/rules.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';

export interface HomeProject {
  readonly id: number;
  readonly title: string;
  /** Address of its card; undefined until that is posted. */
  readonly link: string | undefined;
  /** Somebody can still join. */
  readonly seeks: boolean;
  /** Its owner wants no partner. */
  readonly alone: boolean;
}

export interface HomeTeam {
  readonly companions: readonly string[];
  /** Null until the thread stands. */
  readonly threadId: string | null;
  readonly introduced: boolean;
}

/** What is known of a member of a cohort. */
export interface HomeFacts {
  readonly cohort: { readonly id: number; readonly name: string; readonly deadlineAt: number };
  readonly documentationOnly: boolean;
  /** Newest first. */
  readonly projects: readonly HomeProject[];
  readonly teams: readonly HomeTeam[];
  /** Minutes a week the member said they have time. */
  readonly weeklyMinutes: number;
  /** Partner requests waiting for the member's answer. */
  readonly requestsWaiting: number;
  /** Those the member sent and waits for: what was asked, and until when it can be answered (ms UTC). */
  readonly requestsSent: readonly { readonly line: Message; readonly until: number }[];
  /** On the waiting list: told as soon as somebody fits. */
  readonly isWaiting: boolean;
  readonly isPaused: boolean;
  readonly reminders: ReminderLevel;
}

/** What the button of the home does; cards.ts knows how each looks. */
export type Step = 'resume' | 'requests' | 'announce' | 'hours' | 'partner' | 'introduce' | 'build';

export interface Station {
  readonly done: boolean;
  readonly line: Message;
  /** What to do when it is not done. */
  readonly step: Step;
}

/** The stations of a learner's way in their order. A later feature adds its own here; undefined does not concern them. */
const STATIONS: readonly ((facts: HomeFacts) => Station | undefined)[] = [
  announced,
  hours,
  partner,
  introduced,
];

export function stations(facts: HomeFacts): Station[] {
  if (facts.documentationOnly) return [];
  return STATIONS.flatMap((station) => station(facts) ?? []);
}

/** Whoever waits for an answer comes first, then the first open station; undefined when nothing is left to do. */
export function nextStep(facts: HomeFacts): Step | undefined {
  if (facts.isPaused) return 'resume';
  if (facts.requestsWaiting > 0) return 'requests';
  if (facts.documentationOnly) return 'build';
  return stations(facts).find((station) => !station.done)?.step;
}

function announced({ projects, teams }: HomeFacts): Station | undefined {
  const [newest] = projects;
  if (newest !== undefined) {
    // The address stands beside the title: a title as the label of a link could pretend to lead elsewhere.
    const title = `**${literal(newest.title)}**`;
    const shown = newest.link === undefined ? title : `${title} (${newest.link})`;
    const count = projects.length - 1;
    const line: Message =
      count === 0
        ? { key: 'help:station.announced', params: { title: shown } }
        : { key: 'help:station.announced-more', params: { title: shown, count } };
    return { done: true, line, step: 'announce' };
  }
  // Whoever joined somebody else's project builds that one.
  return teams.length > 0
    ? undefined
    : { done: false, line: { key: 'help:station.not-announced' }, step: 'announce' };
}

function hours({ weeklyMinutes }: HomeFacts): Station {
  return weeklyMinutes > 0
    ? {
        done: true,
        line: { key: 'help:station.hours', params: { time: durationText(weeklyMinutes) } },
        step: 'hours',
      }
    : { done: false, line: { key: 'help:station.no-hours' }, step: 'hours' };
}

function partner({ projects, teams }: HomeFacts): Station | undefined {
  const people = [...new Set(teams.flatMap((team) => team.companions))].map((id) => `<@${id}>`).join(', ');
  const seeks = projects.some((project) => project.seeks);
  if (people !== '' && seeks)
    return { done: false, line: { key: 'help:station.partner-more', params: { people } }, step: 'partner' };
  if (people !== '')
    return { done: true, line: { key: 'help:station.partner', params: { people } }, step: 'partner' };
  if (projects.length > 0 && projects.every((project) => project.alone))
    return { done: true, line: { key: 'help:station.alone' }, step: 'partner' };
  // A project that is paused or handed in looks for nobody.
  if (projects.length > 0 && !seeks) return undefined;
  return { done: false, line: { key: 'help:station.no-partner' }, step: 'partner' };
}

function introduced({ teams }: HomeFacts): Station | undefined {
  if (teams.length === 0) return undefined;
  return teams.every((team) => team.introduced)
    ? { done: true, line: { key: 'help:station.introduced' }, step: 'introduce' }
    : { done: false, line: { key: 'help:station.not-introduced' }, step: 'introduce' };
}

/** What of the server's set-up still keeps the bot from its work, most urgent first. */
export type Missing = 'projects' | 'cohort' | 'staff' | 'announcements' | 'mentors';

export function missingSettings(facts: {
  readonly channels: Readonly<Record<'projects' | 'announcements' | 'mentors', string | null>>;
  readonly staffRole: string | null;
  readonly cohorts: number;
}): Missing[] {
  const { channels, staffRole, cohorts } = facts;
  return [
    ...(channels.projects === null ? (['projects'] as const) : []),
    ...(cohorts === 0 ? (['cohort'] as const) : []),
    ...(staffRole === null ? (['staff'] as const) : []),
    ...(channels.announcements === null ? (['announcements'] as const) : []),
    ...(channels.mentors === null ? (['mentors'] as const) : []),
  ];
}
