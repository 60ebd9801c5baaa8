import type { Generated } from 'kysely';
import type { Outcome, ReportedKind } from './rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    cases: CaseTable;
    case_reports: { case_id: number; reporter_id: string; reason: string | null; at: number };
    case_lists: {
      guild_id: string;
      revision: number;
      channel_id: string | null;
      message_id: string | null;
    };
  }
}

export interface CaseTable {
  id: Generated<number>;
  guild_id: string;
  kind: ReportedKind;
  object_id: number;
  about_id: string | null;
  snapshot: string | null;
  opened_at: number;
  closed_at: number | null;
  closed_by: string | null;
  outcome: Outcome | null;
}
