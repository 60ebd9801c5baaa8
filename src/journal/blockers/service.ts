import type { Communities } from '../../people/communities/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Stand } from '../entries/rules.ts';
import type { Entries } from '../entries/service.ts';
import type { Marks } from '../marks/service.ts';
import type { Search } from '../search/service.ts';
import { createBlockerCards } from './card-life.ts';
import { consentBody } from './cards.ts';
import { createEnding, type Ending } from './ending.ts';
import { createHelping, type Helping } from './helping.ts';
import { blockerKeeps, findOnProjectsOf, forgetBlockers } from './keeps/store.ts';
import { createLooking } from './looking.ts';
import { type BlockersRead, createReading } from './reading.ts';
import { type Blocker, CALL_AFTER, LIMITS } from './rules.ts';
import {
  changeBlocker,
  deleteAsked,
  findBlocker,
  findOpenOfMember,
  findSame,
  findTaken,
  forgetThread,
  insertBlocker,
  noteBlocker,
} from './store.ts';

export { threadKey } from './card-life.ts';
export type { Credit } from './ending.ts';

/** What keeps somebody, as it is said. */
export interface Opening {
  readonly guildId: string;
  readonly cohortId: number | null;
  readonly ownerId: string;
  readonly stand: Stand;
  readonly title: string;
  readonly details: string | null;
  readonly technologies: readonly string[];
  /** Made of the owner's message by somebody else: it is opened once the owner agrees. */
  readonly from?: { readonly openerId: string; readonly source: string } | undefined;
}

export interface Blockers extends Ending, BlockersRead, Omit<Helping, 'backIn'> {
  /** Keeps it and posts its card; where it stands word for word already, that one. Throws a UserError where somebody opens too many. */
  open(opening: Opening): Promise<Blocker>;
  /** As {@link Blockers.open}, inside a transaction, of words without mentions. */
  openIn(trx: Db, opening: Opening): Promise<Blocker>;
  /** The owner of the message it was made of says yes or no. Undefined: no, and nothing of it is kept. */
  agree(id: number, userId: string, yes: boolean): Promise<Blocker | undefined>;
  /** What only the team read is shown to everybody. Only for its owner. */
  publish(id: number, userId: string): Promise<Blocker>;
  /** Notes for whoever calls mentors: when they were called, or when to look at it again (ms UTC). */
  note(trx: Db, id: number, notes: { readonly calledAt?: number; readonly lookAt?: number }): Promise<void>;
  /** A thread is open: perhaps somebody wrote in one that is over. */
  opened(guildId: string, threadId: string): Promise<void>;
  readonly feature: Feature;
}

const CONSENT = 'blocker-consent';

