/** Whom the numbers of a cohort are made of, by name: for staff alone. */
import type { Blockers } from '../../journal/blockers/service.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import { breathe } from '../../platform/async.ts';
import { csv } from '../../platform/csv.ts';
import type { Db } from '../../platform/database/index.ts';
import { numberIn } from '../../platform/discord/custom-id.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Message, say, type Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine } from '../../platform/text.ts';
import { isUnannounced, isWithoutPartner, type ListName, type Person, SEEN, type Seen } from './rules.ts';
import { findLastSigns, findPulses, findQuiet, findThreads, findWaiting } from './store.ts';

/** One line of a list: who, and why they are in it. */
export interface Listed extends Person {
  readonly why: Message;
  /** For the file: what `why` says, without markup. */
  readonly about: Message;
}

export interface Page {
  readonly list: ListName;
  readonly people: readonly Listed[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

export interface Lists {
  /** Some of a list, from `cursor` on, which is an earlier page's `next`. */
  page(cohort: Cohort, list: ListName, cursor: string | undefined): Promise<Page>;
  /** All of a list as a table, for who reads `t`: RFC 4180, formulas neutralised. */
  table(cohort: Cohort, list: ListName, t: Translate): Promise<string>;
  /** One person, as in a list. */
  person(cohort: Cohort, userId: string): Promise<Person>;
}

/** People on a page: each is a text with a button, and Discord takes 40 components in a message. */
const PAGE = 8;
/** Of learners; PostgreSQL takes no number that is not one of 64 bits. */
const OFFSETS = { min: 0, max: 10_000_000 };
/** People read at a time for a file. */
const BATCH = 50;

const HEADER = ['member', 'member_id', 'side', 'last_sign_of_life', 'reached_directly', 'about'] as const;

/** Who is in a list, before anything more is known of them. */
interface Entry {
  readonly userId: string;
  readonly why: Message;
  readonly about: Message;
  /** Where it is about another thread than theirs. */
  readonly threadId?: string | null;
}

export function createLists(parts: {
  db: Db;
  standings: Standings;
  blockers: Pick<Blockers, 'openOfCohort'>;
  learners: Pick<Learners, 'findMany'>;
}): Lists {
  const { db, standings, blockers, learners } = parts;

  /** Entries from a cursor on, and where it goes on behind them. */
  async function entries(
    cohort: Cohort,
    list: ListName,
    cursor: string,
    limit: number,
  ): Promise<{ found: Entry[]; next: string | undefined }> {
    if (list === 'alone' || list === 'unannounced') return await byStanding(cohort, list, cursor, limit);
    const offset = numberIn(cursor, OFFSETS);
    const found = await byOffset(cohort, list, { offset, limit: limit + 1 });
    return {
      found: found.slice(0, limit),
      next: found.length > limit ? String(offset + limit) : undefined,
    };
  }

  async function byStanding(
    cohort: Cohort,
    list: 'alone' | 'unannounced',
    cursor: string,
    limit: number,
  ): Promise<{ found: Entry[]; next: string | undefined }> {
    const isIn = list === 'alone' ? isWithoutPartner : isUnannounced;
    const found: Seen[] = [];
    // One more than asked for tells that there is a next page.
    await standings.each(
      cohort.id,
      SEEN,
      (slice) => {
        found.push(...slice.filter(isIn));
        return found.length <= limit;
      },
      cursor === '0' ? '' : cursor,
    );
    const shown = found.slice(0, limit);
    return {
      found: shown.map((learner) => ({ userId: learner.userId, ...whyOf(list, learner) })),
      next: found.length > limit ? shown.at(-1)?.userId : undefined,
    };
  }

  async function byOffset(
    cohort: Cohort,
    list: 'quiet' | 'waiting' | 'blocked' | 'pulse',
    slice: { offset: number; limit: number },
  ): Promise<Entry[]> {
    if (list === 'quiet') {
      return (await findQuiet(db, cohort.id, slice)).map(({ userId, state, team, since, threadId }) => ({
        userId,
        threadId,
        why: {
          key: `overview:list.quiet.${state}`,
          params: { team: literal(team), since: timestamp(since, 'D') },
        },
        about: { key: `overview:about.quiet.${state}`, params: { team, since: day(since) } },
      }));
    }
    if (list === 'waiting') {
      return (await findWaiting(db, cohort.id, slice)).map(({ userId, since }) => ({
        userId,
        why: { key: 'overview:list.waiting.line', params: { since: timestamp(since, 'D') } },
        about: { key: 'overview:list.waiting.line', params: { since: day(since) } },
      }));
    }
    if (list === 'pulse') {
      return (await findPulses(db, cohort.id, slice)).map(({ userId, threadId, team, ...said }) => ({
        userId,
        threadId,
        why: {
          key: `overview:list.pulse.${said.moment}.${said.answer}`,
          params: {
            team: literal(team),
            words: said.words === null ? '' : ` *${literal(oneLine(said.words))}*`,
          },
        },
        about: {
          key: `overview:about.pulse.${said.moment}.${said.answer}`,
          params: { team, words: said.words === null ? '' : ` (${said.words})` },
        },
      }));
    }
    const open = (await blockers.openOfCohort(cohort.id)).flatMap(({ ownerId, ...blocker }) =>
      ownerId === null ? [] : [{ ownerId, ...blocker }],
    );
    return open
      .slice(slice.offset, slice.offset + slice.limit)
      .map(({ ownerId, title, threadId, createdAt }) => ({
        userId: ownerId,
        threadId,
        why: {
          key: 'overview:list.blocked.line',
          params: { title: literal(title), since: timestamp(createdAt, 'R') },
        },
        about: { key: 'overview:about.blocked', params: { title, since: day(createdAt) } },
      }));
  }

  /** What is known of these members, by id. */
  async function known(cohort: Cohort, ids: readonly string[]): Promise<Map<string, Person>> {
    const profiles = new Map(
      (await learners.findMany(cohort.guildId, ids)).map((profile) => [profile.userId, profile]),
    );
    const standing = new Map((await standings.among(cohort.id, ids)).map((one) => [one.userId, one]));
    const signs = await findLastSigns(db, cohort, ids);
    const threads = await findThreads(db, cohort, ids);
    return new Map(
      ids.map((userId) => [
        userId,
        {
          userId,
          name: profiles.get(userId)?.displayName ?? userId,
          side: standing.get(userId)?.track ?? profiles.get(userId)?.track ?? null,
          lastSignAt: signs.get(userId) ?? null,
          threadId: threads.get(userId) ?? null,
          reachable: standing.get(userId)?.reachable ?? false,
        },
      ]),
    );
  }

  async function people(cohort: Cohort, found: readonly Entry[]): Promise<Listed[]> {
    const all = await known(cohort, [...new Set(found.map(({ userId }) => userId))]);
    return found.flatMap(({ userId, threadId, ...entry }) => {
      const person = all.get(userId);
      return person === undefined ? [] : [{ ...person, ...entry, threadId: threadId ?? person.threadId }];
    });
  }

  return {
    async person(cohort, userId) {
      const person = (await known(cohort, [userId])).get(userId);
      if (person === undefined) throw new Error(`nothing is known of ${userId}`);
      return person;
    },
    async page(cohort, list, cursor = '0') {
      const { found, next } = await entries(cohort, list, cursor, PAGE);
      return { list, people: await people(cohort, found), next };
    },
    async table(cohort, list, t) {
      const lines = [csv(HEADER, [])];
      for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
        const { found, next } = await entries(cohort, list, cursor, BATCH);
        const rows = (await people(cohort, found)).map((one) => [
          one.name,
          one.userId,
          one.side ?? '',
          one.lastSignAt === null ? '' : new Date(one.lastSignAt).toISOString(),
          one.reachable ? 'yes' : 'no',
          say(t, one.about),
        ]);
        lines.push(csv(HEADER, rows).slice(lines[0]?.length ?? 0));
        cursor = next;
        await breathe();
      }
      return lines.join('');
    },
  };
}

/** Lines without markup: the file says the same. */
function whyOf(list: 'alone' | 'unannounced', learner: Seen): Pick<Entry, 'why' | 'about'> {
  const why: Message = { key: `overview:list.${lineOf(list, learner)}` };
  return { why, about: why };
}

function lineOf(list: 'alone' | 'unannounced', { waiting, announced }: Seen) {
  if (list === 'unannounced') return 'unannounced.line';
  if (waiting) return 'alone.waits';
  return announced ? 'alone.announced' : 'alone.line';
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
