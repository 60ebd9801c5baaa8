import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature, StillNews } from '../../platform/feature.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { isOpen } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Asking } from '../asking/service.ts';
import type { Fit, Found, Partners } from '../partners/service.ts';
import { freeCard, roomCard } from './cards.ts';
import { waitingFacts } from './facts/store.ts';
import { waitingKeeps } from './keeps/store.ts';
import {
  type Against,
  type Entered,
  mayBeTold,
  NEWS_LASTS,
  PASS_ON_AFTER,
  standsAgainst,
  type Watch,
} from './rules.ts';
import {
  deleteAllOf,
  deleteOffersOf,
  deleteWaiting,
  deleteWatch,
  deleteWatchesOf,
  findChanges,
  findCohortsWithWaiting,
  findEndedPauses,
  findNewestChange,
  findOffers,
  findProgress,
  findStanding,
  findWaiting,
  findWatches,
  insertOffer,
  insertWaiting,
  insertWatch,
  isWaiting,
  passOffersOn,
  recordProgress,
} from './store.ts';

export interface WaitingState {
  /** On the cohort's waiting list. */
  readonly waiting: boolean;
  /** How many requests they want to send as soon as there is room for them. */
  readonly watches: number;
}

/**
 * The waiting list of a cohort, and *Tell me when free*. Whoever joins a team, leaves the cohort or only documents is
 * taken off the list by the database itself (migrations/0003-waiting-and-changes.ts), whoever can be matched no more for
 * another reason as soon as that is noticed: they are told.
 */
export interface WaitingList {
  /**
   * Puts a member on the list, in the transaction that causes it, if anybody can be found for them. `head`: before
   * everybody else, for somebody whose partner went silent; it also moves who is on the list already.
   */
  join(trx: Db, cohortId: number, userId: string, options?: { readonly head?: boolean }): Promise<Entered>;
  /** As `join`, in a transaction of its own. Whom they have seen to fit them already is no news. */
  enter(cohortId: number, userId: string, options?: { readonly head?: boolean }): Promise<Entered>;
  /** Takes a member off the list for whom nobody can be found any more, in the transaction that causes it. */
  recheck(trx: Db, cohortId: number, userId: string): Promise<void>;
  /** Takes a member off the list and off everything they watch. False when there was nothing. */
  leave(cohortId: number, userId: string): Promise<boolean>;
  /** Tells the member once when this request can be sent. True when they did not watch it yet. */
  watch(watch: Omit<Watch, 'id'>): Promise<boolean>;
  stateOf(cohortId: number, userId: string, trx?: Db): Promise<WaitingState>;
  readonly feature: Feature;
}

/** What the card of a letter is made of: somebody is free, or, with a kind, there is room for a request. */
interface News {
  readonly kind?: Watch['kind'];
  readonly personId: string;
  readonly projectId?: number | undefined;
  /** Their project, where the member has none. */
  readonly theirs?: number | undefined;
}

const KIND = 'waiting-news';
/** So many changes of learners are read at once. */
const BATCH = 200;
const MINUTE = 60_000;
/** So many waiting members are judged at once. */
const JUDGED = 50;