export function createBlockers(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  events: Events;
  limits: Limits;
  communities: Communities;
  notices: Notices;
  post: Post;
  projects: Projects;
  entries: Entries;
  marks: Marks;
  search: Search;
}): Blockers {
  const { db, clock, events, limits, notices, post, entries } = parts;
  const cards = createBlockerCards(parts);
  const looking = createLooking(parts);
  const ending = createEnding({ ...parts, cards });
  const reading = createReading(parts);
  const helping = createHelping({ ...parts, changed });

  async function changed(trx: Db, blocker: Blocker): Promise<void> {
    await cards.refresh(trx, blocker);
    await events.emit(trx, 'blocker.changed', { guildId: blocker.guildId, blockerId: blocker.id });
  }

  async function open(opening: Opening): Promise<Blocker> {
    const { title, details } = opening;
    const words = await entries.withoutMentions(opening.guildId, { title, details });
    return await write(db, (trx) => openIn(trx, { ...opening, ...words }));
  }

  async function openIn(trx: Db, opening: Opening): Promise<Blocker> {
    const { guildId, ownerId, stand, from, title, details } = opening;
    const now = clock.now();
    const isOthers = from !== undefined && from.openerId !== ownerId;
    const actor = from?.openerId ?? ownerId;
    const said = { guild_id: guildId, owner_id: ownerId, ...placedAt(stand), title, details };
    // Whoever read that nothing answered types it again, word for word: it may stand already.
    const same = await findSame(trx, said);
    if (same !== undefined) return same;
    await limits.use(trx, { guildId, userId: actor, what: 'blocker' }, LIMITS.openings);
    const blocker = await insertBlocker(trx, {
      ...said,
      cohort_id: opening.cohortId,
      technologies: JSON.stringify(opening.technologies),
      state: isOthers ? 'asked' : 'open',
      public_at: stand.kind === 'team' ? null : now,
      opener_id: isOthers ? actor : null,
      source: from?.source ?? null,
      created_at: now,
      look_at: isOthers || stand.kind === 'team' ? null : now + CALL_AFTER,
    });
    if (isOthers) await askOwner(trx, blocker);
    else await begin(trx, blocker);
    return blocker;
  }

  async function begin(trx: Db, blocker: Blocker): Promise<void> {
    await cards.post(trx, blocker);
    await events.emit(trx, 'blocker.changed', { guildId: blocker.guildId, blockerId: blocker.id });
  }

  async function askOwner(trx: Db, blocker: Blocker): Promise<void> {
    if (blocker.ownerId === null) return;
    await post.toMember(trx, {
      guildId: blocker.guildId,
      userId: blocker.ownerId,
      line: { key: 'blockers:consent.line', params: { person: `<@${blocker.openerId ?? ''}>` } },
      about: `blocker-asked:${blocker.id}`,
      privacy: 'private',
      urgency: 'asked',
      knock: 'anywhere',
      kind: CONSENT,
      dedupeKey: `${CONSENT}:${blocker.id}`,
    });
  }

  async function agree(id: number, userId: string, yes: boolean): Promise<Blocker | undefined> {
    return await write(db, async (trx) => {
      const asked = await findBlocker(trx, id);
      if (asked?.state !== 'asked' || asked.ownerId !== userId)
        throw new UserError({ key: 'journal:error.gone' });
      const now = clock.now();
      const agreed = yes
        ? await changeBlocker(trx, id, 'asked', { state: 'open', public_at: now, look_at: now + CALL_AFTER })
        : undefined;
      if (agreed !== undefined) await begin(trx, agreed);
      else await deleteAsked(trx, id, userId);
      if (asked.openerId !== null)
        await notices.leave(trx, asked.guildId, asked.openerId, {
          key: yes ? 'blockers:consent.given' : 'blockers:consent.refused',
          params: { person: `<@${userId}>` },
        });
      return agreed;
    });
  }

  async function publish(id: number, userId: string): Promise<Blocker> {
    return await write(db, async (trx) => {
      const found = await findBlocker(trx, id);
      if (found?.ownerId !== userId) throw new UserError({ key: 'journal:error.not-yours' });
      if (found.publicAt !== null || (found.state !== 'open' && found.state !== 'solved'))
        throw new UserError({ key: 'journal:error.public-already' });
      const now = clock.now();
      const shown = await changeBlocker(trx, id, found.state, {
        public_at: now,
        channel_id: null,
        message_id: null,
        ...(found.state === 'open' ? { look_at: now + CALL_AFTER } : {}),
      });
      if (shown === undefined) throw new UserError({ key: 'journal:error.gone' });
      await begin(trx, shown);
      await ending.index(trx, shown);
      return shown;
    });
  }

  /** What somebody leaves open ends with them, and what they took is free again. */
  async function left(trx: Db, whose: { guildId: string; userId: string; cohortId?: number }): Promise<void> {
    for (const blocker of await findOpenOfMember(trx, whose))
      await ending.closeIn(trx, blocker.id, whose.userId);
    if (whose.cohortId !== undefined) return;
    for (const { id } of await findTaken(trx, whose.guildId, whose.userId))
      await helping.backIn(trx, id, whose.userId);
  }

  return {
    ...reading,
    ...helping,
    ...ending,
    open,
    openIn,
    agree,
    publish,
    async note(trx, id, { calledAt, lookAt }) {
      await noteBlocker(trx, id, {
        ...(calledAt === undefined ? {} : { called_at: calledAt }),
        ...(lookAt === undefined ? {} : { look_at: lookAt }),
      });
    },
    opened: (guildId, threadId) => looking.opened(guildId, threadId),
    feature: {
      name: 'blockers',
      keeps: {
        ...blockerKeeps,
        /** Others find what stays as before, without a name. */
        async forget(trx, who) {
          // Drawn once the title is gone.
          for (const id of await findOnProjectsOf(trx, who)) {
            const known = await findBlocker(trx, id);
            const drawn = known === undefined ? undefined : await changeBlocker(trx, id, known.state, {});
            if (drawn !== undefined) await cards.refresh(trx, drawn);
          }
          for (const id of await forgetBlockers(trx, who)) {
            const kept = await findBlocker(trx, id);
            if (kept !== undefined) await ending.index(trx, kept);
          }
        },
      },
      deliveries: [
        ...cards.deliveries,
        ...looking.deliveries,
        post.kind({
          kind: CONSENT,
          wanted: async (on, row) => (await findBlocker(on, Number(row.subject)))?.state === 'asked',
          async card(on, letter, { t }) {
            const blocker = await findBlocker(on, Number(letter.about?.split(':')[1]));
            if (blocker === undefined) throw new Error(`${letter.about} is gone`);
            return { ...consentBody(t, blocker) };
          },
        }),
      ],
      pollers: [{ name: 'blockers', every: 60_000, run: () => looking.runDue() }],
      subjects: {
        /** Offers and questions are news while it is open. */
        blocker: async (on, { id }) => (await findBlocker(on, Number(id)))?.state === 'open',
        'blocker-asked': async (on, { id }) => (await findBlocker(on, Number(id)))?.state === 'asked',
      },
      on: {
        'channel.deleted': (trx, { guildId, channelId }) => forgetThread(trx, guildId, channelId),
        'cohort.archived': ending.archived,
        'member.gone': (trx, { guildId, userId }) => left(trx, { guildId, userId }),
        'member.left-cohort': (trx, { guildId, userId, cohortId }) =>
          left(trx, { guildId, userId, cohortId }),
        async 'entry.marked'(trx, { entry }) {
          const marked =
            entry.kind === 'blocker' ? await changeBlocker(trx, entry.id, 'solved', {}) : undefined;
          if (marked === undefined) return;
          await cards.refresh(trx, marked);
          await ending.index(trx, marked);
        },
      },
    },
  };
}

function placedAt(stand: Stand): { project_id: number | null; team_id: number | null } {
  return stand.kind === 'channel'
    ? { project_id: null, team_id: null }
    : { project_id: stand.projectId, team_id: stand.teamId };
}
