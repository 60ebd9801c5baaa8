import type { Request } from './rules.ts';
import type { insertRequest } from './store.ts';

/** A request before it is written. */
export interface Draft {
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
export function draftOf(draft: Draft, now: number): Request {
  return {
    id: 0,
    guildId: draft.guildId,
    cohortId: draft.cohortId,
    kind: draft.kind,
    projectId: draft.projectId ?? null,
    teamId: draft.teamId ?? null,
    pairId: draft.pairId ?? null,
    senderId: draft.senderId,
    askedIds: draft.askedIds,
    acceptedIds: [],
    note: draft.note ?? null,
    state: 'open',
    obstacle: null,
    createdAt: now,
    expiresAt: draft.expiresAt ?? now,
  };
}

export function rowOf(
  draft: Draft,
  now: number,
  times: { nudgeAt: number; expiresAt: number },
): Parameters<typeof insertRequest>[1] {
  return {
    guild_id: draft.guildId,
    cohort_id: draft.cohortId,
    kind: draft.kind,
    once_key: draft.onceKey,
    project_id: draft.projectId ?? null,
    team_id: draft.teamId ?? null,
    pair_id: draft.pairId ?? null,
    sender_id: draft.senderId,
    note: draft.note ?? null,
    reason: null,
    about_id: null,
    created_at: now,
    nudge_at: draft.expiresAt === undefined ? times.nudgeAt : null,
    nudged_at: null,
    expires_at: draft.expiresAt ?? times.expiresAt,
    ended_at: null,
    old_kind: null,
    old_id: null,
  };
}
