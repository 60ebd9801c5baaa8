/** Looking for quiet members: whom to ask, whom to mark away. */
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, OutboxRow, Sent, Transport } from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { type Presence, setLookAt } from '../../work/teams/service.ts';
import { backCard, questionCard, threadQuestionCard } from './cards.ts';
import type { SilencesParts } from './parts.ts';
import { AGAIN, answerBy, BETWEEN_QUESTIONS, judge, type MemberFacts, type Verdict } from './rules.ts';
import {
  findAbsences,
  findOpenSilences,
  findTeamFacts,
  findTeamsToLookAt,
  insertSilence,
  lastAskedAt,
  markAway,
  recordVia,
  type SilenceRow,
  wasAskedInThread,
} from './store.ts';

type TeamFacts = NonNullable<Awaited<ReturnType<typeof findTeamFacts>>>;

/** What needs a look into the thread first. */
const BY_THREAD: readonly Verdict['act'][] = ['ask', 'away', 'still-away'];
/** Members looked at in one go. */
const AT_ONCE = 100;
/** How long a look that was ordered may take before it is ordered anew, in ms. */
const PATIENCE = 3_600_000;
/** After an absence of the bot nobody is asked or marked for as long as it lasted, at most so long (ms). */
const LONGEST_GRACE = 24 * 3_600_000;

interface Judged {
  readonly member: Presence;
  readonly facts: MemberFacts;
  readonly verdict: Verdict;
}

