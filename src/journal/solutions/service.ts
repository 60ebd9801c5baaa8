import type { Notices } from '../../people/notices/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox, type OutboxRow, type Sent } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Stand } from '../entries/rules.ts';
import type { Entries } from '../entries/service.ts';
import type { Marks } from '../marks/service.ts';
import type { Search } from '../search/service.ts';
import { solutionCard, solutionConsentBody } from './cards.ts';
import { createIndexing } from './indexing.ts';
import { forgetSolutions, solutionKeeps } from './keeps/store.ts';
import { LIMITS, type Solution } from './rules.ts';
import {
  changeSolution,
  deleteAsked,
  findAsked,
  findOfMember,
  findSolution,
  insertSolution,
  isAsked,
  recordPosted,
  searchTitles,
} from './store.ts';

/** How something was solved, as it is said. */
export interface SharedSolution {
  readonly guildId: string;
  readonly cohortId: number | null;
  readonly userId: string;
  readonly stand: Stand;
  readonly title: string;
  readonly rootCause: string | null;
  readonly diagnosis: string | null;
  readonly solution: string;
  readonly lesson: string | null;
  /** Made of a message by somebody else, at this address: they are asked first. */
  readonly from?: { readonly authorId: string; readonly source: string } | undefined;
}

export interface Solutions {
  /** Keeps and posts it; what is made of somebody else's words waits for their yes. */
  share(shared: SharedSolution): Promise<Solution>;
  /** Its author says yes or no. Undefined: no, and nothing of it is kept. */
  agree(id: number, userId: string, yes: boolean): Promise<Solution | undefined>;
  /** What waits for a member's word. */
  asked(guildId: string, userId: string): Promise<Solution[]>;
  publish(id: number, userId: string): Promise<Solution>;
  /** One that this server's members read; throws a UserError when there is none. */
  get(guildId: string, id: number): Promise<Solution>;
  /** A member's own finds in a cohort, oldest first. */
  ofMember(cohortId: number, userId: string): Promise<Solution[]>;
  searchTitles(guildId: string, typed: string): Promise<{ id: number; title: string }[]>;
  readonly feature: Feature;
}

const CARD = 'solution-card';
const CONSENT = 'solution-consent';
const CHOICES = 25;

