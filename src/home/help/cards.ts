import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import { leaveButton } from '../../pairing/waiting/cards.ts';
import { joinButtons } from '../../people/cohorts/cards.ts';
import type { Mentored } from '../../people/cohorts/joining.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { BackupTrouble } from '../../platform/backup/rules.ts';
import {
  button,
  container,
  divider,
  link,
  menu,
  row,
  section,
  text,
} from '../../platform/discord/components.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { say } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import { addButton, handInLines } from '../../work/submissions/cards.ts';
import { type HomeFacts, type Missing, nextStep, type Step, stations } from './rules.ts';

const ACCENT = 0x5865f2;

/** What whoever mentors comes for. */
export interface MentorFacts {
  readonly mentored: readonly Mentored[];
  /** Those they look after; `blockers`: titles of what is open in them. */
  readonly teams: readonly {
    readonly id: number;
    readonly name: string;
    readonly threadId: string | null;
    /** ms UTC. */
    readonly lastSignAt: number;
    readonly blockers: readonly string[];
    /** How many of its members checked in this week. */
    readonly checkedIn: number;
    readonly members: number;
  }[];
  /** Blockers that wait for a mentor; undefined while staff have not confirmed them. */
  readonly waiting: number | undefined;
}

export const TOPICS = [
  'announce',
  'partners',
  'teams',
  'hours',
  'profile',
  'reminders',
  'privacy',
  'staff',
] as const;
export type Topic = (typeof TOPICS)[number];

/** What staff read above or instead of a learner's home. */
export interface StaffFacts {
  readonly missing: readonly Missing[];
  readonly cohorts: readonly Cohort[];
  /** What is wrong with the backups, where there is something to lose. */
  readonly backups: BackupTrouble | undefined;
}

/** The member's home. Undefined parts do not concern them. */
export function homeBody(
  t: Translate,
  guildId: string,
  parts: {
    home?: HomeFacts | undefined;
    /** Running cohorts the member is in none of. */
    joinable?: readonly Cohort[] | undefined;
    /** An archived cohort they were in: their README is made of it. */
    pastId?: number | undefined;
    /** Of whoever mentors. */
    mentor?: MentorFacts | undefined;
    staff?: StaffFacts | undefined;
  },
): Body {
  const { home, joinable, mentor, pastId, staff } = parts;
  const sections = [
    ...(staff === undefined ? [] : [staffParts(t, staff)]),
    ...(home === undefined ? [] : [learnerParts(t, guildId, home)]),
    ...(mentor === undefined ? [] : [mentorParts(t, mentor)]),
    ...(joinable === undefined ? [] : [joinParts(t, joinable, pastId)]),
  ];
  const components = sections.flatMap((section, index) => (index === 0 ? section : [divider(), ...section]));
  return { card: true, components: [container([...components, topicMenu(t)], ACCENT)] };
}

function learnerParts(t: Translate, guildId: string, home: HomeFacts): APIComponentInContainer[] {
  const { cohort, requestsSent, standing } = home;
  const lines = [
    t('help:home.head'),
    t('help:home.cohort', {
      name: literal(cohort.name),
      deadline: timestamp(cohort.deadlineAt),
      relative: timestamp(cohort.deadlineAt, 'R'),
    }),
    ...(standing.documenting ? [t('help:home.documentation')] : []),
    ...stations(home).map(({ done, line }) => `${done ? '☑' : '☐'} ${say(t, line)}`),
    ...(standing.asked > 0 ? [t('help:home.waiting', { count: standing.asked })] : []),
    ...sentLines(t, requestsSent),
    ...(standing.waiting ? [t('waiting:line.list')] : []),
    ...(standing.reminders === 'none' ? [t('help:home.muted')] : []),
  ];
  const next = nextStep(home);
  lines.push(`\n**${t(`help:next.${next ?? 'nothing'}`)}**`);
  const buttons = [
    ...(next === undefined ? [] : stepButton(t, guildId, home, next)),
    ...(requestsSent.length > 0 && next !== 'requests'
      ? [button(t('help:button.sent'), ['partner.requests'])]
      : []),
    ...(next === 'hours' ? [] : [button(t('help:button.profile'), ['profile.show'])]),
    standing.reminders === 'none'
      ? button(t('help:button.unmute'), ['help.mute', 'all'])
      : button(t('help:button.mute'), ['help.mute', 'none']),
    ...(standing.waiting ? [leaveButton(t, home.cohort.id)] : []),
  ];
  const build = button(t('cohorts:joined.undo-docs'), ['join', cohort.id, 'build']);
  const share = row(
    button(t('journal:button.share'), ['journal.share']),
    ...(standing.documenting ? [build] : []),
  );
  // The next step is already a button above: Discord refuses a message in which two do the same.
  const opened = next === 'submit' ? toHandIn(home)?.projectId : undefined;
  const handIns = home.handIns.flatMap((each) => handInParts(t, each, each.projectId === opened));
  const paused = home.paused.map(({ id, title }) =>
    section(
      t('help:home.paused', { title: literal(title) }),
      button(t('requests:keep-both'), ['own-project', id, 'keep', 'aside']),
    ),
  );
  return [
    text(lines.join('\n')),
    row(...buttons),
    ...readmePart(t, home, next),
    ...paused,
    share,
    ...handIns,
  ];
}

