import type { Act, Audited } from '../../platform/audit/rules.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, unclaimed, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import { rowId } from '../../platform/numbers.ts';
import { literal, titleKey } from '../../platform/text.ts';
import { canonicalZone } from '../../platform/zones/rules.ts';
import type { Communities } from '../communities/service.ts';
import { createArchiving } from './archiving.ts';
import { deadlineMovedMessage, START_EDITION } from './cards.ts';
import { cohortFacts } from './facts/store.ts';
import { cohortKeeps } from './keeps/store.ts';
import { findMemberIds } from './members/store.ts';
import { type Cohort, datesProblem, deadlineInstant, type Membership } from './rules.ts';
import { createStartCards } from './start-card.ts';
import {
  cohortOfRow,
  findAllCohorts,
  findCohort,
  findMembership,
  findOpenCohorts,
  findOpenMemberships,
  findRunning,
  insertCohort,
  insertCohortMember,
  isMentor,
  setWeights,
  updateCohort,
} from './store.ts';

export { freeTeamPlace, hasTeamPlace, setRemindersPaused, takeTeamPlace } from './store.ts';

/** What staff change of a cohort; what is left out stays. Dates are YYYY-MM-DD. */
export interface CohortChanges {
  readonly name?: string | undefined;
  readonly start?: string | undefined;
  readonly deadline?: string | undefined;
  readonly timezone?: string | undefined;
  /** How many should come. */
  readonly expected?: number | undefined;
  /** Whether its deadline stands among the server's events. */
  readonly events?: boolean | undefined;
}

export interface Edited {
  readonly cohort: Cohort;
  readonly moved: boolean;
}

export interface Cohorts {
  create(input: {
    guildId: string;
    name: string;
    start: string;
    deadline: string;
    timezone?: string;
    /** How many should come. */
    expected?: number;
    /** Puts the deadline among the server's events. */
    events?: boolean;
  }): Promise<Cohort>;
  /** Throws a UserError for what it cannot be. A moved deadline (`moved`) is told to the cohort once. */
  edit(id: number, changes: CohortChanges, trx?: Db): Promise<Edited>;
  find(id: number, trx?: Db): Promise<Cohort | undefined>;
  /**
   * Ends what runs in it and lets nothing begin any more; members hear once. Throws a UserError when it is archived
   * already, or while a round of it is being published.
   */
  archive(id: number): Promise<Cohort>;
  /** Posts the *Start here* card anew; an older one says where it is now. */
  repostStart(id: number): Promise<void>;
  /** Running cohorts, newest first. */
  open(guildId: string): Promise<Cohort[]>;
  all(guildId: string): Promise<Cohort[]>;
  /** Running cohorts of all servers, newest first. */
  running(): Promise<Cohort[]>;
  /**
   * The cohort that is meant: the named one, else the member's own, else the only open one. Several leave the choice to
   * the caller. Throws a UserError when none runs or the named one is not of this server.
   */
  meant(guildId: string, userId: string, named?: string): Promise<{ one: Cohort } | { several: Cohort[] }>;
  /**
   * The member's own newest cohort; who is in none joins the only one that runs. Undefined when none or several run, and for
   * a mentor.
   */
  enterOnly(guildId: string, userId: string): Promise<Cohort | undefined>;
  /** The open cohorts a member is in, newest first. */
  ofMember(guildId: string, userId: string, trx?: Db): Promise<Cohort[]>;
  /** Idempotent. True when the member is new. Throws a UserError for whoever mentors there. */
  join(trx: Db, cohortId: number, userId: string): Promise<boolean>;
  /** Cards of an earlier edition are drawn anew where they stand; their buttons go on working. */
  redrawOld(): Promise<void>;
  /** Throws a UserError where {@link Cohorts.join} would. */
  mayJoin(cohortId: number, userId: string): Promise<void>;
  /** As {@link Cohorts.join}, in a transaction of its own. */
  enter(cohortId: number, userId: string): Promise<boolean>;
  /** Everybody in a running cohort of a server. */
  memberIds(guildId: string): Promise<string[]>;
  membership(cohortId: number, userId: string, trx?: Db): Promise<Membership | undefined>;
  /** How much each part of the score counts in this cohort; null is the default. */
  setWeights(cohortId: number, weights: Readonly<Record<string, number>> | null): Promise<void>;
  readonly feature: Feature;
}

