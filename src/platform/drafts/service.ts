import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Db, unclaimed, write } from '../database/index.ts';
import type { Featured } from '../feature.ts';
import { draftKeeps } from './keeps/store.ts';
import { deleteExpired, findDraft, insertDraft } from './store.ts';

/** How long what a member typed is kept after a refusal or while the bot asks back (ms). */
const KEPT = 15 * 60_000;

/** As they are made; anything else, as PostgreSQL takes no text with a zero in it, is none. */
const ID = /^[\w-]{12}$/;

export { deleteDraft } from './store.ts';

export interface Drafts extends Featured {
  /** Returns the draft's id, short enough for a custom_id. */
  keep(draft: { guildId: string; userId: string; kind: string; content: unknown }): Promise<string>;
  /** Only for the member who typed it; undefined once it is too old. */
  find(id: string, userId: string): Promise<{ kind: string; content: unknown } | undefined>;
}

export function createDrafts({ db, clock }: { db: Db; clock: Clock }): Drafts {
  return {
    feature: { name: 'drafts', keeps: draftKeeps },
    async keep({ guildId, userId, kind, content }) {
      const id = randomBytes(9).toString('base64url');
      const now = clock.now();
      const draft = {
        id,
        guild_id: guildId,
        user_id: userId,
        kind,
        content: JSON.stringify(content),
        expires_at: now + KEPT,
      };
      // Keeping what was typed is no effect: what it is kept for comes later.
      await unclaimed(() =>
        write(db, async (trx) => {
          await Promise.all([deleteExpired(trx, now), insertDraft(trx, draft)]);
        }),
      );
      return id;
    },
    async find(id, userId) {
      if (!ID.test(id)) return undefined;
      const row = await findDraft(db, id, userId, clock.now());
      return row === undefined ? undefined : { kind: row.kind, content: JSON.parse(row.content) as unknown };
    },
  };
}
