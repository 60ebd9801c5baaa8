import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Communities, Community } from '../communities/service.ts';
import type { Db } from '../database/index.ts';
import { lateNote } from '../delivery/message.ts';
import type { Entry, Outbox } from '../delivery/types.ts';
import { translator } from '../i18n/index.ts';
import { localDate } from '../zones/rules.ts';
import { moreMessage, type StepView, stepMessage, stepText } from './cards.ts';
import { type FactSources, findAllFacts, findFacts } from './facts/store.ts';
import { byUrgency, choose } from './rules/audience.ts';
import { fitting } from './rules/chunks.ts';
import { type Counts, countsOf, type MemberFacts } from './rules/facts.ts';
import {
  type PlanCohort,
  type PlannedRun,
  type PlannedStep,
  plannedRuns,
  plannedSteps,
  type StepKey,
} from './rules/plan.ts';
import {
  countChunk,
  endRun,
  findChanges,
  findCohort,
  findDueCohorts,
  findReceived,
  findRuns,
  insertReceipt,
  insertRun,
  moveRun,
  type Run,
  recomputeStarters,
} from './store.ts';
import { type WeekPosts, weekEntries } from './week.ts';

export const STEP_KIND = 'reminder.step';
/** Teams reminded in one transaction. */
const TEAMS_AT_ONCE = 20;

export interface ProgrammeParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly communities: Communities;
  readonly sources: FactSources;
  /** Draws the picture of the first week. */
  readonly weekPicture: WeekPosts['picture'];
}

/** What is the same for all messages of one look at a cohort. */
export interface Round {
  readonly cohort: PlanCohort;
  readonly community: Community;
  readonly channel: string | null;
  readonly now: number;
  /** Local date in the cohort's zone. */
  readonly today: string;
  /** Steps that fall due now. */
  readonly due: readonly PlannedStep[];
  /** Steps that fall due later today. */
  readonly later: readonly PlannedStep[];
  readonly counts: Counts;
}

/**
 * Writes down (anew) when a cohort's steps fall due; called when it begins and whenever its dates or steps change. What
 * has passed by then is never sent, what was sent stays sent, what waits is moved or cancelled.
 */
export async function planCohort(trx: Db, cohortId: number, now: number): Promise<void> {
  const cohort = await findCohort(trx, cohortId);
  if (cohort === undefined) return;
  const steps = plannedSteps(await findChanges(trx, cohort.id));
  const known = new Map(
    (await findRuns(trx, cohort.id)).map((run) => [`${run.step} ${run.occurrence}`, run]),
  );
  for (const wanted of plannedRuns(cohort, steps)) {
    const key = `${wanted.step} ${wanted.occurrence}`;
    const run = known.get(key);
    known.delete(key);
    if (run === undefined)
      await insertRun(trx, cohort.id, wanted, wanted.dueAt < now ? 'skipped' : 'waiting');
    else await adjust(trx, run, wanted, now);
  }
  for (const run of known.values()) await endRun(trx, run.id, { state: 'cancelled', now });
  await recomputeStarters(trx, cohort.id, now);
}

async function adjust(trx: Db, run: Run, wanted: PlannedRun, now: number): Promise<void> {
  const moved = wanted.dueAt !== run.due_at;
  // Ahead: it will fall due, also when it was cancelled or ran before; receipts keep it from those it reached.
  if (wanted.dueAt > now) {
    const again = run.state === 'cancelled' || (moved && run.state !== 'waiting');
    if (moved || again || wanted.expiresAt !== run.expires_at) {
      await moveRun(trx, run, wanted, again ? 'waiting' : run.state);
    }
    return;
  }
  // Moved into the past before it ran: its moment is gone. One that is merely overdue stays as it is.
  if (moved && run.state === 'waiting' && run.due_at > now) await moveRun(trx, run, wanted, 'skipped');
}

