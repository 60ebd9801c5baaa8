import type { PartnerRequest } from './rules.ts';
import type { RequestRow } from './store.ts';

export function requestOf(row: RequestRow): PartnerRequest {
  const posted = row.message_channel_id !== null && row.message_id !== null;
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    kind: row.kind,
    projectId: row.project_id,
    hostId: row.host_id,
    guestId: row.guest_id,
    senderId: row.sender_id,
    addresseeId: row.addressee_id,
    note: row.note,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    message: posted ? { channelId: row.message_channel_id ?? '', messageId: row.message_id ?? '' } : null,
  };
}
