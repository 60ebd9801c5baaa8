import type { Db } from '../../platform/database/index.ts';
import { setNextCheck } from '../../work/teams/service.ts';
import type { SilencesDependencies } from './dependencies.ts';
import { endSilence, findOpenSilences, type SilenceRow } from './store.ts';

/** Who of a team is asked or away now, and what follows when they are heard of again. */
export interface Hearing {
  standing(trx: Db, teamId: number): Promise<Map<string, 'asked' | 'away'>>;
  /** Ends an open question because the member was heard of; whoever was away is back. */
  heard(trx: Db, teamId: number, userId: string): Promise<void>;
  /** Whoever is there while a partner of theirs is away is offered others, once for each absence. */
  offerForAway(trx: Db, teamId: number): Promise<void>;
}

export function createHearing(parts: SilencesDependencies): Hearing {
  const { clock, learners, notices, teams, replacements } = parts;

  async function heard(trx: Db, teamId: number, userId: string): Promise<void> {
    const now = clock.now();
    const end = { teamId, userId, now };
    const back = await endSilence(trx, { ...end, state: 'returned', from: 'away' });
    const answered = back ?? (await endSilence(trx, { ...end, state: 'heard', from: 'asked' }));
    if (answered === undefined) return;
    await setNextCheck(trx, teamId, userId, now);
    if (back !== undefined) await welcomeBack(trx, back);
    await offerForAway(trx, teamId);
  }

  /** The others read it once; nobody looks for a replacement because of it any more. */
  async function welcomeBack(trx: Db, silence: SilenceRow): Promise<void> {
    const line = { key: 'silences:partner-back', params: { person: `<@${silence.user_id}>` } } as const;
    for (const other of await teams.memberIds(silence.team_id, trx)) {
      if (other === silence.user_id) continue;
      const about = `back:${silence.team_id}:${silence.user_id}`;
      await notices.leave(trx, silence.guild_id, other, line, about);
      if (!(await hasAbsentPartner(trx, silence.team_id, other)))
        await replacements.withdraw(trx, silence.cohort_id, other);
    }
  }

  async function hasAbsentPartner(trx: Db, teamId: number, userId: string): Promise<boolean> {
    const states = await standing(trx, teamId);
    return (await teams.partners(teamId, userId, trx)).all.some((id) => states.get(id) === 'away');
  }

  async function offerForAway(trx: Db, teamId: number): Promise<void> {
    const open = await findOpenSilences(trx, teamId);
    const away = open.filter(({ state }) => state === 'away');
    if (away.length === 0) return;
    const quiet = new Set(open.map(({ user_id }) => user_id));
    for (const userId of await teams.memberIds(teamId, trx)) {
      const learner = await learners.find(away[0]?.guild_id ?? '', userId, trx);
      const isResting = learner?.pausedUntil != null && learner.pausedUntil > clock.now();
      if (quiet.has(userId) || isResting) continue;
      const { all: partners } = await teams.partners(teamId, userId, trx);
      for (const silence of away.filter(({ user_id }) => partners.includes(user_id))) {
        await replacements.offer(trx, {
          guildId: silence.guild_id,
          cohortId: silence.cohort_id,
          teamId,
          userId,
          aboutId: silence.user_id,
          cause: 'away',
          about: `silence:${silence.id}`,
          key: `away:${silence.id}`,
        });
      }
    }
  }

  async function standing(trx: Db, teamId: number): Promise<Map<string, 'asked' | 'away'>> {
    const open = await findOpenSilences(trx, teamId);
    return new Map(open.map((row) => [row.user_id, row.state === 'away' ? 'away' : 'asked']));
  }

  return { standing, heard, offerForAway };
}