export function createSolutions(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  limits: Limits;
  notices: Notices;
  post: Post;
  entries: Entries;
  marks: Marks;
  search: Search;
}): Solutions {
  const { db, clock, outbox, limits, notices, post, entries } = parts;
  const index = createIndexing(parts);

  async function say(trx: Db, { id, guildId, projectId, teamId, publicAt }: Solution): Promise<void> {
    const target =
      publicAt === null && teamId !== null
        ? ({ kind: 'team', id: String(teamId) } as const)
        : projectId === null
          ? channelFor(guildId, 'projects')
          : ({ kind: 'project', id: String(projectId) } as const);
    await outbox.enqueue(trx, {
      kind: CARD,
      guildId,
      target,
      payload: { solution: id },
      dedupeKey: `${CARD}:${id}:${publicAt === null ? 'team' : 'public'}`,
      subject: String(id),
    });
  }

  async function askAuthor(trx: Db, { id, guildId, authorId, userId }: Solution): Promise<void> {
    if (authorId === null) return;
    await post.toMember(trx, {
      guildId,
      userId: authorId,
      line: { key: 'journal:solution.consent-line', params: { person: `<@${userId ?? ''}>` } },
      about: `solution-asked:${id}`,
      privacy: 'private',
      urgency: 'asked',
      knock: 'anywhere',
      kind: CONSENT,
      dedupeKey: `${CONSENT}:${id}`,
    });
  }

  async function share(shared: SharedSolution): Promise<Solution> {
    const { guildId, userId, stand, from } = shared;
    const { title, rootCause, diagnosis, solution, lesson } = shared;
    const words = await entries.withoutMentions(guildId, { title, rootCause, diagnosis, solution, lesson });
    const isOthers = from !== undefined && from.authorId !== userId;
    return await write(db, async (trx) => {
      await limits.use(trx, { guildId, userId, what: 'solution' }, LIMITS.posts);
      if (isOthers && (await isAsked(trx, guildId, from.source)))
        throw new UserError({ key: 'journal:error.asked-already' });
      const now = clock.now();
      const kept = await insertSolution(trx, {
        guild_id: guildId,
        cohort_id: shared.cohortId,
        user_id: userId,
        author_id: from?.authorId ?? userId,
        project_id: stand.kind === 'channel' ? null : stand.projectId,
        team_id: stand.kind === 'channel' ? null : stand.teamId,
        title: words.title,
        root_cause: words.rootCause,
        diagnosis: words.diagnosis,
        solution: words.solution,
        lesson: words.lesson,
        state: isOthers ? 'asked' : 'shared',
        source: from?.source ?? null,
        public_at: isOthers || stand.kind === 'team' ? null : now,
        created_at: now,
      });
      if (isOthers) await askAuthor(trx, kept);
      else {
        await say(trx, kept);
        await index(trx, kept);
      }
      return kept;
    });
  }

  async function agree(id: number, userId: string, yes: boolean): Promise<Solution | undefined> {
    return await write(db, async (trx) => {
      const asked = await findSolution(trx, id);
      if (asked?.state !== 'asked' || asked.authorId !== userId)
        throw new UserError({ key: 'journal:error.gone' });
      const agreed = yes
        ? await changeSolution(trx, id, 'asked', { state: 'shared', public_at: clock.now() })
        : undefined;
      if (agreed === undefined) await deleteAsked(trx, id, userId);
      else {
        await say(trx, agreed);
        await index(trx, agreed);
      }
      if (asked.userId !== null)
        await notices.leave(trx, asked.guildId, asked.userId, {
          key: yes ? 'journal:solution.given' : 'journal:solution.refused',
          params: { person: `<@${userId}>` },
        });
      return agreed;
    });
  }

  async function publish(id: number, userId: string): Promise<Solution> {
    return await write(db, async (trx) => {
      const found = await findSolution(trx, id);
      if (found?.authorId !== userId) throw new UserError({ key: 'journal:error.not-yours' });
      if (found.publicAt !== null) throw new UserError({ key: 'journal:error.public-already' });
      const shown = await changeSolution(trx, id, 'shared', { public_at: clock.now() });
      if (shown === undefined) throw new UserError({ key: 'journal:error.gone' });
      await say(trx, shown);
      await index(trx, shown);
      return shown;
    });
  }

  async function posted(trx: Db, row: OutboxRow, { channelId, messageId }: Sent): Promise<void> {
    if (messageId === undefined) return;
    await recordPosted(trx, Number(row.subject), { channelId, messageId });
    const solution = await findSolution(trx, Number(row.subject));
    if (solution !== undefined) await index(trx, solution);
  }

  return {
    share,
    agree,
    publish,
    asked: (guildId, userId) => findAsked(db, guildId, userId),
    async get(guildId, id) {
      const found = await findSolution(db, id);
      if (found?.guildId !== guildId || found.state !== 'shared')
        throw new UserError({ key: 'journal:error.no-solution' });
      return found;
    },
    ofMember: (cohortId, userId) => findOfMember(db, cohortId, userId),
    searchTitles: (guildId, typed) => searchTitles(db, guildId, typed, CHOICES),
    feature: {
      name: 'solutions',
      keeps: {
        ...solutionKeeps,
        /** Others find what stays as before, without a name. */
        async forget(trx, who) {
          for (const id of await forgetSolutions(trx, who)) {
            const kept = await findSolution(trx, id);
            if (kept !== undefined) await index(trx, kept);
          }
        },
      },
      subjects: {
        'solution-asked': async (on, { id }) => (await findSolution(on, Number(id)))?.state === 'asked',
      },
      deliveries: [
        {
          kind: CARD,
          wanted: async (on, row) => (await findSolution(on, Number(row.subject)))?.state === 'shared',
          async render(on, row, { locale }) {
            const solution = await findSolution(on, Number(row.subject));
            if (solution === undefined) throw new Error(`solution ${row.subject} is gone`);
            return solutionCard(translator(locale), solution, { helped: 0, outdated: 0 });
          },
          sent: posted,
        },
        post.kind({
          kind: CONSENT,
          wanted: async (on, row) => (await findSolution(on, Number(row.subject)))?.state === 'asked',
          async card(on, letter, { t }) {
            const solution = await findSolution(on, Number(letter.about?.split(':')[1]));
            if (solution === undefined) throw new Error(`${letter.about} is gone`);
            return { ...solutionConsentBody(t, solution) };
          },
        }),
      ],
      on: {
        async 'entry.marked'(trx, { entry }) {
          const marked = entry.kind === 'solution' ? await findSolution(trx, entry.id) : undefined;
          if (marked !== undefined) await index(trx, marked);
        },
      },
    },
  };
}