export function createLook(
  parts: SilencesParts & {
    /** Ends a member's open question because they were heard of. */
    heard: (trx: Db, teamId: number, userId: string) => Promise<void>;
    offerForAway: (trx: Db, teamId: number) => Promise<void>;
  },
): { runDue: () => Promise<void>; deliveries: readonly DeliveryKind[] } {
  const { db, clock, outbox, communities, learners, letters, teams } = parts;

  async function runDue(): Promise<void> {
    for (;;) {
      const due = await findTeamsToLookAt(db, clock.now(), AT_ONCE);
      for (const teamId of due) await write(db, (trx) => consider(trx, teamId));
      if (due.length === 0) return;
    }
  }

  /** What can be decided without the thread is; for the rest a look into it is ordered. */
  async function consider(trx: Db, teamId: number): Promise<void> {
    const now = clock.now();
    const team = await findTeamFacts(trx, teamId);
    if (team === undefined || team.ended_at !== null || team.archived_at !== null)
      return setLookAt(trx, teamId, undefined, null);
    const isAskable = team.deadline_at > now && team.submitted === 0 && team.thread_id !== null;
    if (!isAskable) return setLookAt(trx, teamId, undefined, now + AGAIN, now);
    const judged = await judgeAll(trx, team, now);
    const open = judged.filter(({ verdict }) => BY_THREAD.includes(verdict.act));
    for (const each of judged) if (!open.includes(each)) await apply(trx, team, each, now);
    for (const { member } of open) await setLookAt(trx, teamId, member.userId, now + PATIENCE);
    if (open.length === 0) return;
    await outbox.enqueue(trx, {
      kind: 'silence-look',
      guildId: team.guild_id,
      target: { kind: 'team', id: String(teamId) },
      payload: {},
      dedupeKey: `silence-look:${teamId}:${now}`,
      subject: String(teamId),
    });
  }

  async function judgeAll(trx: Db, team: TeamFacts, now: number): Promise<Judged[]> {
    const open = await findOpenSilences(trx, team.id);
    const members = await teams.presences(team.id, trx);
    const judged: Judged[] = [];
    for (const member of members) {
      if (member.lookAt === null || member.lookAt > now) continue;
      const facts = await factsOf(trx, team, member, open);
      judged.push({ member, facts, verdict: judge(facts, now) });
    }
    return judged;
  }

  async function factsOf(
    trx: Db,
    team: TeamFacts,
    member: Presence,
    open: readonly SilenceRow[],
  ): Promise<MemberFacts> {
    const learner = await learners.find(team.guild_id, member.userId, trx);
    const silence = open.find(({ user_id }) => user_id === member.userId);
    return {
      lastSignAt: member.lastSignAt,
      hours: { week: learner?.week ?? [], zone: learner?.timezone ?? team.timezone },
      pausedUntil: learner?.pausedUntil ?? null,
      open:
        silence === undefined
          ? undefined
          : {
              state: silence.state === 'away' ? 'away' : 'asked',
              askedAt: silence.asked_at,
              dueAt: silence.due_at,
            },
      lastAskedAt: await lastAskedAt(trx, team.guild_id, member.userId),
    };
  }

  async function apply(trx: Db, team: TeamFacts, { member, facts, verdict }: Judged, now: number) {
    await setLookAt(trx, team.id, member.userId, verdict.lookAt);
    switch (verdict.act) {
      case 'heard':
      case 'returned':
        return parts.heard(trx, team.id, member.userId);
      case 'ask':
        return ask(trx, team, member, facts, now);
      case 'away':
        return leaveAlone(trx, team, member.userId, now);
      default:
        return undefined;
    }
  }

  async function ask(trx: Db, team: TeamFacts, member: Presence, facts: MemberFacts, now: number) {
    const { userId, lastSignAt } = member;
    const dueAt = answerBy(now, facts.hours);
    const silence = await insertSilence(trx, {
      guild_id: team.guild_id,
      cohort_id: team.cohort_id,
      team_id: team.id,
      user_id: userId,
      quiet_since: lastSignAt,
      via: 'direct',
      asked_at: now,
      due_at: dueAt,
    });
    if (silence === undefined) return;
    const params = { name: literal(team.name), since: `<t:${Math.floor(lastSignAt / 1000)}:D>` };
    const way = await letters.send(trx, {
      guildId: team.guild_id,
      userId,
      kind: 'silence-question',
      line: { key: 'silences:question-line', params },
      card: (t) => questionCard(t, team, lastSignAt),
      dedupeKey: `silence:${silence.id}`,
    });
    if (way === 'notice') await askInThread(trx, silence.id);
  }

  /** One line in the team's thread that names nobody; where one stands already, its buttons serve again. */
  async function askInThread(trx: Db, silenceId: number): Promise<void> {
    const silence = await recordVia(trx, silenceId, 'thread');
    if (silence === undefined) return;
    const since = silence.asked_at - BETWEEN_QUESTIONS;
    if (await wasAskedInThread(trx, silence.team_id, since, silence.id)) return;
    const { language } = await communities.get(silence.guild_id, trx);
    await outbox.enqueue(trx, {
      kind: 'silence-line',
      guildId: silence.guild_id,
      target: { kind: 'team', id: String(silence.team_id) },
      payload: threadQuestionCard(translator(language), silence.team_id),
      dedupeKey: `silence-line:${silence.id}`,
      expiresAt: silence.due_at,
    });
  }

  async function leaveAlone(trx: Db, team: TeamFacts, userId: string, now: number): Promise<void> {
    const silence = (await findOpenSilences(trx, team.id)).find(({ user_id }) => user_id === userId);
    if (silence === undefined || !(await markAway(trx, silence.id, now))) return;
    const params = { name: literal(team.name) };
    await letters.send(trx, {
      guildId: team.guild_id,
      userId,
      line: { key: 'silences:away-line', params },
      card: (t) => backCard(t, team.id, t('silences:away', params)),
      dedupeKey: `silence-away:${silence.id}`,
    });
    await parts.offerForAway(trx, team.id);
  }

  /** Looks into the team's thread, then decides. May be repeated: whoever is asked or marked already is not again. */
  async function lookInto(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const teamId = Number(row.subject);
    const team = await findTeamFacts(db, teamId);
    if (team === undefined || team.ended_at !== null || team.thread_id === null) return 'obsolete';
    const members = await teams.presences(teamId);
    const after = Math.min(...members.map(({ lastSignAt }) => lastSignAt));
    const ids = members.map(({ userId }) => userId);
    const written = await transport.lastWritten(team.thread_id, after, ids);
    await write(db, async (trx) => {
      if (written === 'unreadable') return tellUnreadable(trx, team);
      for (const [userId, at] of written) await teams.sign(trx, { teamId, userId, at, exact: true });
      await decide(trx, team, ids);
    });
    return { channelId: team.thread_id };
  }

  async function decide(trx: Db, team: TeamFacts, ids: readonly string[]): Promise<void> {
    const now = clock.now();
    const absences = await findAbsences(trx, now - LONGEST_GRACE);
    const graceUntil = Math.max(
      0,
      ...absences.map(({ from, to }) => to + Math.min(to - from, LONGEST_GRACE)),
    );
    // Everybody is judged anew: what was ordered for one may concern the others by now.
    for (const userId of ids) await setLookAt(trx, team.id, userId, now, now + PATIENCE);
    for (const each of await judgeAll(trx, team, now)) {
      const isDelayed = now < graceUntil && (each.verdict.act === 'ask' || each.verdict.act === 'away');
      if (isDelayed) await setLookAt(trx, team.id, each.member.userId, graceUntil);
      else await apply(trx, team, each, now);
    }
  }

  /** An empty list proves nothing then: nobody is asked, and staff read once how to mend it. */
  async function tellUnreadable(trx: Db, team: TeamFacts): Promise<void> {
    await setLookAt(trx, team.id, undefined, clock.now() + AGAIN, clock.now() + PATIENCE);
    const { channels, language } = await communities.get(team.guild_id, trx);
    const channel = channels.mentors ?? channels.announcements ?? channels.projects;
    if (channel === null) return;
    await outbox.enqueue(trx, {
      kind: 'silence-unreadable',
      guildId: team.guild_id,
      target: { kind: 'channel', id: channel },
      payload: {
        content: translator(language)('silences:unreadable', { channel: `<#${channels.projects ?? ''}>` }),
      },
      dedupeKey: `silence-unreadable:${team.cohort_id}`,
    });
  }

  return {
    runDue,
    deliveries: [
      {
        kind: 'silence-look',
        run: lookInto,
        // The thread is gone or closed to us, which staff are told by the outbox: nobody is asked.
        failed: (trx, row) =>
          setLookAt(trx, Number(row.subject), undefined, clock.now() + AGAIN, clock.now() + PATIENCE),
      },
      {
        kind: 'silence-question',
        // Their direct messages are closed after all.
        async failed(trx, row, reason) {
          await letters.leaveLine(trx, row, reason);
          await askInThread(trx, Number(row.dedupeKey.split(':')[1]));
        },
      },
    ],
  };
}
