declare module '../../platform/database/schema.ts' {
  interface Schema {
    /** The one unasked ping of a member on a local day. */
    pings: { guild_id: string; user_id: string; day: string; at: number };
  }
}
