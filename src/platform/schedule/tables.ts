import type { Generated } from 'kysely';

declare module '../database/schema.ts' {
  interface Schema {
    heartbeats: { name: string; at: number };
    absences: {
      id: Generated<number>;
      cause: 'process' | 'discord';
      from_at: number;
      to_at: number;
      told_at: number | null;
    };
  }
}
