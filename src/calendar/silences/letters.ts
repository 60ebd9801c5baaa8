/** What a quiet member is told: the question whether all is well, and that they count as away. */

import { letterOf } from '../../people/post/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { DeliveryKind, OutboxRow } from '../../platform/delivery/types.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { literal } from '../../platform/text.ts';
import { type SignsOfLife, setNextCheck } from '../../work/teams/service.ts';
import { backCard, questionCard } from './cards.ts';
import type { SilencesDependencies } from './dependencies.ts';
import type { Hearing } from './hearing.ts';
import { AGAIN, answerBy } from './rules.ts';
import {
  askAgain,
  findOpenSilences,
  findSilence,
  findTeamFacts,
  insertSilence,
  markAway,
  recordReached,
} from './store.ts';

const QUESTION = 'silence-question';
const AWAY = 'silence-away';

export type TeamFacts = NonNullable<Awaited<ReturnType<typeof findTeamFacts>>>;

export interface SilenceLetters {
  /** The question counts as put once it reached them; where they had their ping of the day, it waits. */
  ask(trx: Db, team: TeamFacts, member: SignsOfLife, now: number): Promise<void>;
  /** Marks whoever has not answered as away. */
  leaveAlone(trx: Db, team: TeamFacts, userId: string, now: number): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

export function createSilenceLetters(
  parts: SilencesDependencies & { readonly hearing: Hearing },
): SilenceLetters {
  const { clock, hearing, learners, post } = parts;

  async function ask(trx: Db, team: TeamFacts, member: SignsOfLife, now: number): Promise<void> {
    const { userId, lastSignAt } = member;
    const free = await post.takeOrReserve(trx, team.guild_id, userId, now);
    if (free > now) return setNextCheck(trx, team.id, userId, free);
    const silence =
      (await insertSilence(trx, {
        guild_id: team.guild_id,
        cohort_id: team.cohort_id,
        team_id: team.id,
        user_id: userId,
        quiet_since: lastSignAt,
        via: 'direct',
        asked_at: now,
        due_at: now + AGAIN,
      })) ?? (await askAgain(trx, { teamId: team.id, userId, now }));
    if (silence === undefined) return;
    await setNextCheck(trx, team.id, userId, now + AGAIN);
    await post.toMember(trx, {
      guildId: team.guild_id,
      userId,
      line: {
        key: 'silences:question-line',
        params: { name: literal(team.name), since: timestamp(lastSignAt, 'D') },
      },
      about: `silence:${silence.id}`,
      privacy: 'private',
      urgency: 'asked',
      knock: { kind: 'team', id: String(team.id) },
      kind: QUESTION,
      data: { team: { id: team.id, name: team.name }, since: lastSignAt },
      dedupeKey: `silence:${silence.id}:${now}`,
      expiresAt: now + AGAIN,
    });
  }

  /** From now on it can be left without an answer. */
  async function reached(trx: Db, row: OutboxRow): Promise<void> {
    const silence = await findSilence(trx, Number(row.dedupeKey.split(':')[1]));
    if (silence?.state !== 'asked') return;
    const now = clock.now();
    const { team_id: teamId, user_id: userId } = silence;
    const team = await findTeamFacts(trx, teamId);
    const learner = await learners.find(silence.guild_id, userId, trx);
    const zone = learner?.timezone ?? team?.timezone ?? 'UTC';
    const dueAt = answerBy(now, { week: learner?.week ?? [], zone });
    const via = letterOf(row)?.as === 'knock' ? 'thread' : 'direct';
    await recordReached(trx, silence.id, { via, now, dueAt });
    await setNextCheck(trx, teamId, userId, dueAt);
  }

  async function leaveAlone(trx: Db, team: TeamFacts, userId: string, now: number): Promise<void> {
    const silence = (await findOpenSilences(trx, team.id)).find(({ user_id }) => user_id === userId);
    if (silence === undefined || !(await markAway(trx, silence.id, now))) return;
    const params = { name: literal(team.name) };
    await post.toMember(trx, {
      guildId: team.guild_id,
      userId,
      line: { key: 'silences:away-line', params },
      about: `silence:${silence.id}`,
      privacy: 'private',
      urgency: 'unasked',
      kind: AWAY,
      data: team.id,
      dedupeKey: `silence-away:${silence.id}`,
    });
    await hearing.offerForAway(trx, team.id);
  }

  return {
    ask,
    leaveAlone,
    deliveries: [
      post.kind({
        kind: QUESTION,
        async card(_, { data }, { t }) {
          const { team, since } = data as { team: { id: number; name: string }; since: number };
          return questionCard(t, team, since);
        },
        sent: reached,
      }),
      post.kind({
        kind: AWAY,
        card: async (_, { data, line }, { t }) =>
          backCard(t, data as number, t('silences:away', { ...line.params })),
      }),
    ],
  };
}
