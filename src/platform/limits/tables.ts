import type { Generated } from 'kysely';

declare module '../database/schema.ts' {
  interface Schema {
    uses: { id: Generated<number>; guild_id: string; user_id: string; what: string; used_at: number };
  }
}
