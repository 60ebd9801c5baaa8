import type { Communities } from '../../people/communities/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import type { Events } from '../../platform/events/events.ts';
import { findTeamMemberIds } from '../members/service.ts';
import { renderChecklist } from './checklist.ts';
import { checklistEdit, memberTask } from './entries.ts';
import { outOfThread } from './outsiders.ts';
import { findTeam, recordChecklist, recordChecklistRevision, teamOfRow, updateTeam } from './store.ts';

/** What a team needs done in Discord: its thread, who is in it, its checklist. Each can be repeated. */
export function createTeamDeliveries(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Pick<Events, 'emit'>;
  communities: Communities;
  standings: Pick<Standings, 'some'>;
}): DeliveryKind[] {
  const { db, clock, outbox, events } = parts;

  return [
    {
      kind: 'team-thread',
      bringsThreadOf: 'team',
      async run(row, transport) {
        const found = await findTeam(db, Number(row.subject));
        if (found === undefined || found.ended_at !== null) return 'obsolete';
        if (found.thread_id !== null) return 'obsolete';
        // No other team's thread is called so: it is known again when a crash makes us look for one we may have made.
        const name = teamOfRow(found).threadName;
        const thread = await transport.startPrivateThread(row.targetId, { name, autoArchiveMinutes: 4320 });
        return { channelId: thread.id };
      },
      async sent(trx, row, { channelId }) {
        const id = Number(row.subject);
        await updateTeam(trx, id, { thread_id: channelId });
        const team = await findTeam(trx, id);
        if (team === undefined) return;
        const now = clock.now();
        const members = await findTeamMemberIds(trx, id);
        await outbox.enqueue(trx, ...members.map((userId) => memberTask(teamOfRow(team), userId, now)));
        await events.emit(trx, 'team.thread-stands', { teamId: id });
      },
    },
    {
      // Whether they are in the team is read when it is done, and one task follows the other: whoever leaves and comes
      // back at once is in the thread at the end.
      kind: 'team-member',
      async run(row, transport) {
        const { userId } = row.payload as { userId: string };
        const team = await findTeam(db, Number(row.subject));
        if (team === undefined) return 'obsolete';
        const isMember = (await findTeamMemberIds(db, team.id)).includes(userId);
        if (team.thread_id === null) return isMember && team.ended_at === null ? 'later' : 'obsolete';
        if (isMember) await transport.addThreadMember(team.thread_id, userId);
        else await outOfThread(transport, team.thread_id, userId);
        return { channelId: team.thread_id };
      },
    },
    {
      kind: 'team-checklist',
      wanted: async (on, row) => (await findTeam(on, Number(row.subject))) !== undefined,
      async render(on, row) {
        const team = await findTeam(on, Number(row.subject));
        if (team === undefined) throw new Error(`team ${row.subject} is gone`);
        return await renderChecklist(parts, on, teamOfRow(team));
      },
      async sent(trx, row, { messageId }) {
        if (messageId === undefined) return;
        const team = await recordChecklist(trx, Number(row.subject), messageId);
        // What changed before it stood is drawn now.
        if (team.revision > 1) await outbox.enqueue(trx, checklistEdit(teamOfRow(team)));
      },
    },
    {
      kind: 'team-checklist-edit',
      async run(row, transport) {
        const found = await findTeam(db, Number(row.subject));
        if (found === undefined) return 'obsolete';
        const team = teamOfRow(found);
        // Not posted yet: it is drawn anew as soon as it is.
        if (team.threadId === null || team.checklistMessageId === null) return 'obsolete';
        await transport.editMessage(
          team.threadId,
          team.checklistMessageId,
          await renderChecklist(parts, db, team),
        );
        await write(db, (trx) => recordChecklistRevision(trx, team.id, team.revision));
        return { channelId: team.threadId, messageId: team.checklistMessageId };
      },
    },
    {
      kind: 'team-thread-name',
      async run(row, transport) {
        const team = await findTeam(db, Number(row.subject));
        if (team === undefined) return 'obsolete';
        if (team.thread_id === null) return 'later';
        await transport.renameThread(team.thread_id, teamOfRow(team).threadName);
        return { channelId: team.thread_id };
      },
    },
  ];
}
