import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    communities: CommunityTable;
  }
}

export interface CommunityTable {
  guild_id: string;
  language: Generated<'en' | 'fr'>;
  timezone: string | null;
  projects_channel_id: string | null;
  announcements_channel_id: string | null;
  mentors_channel_id: string | null;
  staff_channel_id: string | null;
  staff_role_id: string | null;
  mentor_role_id: string | null;
  backend_role_id: string | null;
  frontend_role_id: string | null;
  gives_roles: Generated<0 | 1>;
  created_at: number;
}
