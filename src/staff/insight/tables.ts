declare module '../../platform/database/schema.ts' {
  interface Schema {
    /** The card of a cohort's status in the staff channel. */
    status_cards: {
      cohort_id: number;
      guild_id: string;
      channel_id: string | null;
      message_id: string | null;
      /** What it shows, as a hash; null before it was drawn. */
      drawn: string | null;
      /** When it is looked at again. */
      due_at: number;
    };
  }
}
