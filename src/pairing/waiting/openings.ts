import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { isOpen } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Asking } from '../asking/service.ts';
import type { Found, Partners } from '../partners/service.ts';
import { findWaiting } from './line/store.ts';
import type { WaitingMembership } from './membership.ts';
import type { WaitingNews } from './news.ts';
import { type Line, lineOf, mayBeTold, type Waiting, type Watch } from './rules.ts';
import {
  findChanges,
  findCohortsWithWaiting,
  findEndedPauses,
  findNewestChange,
  findOffers,
  findProgress,
  findWatches,
  hasOfferToPassOn,
  isWaiting,
  passOffersOn,
  recordProgress,
} from './store.ts';

/** So many changes of learners are read at once. */
const BATCH = 200;
const MINUTE = 60_000;
/** So many waiting members are judged at once. */
const JUDGED = 50;
/** So many of a list are read at once. */
const PAGE = 500;
/** Of each cohort in which somebody waits: the list as it was read, once for many who have changed. */
type Lines = (cohort: Cohort) => Promise<Line>;

/** Notices who has become free or has room again, and whom that concerns. */
export interface Openings {
  /** Reads what has changed since the last time; what a crash cut off is read again, and nobody is told twice. */
  runDue(): Promise<void>;
  /** Who fits a member best now, for any of their open projects, or for themselves. */
  fitting(cohort: Cohort, userId: string): Promise<Found[]>;
}

