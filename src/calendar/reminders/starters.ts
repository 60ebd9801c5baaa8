/** Learners who start late: the steps of the first week counted from their joining. */
import { setImmediate } from 'node:timers/promises';
import { type Counts, countsOf } from '../../people/standing/rules.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { lateNote } from '../../platform/delivery/message.ts';
import type { DeliveryKind, Entry } from '../../platform/delivery/types.ts';
import type { Home } from '../../platform/feature.ts';
import { type Locale, type Translate, translator } from '../../platform/i18n/index.ts';
import { localDate } from '../../platform/zones/rules.ts';
import { mayRemind, type ProgrammeParts, STEP_KIND } from './batch.ts';
import { condensedMessage, stepMessage, stepText } from './cards.ts';
import { isConcerned, isInAudience, missingSteps, withSupply } from './rules/audience.ts';
import { CATCH_UP_KEY, CONDENSED_KEY, type DueStep, learnerSteps } from './rules/calendar.ts';
import { type MemberFacts, paceBorders } from './rules/facts.ts';
import { type PlanCohort, type PlannedStep, plannedSteps, type StepKey, starterSteps } from './rules/plan.ts';
import {
  findChanges,
  findCohort,
  findDueStarters,
  findOpenCohorts,
  findRuns,
  findStepsSent,
  findTeamSteps,
  insertReceipt,
  insertStarters,
  moveStarter,
  type Starter,
} from './store.ts';

/** Learners looked at in one transaction. */
const AT_ONCE = 25;
/** For how long a step of one's own is still useful, in ms. */
const USEFUL = 24 * 3_600_000;

/** One reminder to one learner, before it is known where it goes. */
interface Due {
  readonly starter: Starter;
  readonly member: MemberFacts;
  readonly dueAt: number;
  /** The missing steps, the one to do next first; just that one unless it is the condensed message. */
  readonly steps: readonly StepKey[];
  readonly condensed: boolean;
}

/** What a reminder says, before it is known in which language. */
interface Said extends Pick<Due, 'condensed' | 'steps'> {
  /** Staff's own. */
  readonly text: string | null;
  readonly cohort: PlanCohort;
  readonly counts: Counts;
}

const LETTER = 'reminder.starter';

