declare module '../database/schema.ts' {
  interface Schema {
    drafts: {
      id: string;
      guild_id: string;
      user_id: string;
      kind: string;
      content: string;
      expires_at: number;
    };
  }
}