export function createWaitingList(parts: {
  db: Db;
  clock: Clock;
  cohorts: Cohorts;
  post: Post;
  partners: Partners;
  projects: Projects;
  asking: Pick<Asking, 'roomFor'>;
  teams: Pick<Teams, 'find'>;
}): WaitingList {
  const { db, clock, cohorts, asking, partners, post, projects, teams } = parts;

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
    await lookAtPauses(waited, now);
    for (const { cohortId, personId } of await write(db, (trx) => passOffersOn(trx, now))) {
      const cohort = waited.get(cohortId);
      if (cohort !== undefined) await lookAt(cohort, personId);
    }
    if (waited.size === 0) await skipTo(newest);
    else await lookAtChanges(waited);
  }

  /** Nobody waits: what has changed is no news to anybody. */
  async function skipTo(newest: number): Promise<void> {
    const { changeId } = await findProgress(db);
    if (changeId < newest) await write(db, (trx) => recordProgress(trx, { changeId: newest }));
  }

  /** A pause that ends by itself changes no row. */
  async function lookAtPauses(waited: ReadonlyMap<number, Cohort>, now: number): Promise<void> {
    const { lookedAt } = await findProgress(db);
    let found = 0;
    for (const [id, cohort] of waited) {
      const ended = await findEndedPauses(db, id, { from: lookedAt, to: now });
      found += ended.length;
      for (const userId of ended) await lookAt(cohort, userId);
    }
    // Looking twice at the same minute costs less than a write every second, and nobody is told twice.
    if (found > 0 || now - lookedAt >= MINUTE)
      await write(db, (trx) => recordProgress(trx, { lookedAt: now }));
  }

  /** The position moves on after the look: a crash between makes us look again, and nobody is told twice. */
  async function lookAtChanges(waited: ReadonlyMap<number, Cohort>): Promise<void> {
    let { changeId } = await findProgress(db);
    for (;;) {
      const changes = await findChanges(db, changeId, BATCH);
      const last = changes.at(-1);
      if (last === undefined) return;
      for (const { cohortId, userId } of changes) {
        const cohort = waited.get(cohortId);
        if (cohort === undefined) continue;
        await lookAt(cohort, userId);
        // Other work gets its turn between two people.
        await setImmediate();
      }
      changeId = last.id;
      await write(db, (trx) => recordProgress(trx, { changeId }));
    }
  }

  /** Somebody may have become free, or have room for requests again: the first who waits for that hears of it. */
  async function lookAt(cohort: Cohort, personId: string): Promise<void> {
    await lookForRoom(cohort, await findWatches(db, cohort.id, personId, 'either'));
    await lookFor(cohort, personId);
    await offer(cohort, personId);
  }

  /** Tells the first in line whom a person fits; returns who that was. */
  async function offer(cohort: Cohort, personId: string): Promise<string | undefined> {
    const list = await findWaiting(db, cohort.id);
    const inLine = mayBeTold(list, personId, await findOffers(db, cohort.id, personId));
    for (let from = 0; from < inLine.length; from += JUDGED) {
      const ids = inLine.slice(from, from + JUDGED).map((each) => each.userId);
      const fits = await partners.fits(cohort, personId, ids);
      for (const userId of ids) {
        const fit = fits.get(userId);
        if (fit?.state !== 'fits') continue;
        await tellOfPerson(cohort, userId, personId, fit);
        return userId;
      }
    }
    return undefined;
  }

  /** They wait and have changed themselves: perhaps somebody who was there all along fits now, or nobody ever can. */
  async function lookFor(cohort: Cohort, userId: string): Promise<void> {
    if (!(await isWaiting(db, cohort.id, userId)) || (await takeOff(cohort, userId))) return;
    for (const { userId: personId } of await fitting(cohort, userId))
      if ((await offer(cohort, personId)) === userId) return;
  }

  /** Who fits best now, for any of their open projects, or for themselves. */
  async function fitting(cohort: Cohort, userId: string): Promise<Found[]> {
    const own = (await projects.own(cohort.guildId, userId)).filter(({ cohortId }) => cohortId === cohort.id);
    const found: Found[] = [];
    for (const project of own.length === 0 ? [undefined] : own.filter(isOpen)) {
      const of = project === undefined ? {} : { projectId: project.id };
      found.push(...((await partners.search({ cohort, seekerId: userId, ...of }))?.found ?? []));
    }
    return found;
  }

  /** True when nobody can be found for them: they are off the list and hear why. */
  async function takeOff(cohort: Cohort, userId: string): Promise<boolean> {
    if ((await against(db, cohort.id, userId)) === undefined) return false;
    return await write(db, (trx) => takeOffIn(trx, cohort, userId));
  }

  async function takeOffIn(
    trx: Db,
    { id, guildId }: Pick<Cohort, 'id' | 'guildId'>,
    userId: string,
  ): Promise<boolean> {
    const why = await against(trx, id, userId);
    if (why === undefined || !(await deleteWaiting(trx, id, userId))) return false;
    if (why === 'gone') return true;
    await post.toMember(trx, {
      guildId,
      userId,
      line: { key: `waiting:off.${why}` },
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `waiting-off:${id}:${userId}:${clock.now()}`,
    });
    return true;
  }

  /** What its owner makes of a project decides at once whether they can be matched; the rest is noticed within a second. */
  async function projectChanged(trx: Db, { projectId }: EventMap['project.changed']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    await takeOffIn(trx, { id: project.cohortId, guildId: project.guildId }, project.ownerId);
  }

  async function against(trx: Db, cohortId: number, userId: string): Promise<Against | undefined> {
    const standing = await findStanding(trx, cohortId, userId);
    return standing === undefined ? 'gone' : standsAgainst(standing);
  }

  async function tellOfPerson(
    cohort: Cohort,
    userId: string,
    personId: string,
    fit: Extract<Fit, { state: 'fits' }>,
  ): Promise<void> {
    await write(db, async (trx) => {
      const now = clock.now();
      if (!(await isWaiting(trx, cohort.id, userId))) return;
      const offer = { cohort_id: cohort.id, user_id: userId, person_id: personId };
      if (!(await insertOffer(trx, { ...offer, told_at: now, pass_on_at: now + PASS_ON_AFTER }))) return;
      await tell(trx, cohort, userId, fit.projectId, {
        key: `waiting-free:${cohort.id}:${userId}:${personId}`,
        line: { key: 'waiting:notice.free', params: { person: `<@${personId}>` } },
        about: `free:${cohort.id}:${personId}`,
        data: { personId, projectId: fit.projectId, theirs: fit.theirs?.id },
      });
    });
  }

  /** As many as there is room for hear of it, who asked first first. */
  async function lookForRoom(cohort: Cohort, watches: readonly Watch[]): Promise<void> {
    const told = new Map<string, number>();
    for (const watch of watches) {
      const { kind, projectId, userId, personId } = watch;
      const guestId = kind === 'ask' ? personId : userId;
      const room = await asking.roomFor({ kind, projectId, senderId: userId, guestId });
      const before = told.get(personId) ?? 0;
      if (room <= before) continue;
      told.set(personId, before + 1);
      await tellOfRoom(cohort, watch);
    }
  }

  async function tellOfRoom(cohort: Cohort, watch: Watch): Promise<void> {
    const { kind, projectId, userId, personId } = watch;
    await write(db, async (trx) => {
      if (!(await deleteWatch(trx, watch.id))) return;
      await tell(trx, cohort, userId, kind === 'ask' ? projectId : undefined, {
        key: `waiting-room:${watch.id}`,
        line: { key: 'waiting:notice.room', params: { person: `<@${personId}>` } },
        about: `room:${kind}:${projectId}:${personId}`,
        data: { kind, personId, projectId },
      });
    });
  }

  /** By direct message where they allowed it; else in their project's thread, else under their next private answer. */
  async function tell(
    trx: Db,
    { id, guildId }: Cohort,
    userId: string,
    projectId: number | undefined,
    news: { key: string; line: Message; about: string; data: News },
  ): Promise<void> {
    const own = await projects.own(guildId, userId, trx);
    const home = projectId ?? own.find((project) => project.cohortId === id)?.id;
    await post.toMember(trx, {
      guildId,
      userId,
      line: news.line,
      about: news.about,
      privacy: 'programme',
      home: home === undefined ? undefined : { kind: 'project', id: String(home) },
      urgency: 'answer',
      kind: KIND,
      data: news.data,
      dedupeKey: news.key,
      expiresAt: clock.now() + NEWS_LASTS,
    });
  }

  /** As things stand when it is sent. */
  const letter = post.kind({
    kind: KIND,
    async card(_, { guildId, userId, data }, { t }) {
      const news = data as News;
      if (news.kind === undefined) return freeCard(t, { ...news, userId });
      const project = await projects.get(guildId, news.projectId ?? 0);
      return roomCard(
        t,
        { kind: news.kind, projectId: project.id, personId: news.personId, userId },
        project,
      );
    },
  });

  /** `id` is cohort:person. They still wait, and the person still fits. */
  const isFree: StillNews = async (on, { userId, id }) => {
    const [cohortId = '', personId = ''] = id.split(':');
    const cohort = await cohorts.find(Number(cohortId), on);
    if (cohort === undefined || !(await isWaiting(on, cohort.id, userId))) return false;
    return (await partners.fits(cohort, personId, [userId])).get(userId)?.state === 'fits';
  };

  /** `id` is kind:project:person. */
  const hasRoom: StillNews = async (_, { userId, id }) => {
    const [kind, projectId, personId = ''] = id.split(':');
    const isAsk = kind === 'ask';
    const guestId = isAsk ? personId : userId;
    const wanted = { projectId: Number(projectId), senderId: userId, guestId };
    return (await asking.roomFor({ ...wanted, kind: isAsk ? 'ask' : 'team-up' })) > 0;
  };

  /** Somebody left the server: they wait for nobody, and nobody for them. */
  async function gone(trx: Db, { guildId, userId: goneId }: EventMap['member.gone']): Promise<void> {
    const line = { key: 'waiting:notice.gone', params: { person: `<@${goneId}>` } } as const;
    for (const { userId, id } of await deleteAllOf(trx, guildId, goneId))
      await post.toMember(trx, {
        guildId,
        userId,
        line,
        privacy: 'private',
        urgency: 'answer',
        dedupeKey: `waiting-gone:${id}`,
      });
  }

  async function join(
    trx: Db,
    cohortId: number,
    userId: string,
    { head = false }: { head?: boolean } = {},
  ): Promise<Entered> {
    const why = await against(trx, cohortId, userId);
    if (why !== undefined) return why;
    const now = clock.now();
    const isNew = await insertWaiting(trx, cohortId, userId, { since: now, headAt: head ? now : null });
    return isNew ? 'joined' : 'already';
  }

  /** Whom they have seen to fit them before they joined is no news to them. */
  async function enter(cohortId: number, userId: string, options?: { head?: boolean }): Promise<Entered> {
    const cohort = await cohorts.find(cohortId);
    const seen = cohort === undefined ? [] : await fitting(cohort, userId);
    return await write(db, async (trx) => {
      const entered = await join(trx, cohortId, userId, options);
      if (entered !== 'joined') return entered;
      for (const { userId: personId } of seen) {
        const offer = { cohort_id: cohortId, user_id: userId, person_id: personId };
        await insertOffer(trx, { ...offer, told_at: clock.now(), pass_on_at: null });
      }
      return entered;
    });
  }

  /** Two found each other: once they are free again, that is news. */
  async function found(trx: Db, { teamId, hostId, guestId }: EventMap['team.formed']): Promise<void> {
    const team = await teams.find(teamId, trx);
    if (team !== undefined) await deleteOffersOf(trx, team.cohortId, [hostId, guestId]);
  }

  return {
    join,
    enter,
    async leave(cohortId, userId) {
      return await write(db, async (trx) => {
        const watched = await deleteWatchesOf(trx, cohortId, userId);
        return (await deleteWaiting(trx, cohortId, userId)) || watched;
      });
    },
    async recheck(trx, cohortId, userId) {
      if ((await against(trx, cohortId, userId)) !== undefined) await deleteWaiting(trx, cohortId, userId);
    },
    async watch(watch) {
      return await write(db, (trx) => insertWatch(trx, watch, clock.now()));
    },
    async stateOf(cohortId, userId, trx = db) {
      return {
        waiting: await isWaiting(trx, cohortId, userId),
        watches: (await findWatches(trx, cohortId, userId, 'own')).length,
      };
    },
    feature: {
      name: 'waiting',
      keeps: waitingKeeps,
      facts: waitingFacts,
      deliveries: [letter],
      subjects: { free: isFree, room: hasRoom },
      pollers: [{ name: 'waiting', every: 1_000, run: runDue }],
      on: { 'team.formed': found, 'project.changed': projectChanged, 'member.gone': gone },
    },
  };
}