export function createStarters(parts: ProgrammeParts): {
  /** Looks for members who joined after day 1 and are not known yet. */
  find(): Promise<void>;
  /** Sends what is due to those who are. */
  runDue(): Promise<void>;
  /** To one learner alone. */
  readonly letter: DeliveryKind;
} {
  const { db, clock, outbox, communities, post, audience } = parts;

  async function find(): Promise<void> {
    const now = clock.now();
    for (const cohort of await findOpenCohorts(db)) {
      if (now > cohort.deadlineAt || now < paceBorders(cohort).own) continue;
      await write(db, (trx) => insertStarters(trx, cohort, paceBorders(cohort).own, now));
    }
  }

  async function runDue(): Promise<void> {
    const counted = new Map<number, Counts>();
    for (;;) {
      const now = clock.now();
      const starters = await findDueStarters(db, now, AT_ONCE);
      for (const [cohortId, group] of Map.groupBy(starters, (starter) => starter.cohort_id)) {
        const cohort = await findCohort(db, cohortId);
        if (cohort === undefined) continue;
        const counts = counted.get(cohortId) ?? countsOf(await audience.all(cohort));
        counted.set(cohortId, counts);
        await runGroup(cohort, group, counts, now);
      }
      if (starters.length < AT_ONCE) return;
      await setImmediate();
    }
  }

  async function runGroup(
    cohort: PlanCohort,
    starters: readonly Starter[],
    counts: Counts,
    now: number,
  ): Promise<void> {
    await write(db, async (trx) => {
      const planned = plannedSteps(await findChanges(trx, cohort.id));
      const steps = withSupply(planned, counts);
      const today = localDate(now, cohort.zone);
      const cohortToday = await stepsOfToday(trx, cohort, steps, today);
      const facts = await audience.some(
        trx,
        cohort,
        starters.map((starter) => starter.user_id),
      );
      // What is due is found for all before any receipt is written: the members of a team get its step together.
      const candidates: Due[] = [];
      for (const starter of starters) {
        const found = await step(trx, {
          cohort,
          starter,
          steps,
          planned,
          member: facts.get(starter.user_id),
          now,
        });
        if (found !== undefined) candidates.push(found);
      }
      const due: Due[] = [];
      for (const found of candidates) {
        // A more urgent step of the whole cohort today is their one reminder of the day.
        if (cohortToday.some((other) => isInAudience(found.member, other))) continue;
        const added = await insertReceipt(trx, {
          guildId: cohort.guildId,
          userId: found.member.userId,
          cohortDate: today,
          memberDate: found.member.zone === null ? today : localDate(now, found.member.zone),
          cohortId: cohort.id,
          step: found.condensed ? CONDENSED_KEY : (found.steps[0] ?? ''),
          occurrence: '1',
          now,
        });
        const step = found.steps[0] ?? 'announce';
        if (added && (await mayRemind(trx, post, { cohort, step, member: found.member }))) due.push(found);
      }
      await send(trx, cohort, steps, due, counts);
    });
  }

  /** Moves a learner's own calendar on, and says what falls due in it. */
  async function step(
    trx: Db,
    at: {
      cohort: PlanCohort;
      starter: Starter;
      /** The steps that can be done now, and all of them. */
      steps: readonly PlannedStep[];
      planned: readonly PlannedStep[];
      member: MemberFacts | undefined;
      now: number;
    },
  ): Promise<Due | undefined> {
    const { cohort, starter, steps, planned, member, now } = at;
    const calendar = learnerSteps(cohort, starterSteps(steps), starter.joined_at).steps;
    const passed = calendar.filter((own) => own.due > starter.last_at && own.due <= now);
    const useful = passed.filter((own) => now - own.due < USEFUL);
    const next = calendar.find((own) => own.due > now);
    const latest = passed.at(-1);
    const moved = await moveStarter(trx, starter, {
      lastAt: latest?.due ?? starter.last_at,
      nextAt: next?.due ?? null,
    });
    if (!moved || latest === undefined || member === undefined || now - latest.due >= USEFUL)
      return undefined;
    const chosen = await chooseSteps(trx, cohort, member, { steps, planned, passed: useful });
    return chosen === undefined ? undefined : { starter, member, dueAt: latest.due, ...chosen };
  }

  /** Several missed moments collapse into one: what counts is what is still to do. */
  async function chooseSteps(
    trx: Db,
    cohort: PlanCohort,
    member: MemberFacts,
    at: {
      steps: readonly PlannedStep[];
      planned: readonly PlannedStep[];
      passed: readonly DueStep[];
    },
  ): Promise<Pick<Due, 'steps' | 'condensed'> | undefined> {
    const { steps, planned, passed } = at;
    // *Mute this* on the condensed message ends what follows from it, too.
    if (calendarIsCondensed(passed) && member.muted.has(CONDENSED_KEY)) return undefined;
    const sent = await findStepsSent(trx, cohort.id, member.userId);
    // A team reads its steps once, whoever of it they fall due for first.
    const ofTeams = steps.filter((one) => one.to === 'teams').map((one) => one.key);
    if (member.team !== null) {
      for (const key of await findTeamSteps(trx, cohort.id, member.team, ofTeams)) sent.add(key);
    }
    const missing = missingSteps(member, steps).map((one) => one.key);
    // What cannot be done at the moment (nobody is free) is named last, and never alone.
    const later = missingSteps(member, planned).filter(({ key }) => !missing.includes(key));
    if (passed.some((own) => own.key === CONDENSED_KEY)) {
      return missing.length === 0
        ? undefined
        : { steps: [...missing, ...later.map(({ key }) => key)], condensed: true };
    }
    if (passed.some((own) => own.key === CATCH_UP_KEY)) {
      const next = missing.find((key) => !sent.has(key));
      return next === undefined ? undefined : { steps: [next], condensed: false };
    }
    const own = steps
      .filter((one) => passed.some(({ key }) => key === one.key) && !sent.has(one.key))
      .filter((one) => isConcerned(member, one))
      .toSorted((a, b) => b.urgency - a.urgency);
    const [first] = own;
    return first === undefined ? undefined : { steps: [first.key], condensed: false };
  }

  /**
   * Steps of teams to the team's thread; the others to each in private where that is possible, else together, in one
   * message of the channel per content.
   */
  async function send(
    trx: Db,
    cohort: PlanCohort,
    steps: readonly PlannedStep[],
    due: readonly Due[],
    counts: Counts,
  ): Promise<void> {
    if (due.length === 0) return;
    const { language, channels } = await communities.get(cohort.guildId, trx);
    const channel = channels.projects ?? channels.announcements;
    const saidTo = (one: Due): Said => {
      const key = one.steps[0] ?? 'announce';
      const text = steps.find((candidate) => candidate.key === key)?.text ?? null;
      return { condensed: one.condensed, steps: one.steps, text, cohort, counts };
    };
    const render = (one: Due, userIds: readonly string[]): Entry['payload'] =>
      rendered(translator(language), language, saidTo(one), userIds);
    const inChannel: Due[] = [];
    const inTeams: Due[] = [];
    const isForTeam = (one: Due): boolean =>
      !one.condensed && steps.some((step) => step.to === 'teams' && step.key === one.steps[0]);
    for (const one of due) {
      if (isForTeam(one)) {
        inTeams.push(one);
        continue;
      }
      const home = homeOf(one.member);
      if (home === undefined && !one.member.dm) {
        inChannel.push(one);
        continue;
      }
      await post.toMember(trx, {
        guildId: cohort.guildId,
        userId: one.member.userId,
        line: { key: `reminders:line.${one.steps[0] ?? 'announce'}` },
        about: `step:${cohort.id}:${one.steps[0] ?? 'announce'}`,
        privacy: 'programme',
        home,
        // The day's ping is taken already.
        urgency: 'asked',
        kind: LETTER,
        data: saidTo(one),
        dedupeKey: `reminder:${cohort.id}:starter:${one.member.userId}:${one.dueAt}`,
        dueAt: one.dueAt,
        expiresAt: one.dueAt + USEFUL,
        saysLate: true,
      });
    }
    for (const [teamId, group] of Map.groupBy(inTeams, (one) => one.member.team)) {
      const [first] = group;
      if (first === undefined || teamId === null) continue;
      const userIds = group.map((one) => one.member.userId);
      await outbox.enqueue(trx, {
        ...envelope(cohort, first, language),
        target: { kind: 'team', id: String(teamId) },
        payload: render(first, userIds),
        mentions: userIds,
        dedupeKey: `reminder:${cohort.id}:starters:team:${teamId}:${first.steps[0] ?? ''}`,
      });
    }
    if (channel === null) return;
    for (const group of Map.groupBy(inChannel, contentOf).values()) {
      const [first] = group;
      if (first === undefined) continue;
      const userIds = group.map((one) => one.member.userId);
      await outbox.enqueue(trx, {
        ...envelope(cohort, first, language),
        target: { kind: 'channel', id: channel },
        payload: render(first, userIds),
        mentions: userIds,
        dedupeKey: `reminder:${cohort.id}:starters:${userIds[0] ?? ''}:${first.dueAt}`,
      });
    }
  }

  const letter = post.kind({
    kind: LETTER,
    card: async (_, { data, userId }, { t, locale, isDirect }) =>
      rendered(t, locale, data as Said, isDirect ? [] : [userId]),
  });

  return { find, runDue, letter };
}