export function createOpenings(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly cohorts: Cohorts;
  readonly asking: Pick<Asking, 'roomFor'>;
  readonly membership: WaitingMembership;
  readonly news: WaitingNews;
  readonly partners: Partners;
  readonly projects: Projects;
}): Openings {
  const { db, clock, cohorts, asking, membership, news, partners, projects } = parts;

  async function runDue(): Promise<void> {
    const now = clock.now();
    // Before the lists are read: whoever joins one meanwhile hears of what comes later.
    const newest = await findNewestChange(db);
    const cohortIds = await findCohortsWithWaiting(db);
    const waited = new Map<number, Cohort>();
    for (const id of cohortIds) {
      const cohort = await cohorts.find(id);
      if (cohort !== undefined) waited.set(id, cohort);
    }
    await readPauses(waited, now);
    if (await hasOfferToPassOn(db, now)) await passOn(waited, now);
    if (waited.size === 0) await skipTo(newest);
    else await readChanges(waited);
  }

  async function passOn(waited: ReadonlyMap<number, Cohort>, now: number): Promise<void> {
    const lines = readLines();
    for (const { cohortId, personId } of await write(db, (trx) => passOffersOn(trx, now))) {
      const cohort = waited.get(cohortId);
      if (cohort !== undefined) await consider(cohort, personId, lines);
    }
  }

  /** Nobody waits: what has changed is no news to anybody. */
  async function skipTo(newest: number): Promise<void> {
    const { changeId } = await findProgress(db);
    if (changeId < newest) await write(db, (trx) => recordProgress(trx, { changeId: newest }));
  }

  /** A pause that ends by itself changes no row. */
  async function readPauses(waited: ReadonlyMap<number, Cohort>, now: number): Promise<void> {
    const { lookedAt } = await findProgress(db);
    const lines = readLines();
    let found = 0;
    for (const [id, cohort] of waited) {
      const ended = await findEndedPauses(db, id, { from: lookedAt, to: now });
      found += ended.length;
      for (const userId of ended) await consider(cohort, userId, lines);
    }
    // Reading the same minute twice costs less than a write every second, and nobody is told twice.
    if (found > 0 || now - lookedAt >= MINUTE)
      await write(db, (trx) => recordProgress(trx, { lookedAt: now }));
  }

  /** The position moves on after the reading: after a crash between it is read again, and nobody is told twice. */
  async function readChanges(waited: ReadonlyMap<number, Cohort>): Promise<void> {
    let { changeId } = await findProgress(db);
    for (;;) {
      const changes = await findChanges(db, changeId, BATCH);
      const last = changes.at(-1);
      if (last === undefined) return;
      const lines = readLines();
      for (const { cohortId, userId } of changes) {
        const cohort = waited.get(cohortId);
        if (cohort === undefined) continue;
        await consider(cohort, userId, lines);
        // Other work gets its turn between two people.
        await setImmediate();
      }
      changeId = last.id;
      await write(db, (trx) => recordProgress(trx, { changeId }));
    }
  }

  /** Whoever joins a list after it was read changes by that, and is considered next. */
  function readLines(): Lines {
    const known = new Map<number, Promise<Line>>();
    return (cohort) => {
      const line = known.get(cohort.id) ?? readLine(cohort);
      known.set(cohort.id, line);
      return line;
    };
  }

  async function readLine(cohort: Cohort): Promise<Line> {
    const list: Waiting[] = [];
    for (;;) {
      const page = await findWaiting(db, cohort, { after: list.at(-1)?.userId ?? '', limit: PAGE });
      list.push(...page);
      if (page.length < PAGE) return lineOf(list);
      await setImmediate();
    }
  }

  /** Somebody may have become free, or have room for requests again: the first who waits for that hears of it. */
  async function consider(cohort: Cohort, personId: string, lines: Lines): Promise<void> {
    await offerRoom(cohort, await findWatches(db, cohort.id, personId, 'either'));
    await offerOthers(cohort, personId, lines);
    await offer(cohort, personId, lines);
  }

  /** Tells the first in line whom a person fits; returns who that was. */
  async function offer(cohort: Cohort, personId: string, lines: Lines): Promise<string | undefined> {
    const told = await findOffers(db, cohort.id, personId);
    const inLine = await partners.couldFit(cohort, personId, mayBeTold(await lines(cohort), personId, told));
    for (let from = 0; from < inLine.length; from += JUDGED) {
      const ids = inLine.slice(from, from + JUDGED).map((each) => each.userId);
      const fits = await partners.fits(cohort, personId, ids);
      for (const userId of ids) {
        const fit = fits.get(userId);
        if (fit?.state === 'fits' && (await news.tellOfPerson(cohort, userId, personId, fit))) return userId;
      }
    }
    return undefined;
  }

  /** They wait and have changed themselves: perhaps somebody who was there all along fits now, or nobody ever can. */
  async function offerOthers(cohort: Cohort, userId: string, lines: Lines): Promise<void> {
    if (!(await isWaiting(db, cohort.id, userId)) || (await membership.takeOff(cohort, userId))) return;
    for (const { userId: personId } of await fitting(cohort, userId))
      if ((await offer(cohort, personId, lines)) === userId) return;
  }

  /** As many as there is room for hear of it, who asked first first. */
  async function offerRoom(cohort: Cohort, watches: readonly Watch[]): Promise<void> {
    const told = new Map<string, number>();
    for (const watch of watches) {
      const { kind, projectId, userId, personId } = watch;
      const guestId = kind === 'ask' ? personId : userId;
      const room = await asking.roomFor({ kind, projectId, senderId: userId, guestId });
      const before = told.get(personId) ?? 0;
      if (room <= before) continue;
      told.set(personId, before + 1);
      await news.tellOfRoom(cohort, watch);
    }
  }

  async function fitting(cohort: Cohort, userId: string): Promise<Found[]> {
    const own = (await projects.own(cohort.guildId, userId)).filter(({ cohortId }) => cohortId === cohort.id);
    const found: Found[] = [];
    for (const project of own.length === 0 ? [undefined] : own.filter(isOpen)) {
      const of = project === undefined ? {} : { projectId: project.id };
      found.push(...((await partners.search({ cohort, seekerId: userId, ...of }))?.found ?? []));
    }
    return found;
  }

  return { runDue, fitting };
}
