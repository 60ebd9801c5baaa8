import { setImmediate } from 'node:timers/promises';
import { isWorthSaying } from '../../journal/digest/rules.ts';
import { countsOf } from '../../people/standing/rules.ts';
import { write } from '../../platform/database/index.ts';
import { lateNote } from '../../platform/delivery/message.ts';
import { translator } from '../../platform/i18n/index.ts';
import { localDate } from '../../platform/zones/rules.ts';
import { createAddressing } from './addressing.ts';
import { type Batch, common, keyOf, type ProgrammeParts } from './batch.ts';
import { plainPost } from './cards.ts';
import { byUrgency, choose } from './rules/audience.ts';
import type { MemberFacts } from './rules/facts.ts';
import { type PlanCohort, type PlannedStep, plannedSteps, type StepKey, weekEnding } from './rules/plan.ts';
import {
  countChunk,
  endRun,
  findChanges,
  findDueCohorts,
  findReceived,
  findRuns,
  type Run,
} from './store.ts';
import { weekEntries } from './week.ts';

/** What a week brought is of so many ms. */
const WEEK = 7 * 86_400_000;

export function createProgramme(parts: ProgrammeParts): { runDue(): Promise<void> } {
  const { db, clock, outbox, communities, audience: learners } = parts;
  const addressing = createAddressing(parts);

  /** Sends every step that is due, cohort by cohort. Safe to cut off anywhere: the next call goes on. */
  async function runDue(): Promise<void> {
    const cohorts = await findDueCohorts(db, clock.now());
    for (const cohort of cohorts) await runCohort(cohort);
  }

  async function runCohort(cohort: PlanCohort): Promise<void> {
    const now = clock.now();
    const today = localDate(now, cohort.zone);
    const waiting = (await findRuns(db, cohort.id)).filter((run) => run.state === 'waiting');
    const runs = await dropUseless(
      waiting.filter((run) => run.due_at <= now),
      now,
    );
    if (runs.length === 0) return;

    const community = await communities.get(cohort.guildId);
    const facts = await learners.all(cohort);
    const planned = plannedSteps(await findChanges(db, cohort.id));
    const steps = new Map(planned.map((step) => [step.key, step]));
    const batch: Batch = {
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
    for (const step of byUrgency(batch.due)) {
      for (const run of runs.filter((candidate) => candidate.step === step.key)) {
        await runStep(batch, run, step, facts);
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
      else
        await write(db, (trx) =>
          endRun(trx, run.id, { state: 'expired', now, note: repeated ? 'repeated' : 'missed' }),
        );
    }
    return kept;
  }

  async function runStep(
    batch: Batch,
    run: Run,
    step: PlannedStep,
    facts: readonly MemberFacts[],
  ): Promise<void> {
    if (batch.channel === null) {
      await write(db, (trx) => endRun(trx, run.id, { state: 'skipped', now: batch.now, note: 'no channel' }));
      return;
    }
    if (step.to === 'post') return await post(batch, run, step, batch.channel);
    const received = await findReceived(db, {
      guildId: batch.cohort.guildId,
      cohortId: batch.cohort.id,
      step: run.step,
      occurrence: run.occurrence,
      date: batch.today,
    });
    const audience = facts.filter(
      (member) => !received.has(member.userId) && choose(member, batch.due, batch.later)?.step === step.key,
    );
    if (step.to === 'teams') await addressing.remindTeams(batch, run, step, audience);
    else await addressing.remindInChannel(batch, run, step, audience, batch.channel);
    await write(db, (trx) => endRun(trx, run.id, { state: 'done', now: clock.now() }));
  }

  async function post(batch: Batch, run: Run, step: PlannedStep, channel: string): Promise<void> {
    const posts =
      step.key === 'week' ? await weekPosts(batch, run, step, channel) : [plainEntry(batch, step, channel)];
    if (posts.length === 0) {
      await write(db, (trx) => endRun(trx, run.id, { state: 'skipped', now: batch.now, note: 'no news' }));
      return;
    }
    await write(db, async (trx) => {
      if ((await countChunk(trx, run.id, 0)) === undefined) return;
      const note = lateNote(batch.community.language, run.due_at);
      for (const [index, entry] of posts.entries()) {
        await outbox.enqueue(trx, {
          ...common(batch, run, note),
          ...entry,
          dedupeKey: keyOf(run, index + 1),
        });
      }
      await endRun(trx, run.id, { state: 'done', now: clock.now() });
    });
  }

  /** The first week is always shown; a later one of which there is nothing to say is not. */
  async function weekPosts(batch: Batch, run: Run, step: PlannedStep, channel: string) {
    const { cohort, now } = batch;
    const week = weekEnding(cohort, run.date);
    const digest = await parts.digests.of({ cohortId: cohort.id, from: now - WEEK, until: now });
    if (week > 1 && !isWorthSaying(digest)) return [];
    return await weekEntries({ batch, step, week, digest, channel, picture: parts.weekPicture });
  }

  return { runDue };
}

function plainEntry(batch: Batch, step: PlannedStep, channel: string) {
  const { language } = batch.community;
  const payload = plainPost(translator(language), language, batch, step);
  return { target: { kind: 'channel', id: channel } as const, payload };
}

function stepsOf(runs: readonly Run[], steps: ReadonlyMap<StepKey, PlannedStep>): PlannedStep[] {
  const keys = [...new Set(runs.map((run) => run.step))];
  return keys.map((key) => steps.get(key)).filter((step) => step !== undefined);
}
