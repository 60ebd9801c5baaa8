declare module '../../platform/database/schema.ts' {
  interface Schema {
    erasures: ErasureTable;
  }
}

/** Somebody is to be forgotten (guild_id null: in all servers), or a whole server. What is done names nobody. */
export interface ErasureTable {
  /** Made by chance; it stands in the list beside the database too. */
  id: string;
  kind: 'member' | 'server';
  guild_id: string | null;
  user_id: string | null;
  due_at: number;
  /** When it was begun: members have left what they take part in. */
  cleared_at: number | null;
  done_at: number | null;
}