export function createProgramme(parts: ProgrammeParts): { runDue(): Promise<void> } {
  const { db, clock, outbox, communities, sources } = parts;

  /** Sends every step that is due, cohort by cohort. Safe to cut off anywhere: the next call goes on. */
  async function runDue(): Promise<void> {
    const cohorts = await findDueCohorts(db, clock.now());
    for (const cohort of cohorts) await runCohort(cohort);
    if (cohorts.length > 0) outbox.wake();
  }

  async function runCohort(cohort: PlanCohort): Promise<void> {
    const now = clock.now();
    const today = localDate(now, cohort.zone);
    const steps = new Map(plannedSteps(await findChanges(db, cohort.id)).map((step) => [step.key, step]));
    const waiting = (await findRuns(db, cohort.id)).filter((run) => run.state === 'waiting');
    const runs = await dropUseless(
      waiting.filter((run) => run.due_at <= now),
      now,
    );
    if (runs.length === 0) return;

    const community = await communities.get(cohort.guildId);
    const facts = await findAllFacts(db, cohort, now, sources);
    const round: Round = {
      cohort,
      community,
      channel: community.channels.projects ?? community.channels.announcements,
      now,
      today,
      due: stepsOf(runs, steps),
      later: stepsOf(
        waiting.filter((run) => run.due_at > now && run.date === today),
        steps,
      ),
      counts: countsOf(facts),
    };
    // The most urgent first: a member's one reminder of the day is theirs to take.
    for (const step of byUrgency(round.due)) {
      for (const run of runs.filter((candidate) => candidate.step === step.key)) {
        await runStep(round, run, step, facts);
        await setImmediate();
      }
    }
  }

  /** Missed repeats collapse into the latest; what is no longer useful is marked so and not sent. */
  async function dropUseless(overdue: readonly Run[], now: number): Promise<Run[]> {
    const kept: Run[] = [];
    for (const run of overdue) {
      const repeated = overdue.some((other) => other.step === run.step && other.due_at > run.due_at);
      if (run.expires_at > now && !repeated) kept.push(run);
      else await endRun(db, run.id, { state: 'expired', now, note: repeated ? 'repeated' : 'missed' });
    }
    return kept;
  }

  async function runStep(
    round: Round,
    run: Run,
    step: PlannedStep,
    facts: readonly MemberFacts[],
  ): Promise<void> {
    if (round.channel === null) {
      await endRun(db, run.id, { state: 'skipped', now: round.now, note: 'no channel' });
      return;
    }
    if (step.to === 'post') return await post(round, run, step, facts, round.channel);
    const received = await findReceived(db, {
      guildId: round.cohort.guildId,
      cohortId: round.cohort.id,
      step: run.step,
      occurrence: run.occurrence,
      date: round.today,
    });
    const audience = facts.filter(
      (member) => !received.has(member.userId) && choose(member, round.due, round.later)?.step === step.key,
    );
    if (step.to === 'teams') await remindTeams(round, run, step, audience);
    else await remindInChannel(round, run, step, audience, round.channel);
    await endRun(db, run.id, { state: 'done', now: clock.now() });
  }

  async function remindInChannel(
    round: Round,
    run: Run,
    step: PlannedStep,
    audience: readonly MemberFacts[],
    channel: string,
  ): Promise<void> {
    let rest = audience.map((member) => member.userId);
    let isFirst = run.chunks === 0;
    while (rest.length > 0 || (isFirst && step.always === true)) {
      const candidates = rest;
      const first = isFirst;
      const { taken, sent } = await db
        .transaction()
        .execute((trx) => sendChunk(trx, { round, run, step, channel, candidates, isFirst: first }));
      rest = rest.slice(taken);
      if (sent) isFirst = false;
      else if (taken === 0) break;
      await setImmediate();
    }
  }

  /** One message: who it is for is decided here, inside the transaction that enqueues it. */
  async function sendChunk(
    trx: Db,
    chunk: {
      round: Round;
      run: Run;
      step: PlannedStep;
      channel: string;
      candidates: readonly string[];
      isFirst: boolean;
    },
  ): Promise<{ taken: number; sent: boolean }> {
    const { round, run, step, candidates, isFirst } = chunk;
    const { language } = round.community;
    const t = translator(language);
    const base: Omit<StepView, 'also'> = {
      step: step.key,
      cohort: round.cohort,
      text: step.text,
      counts: round.counts,
    };
    // Room for the longest line about other steps, so that the number of members does not depend on it.
    const longest = stepText(t, language, { ...base, also: otherKeys(round, step.key) });
    const room = isFirst ? longest : t('reminders:more');
    const note = lateNote(language, run.due_at);
    const taken = candidates.slice(0, fitting(`${note}\n${room}`, candidates));
    const facts = await findFacts(trx, round.cohort, round.now, sources, taken);
    const reached: string[] = [];
    const also = new Set<StepKey>();
    for (const userId of taken) {
      const member = facts.get(userId);
      const choice = member === undefined ? undefined : choose(member, round.due, round.later);
      if (member === undefined || choice?.step !== step.key) continue;
      if (!(await insertReceipt(trx, receiptOf(round, run, member)))) continue;
      reached.push(userId);
      for (const key of choice.also) also.add(key);
    }
    if (reached.length === 0 && !(isFirst && step.always === true))
      return { taken: taken.length, sent: false };
    const number = await countChunk(trx, run.id, reached.length);
    if (number === undefined) return { taken: 0, sent: false };
    const view: StepView = { ...base, also: [...also] };
    await outbox.enqueue(trx, {
      ...common(round, run, note),
      target:
        number === 1
          ? { kind: 'channel', id: chunk.channel }
          : { kind: 'thread', id: keyOf(run, 1), name: t(`reminders:steps.${step.key}.name`) },
      payload:
        number === 1
          ? stepMessage(t, view, stepText(t, language, view), reached)
          : moreMessage(t, view, reached),
      mentions: reached,
      dedupeKey: keyOf(run, number),
    });
    return { taken: taken.length, sent: true };
  }

  /** In each team's own thread. */
  async function remindTeams(
    round: Round,
    run: Run,
    step: PlannedStep,
    audience: readonly MemberFacts[],
  ): Promise<void> {
    const teams = [...Map.groupBy(audience, (member) => member.teamId)];
    for (let from = 0; from < teams.length; from += TEAMS_AT_ONCE) {
      await db.transaction().execute(async (trx) => {
        for (const [teamId, members] of teams.slice(from, from + TEAMS_AT_ONCE)) {
          if (teamId !== null) await remindTeam(trx, round, run, step, teamId, members);
        }
      });
      await setImmediate();
    }
  }

  async function remindTeam(
    trx: Db,
    round: Round,
    run: Run,
    step: PlannedStep,
    teamId: number,
    members: readonly MemberFacts[],
  ): Promise<void> {
    const { language } = round.community;
    const t = translator(language);
    const facts = await findFacts(
      trx,
      round.cohort,
      round.now,
      sources,
      members.map((member) => member.userId),
    );
    const reached: string[] = [];
    const also = new Set<StepKey>();
    for (const member of facts.values()) {
      const choice = choose(member, round.due, round.later);
      if (choice?.step !== step.key || member.teamId !== teamId) continue;
      if (!(await insertReceipt(trx, receiptOf(round, run, member)))) continue;
      reached.push(member.userId);
      for (const key of choice.also) also.add(key);
    }
    if (reached.length === 0 || (await countChunk(trx, run.id, reached.length)) === undefined) return;
    const view: StepView = {
      step: step.key,
      cohort: round.cohort,
      text: step.text,
      counts: round.counts,
      also: [...also],
    };
    await outbox.enqueue(trx, {
      ...common(round, run, lateNote(language, run.due_at)),
      target: { kind: 'team', id: String(teamId) },
      payload: stepMessage(t, view, stepText(t, language, view), reached),
      mentions: reached,
      dedupeKey: keyOf(run, `team:${teamId}`),
    });
  }

  async function post(
    round: Round,
    run: Run,
    step: PlannedStep,
    facts: readonly MemberFacts[],
    channel: string,
  ): Promise<void> {
    const posts = await weekEntries({ round, step, facts, channel, picture: parts.weekPicture });
    await db.transaction().execute(async (trx) => {
      if ((await countChunk(trx, run.id, 0)) === undefined) return;
      const note = lateNote(round.community.language, run.due_at);
      for (const [index, entry] of posts.entries()) {
        await outbox.enqueue(trx, {
          ...common(round, run, note),
          ...entry,
          dedupeKey: keyOf(run, index + 1),
        });
      }
      await endRun(trx, run.id, { state: 'done', now: clock.now() });
    });
  }

  return { runDue };
}

