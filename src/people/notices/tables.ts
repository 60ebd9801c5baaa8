import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    notices: {
      id: Generated<number>;
      guild_id: string;
      user_id: string;
      key: string;
      params: string;
      /** What it is about, as kind:id. */
      subject: string | null;
      /** How often the same was left before it was read. */
      times: Generated<number>;
      created_at: number;
    };
  }
}