export function createCohorts(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  audit: Pick<Audit, 'record'>;
  events: Events;
  communities: Communities;
  defaultTimezone: string;
}): Cohorts {
  const { db, clock, outbox, audit, events, communities } = parts;
  const startCards = createStartCards({ ...parts, find });

  async function find(id: number, trx: Db = db): Promise<Cohort | undefined> {
    const row = await findCohort(trx, id);
    return row === undefined ? undefined : cohortOfRow(row);
  }

  async function change(
    trx: Db,
    id: number,
    changes: CohortChanges,
  ): Promise<[before: Cohort, after: Cohort]> {
    const before = await find(id, trx);
    if (before === undefined) throw new UserError({ key: 'cohorts:error.unknown' });
    const name = changes.name ?? before.name;
    if (before.archivedAt !== null)
      throw new UserError({ key: 'cohorts:error.archived', params: { name: literal(before.name) } });
    const start = changes.start ?? before.startDate;
    const deadline = changes.deadline ?? before.deadlineDate;
    const problem = datesProblem(start, deadline);
    if (problem !== undefined) throw new UserError(problem);
    const timezone = zoneOf(changes.timezone ?? before.timezone);
    const row = await updateCohort(trx, id, {
      name,
      name_key: titleKey(name),
      start_date: start,
      deadline_date: deadline,
      deadline_at: deadlineInstant(deadline, timezone),
      timezone,
      ...(changes.expected === undefined ? {} : { expected: changes.expected }),
    });
    if (row === undefined)
      throw new UserError({ key: 'cohorts:error.name-taken', params: { name: literal(name) } });
    return [before, cohortOfRow(row)];
  }

  /** Said once, without mentions, where announcements are read; the *Start here* card says the new one too. */
  async function tellMoved(trx: Db, before: Cohort, after: Cohort): Promise<void> {
    const { language, channels } = await communities.get(after.guildId, trx);
    if ((channels.announcements ?? channels.projects) === null) return;
    await outbox.enqueue(trx, {
      kind: 'deadline-moved',
      guildId: after.guildId,
      target: channelFor(after.guildId, 'announcements', 'projects'),
      payload: deadlineMovedMessage(translator(language), before, after),
      dedupeKey: `deadline-moved:${after.id}:${clock.now()}`,
      subject: String(after.id),
    });
  }

  async function join(trx: Db, cohortId: number, userId: string): Promise<boolean> {
    await refuseMentor(trx, cohortId, userId);
    return await insertCohortMember(trx, cohortId, userId, clock.now());
  }

  const feature: Feature = {
    name: 'cohorts',
    keeps: cohortKeeps,
    facts: cohortFacts,
    deliveries: startCards.deliveries,
    offered: findMemberIds,
    on: startCards.on,
  };

  return {
    find,
    redrawOld: () => startCards.redrawOld(),
    async repostStart(id) {
      await write(db, async (trx) => {
        const cohort = await find(id, trx);
        if (cohort === undefined || cohort.archivedAt !== null) return;
        await startCards.post(trx, cohort);
        await audit.record(trx, act('setup.start-here', cohort));
      });
    },
    feature,
    async edit(id, changes, within = db) {
      const edited = await write(within, async (trx) => {
        const [before, cohort] = await change(trx, id, changes);
        await events.emit(trx, 'cohort.changed', { cohortId: id });
        const { name: words, ...details } = changes;
        await audit.record(trx, act('cohort.edit', cohort, { details, words }));
        if (changes.events !== undefined)
          await events.emit(trx, 'cohort.event-wanted', { cohortId: id, wanted: changes.events });
        const moved = cohort.deadlineAt !== before.deadlineAt;
        if (moved) await tellMoved(trx, before, cohort);
        if (moved || cohort.name !== before.name) await startCards.redraw(trx, cohort, String(clock.now()));
        return { cohort, moved };
      });
      return edited;
    },
    archive: createArchiving({ ...parts, find, startCards }),
    async create({ guildId, name, start, deadline, timezone, expected, events: wantsEvent = false }) {
      const problem = datesProblem(start, deadline);
      if (problem !== undefined) throw new UserError(problem);
      const community = await communities.get(guildId);
      if (community.channels.projects === null) throw new UserError({ key: 'cohorts:error.no-channel' });
      const zone = zoneOf(timezone ?? community.timezone ?? parts.defaultTimezone);
      const cohort = await write(db, async (trx) => {
        const row = await insertCohort(trx, {
          guild_id: guildId,
          name,
          name_key: titleKey(name),
          start_date: start,
          deadline_date: deadline,
          deadline_at: deadlineInstant(deadline, zone),
          timezone: zone,
          expected: expected ?? null,
          created_at: clock.now(),
          start_look: START_EDITION,
        });
        if (row === undefined)
          throw new UserError({ key: 'cohorts:error.name-taken', params: { name: literal(name) } });
        const created = cohortOfRow(row);
        await startCards.post(trx, created);
        await audit.record(trx, act('cohort.create', created, { details: { start, deadline } }));
        await events.emit(trx, 'cohort.created', { cohortId: created.id });
        if (wantsEvent) await events.emit(trx, 'cohort.event-wanted', { cohortId: created.id, wanted: true });
        return created;
      });
      return cohort;
    },
    async open(guildId) {
      return (await findOpenCohorts(db, guildId)).map(cohortOfRow);
    },
    async all(guildId) {
      return (await findAllCohorts(db, guildId)).map(cohortOfRow);
    },
    async running() {
      return (await findRunning(db)).map(cohortOfRow);
    },
    async meant(guildId, userId, named) {
      if (named !== undefined) {
        const cohort = await find(rowId(named) ?? 0);
        if (cohort?.guildId !== guildId) throw new UserError({ key: 'cohorts:error.unknown' });
        return { one: cohort };
      }
      const own = await findOpenMemberships(db, guildId, userId);
      const candidates = own.length > 0 ? own : await findOpenCohorts(db, guildId);
      const [first, ...others] = candidates.map(cohortOfRow);
      if (first === undefined) throw new UserError({ key: 'cohorts:error.none' });
      return others.length === 0 ? { one: first } : { several: [first, ...others] };
    },
    async enterOnly(guildId, userId) {
      const [own] = await findOpenMemberships(db, guildId, userId);
      if (own !== undefined) return cohortOfRow(own);
      const [only, ...others] = await findOpenCohorts(db, guildId);
      if (only === undefined || others.length > 0) return undefined;
      // Whoever mentors looks around without becoming a learner.
      if (await isMentor(db, only.id, userId)) return undefined;
      // It is not what they asked for: that is still to come, and may be refused.
      await unclaimed(() => write(db, (trx) => insertCohortMember(trx, only.id, userId, clock.now())));
      return cohortOfRow(only);
    },
    async ofMember(guildId, userId, trx = db) {
      return (await findOpenMemberships(trx, guildId, userId)).map(cohortOfRow);
    },
    join,
    mayJoin: (cohortId, userId) => refuseMentor(db, cohortId, userId),
    async enter(cohortId, userId) {
      // Most who come are in it: a look costs no commit.
      if ((await findMembership(db, cohortId, userId)) !== undefined) return false;
      return await write(db, (trx) => join(trx, cohortId, userId));
    },
    memberIds: (guildId) => findMemberIds(db, guildId),
    async membership(cohortId, userId, trx = db) {
      const row = await findMembership(trx, cohortId, userId);
      if (row === undefined) return undefined;
      return {
        joinedAt: row.joined_at,
        documentationOnly: row.documentation_only === 1,
        teamsTaken: row.teams_taken,
        track: row.track,
      };
    },
    async setWeights(cohortId, weights) {
      await write(db, async (trx) => {
        await setWeights(trx, cohortId, weights === null ? null : JSON.stringify(weights));
        const cohort = await find(cohortId, trx);
        if (cohort === undefined) return;
        await audit.record(trx, act('cohort.weights', cohort, { details: weights ?? {} }));
      });
    },
  };
}

function zoneOf(name: string): string {
  const zone = canonicalZone(name);
  if (zone === undefined)
    throw new UserError({ key: 'cohorts:error.zone', params: { value: literal(name) } });
  return zone;
}

function act(action: Audited, { id, guildId }: Cohort, more: Pick<Act, 'details' | 'words'> = {}): Act {
  return { guildId, action, object: `cohort:${id}`, ...more };
}

async function refuseMentor(db: Db, cohortId: number, userId: string): Promise<void> {
  if (!(await isMentor(db, cohortId, userId))) return;
  const name = (await findCohort(db, cohortId))?.name ?? '';
  throw new UserError({ key: 'cohorts:mentor.builds', params: { cohort: literal(name) } });
}
