/** Checks for quiet members: whom to ask, whom to mark away. */

import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, OutboxRow, Sent, Transport } from '../../platform/delivery/types.ts';
import { type SignsOfLife, setNextCheck } from '../../work/teams/service.ts';
import type { SilencesDependencies } from './dependencies.ts';
import type { Hearing } from './hearing.ts';
import { createSilenceLetters, type TeamFacts } from './letters.ts';
import { AGAIN, judge, type MemberFacts, type Verdict } from './rules.ts';
import {
  findAbsences,
  findOpenSilences,
  findTeamFacts,
  findTeamsToCheck,
  lastAskedAt,
  type SilenceRow,
} from './store.ts';

/** What needs the thread read first. */
const BY_THREAD: readonly Verdict['act'][] = ['ask', 'away', 'still-away'];
/** Members looked at in one go. */
const AT_ONCE = 100;
/** How long reading a thread may take before it is ordered anew, in ms. */
const PATIENCE = 3_600_000;
/** After an absence of the bot nobody is asked or marked for as long as it lasted, at most so long (ms). */
const LONGEST_GRACE = 24 * 3_600_000;

interface Judged {
  readonly member: SignsOfLife;
  readonly verdict: Verdict;
}

export function createSilenceChecks(parts: SilencesDependencies & { readonly hearing: Hearing }): {
  runDue: () => Promise<void>;
  deliveries: readonly DeliveryKind[];
} {
  const { db, clock, outbox, communities, hearing, learners, post, teams } = parts;
  const letters = createSilenceLetters(parts);

  async function runDue(): Promise<void> {
    for (;;) {
      const due = await findTeamsToCheck(db, clock.now(), AT_ONCE);
      for (const teamId of due) await write(db, (trx) => consider(trx, teamId));
      if (due.length === 0) return;
    }
  }

  /** What can be decided without the thread is; for the rest its thread is ordered to be read. */
  async function consider(trx: Db, teamId: number): Promise<void> {
    const now = clock.now();
    const team = await findTeamFacts(trx, teamId);
    if (team === undefined || team.ended_at !== null || team.archived_at !== null)
      return setNextCheck(trx, teamId, undefined, null);
    const isAskable = team.deadline_at > now && team.submitted === 0 && team.thread_id !== null;
    if (!isAskable) return setNextCheck(trx, teamId, undefined, now + AGAIN, now);
    const judged = await judgeAll(trx, team, now);
    const open = judged.filter(({ verdict }) => BY_THREAD.includes(verdict.act));
    for (const each of judged) if (!open.includes(each)) await apply(trx, team, each, now);
    for (const { member } of open) await setNextCheck(trx, teamId, member.userId, now + PATIENCE);
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
    const members = await teams.signsOfLife(team.id, trx);
    const judged: Judged[] = [];
    for (const member of members) {
      if (member.nextCheckAt === null || member.nextCheckAt > now) continue;
      const facts = await factsOf(trx, team, member, open);
      judged.push({ member, verdict: judge(facts, now) });
    }
    return judged;
  }

  async function factsOf(
    trx: Db,
    team: TeamFacts,
    member: SignsOfLife,
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
              reachedAt: silence.reached_at,
              dueAt: silence.due_at,
            },
      lastAskedAt: await lastAskedAt(trx, team.guild_id, member.userId),
    };
  }

  async function apply(trx: Db, team: TeamFacts, { member, verdict }: Judged, now: number) {
    await setNextCheck(trx, team.id, member.userId, verdict.nextCheckAt);
    switch (verdict.act) {
      case 'heard':
      case 'returned':
        return hearing.heard(trx, team.id, member.userId);
      case 'ask':
        return letters.ask(trx, team, member, now);
      case 'away':
        return letters.leaveAlone(trx, team, member.userId, now);
      default:
        return undefined;
    }
  }

  /** Reads the team's thread, then decides. May be repeated: whoever is asked or marked already is not again. */
  async function readThread(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const teamId = Number(row.subject);
    const team = await findTeamFacts(db, teamId);
    if (team === undefined || team.ended_at !== null || team.thread_id === null) return 'obsolete';
    const members = await teams.signsOfLife(teamId);
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
    for (const userId of ids) await setNextCheck(trx, team.id, userId, now, now + PATIENCE);
    for (const each of await judgeAll(trx, team, now)) {
      const isDelayed = now < graceUntil && (each.verdict.act === 'ask' || each.verdict.act === 'away');
      if (isDelayed) await setNextCheck(trx, team.id, each.member.userId, graceUntil);
      else await apply(trx, team, each, now);
    }
  }

  /** An empty list proves nothing then: nobody is asked, and staff read once how to mend it. */
  async function tellUnreadable(trx: Db, team: TeamFacts): Promise<void> {
    await setNextCheck(trx, team.id, undefined, clock.now() + AGAIN, clock.now() + PATIENCE);
    const channel = (await communities.get(team.guild_id, trx)).channels.projects ?? '';
    await post.toStaff(trx, {
      guildId: team.guild_id,
      line: { key: 'silences:unreadable', params: { channel: `<#${channel}>` } },
      dedupeKey: `silence-unreadable:${team.cohort_id}`,
    });
  }

  return {
    runDue,
    deliveries: [
      {
        kind: 'silence-look',
        run: readThread,
        // The thread is gone or closed to us, which staff are told by the outbox: nobody is asked.
        failed: (trx, row) =>
          setNextCheck(trx, Number(row.subject), undefined, clock.now() + AGAIN, clock.now() + PATIENCE),
      },
      ...letters.deliveries,
    ],
  };
}
