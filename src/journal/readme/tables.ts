declare module '../../platform/database/schema.ts' {
  interface Schema {
    readme_picks: {
      cohort_id: number;
      user_id: string;
      kind: 'technology' | 'concept' | 'practice';
      name: string;
    };
    readme_consents: { guild_id: string; user_id: string; given_at: number };
    /** content: JSON of a Programme. */
    readme_programmes: { cohort_id: number; content: string; changed_at: number };
  }
}
