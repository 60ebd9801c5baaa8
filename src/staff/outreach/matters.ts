/** What waits for somebody of staff: an answer to a letter, or a team that wants them to look. */
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type DeliveryKind, type Outbox, type OutboxRow } from '../../platform/delivery/types.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import { UserError } from '../../platform/errors.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Overview } from '../insight/service.ts';
import { matterBody } from './cards.ts';
import type { Matter } from './rules.ts';
import {
  countOpenMatters,
  findMatter,
  findOpenMatters,
  findOutreach,
  insertMatter,
  markHandled,
  recordMatterMessage,
} from './store.ts';

export interface Matters {
  /** A member of a team wants staff to look, privately. False: they have said so, and nobody has looked yet. */
  askForLook(look: { teamId: number; userId: string; text: string | undefined }): Promise<boolean>;
  /** One of staff says that it is done. `isNew` false: somebody did before. Throws a UserError for another server's. */
  handle(
    guildId: string,
    id: number,
    staffId: string,
  ): Promise<{ readonly matter: Matter; readonly isNew: boolean }>;
  /** How staff read it. */
  body(matter: Matter, locale: Locale): Promise<Body>;
  /** What waits for staff in a cohort, oldest first. */
  waiting(cohortId: number, slice: { offset: number; limit: number }): Promise<Matter[]>;
  countWaiting(cohortId: number): Promise<number>;
}

const KIND = 'staff-matter';
/** How much of a timeline stands under what waits. */
const RECENT = 5;

export function createMatters(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  audit: Pick<Audit, 'record'>;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  teams: Teams;
  overview: Pick<Overview, 'timeline'>;
}): Matters & {
  /** In the transaction that answers a letter. */
  readonly add: (
    trx: Db,
    answer: Pick<Matter, 'guildId' | 'cohortId' | 'userId' | 'text'> & {
      outreachId: number;
      staffId: string;
    },
  ) => Promise<void>;
  readonly delivery: DeliveryKind;
  readonly isOpen: (db: Db, id: number) => Promise<boolean>;
} {
  const { db, clock, outbox, audit, communities, cohorts, learners, notices, teams, overview } = parts;

  /** To the staff channel; without one only whoever wrote reads that there is something, in their own answers. */
  async function tellStaff(trx: Db, matter: Matter, staffId: string | undefined): Promise<void> {
    const { guildId, userId, id } = matter;
    const { channels } = await communities.get(guildId, trx);
    if (channels.staff === null) {
      const line = { key: 'outreach:matter.line', params: { person: `<@${userId}>` } } as const;
      if (staffId !== undefined) await notices.leave(trx, guildId, staffId, line, `matter:${id}`);
      return;
    }
    await outbox.enqueue(trx, {
      kind: KIND,
      guildId,
      target: channelFor(guildId, 'staff'),
      payload: {},
      dedupeKey: `${KIND}:${id}`,
      subject: String(id),
    });
  }

  async function body(matter: Matter, locale: Locale): Promise<Body> {
    const letter = matter.outreachId === null ? undefined : await findOutreach(db, matter.outreachId);
    const team = matter.teamId === null ? undefined : await teams.find(matter.teamId);
    const cohort = await cohorts.find(matter.cohortId);
    const learner = await learners.find(matter.guildId, matter.userId);
    return matterBody(translator(locale), {
      matter,
      name: learner?.displayName ?? matter.userId,
      staffId: letter?.staffId,
      team,
      recent: cohort === undefined ? [] : await overview.timeline(cohort, matter.userId, RECENT),
    });
  }

  const delivery: DeliveryKind = {
    kind: KIND,
    wanted: async (on, row) => (await matterOf(on, row)) !== undefined,
    async render(on, row, { locale }) {
      const matter = await matterOf(on, row);
      if (matter === undefined) throw new Error(`${row.dedupeKey} is gone`);
      return messageJson(await body(matter, locale));
    },
    async sent(trx, row, { channelId, messageId }) {
      if (messageId !== undefined)
        await recordMatterMessage(trx, Number(row.subject), { channelId, messageId });
    },
  };

  return {
    delivery,
    body,
    async isOpen(on, id) {
      const matter = await findMatter(on, id);
      return matter !== undefined && matter.handledBy === null;
    },
    async add(trx, { guildId, cohortId, userId, text, outreachId, staffId }) {
      const matter = await insertMatter(trx, {
        guild_id: guildId,
        cohort_id: cohortId,
        kind: text === null ? 'fine' : 'answer',
        user_id: userId,
        outreach_id: outreachId,
        text,
        created_at: clock.now(),
      });
      if (matter !== undefined) await tellStaff(trx, matter, staffId);
    },
    async askForLook({ teamId, userId, text }) {
      return await write(db, async (trx) => {
        const team = await teams.find(teamId, trx);
        const isMember = team?.endedAt === null && (await teams.memberIds(teamId, trx)).includes(userId);
        if (!isMember) throw new UserError({ key: 'teams:error.not-member' });
        const matter = await insertMatter(trx, {
          guild_id: team.guildId,
          cohort_id: team.cohortId,
          kind: 'look',
          user_id: userId,
          team_id: teamId,
          text: text ?? null,
          created_at: clock.now(),
        });
        if (matter === undefined) return false;
        await tellStaff(trx, matter, undefined);
        return true;
      });
    },
    async handle(guildId, id, staffId) {
      return await write(db, async (trx) => {
        const before = await findMatter(trx, id);
        if (before?.guildId !== guildId) throw new UserError({ key: 'common:error.old-button' });
        const isNew = await markHandled(trx, id, staffId, clock.now());
        if (isNew)
          await audit.record(trx, {
            guildId,
            action: 'outreach.handle',
            by: staffId,
            memberId: before.userId,
            object: `matter:${id}`,
          });
        if (isNew && before.kind === 'look')
          await notices.leave(trx, guildId, before.userId, { key: 'outreach:look.seen' });
        return { matter: (await findMatter(trx, id)) ?? before, isNew };
      });
    },
    waiting: (cohortId, slice) => findOpenMatters(db, cohortId, slice),
    countWaiting: (cohortId) => countOpenMatters(db, cohortId),
  };
}

async function matterOf(on: Db, row: OutboxRow): Promise<Matter | undefined> {
  return await findMatter(on, Number(row.subject));
}
