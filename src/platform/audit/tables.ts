import type { Generated } from 'kysely';

declare module '../database/schema.ts' {
  interface Schema {
    audit: {
      id: Generated<number>;
      guild_id: string;
      at: number;
      actor_id: string | null;
      action: string;
      member_id: string | null;
      object: string | null;
      details: string;
      words: string | null;
    };
  }
}
