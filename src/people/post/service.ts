import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { USUAL_NOTE } from '../../platform/delivery/message.ts';
import { isDmRefused } from '../../platform/delivery/service.ts';
import {
  channelFor,
  type DeliveryKind,
  type Entry,
  type MessagePayload,
  type Outbox,
  type OutboxRow,
  STAFF_PLACES,
  type Target,
} from '../../platform/delivery/types.ts';
import type { Feature, Home, HomeSource } from '../../platform/feature.ts';
import { type Locale, type Message, say, type Translate, translator } from '../../platform/i18n/index.ts';
import type { Communities } from '../communities/service.ts';
import type { Learner } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import { type Budget, createBudget } from './budget.ts';
import { addressed, knock } from './cards.ts';
import { postFacts } from './facts/store.ts';
import { pingKeeps } from './keeps/store.ts';
import { envelope, type Letter, letterOf, packed, type StoredLetter } from './letters.ts';

export type { Letter, StoredLetter } from './letters.ts';
export { letterOf } from './letters.ts';
export type { Urgency } from './rules.ts';

/** Which way a letter takes, as far as is known when it is written; `line`: under their next private answer. */
export type Way = 'direct' | 'thread' | 'knock' | 'line';

/** How a kind of letter behaves beyond saying its line. */
export interface LetterKind extends Pick<DeliveryKind, 'kind' | 'wanted' | 'sent'> {
  /** What it says; made when it is sent, for the place it really goes to. */
  readonly card?: (
    db: Db,
    letter: StoredLetter,
    words: { readonly t: Translate; readonly locale: Locale; readonly isDirect: boolean },
  ) => Promise<MessagePayload>;
  /** A posting's place was deleted, or is closed to us: whoever it was for can be told another way. */
  readonly unposted?: (trx: Db, posting: StoredLetter, reason: string) => Promise<void>;
}

/** Something said in a place others read. */
export interface Posting extends Pick<Entry, 'guildId' | 'dedupeKey' | 'mentions' | 'dueAt' | 'expiresAt'> {
  /** Left out where its kind has a card. */
  readonly line?: Message;
  readonly about?: string;
  readonly kind?: string;
  readonly data?: unknown;
  /** Says so where it leaves more than ten minutes after `dueAt`. */
  readonly saysLate?: boolean;
}

/**
 * The one way to reach people. The caller says what and how private it is; post decides where, in which language, and
 * what happens if that fails. Each call belongs into the transaction that causes it.
 */
export interface Post extends Pick<Budget, 'mayPing' | 'takeOrReserve'> {
  toMember(trx: Db, letter: Letter): Promise<Way>;
  /** What is not worth a ping, or does not fit into the day's: a line under their next private answer. */
  leaveLine(trx: Db, letter: Pick<Letter, 'guildId' | 'userId' | 'line' | 'about'>): Promise<void>;
  toTeam(trx: Db, teamId: number, posting: Posting): Promise<void>;
  toProject(trx: Db, projectId: number, posting: Posting): Promise<void>;
  /** What is technical and names nobody, where staff read it. */
  toStaff(trx: Db, posting: Posting): Promise<void>;
  /** The channel of a server's cohorts. */
  toCohort(trx: Db, posting: Posting): Promise<void>;
  /** What a feature declares for letters and postings of its own kind. */
  kind(kind: LetterKind): DeliveryKind;
  /** Where news reaches a member as things stand: by direct message, or under their next private answer. */
  wayTo(guildId: string, userId: string, trx?: Db): Promise<'direct' | 'line'>;
  /** The thread in which a member can be mentioned: their team's private one, else their project's. */
  homeOf(guildId: string, userId: string, trx?: Db): Promise<Home | undefined>;
  readonly feature: Feature;
}

/** The kind of letters and postings that say their line. */
const PLAIN = 'letter';
/** The line of a posting that its card says. */
const BY_ITS_CARD: Message = { key: 'common:knock' };

