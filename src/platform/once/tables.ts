declare module '../database/schema.ts' {
  interface Schema {
    used_interactions: { id: string; used_at: number };
  }
}
