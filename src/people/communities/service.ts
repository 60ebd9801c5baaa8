import type { Audit } from '../../platform/audit/service.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { purposesOf } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Locale } from '../../platform/i18n/index.ts';
import { communityKeeps } from './keeps/store.ts';
import { ensureCommunity, findCommunity, updateCommunity } from './store.ts';

/** A server's settings. Ids are snowflakes; null is "not set". */
export interface Community {
  readonly guildId: string;
  readonly language: Locale;
  readonly timezone: string | null;
  readonly channels: {
    readonly projects: string | null;
    readonly announcements: string | null;
    readonly mentors: string | null;
    /** Names of learners, reports and answers to staff go nowhere else. */
    readonly staff: string | null;
  };
  readonly roles: {
    readonly staff: string | null;
    readonly mentor: string | null;
    readonly backend: string | null;
    readonly frontend: string | null;
  };
  /** Whoever joins gets the role of what they build, or of mentors. */
  readonly givesRoles: boolean;
}

export type ChannelSettings = Partial<Record<keyof Community['channels'], string>>;
export type RoleSettings = Partial<Record<keyof Community['roles'], string>>;

export interface Communities {
  /** Creates the row of a server that is seen for the first time. */
  ensure(guildId: string, now: number): Promise<Community>;
  /** `trx` reads inside a transaction of another feature. */
  get(guildId: string, trx?: Db): Promise<Community>;
  /** Unnamed channels and roles keep their value. */
  setChannels(guildId: string, channels: ChannelSettings): Promise<Community>;
  setRoles(guildId: string, roles: RoleSettings): Promise<Community>;
  /** Whether whoever joins gets the role of what they do. */
  setGivesRoles(guildId: string, gives: boolean): Promise<Community>;
  setLocale(guildId: string, locale: { language?: Locale; timezone?: string }): Promise<Community>;
  readonly feature: Feature;
}

export function createCommunities({
  db,
  events,
  audit,
}: {
  db: Db;
  events: Events;
  audit: Pick<Audit, 'record'>;
}): Communities {
  async function get(guildId: string, trx: Db = db): Promise<Community> {
    const row = await findCommunity(trx, guildId);
    if (row === undefined) throw new Error(`server ${guildId} is not known`);
    return view(row);
  }

  /** The first of the purposes that is set. */
  async function channelOfServer(on: Db, id: string): Promise<string | undefined> {
    const meant = purposesOf(id);
    if (meant === undefined) return undefined;
    const { channels } = await get(meant.guildId, on);
    return (
      meant.purposes.map((purpose) => channels[purpose]).find((channel) => channel !== null) ?? undefined
    );
  }

  return {
    get,
    feature: {
      name: 'communities',
      keeps: communityKeeps,
      places: [{ kind: 'server', channelOf: channelOfServer }],
    },
    async ensure(guildId, now) {
      const known = await findCommunity(db, guildId);
      return view(known ?? (await write(db, (trx) => ensureCommunity(trx, guildId, now))));
    },
    async setChannels(guildId, { projects, announcements, mentors, staff }) {
      return await write(db, async (trx) => {
        const before = await get(guildId, trx);
        await updateCommunity(trx, guildId, {
          ...(projects === undefined ? {} : { projects_channel_id: projects }),
          ...(announcements === undefined ? {} : { announcements_channel_id: announcements }),
          ...(mentors === undefined ? {} : { mentors_channel_id: mentors }),
          ...(staff === undefined ? {} : { staff_channel_id: staff }),
        });
        await audit.record(trx, {
          guildId,
          action: 'setup.channels',
          details: { projects, announcements, mentors, staff },
        });
        const after = await get(guildId, trx);
        const hasMoved = before.channels.projects !== after.channels.projects;
        await events.emit(trx, 'server.channels-set', { guildId, projectsMoved: hasMoved });
        return after;
      });
    },
    async setRoles(guildId, { staff, mentor, backend, frontend }) {
      // The role that everybody has bears the id of the server.
      if ([staff, mentor, backend, frontend].includes(guildId))
        throw new UserError({ key: 'communities:everyone' });
      await write(db, async (trx) => {
        await updateCommunity(trx, guildId, {
          ...(staff === undefined ? {} : { staff_role_id: staff }),
          ...(mentor === undefined ? {} : { mentor_role_id: mentor }),
          ...(backend === undefined ? {} : { backend_role_id: backend }),
          ...(frontend === undefined ? {} : { frontend_role_id: frontend }),
        });
        await audit.record(trx, {
          guildId,
          action: 'setup.roles',
          details: { staff, mentor, backend, frontend },
        });
      });
      return await get(guildId);
    },
    async setGivesRoles(guildId, gives) {
      await write(db, async (trx) => {
        await updateCommunity(trx, guildId, { gives_roles: gives ? 1 : 0 });
        await audit.record(trx, { guildId, action: 'setup.roles', details: { given: gives } });
      });
      return await get(guildId);
    },
    async setLocale(guildId, { language, timezone }) {
      await write(db, async (trx) => {
        await updateCommunity(trx, guildId, {
          ...(language === undefined ? {} : { language }),
          ...(timezone === undefined ? {} : { timezone }),
        });
        await audit.record(trx, { guildId, action: 'setup.locale', details: { language, timezone } });
      });
      return await get(guildId);
    },
  };
}

function view(row: NonNullable<Awaited<ReturnType<typeof findCommunity>>>): Community {
  return {
    guildId: row.guild_id,
    language: row.language,
    timezone: row.timezone,
    channels: {
      projects: row.projects_channel_id,
      announcements: row.announcements_channel_id,
      mentors: row.mentors_channel_id,
      staff: row.staff_channel_id,
    },
    roles: {
      staff: row.staff_role_id,
      mentor: row.mentor_role_id,
      backend: row.backend_role_id,
      frontend: row.frontend_role_id,
    },
    givesRoles: row.gives_roles === 1,
  };
}