/** How far it is. The step may be to see it, and Discord refuses a message in which two buttons do the same. */
function readmePart(t: Translate, home: HomeFacts, next: Step | undefined): APIComponentInContainer[] {
  const line = t('readme:answer.head', { ...home.readme });
  if (home.readme.filled === 0) return [];
  return next === 'export'
    ? [text(line)]
    : [section(line, button(t('readme:button.see'), ['readme.export', home.cohort.id]))];
}

type HandIn = HomeFacts['handIns'][number];

/** The first project that is not handed in yet. */
const toHandIn = ({ handIns }: HomeFacts): HandIn | undefined =>
  handIns.find(({ handedInAt }) => handedInAt === null);

/** Their list, ticked. */
function handInParts(t: Translate, handIn: HandIn, isOpened: boolean): APIComponentInContainer[] {
  const list = button(t('submissions:button.list'), ['project.hand-in.list', handIn.projectId]);
  return [text(handInLines(t, handIn).join('\n')), row(addButton(t, handIn), ...(isOpened ? [] : [list]))];
}

/** So many teams and blockers of each are shown, and offered to end. */
const TEAMS = 8;
const BLOCKERS = 3;

/** Where they mentor, their teams with what keeps them, what waits, and where to look first. */
function mentorParts(t: Translate, { mentored, teams, waiting }: MentorFacts): APIComponentInContainer[] {
  const shown = teams.slice(0, TEAMS);
  const ownWait = teams.some(({ blockers }) => blockers.length > 0);
  const next = ownWait ? 'mentors:home.next-own' : 'mentors:home.next-waiting';
  const lines = [
    t('help:mentor.head'),
    ...mentored.map(({ name, confirmed }) =>
      t(confirmed ? 'help:mentor.counts' : 'help:mentor.waits', { name: literal(name) }),
    ),
    ...(shown.length === 0 ? [] : [t('mentors:home.head')]),
    ...shown.flatMap((team) => teamLines(t, team)),
    ...(waiting === undefined || teams.length > 0 ? [] : [t('mentors:home.none')]),
    ...(waiting === undefined || waiting === 0 ? [] : [t('mentors:home.waiting', { count: waiting })]),
    `\n**${t(ownWait || (waiting ?? 0) > 0 ? next : 'help:mentor.next')}**`,
  ];
  if (waiting === undefined) return [text(lines.join('\n'))];
  const options = shown.map(({ id, name }) => ({ label: name, value: String(id) }));
  return [
    text(lines.join('\n')),
    row(
      button(t('mentors:button.blockers'), ['blocker.list', 'all', 0], 'primary'),
      button(t('mentors:button.misses'), ['knowledge.misses']),
    ),
    ...(options.length === 0 ? [] : [menu(['mentor.stop'], t('mentors:home.stop'), options)]),
  ];
}

function teamLines(
  t: Translate,
  { name, threadId, lastSignAt, blockers, checkedIn, members }: MentorFacts['teams'][number],
): string[] {
  const params = {
    name: literal(name),
    thread: threadId === null ? '…' : `<#${threadId}>`,
    sign: timestamp(lastSignAt, 'R'),
    checked: checkedIn,
    members,
  };
  const stuck = blockers
    .slice(0, BLOCKERS)
    .map((title) => t('mentors:home.blockers', { title: literal(truncated(title, 80)) }));
  return [t('mentors:home.team', params), ...stuck];
}

/** So many are named; of more their number. */
const NAMED = 3;

function sentLines(t: Translate, sent: HomeFacts['requestsSent']): string[] {
  const named = sent
    .slice(0, NAMED)
    .map(({ line, until }) => t('help:home.sent', { what: say(t, line), until: timestamp(until, 'R') }));
  const rest = sent.length - named.length;
  return rest > 0 ? [...named, t('help:home.sent-more', { count: rest })] : named;
}

