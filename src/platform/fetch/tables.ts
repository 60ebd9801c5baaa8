import type { Generated } from 'kysely';

declare module '../database/schema.ts' {
  interface Schema {
    /** user_id: who asked for it; null for what the bot looks at by itself. */
    fetches: {
      id: Generated<number>;
      host: string;
      user_id: string | null;
      started_at: number;
      ended_at: number | null;
    };
  }
}
