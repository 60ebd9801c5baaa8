import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    suspensions: SuspensionTable;
  }
}

export interface SuspensionTable {
  id: Generated<number>;
  guild_id: string;
  user_id: string;
  by_id: string;
  reason: string;
  created_at: number;
  until_at: number | null;
  ended_at: number | null;
  appeal: string | null;
  appealed_at: number | null;
  answered_at: number | null;
}
