declare module '../../platform/database/schema.ts' {
  interface Schema {
    blocks: { guild_id: string; user_id: string; blocked_id: string; created_at: number };
  }
}
