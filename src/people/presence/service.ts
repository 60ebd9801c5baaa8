import { breathe, within } from '../../platform/async.ts';
import { type Db, unclaimed, write } from '../../platform/database/index.ts';
import type { Roster, Standing } from '../../platform/discord/roster.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { markGone, markPresent } from '../learners/service.ts';
import { FRESH, isNews, stale } from './rules.ts';
import { findKnown, goneBarrier } from './store.ts';
import { createSweep, type SweepParts } from './sweep.ts';

/** Who is still in a server. */
export interface Presence {
  /** Whether they are known to have left. Who was never heard of counts as there. Asks nobody. */
  isGone(guildId: string, userId: string, trx?: Db): Promise<boolean>;
  /** Those of them who are known to have left. Asks nobody. */
  gone(guildId: string, userIds: readonly string[], trx?: Db): Promise<ReadonlySet<string>>;
  /**
   * Asks Discord about those of whom there is no news of the last hour, and waits at most 800 ms for it: what comes later
   * still counts, by `member.gone`. For whoever is about to be asked, paired or accepted; not inside a write.
   */
  look(guildId: string, userIds: readonly string[]): Promise<void>;
  /** As `look`, for somebody who is named by their id alone. Throws a UserError for a bot and for who is not there. */
  refuseAbsent(guildId: string, userId: string): Promise<void>;
  /** As `look`, for a whole cohort; waits at most 2 s. */
  lookAtAll(guildId: string, userIds: readonly string[]): Promise<void>;
  /** They acted, or Discord showed them as members: whoever had left is back. */
  seen(guildId: string, userIds: readonly string[]): Promise<void>;
  readonly feature: Feature;
}

/** How long an answer waits for Discord, in ms. */
const PATIENCE = 800;
const PATIENCE_FOR_ALL = 2_000;
/** So many members are read at once: a round asks for a whole cohort, and SQLite takes so many values and no more. */
const SLICE = 500;
/** So many answers of "not there" are remembered. */
const REMEMBERED = 10_000;

export function createPresence(
  parts: SweepParts & { readonly events: Events; readonly roster: Roster },
): Presence {
  const { db, clock, events, roster } = parts;
  /** When (ms UTC) somebody was last not found, by server and member. */
  const notFound = new Map<string, number>();
  const asked = (guildId: string, userId: string) => notFound.get(`${guildId} ${userId}`);

  async function gone(guildId: string, userIds: readonly string[], trx: Db = db): Promise<Set<string>> {
    const known = await findKnown(trx, guildId, userIds);
    return new Set(known.filter(({ goneAt }) => goneAt !== null).map(({ userId }) => userId));
  }

  function note(guildId: string, userId: string): void {
    notFound.set(`${guildId} ${userId}`, clock.now());
    const [oldest] = notFound.keys();
    if (notFound.size > REMEMBERED && oldest !== undefined) notFound.delete(oldest);
  }

  async function left(trx: Db, guildId: string, userId: string): Promise<void> {
    if (await markGone(trx, guildId, userId, clock.now()))
      await events.emit(trx, 'member.gone', { guildId, userId });
  }

  /** One write for each who left: what follows from it may be much. */
  async function heard(
    guildId: string,
    { there, gone: missing }: { there: readonly string[]; gone: readonly string[] },
  ): Promise<void> {
    await seen(guildId, there, { always: true });
    const known = await gone(guildId, missing);
    for (const userId of missing) {
      note(guildId, userId);
      if (!known.has(userId)) await unclaimed(() => write(db, (trx) => left(trx, guildId, userId)));
    }
  }

  async function seen(guildId: string, userIds: readonly string[], { always = false } = {}): Promise<void> {
    const now = clock.now();
    const known = await findKnown(db, guildId, userIds);
    const old = known.filter((row) => always || isNews(row, now));
    if (old.length === 0) return;
    const ids = old.map(({ userId }) => userId);
    await unclaimed(() =>
      write(db, async (trx) => {
        for (const userId of await markPresent(trx, guildId, ids, now))
          await events.emit(trx, 'member.back', { guildId, userId });
      }),
    );
  }

  async function ask(guildId: string, userId: string): Promise<Standing> {
    const standing = await roster.find(guildId, userId);
    if (standing === 'there') await heard(guildId, { there: [userId], gone: [] });
    if (standing === 'gone') await heard(guildId, { there: [], gone: [userId] });
    return standing;
  }

  async function old(guildId: string, userIds: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (let from = 0; from < userIds.length; from += SLICE) {
      if (from > 0) await breathe();
      const slice = userIds.slice(from, from + SLICE);
      const known = await findKnown(db, guildId, slice);
      found.push(...stale(slice, known, (id) => asked(guildId, id), { now: clock.now(), fresh: FRESH }));
    }
    return found;
  }

  const sweep = createSweep(parts, heard, asked);

  return {
    gone,
    seen: (guildId, userIds) => seen(guildId, userIds),
    async isGone(guildId, userId, trx) {
      return (await gone(guildId, [userId], trx)).has(userId);
    },
    async look(guildId, userIds) {
      const ids = await old(guildId, userIds);
      await within(PATIENCE, Promise.all(ids.map((userId) => ask(guildId, userId))));
    },
    async refuseAbsent(guildId, userId) {
      const params = { person: `<@${userId}>` };
      const [wanted] = await old(guildId, [userId]);
      const standing = wanted === undefined ? undefined : await within(PATIENCE, ask(guildId, wanted));
      if (standing === 'bot') throw new UserError({ key: 'common:error.person.bot', params });
      if (standing === 'gone' || (await gone(guildId, [userId])).has(userId))
        throw new UserError({ key: 'common:error.person.not-here', params });
    },
    async lookAtAll(guildId, userIds) {
      const ids = await old(guildId, userIds);
      await within(PATIENCE_FOR_ALL, sweep.lookAtAll(guildId, ids));
    },
    feature: {
      name: 'presence',
      barriers: [goneBarrier],
      pollers: [sweep],
      on: {
        async 'member.not-found'(trx, { guildId, userId }) {
          note(guildId, userId);
          await left(trx, guildId, userId);
        },
      },
    },
  };
}
