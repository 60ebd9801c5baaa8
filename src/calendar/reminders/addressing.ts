/** The messages of a step that mention members: in the channel and its thread, or in each team's own thread. */
import { setImmediate } from 'node:timers/promises';
import { type Db, write } from '../../platform/database/index.ts';
import { lateNote } from '../../platform/delivery/message.ts';
import { translator } from '../../platform/i18n/index.ts';
import { type Batch, common, keyOf, mayRemind, otherKeys, type ProgrammeParts, receiptOf } from './batch.ts';
import { moreMessage, type StepView, stepMessage, stepText } from './cards.ts';
import { choose } from './rules/audience.ts';
import { fitting } from './rules/chunks.ts';
import type { MemberFacts } from './rules/facts.ts';
import type { PlannedStep, StepKey } from './rules/plan.ts';
import { countChunk, insertReceipt, type Run } from './store.ts';

/** Teams reminded in one transaction. */
const TEAMS_AT_ONCE = 20;

export interface Addressing {
  remindInChannel(
    batch: Batch,
    run: Run,
    step: PlannedStep,
    audience: readonly MemberFacts[],
    channel: string,
  ): Promise<void>;
  /** In each team's own thread. */
  remindTeams(batch: Batch, run: Run, step: PlannedStep, audience: readonly MemberFacts[]): Promise<void>;
}

export function createAddressing({
  db,
  outbox,
  post,
  audience: learners,
}: Pick<ProgrammeParts, 'db' | 'outbox' | 'post' | 'audience'>): Addressing {
  async function remindInChannel(
    batch: Batch,
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
      const { taken, sent } = await write(db, (trx) =>
        sendChunk(trx, { batch, run, step, channel, candidates, isFirst: first }),
      );
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
      batch: Batch;
      run: Run;
      step: PlannedStep;
      channel: string;
      candidates: readonly string[];
      isFirst: boolean;
    },
  ): Promise<{ taken: number; sent: boolean }> {
    const { batch, run, step, candidates, isFirst } = chunk;
    const { language } = batch.community;
    const t = translator(language);
    const base: Omit<StepView, 'also'> = {
      step: step.key,
      cohort: batch.cohort,
      text: step.text,
      counts: batch.counts,
    };
    // Room for the longest line about other steps, so that the number of members does not depend on it.
    const longest = stepText(t, language, { ...base, also: otherKeys(batch, step.key) });
    const room = isFirst ? longest : t('reminders:more');
    const note = lateNote(language, run.due_at);
    const taken = candidates.slice(0, fitting(`${note}\n${room}`, candidates));
    const facts = await learners.some(trx, batch.cohort, taken);
    const reached: string[] = [];
    const also = new Set<StepKey>();
    for (const userId of taken) {
      const member = facts.get(userId);
      const choice = member === undefined ? undefined : choose(member, batch.due, batch.later);
      if (member === undefined || choice?.step !== step.key) continue;
      if (!(await insertReceipt(trx, receiptOf(batch, run, member)))) continue;
      if (!(await mayRemind(trx, post, { cohort: batch.cohort, step: step.key, member }))) continue;
      reached.push(userId);
      for (const key of choice.also) also.add(key);
    }
    if (reached.length === 0 && !(isFirst && step.always === true))
      return { taken: taken.length, sent: false };
    const number = await countChunk(trx, run.id, reached.length);
    if (number === undefined) return { taken: 0, sent: false };
    const view: StepView = { ...base, also: [...also] };
    await outbox.enqueue(trx, {
      ...common(batch, run, note),
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

  async function remindTeams(
    batch: Batch,
    run: Run,
    step: PlannedStep,
    audience: readonly MemberFacts[],
  ): Promise<void> {
    const teams = [...Map.groupBy(audience, (member) => member.team)];
    for (let from = 0; from < teams.length; from += TEAMS_AT_ONCE) {
      await write(db, async (trx) => {
        for (const [teamId, members] of teams.slice(from, from + TEAMS_AT_ONCE)) {
          if (teamId !== null) await remindTeam(trx, batch, run, step, teamId, members);
        }
      });
      await setImmediate();
    }
  }

  async function remindTeam(
    trx: Db,
    batch: Batch,
    run: Run,
    step: PlannedStep,
    teamId: number,
    members: readonly MemberFacts[],
  ): Promise<void> {
    const { language } = batch.community;
    const t = translator(language);
    const facts = await learners.some(
      trx,
      batch.cohort,
      members.map((member) => member.userId),
    );
    const reached: string[] = [];
    const also = new Set<StepKey>();
    for (const member of facts.values()) {
      const choice = choose(member, batch.due, batch.later);
      if (choice?.step !== step.key || member.team !== teamId) continue;
      if (!(await insertReceipt(trx, receiptOf(batch, run, member)))) continue;
      if (!(await mayRemind(trx, post, { cohort: batch.cohort, step: step.key, member }))) continue;
      reached.push(member.userId);
      for (const key of choice.also) also.add(key);
    }
    if (reached.length === 0 || (await countChunk(trx, run.id, reached.length)) === undefined) return;
    const view: StepView = {
      step: step.key,
      cohort: batch.cohort,
      text: step.text,
      counts: batch.counts,
      also: [...also],
    };
    await outbox.enqueue(trx, {
      ...common(batch, run, lateNote(language, run.due_at)),
      target: { kind: 'team', id: String(teamId) },
      payload: stepMessage(t, view, stepText(t, language, view), reached),
      mentions: reached,
      dedupeKey: keyOf(run, `team:${teamId}`),
    });
  }

  return { remindInChannel, remindTeams };
}
