import type { Standing } from '../../people/standing/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, type Row, row, text } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { cardLink } from '../projects/cards.ts';
import type { Project } from '../projects/rules.ts';
import type { Team, ThreadState } from './rules.ts';

/**
 * The first message in a team's thread: what to do first; each line ticks itself when it happens. Of a team that has ended
 * it says so.
 */
export function checklistCard(
  t: Translate,
  team: Team,
  members: readonly Standing[],
  memberIds: readonly string[],
): MessagePayload {
  if (team.endedAt !== null) return endedCard(t, team, team.endedAt);
  const lines = [
    t('teams:checklist.head', { name: literal(team.name) }),
    t('teams:checklist.members', { people: memberIds.map((id) => `<@${id}>`).join(', ') }),
    ...checklistLines(t, team, members),
    t('teams:checklist.foot'),
  ];
  const met = button(t('teams:checklist.met'), ['team.met', team.id], 'success');
  const meet = button(t('teams:checklist.meet'), ['team.meet', team.id]);
  const look = lookButton(t, team);
  const buttons = team.introducedAt === null ? row(met, meet, look) : row(meet, look);
  return messageJson({ card: true, components: [container([text(lines.join('\n')), buttons], 0x57f287)] });
}

/** Private: only staff read what follows. */
function lookButton(t: Translate, team: Team) {
  return button(t('teams:look'), ['outreach.look', team.id]);
}

function endedCard(t: Translate, team: Team, endedAt: number): MessagePayload {
  const lines = [
    t('teams:checklist.head', { name: literal(team.name) }),
    t('teams:checklist.ended', { when: timestamp(endedAt, 'D') }),
  ];
  return messageJson({ card: true, components: [container([text(lines.join('\n'))])] });
}

/** What comes first in a team. Of what no feature knows yet nothing is said. */
function checklistLines(t: Translate, team: Team, members: readonly Standing[]): string[] {
  const step = (done: boolean, line: string) =>
    done ? `☑ ~~${line}~~ (${t('teams:checklist.done')})` : `☐ ${line}`;
  return [
    step(team.introducedAt !== null, t('teams:checklist.introduce')),
    ...(members.some(({ contract }) => contract !== undefined)
      ? [
          step(
            members.some(({ contract }) => contract),
            t('teams:checklist.contract'),
          ),
        ]
      : []),
    step(
      members.some(({ progress }) => progress !== null),
      t('teams:checklist.progress'),
    ),
  ];
}

export interface TeamFacts {
  readonly team: Team;
  readonly readerId: string;
  /** With whom the reader builds in it, as a pair. */
  readonly partnerIds: readonly string[];
  readonly thread: ThreadState;
  readonly standings: readonly Standing[];
  readonly members: readonly {
    readonly userId: string;
    /** ms UTC. */
    readonly checkedInAt: number | null;
    /** ms UTC, while it lasts. */
    readonly pausedUntil: number | null;
    readonly state: 'asked' | 'away' | undefined;
  }[];
  readonly projects: readonly Project[];
  /** Buttons for a member who was asked whether all is well, or who is away. */
  readonly answers: readonly Row[];
  /** `next`: ms UTC. Undefined where their cohort is archived: it is read, and nothing of it is done any more. */
  readonly meeting: { readonly next: number | undefined; readonly isOpen: boolean } | undefined;
}

/** A member's team, in a private answer: who, where, what, how far, when they meet. */
export function teamBody(t: Translate, facts: TeamFacts): Body {
  const { team, members, projects, meeting, readerId } = facts;
  const thread =
    team.threadId === null
      ? t(facts.thread === 'missing' ? 'teams:show.thread-missing' : 'teams:show.thread-coming')
      : `<#${team.threadId}>`;
  const lines = [
    `### ${literal(team.name)}`,
    ...members.map((member) => memberLine(t, member, readerId)),
    ...(meeting === undefined && team.threadId === null ? [] : [labelled(t, t('teams:show.thread'), thread)]),
    ...projects.map((project) => projectLine(t, project)),
    ...checklistLines(t, team, facts.standings),
    ...(meeting === undefined ? [] : [meetingLine(t, meeting)]),
  ];
  const content = lines.join('\n');
  if (meeting === undefined) return { content };
  const reopen = button(t('teams:reopen.button'), ['team.reopen', team.id], 'primary');
  const rows = [
    ...stateRows(t, facts),
    row(...(facts.thread === 'missing' ? [reopen] : []), lookButton(t, team)),
  ];
  return { content, components: rows };
}

/** Whoever is asked reads it about themselves alone. */
function memberLine(t: Translate, member: TeamFacts['members'][number], readerId: string): string {
  const notes = [
    ...(member.pausedUntil === null
      ? []
      : [t('teams:show.pause', { until: timestamp(member.pausedUntil, 'D') })]),
    ...(member.state === 'away' && member.pausedUntil === null && member.userId !== readerId
      ? [t('teams:show.away')]
      : []),
    ...(member.checkedInAt === null
      ? []
      : [t('teams:show.checked-in', { when: timestamp(member.checkedInAt, 'R') })]),
  ];
  return [`- <@${member.userId}>`, ...notes].join(' · ');
}

function projectLine(t: Translate, project: Project): string {
  const link = cardLink(project);
  const card = link === undefined ? '' : ` · [${t('teams:show.card')}](${link})`;
  return labelled(t, t('teams:show.project'), `**${literal(project.title)}**${card}`);
}

function meetingLine(t: Translate, { next, isOpen }: NonNullable<TeamFacts['meeting']>): string {
  if (next !== undefined) return t('teams:show.meeting', { when: timestamp(next), in: timestamp(next, 'R') });
  return t(isOpen ? 'teams:show.meeting-open' : 'teams:show.no-meeting');
}

/** The answers for whoever is asked, the way back for whoever is away, others for whose partner is away. */
function stateRows(t: Translate, { team, members, answers, partnerIds }: TeamFacts): readonly Row[] {
  if (answers.length > 0) return answers;
  const isAlone = members.some(({ userId, state }) => partnerIds.includes(userId) && state === 'away');
  return isAlone
    ? [row(button(t('teams:replacement.button'), ['replacement.show', team.id], 'primary'))]
    : [];
}

export function leaveBody(t: Translate, team: Team, { mayHandOver }: { mayHandOver: boolean }): Body {
  const lines = [t('teams:leave.ask', { name: literal(team.name) })];
  if (mayHandOver) lines.push(t('teams:leave.hand-over'));
  return {
    content: lines.join('\n'),
    components: [
      row(
        button(t('teams:leave.yes'), ['team.leave', team.id, 'yes'], 'danger'),
        button(t('teams:leave.no'), ['team.leave', team.id, 'no']),
      ),
    ],
  };
}
