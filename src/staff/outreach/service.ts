import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import { zoneOf } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Post, Way } from '../../people/post/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { literal } from '../../platform/text.ts';
import { localDate } from '../../platform/zones/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Overview } from '../insight/service.ts';
import { letterCard } from './cards.ts';
import { outreachKeeps } from './keeps/store.ts';
import { createMatters, type Matters } from './matters.ts';
import type { Outreach } from './rules.ts';
import {
  findLatest,
  findOfDay,
  findOutreach,
  findUnanswered,
  insertOutreach,
  markAnswered,
} from './store.ts';

/** Staff write to one member, privately; what members answer, or want staff to look at, waits for one of staff. */
export interface Outreaches extends Matters {
  /**
   * Once per member and day. Throws a UserError where somebody of staff wrote to them that day, or where they have left.
   * Says which way it takes.
   */
  write(letter: {
    readonly guildId: string;
    readonly cohortId: number;
    readonly userId: string;
    readonly staffId: string;
    readonly text: string;
  }): Promise<Way>;
  /** Throws the same refusal before anything is typed. */
  requireUnwritten(guildId: string, cohortId: number, userId: string): Promise<void>;
  /** A letter to this member; throws a UserError for everybody else, and where it is answered. */
  open(id: number, userId: string): Promise<Outreach>;
  /** *I'm fine*, or some words. */
  answer(id: number, userId: string, text: string | undefined): Promise<Outreach>;
  /** Letters of the last days that a member has not answered. */
  unanswered(guildId: string, userId: string): Promise<Outreach[]>;
  /** When staff last wrote to each of these members, by id. */
  latest(guildId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Outreach>>;
  readonly feature: Feature;
}

const LETTER = 'outreach';
/** How long a letter stands in the member's home (ms). */
const SHOWN = 14 * 86_400_000;

export function createOutreaches(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  audit: Pick<Audit, 'record'>;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  post: Post;
  teams: Teams;
  overview: Pick<Overview, 'timeline'>;
  defaultTimezone: string;
}): Outreaches {
  const { db, clock, audit, communities, cohorts, learners, post } = parts;
  const matters = createMatters(parts);

  /** The member's own date, in which they are written to once. */
  async function dayOf(on: Db, guildId: string, cohortId: number, userId: string): Promise<string> {
    const learner = await learners.find(guildId, userId, on);
    if (learner?.goneAt != null)
      throw new UserError(
        { key: 'outreach:error.gone', params: { name: literal(learner.displayName) } },
        { help: [timeline(cohortId, userId)] },
      );
    const cohort = await cohorts.find(cohortId, on);
    const { timezone: community } = await communities.get(guildId, on);
    const zone = zoneOf(learner, { cohort: cohort?.timezone, community, fallback: parts.defaultTimezone });
    return localDate(clock.now(), zone);
  }

  /** What helps staff who cannot write: to see what the learner did. */
  const timeline = (cohortId: number, userId: string) =>
    ({ label: { key: 'outreach:button.timeline' }, to: ['insight.learner', cohortId, userId] }) as const;

  function written(letter: Outreach): UserError {
    const when = `<t:${Math.floor(letter.writtenAt / 1000)}:t>`;
    const params = { person: `<@${letter.userId}>`, staff: `<@${letter.staffId}>`, when };
    const help = [timeline(letter.cohortId, letter.userId)];
    return new UserError({ key: 'outreach:error.today', params }, { help });
  }

  async function requireMember(on: Db, cohortId: number, userId: string): Promise<void> {
    if ((await cohorts.membership(cohortId, userId, on)) === undefined)
      throw new UserError({ key: 'outreach:error.not-in', params: { person: `<@${userId}>` } });
  }

  async function open(id: number, userId: string, on: Db = db): Promise<Outreach> {
    const letter = await findOutreach(on, id);
    if (letter?.userId !== userId) throw new UserError({ key: 'outreach:error.not-yours' });
    if (letter.state !== 'open') throw new UserError({ key: 'outreach:error.answered' });
    return letter;
  }

  return {
    askForLook: (look) => matters.askForLook(look),
    handle: (guildId, id, staffId) => matters.handle(guildId, id, staffId),
    body: (matter, locale) => matters.body(matter, locale),
    waiting: (cohortId, slice) => matters.waiting(cohortId, slice),
    countWaiting: (cohortId) => matters.countWaiting(cohortId),
    async requireUnwritten(guildId, cohortId, userId) {
      await requireMember(db, cohortId, userId);
      const day = await dayOf(db, guildId, cohortId, userId);
      const before = await findOfDay(db, { guildId, userId, day });
      if (before !== undefined) throw written(before);
    },
    async write({ guildId, cohortId, userId, staffId, text }) {
      return await write(db, async (trx) => {
        await requireMember(trx, cohortId, userId);
        const day = await dayOf(trx, guildId, cohortId, userId);
        const letter = await insertOutreach(trx, {
          guild_id: guildId,
          cohort_id: cohortId,
          user_id: userId,
          day,
          staff_id: staffId,
          text,
          written_at: clock.now(),
        });
        if (letter === undefined) {
          const before = await findOfDay(trx, { guildId, userId, day });
          throw before === undefined ? new Error(`no letter of ${day} to ${userId}`) : written(before);
        }
        await audit.record(trx, {
          guildId,
          action: 'outreach.write',
          by: staffId,
          memberId: userId,
          object: `cohort:${cohortId}`,
        });
        return await post.toMember(trx, {
          guildId,
          userId,
          line: { key: 'outreach:letter.line', params: { person: `<@${staffId}>` } },
          about: `${LETTER}:${letter.id}`,
          privacy: 'private',
          urgency: 'answer',
          knock: 'anywhere',
          kind: LETTER,
          dedupeKey: `${LETTER}:${letter.id}`,
        });
      });
    },
    open: (id, userId) => open(id, userId),
    async answer(id, userId, text) {
      return await write(db, async (trx) => {
        const letter = await open(id, userId, trx);
        const state = text === undefined ? 'fine' : 'answered';
        if (!(await markAnswered(trx, id, { state, now: clock.now() })))
          throw new UserError({ key: 'outreach:error.answered' });
        await matters.add(trx, {
          guildId: letter.guildId,
          cohortId: letter.cohortId,
          userId,
          text: text ?? null,
          outreachId: id,
          staffId: letter.staffId,
        });
        return letter;
      });
    },
    unanswered: (guildId, userId) => findUnanswered(db, { guildId, userId, since: clock.now() - SHOWN }),
    latest: (guildId, userIds) => findLatest(db, guildId, userIds),
    feature: {
      name: 'outreach',
      keeps: outreachKeeps,
      subjects: {
        outreach: async (on, { id }) => (await findOutreach(on, Number(id)))?.state === 'open',
        matter: (on, { id }) => matters.isOpen(on, Number(id)),
      },
      deliveries: [
        post.kind({
          kind: LETTER,
          async card(on, letter, { t }) {
            const found = await findOutreach(on, Number(letter.about?.split(':')[1]));
            if (found === undefined) throw new Error(`${letter.about} is gone`);
            return letterCard(t, found);
          },
        }),
        matters.delivery,
      ],
    },
  };
}
