declare module '../../platform/database/schema.ts' {
  interface Schema {
    status_cards: StatusCardTable;
  }
}

export interface StatusCardTable {
  cohort_id: number;
  guild_id: string;
  revision: number;
  /** A hash of the numbers that were drawn. */
  seen: string;
  /** ms UTC. */
  looked_at: number;
  channel_id: string | null;
  message_id: string | null;
}