/** The step as a button; none where the place to go does not stand yet. */
function stepButton(t: Translate, guildId: string, home: HomeFacts, step: Step): APIButtonComponent[] {
  switch (step) {
    case 'resume':
      return [button(t('learners:button.resume'), ['profile.resume'], 'primary')];
    case 'requests':
      return [button(t('help:button.requests'), ['partner.requests'], 'primary')];
    case 'announce':
      return [button(t('cohorts:joined.announce'), ['announce.open', home.cohort.id], 'primary')];
    case 'hours':
      return [button(t('projects:button.add-hours'), ['hours.presets'], 'primary')];
    case 'pick':
      return [button(t('readme:button.pick'), ['readme.pick', home.cohort.id, 0], 'primary')];
    case 'challenge':
      return [button(t('journal:button.solved'), ['solution.new'], 'primary')];
    case 'takeaway':
    case 'highlight':
      return [button(t('journal:button.learned'), ['learning.new', step], 'primary')];
    case 'export':
      return [button(t('readme:button.export'), ['readme.export', home.cohort.id], 'primary')];
    case 'partner': {
      const project = home.projects.find((each) => each.seeks);
      const to = ['partners.find', ...(project === undefined ? [] : [project.id])] as const;
      return [button(t('help:button.partner'), to, 'primary')];
    }
    case 'progress':
      return [button(t('journal:button.did'), ['progress.open'], 'primary')];
    case 'submit': {
      const next = toHandIn(home);
      const to = ['project.hand-in.list', ...(next === undefined ? [] : [next.projectId])] as const;
      return [button(t('submissions:button.list'), to, 'primary')];
    }
    case 'introduce': {
      const thread = home.teams.find((team) => !team.introduced)?.threadId ?? null;
      if (thread === null) return [];
      return [link(t('help:button.thread'), `https://discord.com/channels/${guildId}/${thread}`)];
    }
    case 'contract':
      return [button(t('help:button.contract'), ['contract.open'], 'primary')];
  }
}

function joinParts(
  t: Translate,
  cohorts: readonly Cohort[],
  pastId: number | undefined,
): APIComponentInContainer[] {
  const [only, ...others] = cohorts;
  const profile = button(
    t('help:button.profile'),
    ['profile.show'],
    pastId === undefined ? 'primary' : 'secondary',
  );
  const readme =
    pastId === undefined ? [] : [button(t('readme:button.export'), ['readme.export', pastId], 'primary')];
  if (only === undefined)
    return [
      text(t(pastId === undefined ? 'help:home.no-cohort' : 'help:home.over')),
      row(...readme, profile),
    ];
  const past = readme.length === 0 ? [] : [text(t('help:home.past')), row(...readme)];
  if (others.length === 0)
    return [text(t('help:home.join', { name: literal(only.name) })), joinButtons(t, only.id), ...past];
  const options = cohorts.map(({ id, name }) => ({ label: name, value: String(id) }));
  const choice = menu(['help.cohort'], t('help:home.choose-placeholder'), options);
  return [text(t('help:home.choose')), choice, ...past];
}

/** After choosing one of several cohorts. */
export function joinBody(t: Translate, cohort: Cohort): Body {
  return {
    content: t('help:home.join', { name: literal(cohort.name) }),
    components: [joinButtons(t, cohort.id)],
  };
}

function staffParts(t: Translate, { missing, cohorts, backups }: StaffFacts): APIComponentInContainer[] {
  const [next] = missing;
  const lines = [
    t('help:staff.head'),
    ...cohorts
      .slice(0, 5)
      .map(({ name, deadlineAt }) =>
        t('help:staff.cohort', { name: literal(name), deadline: timestamp(deadlineAt) }),
      ),
    ...missing.map((each) => `☐ ${t(`help:staff.missing.${each}`)}`),
    ...(backups === undefined ? [] : [`☐ ${t(`help:staff.backup.${backups}`)}`]),
    `\n**${t(next === undefined ? 'help:staff.ready' : `help:staff.next.${next}`)}**`,
  ];
  return [text(lines.join('\n')), row(button(t('help:button.check'), ['setup.check'], 'primary'))];
}

function topicMenu(t: Translate) {
  const options = TOPICS.map((value) => ({ label: t(`commands:choices.topic.${value}`), value }));
  return menu(['help.topic'], t('help:home.topics'), options);
}

/** A short text on one subject, with the button that goes with it. */
export function topicBody(t: Translate, topic: Topic): Body {
  const action = topicButton(t, topic);
  const home = button(t('help:button.home'), ['help.home']);
  return {
    content: t(`help:topic.${topic}`),
    components: [row(...(action === undefined ? [home] : [action, home]))],
  };
}

function topicButton(t: Translate, topic: Topic): APIButtonComponent | undefined {
  switch (topic) {
    case 'announce':
      return button(t('cohorts:joined.announce'), ['announce.open'], 'primary');
    case 'partners':
      return button(t('help:button.partner'), ['partners.find'], 'primary');
    case 'hours':
      return button(t('projects:button.add-hours'), ['hours.presets'], 'primary');
    case 'profile':
      return button(t('help:button.profile'), ['profile.show'], 'primary');
    default:
      return undefined;
  }
}
