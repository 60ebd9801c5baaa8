/** Where a member stands and the ONE thing to do next. */

import type { DocumentingSteps, ReadmeProgress } from '../../journal/readme/rules/steps.ts';
import { durationText } from '../../people/availability/rules/words.ts';
import type { Standing } from '../../people/standing/rules.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { HandIn } from '../../work/submissions/rules.ts';

export interface HomeProject {
  readonly id: number;
  readonly title: string;
  /** Address of its card; undefined until that is posted. */
  readonly link: string | undefined;
  /** Somebody can still join. */
  readonly seeks: boolean;
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
  readonly standing: Standing;
  /** Staff have paused what they ask and post. */
  readonly held: boolean;
  /** How far their README is. */
  readonly readme: ReadmeProgress;
  /** What is asked of whoever only documents. */
  readonly documenting: DocumentingSteps | undefined;
  /** Newest first. */
  readonly projects: readonly HomeProject[];
  /** Projects of their own that are paused beside what they build in a team. */
  readonly paused: readonly { readonly id: number; readonly title: string }[];
  readonly teams: readonly HomeTeam[];
  /** Requests the member sent and waits for: what was asked, and until when it can be answered (ms UTC). */
  readonly requestsSent: readonly { readonly line: Message; readonly until: number }[];
  /** What they hand in of each thing they build, once the cohort is so far. */
  readonly handIns: readonly HandIn[];
}

/** What the button of the home does; cards.ts knows how each looks. */
export type Step =
  | 'resume'
  | 'requests'
  | 'announce'
  | 'hours'
  | 'partner'
  | 'introduce'
  | 'contract'
  | 'progress'
  | 'submit'
  | 'pick'
  | 'challenge'
  | 'takeaway'
  | 'highlight'
  | 'export';

export interface Station {
  readonly done: boolean;
  readonly line: Message;
  /** What to do when it is not done. */
  readonly step: Step;
}

/** The stations of a learner's way in their order; undefined does not concern them, or nobody knows of it yet. */
const STATIONS: readonly ((facts: HomeFacts) => Station | undefined)[] = [
  announced,
  hours,
  partner,
  introduced,
  // What has a deadline comes first.
  submitted,
  contract,
  progress,
];

export function stations(facts: HomeFacts): Station[] {
  if (facts.documenting !== undefined) return documentingStations(facts.documenting);
  return STATIONS.flatMap((station) => station(facts) ?? []);
}

/** What nobody else reads: it goes on while staff have paused what a member asks and posts. */
const ALONE: readonly Step[] = ['hours', 'submit', 'pick', 'takeaway', 'highlight'];

/** Whoever waits for an answer comes first, then the first open station; undefined when nothing is left to do. */
export function nextStep(facts: HomeFacts): Step | undefined {
  const { onBreak, asked, documenting: documents } = facts.standing;
  // Whoever has handed in all they build is led to nothing that served it.
  const open = isHandedIn(facts) ? [] : stations(facts).flatMap(({ done, step }) => (done ? [] : [step]));
  // No break of their own, which they could end.
  if (facts.held) return open.find((step) => ALONE.includes(step)) ?? 'export';
  if (onBreak) return 'resume';
  if (asked > 0) return 'requests';
  return open[0] ?? (documents ? 'export' : undefined);
}

/** Of whoever only documents: what their README is made of, one step a thing. */
function documentingStations(steps: DocumentingSteps): Station[] {
  const station = (done: boolean, step: 'pick' | 'challenge' | 'takeaway'): Station => ({
    done,
    line: { key: `help:station.${done ? '' : 'no-'}${step}` },
    step,
  });
  const missing = steps.weeks.join(', ');
  return [
    station(steps.picked, 'pick'),
    station(steps.challenge, 'challenge'),
    station(steps.takeaway, 'takeaway'),
    {
      done: missing === '',
      line:
        missing === ''
          ? { key: 'help:station.highlight' }
          : { key: 'help:station.no-highlight', params: { weeks: missing } },
      step: 'highlight',
    },
  ];
}

function announced({ standing, projects }: HomeFacts): Station | undefined {
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
  return standing.announced
    ? undefined
    : { done: false, line: { key: 'help:station.not-announced' }, step: 'announce' };
}

function hours({ standing }: HomeFacts): Station {
  const time = durationText(standing.hours);
  return standing.hours > 0
    ? { done: true, line: { key: 'help:station.hours', params: { time } }, step: 'hours' }
    : { done: false, line: { key: 'help:station.no-hours' }, step: 'hours' };
}

function partner({ standing, projects, teams }: HomeFacts): Station | undefined {
  if (standing.partner) {
    const ids = [...new Set(teams.flatMap((team) => team.companions))];
    const params = { people: ids.map((id) => `<@${id}>`).join(', ') };
    return standing.seeks
      ? { done: false, line: { key: 'help:station.partner-more', params }, step: 'partner' }
      : { done: true, line: { key: 'help:station.partner', params }, step: 'partner' };
  }
  if (standing.alone) return { done: true, line: { key: 'help:station.alone' }, step: 'partner' };
  // A project that is paused or handed in looks for nobody.
  if (projects.length > 0 && !standing.seeks) return undefined;
  return { done: false, line: { key: 'help:station.no-partner' }, step: 'partner' };
}

function introduced({ standing }: HomeFacts): Station | undefined {
  if (standing.team === null) return undefined;
  return standing.met
    ? { done: true, line: { key: 'help:station.introduced' }, step: 'introduce' }
    : { done: false, line: { key: 'help:station.not-introduced' }, step: 'introduce' };
}

function contract({ standing }: HomeFacts): Station | undefined {
  if (standing.team === null) return undefined;
  return standing.contract
    ? { done: true, line: { key: 'help:station.contract' }, step: 'contract' }
    : { done: false, line: { key: 'help:station.no-contract' }, step: 'contract' };
}

/** Once there is something to work on: whoever builds alone, or has met their team. */
function progress({ standing }: HomeFacts): Station | undefined {
  const isReady = standing.announced && (standing.met || standing.alone);
  if (standing.progress !== null)
    return {
      done: true,
      line: {
        key: 'help:station.progress',
        params: { when: `<t:${Math.floor(standing.progress / 1000)}:R>` },
      },
      step: 'progress',
    };
  return isReady ? { done: false, line: { key: 'help:station.no-progress' }, step: 'progress' } : undefined;
}

function isHandedIn({ handIns }: HomeFacts): boolean {
  return handIns.length > 0 && handIns.every(({ handedInAt }) => handedInAt !== null);
}

function submitted(facts: HomeFacts): Station | undefined {
  if (facts.handIns.length === 0) return undefined;
  return isHandedIn(facts)
    ? { done: true, line: { key: 'help:station.submitted' }, step: 'submit' }
    : { done: false, line: { key: 'help:station.not-submitted' }, step: 'submit' };
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