function rendered(
  t: Translate,
  locale: Locale,
  { condensed, steps, text, cohort, counts }: Said,
  userIds: readonly string[],
): Entry['payload'] {
  if (condensed) return condensedMessage(t, locale, cohort, steps, userIds);
  const view = { step: steps[0] ?? 'announce', cohort, text, counts, also: [], personal: true };
  return stepMessage(t, view, stepText(t, locale, view), userIds);
}

function calendarIsCondensed(passed: readonly DueStep[]): boolean {
  return passed.some((own) => own.key === CONDENSED_KEY || own.key === CATCH_UP_KEY);
}

const contentOf = (one: Due): string => JSON.stringify([one.condensed, one.steps, one.dueAt]);

function envelope(
  cohort: PlanCohort,
  one: Due,
  locale: Locale,
): Pick<Entry, 'kind' | 'guildId' | 'subject' | 'dueAt' | 'expiresAt' | 'lateNote'> {
  return {
    kind: STEP_KIND,
    guildId: cohort.guildId,
    subject: one.condensed ? CONDENSED_KEY : (one.steps[0] ?? ''),
    dueAt: one.dueAt,
    expiresAt: one.dueAt + USEFUL,
    lateNote: lateNote(locale, one.dueAt),
  };
}

/** Where they are reminded who take no direct messages: their project's thread, else their team's; else undefined. */
function homeOf(member: MemberFacts): Home | undefined {
  if (member.threadProject !== null) return { kind: 'project', id: String(member.threadProject) };
  return member.team === null ? undefined : { kind: 'team', id: String(member.team) };
}

/** The steps for everybody that fall due today, whenever: deadlines, for late starters. */
async function stepsOfToday(
  trx: Db,
  cohort: PlanCohort,
  steps: readonly PlannedStep[],
  today: string,
): Promise<PlannedStep[]> {
  const runs = await findRuns(trx, cohort.id);
  const keys = new Set(
    runs.filter((run) => run.date === today && run.state === 'waiting').map((run) => run.step),
  );
  return steps.filter((step) => keys.has(step.key) && step.when.kind !== 'day');
}
