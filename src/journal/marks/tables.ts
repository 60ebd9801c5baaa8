declare module '../../platform/database/schema.ts' {
  interface Schema {
    entry_marks: {
      kind: 'blocker' | 'solution';
      entry_id: number;
      user_id: string;
      mark: 'helped' | 'outdated';
      marked_at: number;
    };
  }
}
