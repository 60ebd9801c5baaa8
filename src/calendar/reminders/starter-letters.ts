/** How the steps of late starters reach them. */
import type { Counts } from '../../people/standing/rules.ts';
import type { Db } from '../../platform/database/index.ts';
import { lateNote } from '../../platform/delivery/message.ts';
import type { DeliveryKind, Entry } from '../../platform/delivery/types.ts';
import type { Home } from '../../platform/feature.ts';
import { type Locale, type Translate, translator } from '../../platform/i18n/index.ts';
import { type ProgrammeParts, STEP_KIND } from './batch.ts';
import { condensedMessage, stepMessage, stepText } from './cards.ts';
import { CONDENSED_KEY } from './rules/calendar.ts';
import type { MemberFacts } from './rules/facts.ts';
import type { PlanCohort, PlannedStep } from './rules/plan.ts';
import { type Due, USEFUL } from './starter-steps.ts';

const LETTER = 'reminder.starter';

/** What a reminder says, before it is known in which language. */
interface Said extends Pick<Due, 'condensed' | 'steps'> {
  /** Staff's own. */
  readonly text: string | null;
  readonly cohort: PlanCohort;
  readonly counts: Counts;
}

export interface StarterLetters {
  /**
   * Steps of teams to the team's thread; the others to each in private where that is possible, else together, in one
   * message of the channel per content.
   */
  send(trx: Db, to: Recipients): Promise<void>;
  /** To one learner alone. */
  readonly letter: DeliveryKind;
}

/** Those for whom something falls due together, and what is the same for them. */
export interface Recipients {
  readonly cohort: PlanCohort;
  readonly steps: readonly PlannedStep[];
  readonly due: readonly Due[];
  readonly counts: Counts;
}

export function createStarterLetters(
  parts: Pick<ProgrammeParts, 'communities' | 'outbox' | 'post'>,
): StarterLetters {
  const { communities, outbox, post } = parts;

  async function send(trx: Db, to: Recipients): Promise<void> {
    const { cohort, steps, due } = to;
    if (due.length === 0) return;
    const { language, channels } = await communities.get(cohort.guildId, trx);
    const channel = channels.projects ?? channels.announcements;
    const isForTeam = (one: Due): boolean =>
      !one.condensed && steps.some((step) => step.to === 'teams' && step.key === one.steps[0]);
    const inTeams = due.filter(isForTeam);
    const alone = due.filter((one) => !isForTeam(one));
    const inChannel = alone.filter((one) => !one.member.dm && homeOf(one.member) === undefined);
    for (const one of alone) if (!inChannel.includes(one)) await sendAlone(trx, to, one);
    for (const [teamId, group] of Map.groupBy(inTeams, (one) => one.member.team)) {
      const key = `team:${teamId}:${group[0]?.steps[0] ?? ''}`;
      if (teamId !== null)
        await sendTogether(trx, to, group, { target: { kind: 'team', id: String(teamId) }, key, language });
    }
    if (channel === null) return;
    for (const group of Map.groupBy(inChannel, contentOf).values()) {
      const key = `${group[0]?.member.userId ?? ''}:${group[0]?.dueAt}`;
      await sendTogether(trx, to, group, { target: { kind: 'channel', id: channel }, key, language });
    }
  }

  async function sendAlone(trx: Db, to: Recipients, one: Due): Promise<void> {
    const { cohort } = to;
    await post.toMember(trx, {
      guildId: cohort.guildId,
      userId: one.member.userId,
      line: { key: `reminders:line.${one.steps[0] ?? 'announce'}` },
      about: `step:${cohort.id}:${one.steps[0] ?? 'announce'}`,
      privacy: 'programme',
      home: homeOf(one.member),
      // The day's ping is taken already.
      urgency: 'asked',
      kind: LETTER,
      data: saidTo(to, one),
      dedupeKey: `reminder:${cohort.id}:starter:${one.member.userId}:${one.dueAt}`,
      dueAt: one.dueAt,
      expiresAt: one.dueAt + USEFUL,
      saysLate: true,
    });
  }

  /** One message that names all of a group. */
  async function sendTogether(
    trx: Db,
    to: Recipients,
    group: readonly Due[],
    { target, key, language }: { target: Entry['target']; key: string; language: Locale },
  ): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    const userIds = group.map((one) => one.member.userId);
    await outbox.enqueue(trx, {
      ...envelope(to.cohort, first, language),
      target,
      payload: rendered(translator(language), language, saidTo(to, first), userIds),
      mentions: userIds,
      dedupeKey: `reminder:${to.cohort.id}:starters:${key}`,
    });
  }

  const letter = post.kind({
    kind: LETTER,
    card: async (_, { data, userId }, { t, locale, isDirect }) =>
      rendered(t, locale, data as Said, isDirect ? [] : [userId]),
  });

  return { send, letter };
}

function saidTo({ cohort, steps, counts }: Recipients, one: Due): Said {
  const key = one.steps[0] ?? 'announce';
  const text = steps.find((candidate) => candidate.key === key)?.text ?? null;
  return { condensed: one.condensed, steps: one.steps, text, cohort, counts };
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
