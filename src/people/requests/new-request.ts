import type { Request } from './rules.ts';
import type { insertRequest } from './store.ts';

/** A request before it is written. */
export interface NewRequest {
  readonly guildId: string;
  readonly cohortId: number;
  readonly kind: string;
  /** Of requests with one key one is open at a time. */
  readonly onceKey: string;
  readonly projectId?: number | null;
  readonly teamId?: number | null;
  readonly pairId?: number | null;
  /** Null: no member, but a partner round. */
  readonly senderId: string | null;
  readonly askedIds: readonly string[];
  readonly note?: string | undefined;
  /** ms UTC; default: as {@link deadlines}. It then has no nudge. */
  readonly expiresAt?: number;
}

/** As it would stand, without an id. */
export function asOpen(request: NewRequest, now: number): Request {
  return {
    id: 0,
    guildId: request.guildId,
    cohortId: request.cohortId,
    kind: request.kind,
    projectId: request.projectId ?? null,
    teamId: request.teamId ?? null,
    pairId: request.pairId ?? null,
    senderId: request.senderId,
    askedIds: request.askedIds,
    acceptedIds: [],
    note: request.note ?? null,
    state: 'open',
    obstacle: null,
    createdAt: now,
    expiresAt: request.expiresAt ?? now,
  };
}

export function newRow(
  request: NewRequest,
  now: number,
  times: { nudgeAt: number; expiresAt: number },
): Parameters<typeof insertRequest>[1] {
  return {
    guild_id: request.guildId,
    cohort_id: request.cohortId,
    kind: request.kind,
    once_key: request.onceKey,
    project_id: request.projectId ?? null,
    team_id: request.teamId ?? null,
    pair_id: request.pairId ?? null,
    sender_id: request.senderId,
    note: request.note ?? null,
    reason: null,
    about_id: null,
    created_at: now,
    nudge_at: request.expiresAt === undefined ? times.nudgeAt : null,
    nudged_at: null,
    expires_at: request.expiresAt ?? times.expiresAt,
    ended_at: null,
    old_kind: null,
    old_id: null,
  };
}
