import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    deadline_events: {
      cohort_id: number;
      wanted: 0 | 1;
      revision: Generated<number>;
      event_id: string | null;
      starts_at: number | null;
    };
  }
}
