import type { Generated } from 'kysely';
import type { Lacking } from './rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    announcements: AnnouncementTable;
    announcement_receipts: {
      announcement_id: number;
      user_id: string;
      way: 'direct' | 'line' | null;
      told_at: number | null;
      read_at: number | null;
      /** Where the direct message stands. */
      channel_id: string | null;
      message_id: string | null;
    };
  }
}

export interface AnnouncementTable {
  id: Generated<number>;
  guild_id: string;
  author_id: string;
  draft_id: string;
  title: string;
  body: string;
  translation: string | null;
  channel_id: string | null;
  role_id: string | null;
  lacking: Lacking | null;
  cohort_id: number | null;
  acknowledge: 0 | 1;
  state: Generated<'waiting' | 'out' | 'cancelled'>;
  created_at: number;
  due_at: number;
  out_at: number | null;
  told_to: string | null;
  revision: Generated<number>;
  changed_at: number | null;
  posted_channel_id: string | null;
  message_id: string | null;
  publish_asked_at: number | null;
  reminded_at: number | null;
  reminding: string | null;
  correcting: string | null;
}