export function createPost(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Learners;
  notices: Notices;
  /** Threads of members, as the features know them; read when they are needed. */
  homes: readonly HomeSource[];
  defaultTimezone: string;
}): Post {
  const { db, clock, outbox, learners, notices, homes } = parts;
  const budget = createBudget(parts);

  async function takesDirect(trx: Db, learner: Learner | undefined, userId: string): Promise<boolean> {
    return learner?.dm === true && !(await isDmRefused(trx, userId));
  }

  /** The private thread of their team, else the thread of their project. */
  async function homeOf(trx: Db, guildId: string, userId: string): Promise<Home | undefined> {
    for (const { of } of homes.toSorted((a, b) => Number(b.isPrivate) - Number(a.isPrivate))) {
      const home = await of(trx, guildId, userId);
      if (home !== undefined) return home;
    }
    return undefined;
  }

  async function toMember(trx: Db, letter: Letter): Promise<Way> {
    const { guildId, userId, urgency } = letter;
    const learner = await learners.find(guildId, userId, trx);
    if (learner?.goneAt != null) return 'line';
    const isOpen =
      urgency === 'own' ? !(await isDmRefused(trx, userId)) : await takesDirect(trx, learner, userId);
    const isSilent = letter.privacy === 'private' && letter.knock === undefined;
    if (!isOpen && isSilent) return await leave(trx, letter);
    const dueAt = await budget.whenAllowed(trx, letter, learner);
    if (dueAt === undefined) return await leave(trx, letter);
    if (!isOpen) return await aroundDm(trx, { ...letter, dueAt });
    await send(trx, { ...letter, dueAt }, 'direct', { kind: 'member', id: userId });
    return 'direct';
  }

  /** They take no direct messages. */
  async function aroundDm(trx: Db, letter: Letter): Promise<Way> {
    const { guildId, userId, privacy, home, knock: where } = letter;
    await leave(trx, letter);
    if (privacy === 'programme' && home !== undefined) {
      await send(trx, letter, 'thread', home);
      return 'thread';
    }
    const place = where === 'anywhere' ? await homeOf(trx, guildId, userId) : where;
    if (place === undefined) return 'line';
    await send(trx, letter, 'knock', place);
    return 'knock';
  }

  const leaveLine: Post['leaveLine'] = (trx, { guildId, userId, line, about }) =>
    notices.leave(trx, guildId, userId, line, about);

  async function leave(trx: Db, letter: Letter): Promise<'line'> {
    await leaveLine(trx, letter);
    return 'line';
  }

  async function send(trx: Db, letter: Letter, as: StoredLetter['as'], target: Target): Promise<void> {
    await outbox.enqueue(trx, {
      ...envelope({ ...letter, dedupeKey: keyOf(letter.dedupeKey, as) }),
      kind: letter.kind ?? PLAIN,
      target,
      fallback: 'none',
      payload: packed(letter, as),
      mentions: as === 'direct' ? [] : [letter.userId],
      ...(letter.urgency === 'own' || letter.saysLate === true ? { lateNote: USUAL_NOTE } : {}),
    });
  }

  async function publish(trx: Db, target: Target, posting: Posting): Promise<void> {
    await outbox.enqueue(trx, {
      ...envelope(posting),
      kind: posting.kind ?? PLAIN,
      target,
      payload: packed(
        { line: BY_ITS_CARD, ...posting, userId: '', privacy: 'programme', urgency: 'asked' },
        'public',
      ),
      mentions: posting.mentions ?? [],
      ...(posting.saysLate === true ? { lateNote: USUAL_NOTE } : {}),
    });
  }

  async function isNews({ guildId, userId, about, line }: StoredLetter): Promise<boolean> {
    return await notices.isNews({ guildId, userId, subject: about ?? null, key: line.key });
  }

  /** What could not be delivered takes the next way that is as private. */
  async function failed(trx: Db, row: OutboxRow, reason: string): Promise<void> {
    const letter = letterOf(row);
    if (letter === undefined) return await failedBefore(trx, row, reason);
    if (letter.as === 'public' || letter.as === 'knock' || reason === 'left') return;
    const isLate = reason === 'expired';
    if (isLate && letter.urgency !== 'own') return;
    if (letter.as === 'direct' && !isLate) await aroundDm(trx, { ...letter, dueAt: clock.now() });
    else await leave(trx, letter);
  }

  /** A row of before: its words are rendered, its line stands in the subject. */
  async function failedBefore(trx: Db, row: OutboxRow, reason: string): Promise<void> {
    if (reason === 'expired' || row.targetKind !== 'member' || !row.subject?.startsWith('{')) return;
    await notices.leave(trx, row.guildId, row.targetId, JSON.parse(row.subject) as Message);
  }

  function kind({ card, wanted, unposted, ...own }: LetterKind): DeliveryKind {
    return {
      ...own,
      async wanted(on, row) {
        const letter = letterOf(row);
        if (letter !== undefined && !(await isNews(letter))) return false;
        return wanted === undefined || (await wanted(on, row));
      },
      async render(on, row, { isDirect, locale }) {
        const letter = letterOf(row);
        if (letter === undefined) throw new Error(`row ${row.id} of kind ${row.kind} says nothing`);
        const t = translator(locale);
        if (letter.as === 'knock') return knock(t, letter.userId);
        const said =
          card === undefined
            ? { content: say(t, letter.line) }
            : await card(on, letter, { t, locale, isDirect });
        return letter.as === 'thread' ? addressed(said, letter.userId) : said;
      },
      async failed(trx, row, reason) {
        const letter = letterOf(row);
        if (letter?.as === 'public' && reason !== 'expired') await unposted?.(trx, letter, reason);
        else await failed(trx, row, reason);
      },
    };
  }

  return {
    toMember,
    leaveLine,
    kind,
    mayPing: (trx, guildId, userId, zone) => budget.mayPing(trx, guildId, userId, zone),
    takeOrReserve: (trx, guildId, userId, now) => budget.takeOrReserve(trx, guildId, userId, now),
    toTeam: (trx, teamId, posting) => publish(trx, { kind: 'team', id: String(teamId) }, posting),
    toProject: (trx, projectId, posting) => publish(trx, { kind: 'project', id: String(projectId) }, posting),
    toStaff: (trx, posting) => publish(trx, channelFor(posting.guildId, ...STAFF_PLACES), posting),
    toCohort: (trx, posting) =>
      publish(trx, channelFor(posting.guildId, 'projects', 'announcements'), posting),
    homeOf: (guildId, userId, trx = db) => homeOf(trx, guildId, userId),
    async wayTo(guildId, userId, trx = db) {
      const learner = await learners.find(guildId, userId, trx);
      return (await takesDirect(trx, learner, userId)) ? 'direct' : 'line';
    },
    feature: {
      name: 'post',
      keeps: pingKeeps,
      facts: postFacts,
      deliveries: [kind({ kind: PLAIN })],
      pollers: [budget.poller],
    },
  };
}

/** The same cause may take several ways one after the other. */
function keyOf(dedupeKey: string, as: StoredLetter['as']): string {
  return as === 'direct' ? dedupeKey : `${dedupeKey}:${as}`;
}