function common(
  round: Round,
  run: Run,
  note: string,
): Pick<Entry, 'kind' | 'guildId' | 'subject' | 'dueAt' | 'expiresAt' | 'lateNote'> {
  return {
    kind: STEP_KIND,
    guildId: round.cohort.guildId,
    subject: String(run.id),
    dueAt: run.due_at,
    expiresAt: run.expires_at,
    lateNote: note,
  };
}

/** The key of a run's n-th message. */
function keyOf(run: Run, message: number | string): string {
  return `reminder:${run.id}.${run.edition}:${message}`;
}

function receiptOf(round: Round, run: Run, member: MemberFacts) {
  return {
    guildId: round.cohort.guildId,
    userId: member.userId,
    cohortDate: round.today,
    memberDate: member.timezone === null ? round.today : localDate(round.now, member.timezone),
    cohortId: round.cohort.id,
    step: run.step,
    occurrence: run.occurrence,
    now: round.now,
  };
}

function otherKeys(round: Round, step: StepKey): StepKey[] {
  return round.due.map((other) => other.key).filter((key) => key !== step);
}

function stepsOf(runs: readonly Run[], steps: ReadonlyMap<StepKey, PlannedStep>): PlannedStep[] {
  const keys = [...new Set(runs.map((run) => run.step))];
  return keys.map((key) => steps.get(key)).filter((step) => step !== undefined);
}
