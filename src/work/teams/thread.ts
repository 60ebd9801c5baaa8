import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import { findTeamMemberIds } from '../members/service.ts';
import { checklistEdit, memberTask } from './entries.ts';
import type { Team, ThreadState } from './rules.ts';
import { findTeam, teamOfRow, touchTeam, updateTeam } from './store.ts';

/** A team's private thread with the checklist inside. */
export interface TeamThread {
  /** Has it made, in the transaction that forms the team. */
  open(trx: Db, team: Team): Promise<void>;
  /** Posts the checklist when the team is new, else has it drawn anew. */
  refreshChecklist(trx: Db, teamId: number): Promise<void>;
  /** Has somebody added who joined, or taken out who left. */
  follow(trx: Db, team: Team, userId: string, now: number): Promise<void>;
  /** The team has ended: what is still to come does not come, what stands says so. */
  close(trx: Db, team: Team): Promise<void>;
  state(team: Team): Promise<ThreadState>;
  /** Makes a missing thread anew, for a member. Throws a UserError for others, and while it stands or is on its way. */
  reopen(teamId: number, userId: string): Promise<Team>;
}

export function createTeamThread({ db, outbox }: { db: Db; outbox: Outbox }): TeamThread {
  async function refreshChecklist(trx: Db, teamId: number): Promise<void> {
    const team = teamOfRow(await touchTeam(trx, teamId));
    if (team.revision > 1) {
      await outbox.enqueue(trx, checklistEdit(team));
      return;
    }
    await outbox.enqueue(trx, {
      kind: 'team-checklist',
      guildId: team.guildId,
      target: { kind: 'team', id: String(team.id) },
      // Drawn when it is sent.
      payload: {},
      dedupeKey: checklistKey(team.id),
      subject: String(team.id),
    });
  }

  async function state({ id, threadId }: Team): Promise<ThreadState> {
    if (threadId !== null) return 'stands';
    if (await outbox.isComing(threadKey(id))) return 'coming';
    // It may have come to be between the two looks.
    return (await findTeam(db, id))?.thread_id == null ? 'missing' : 'stands';
  }

  return {
    refreshChecklist,
    state,
    async open(trx, team) {
      await outbox.enqueue(trx, {
        kind: 'team-thread',
        guildId: team.guildId,
        target: channelFor(team.guildId, 'projects'),
        payload: {},
        dedupeKey: threadKey(team.id),
        subject: String(team.id),
      });
    },
    async follow(trx, team, userId, now) {
      await outbox.enqueue(trx, memberTask(team, userId, now));
    },
    async close(trx, team) {
      if (team.threadId === null) await outbox.cancel(trx, checklistKey(team.id));
      else await refreshChecklist(trx, team.id);
    },
    async reopen(teamId, userId) {
      return await write(db, async (trx) => {
        const row = await findTeam(trx, teamId);
        if (row === undefined || row.ended_at !== null || !(await isMember(trx, teamId, userId)))
          throw new UserError({ key: 'teams:error.not-member' });
        const team = teamOfRow(row);
        if (team.threadId !== null)
          throw new UserError({ key: 'teams:reopen.stands', params: { thread: `<#${team.threadId}>` } });
        if (!(await outbox.renew(trx, threadKey(teamId))))
          throw new UserError({ key: 'teams:reopen.coming' });
        await updateTeam(trx, teamId, { checklist_message_id: null });
        await outbox.renew(trx, checklistKey(teamId), {});
        return team;
      });
    },
  };
}

async function isMember(trx: Db, teamId: number, userId: string): Promise<boolean> {
  return (await findTeamMemberIds(trx, teamId)).includes(userId);
}

function checklistKey(teamId: number): string {
  return `team-checklist:${teamId}`;
}

/** The key under which the outbox knows the delivery of a team's thread. */
export function threadKey(teamId: number): string {
  return `team-thread:${teamId}`;
}
