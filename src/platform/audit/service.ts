import type { Clock } from '../clock.ts';
import { causedBy, type Db } from '../database/index.ts';
import type { Feature } from '../feature.ts';
import { auditKeeps } from './keeps/store.ts';
import type { Act, Audited, NotedAct } from './rules.ts';
import { findActs, insertAct } from './store.ts';

/** What staff did and set. It is only added to: the database itself refuses to change it (migrations/0030-audit.ts). */
export interface Audit {
  /** In the write that does it. */
  record(trx: Db, act: Act): Promise<void>;
  /** Newest first; of one member: what was done about them and by them. `before`: an id of a page before. */
  read(
    guildId: string,
    page: { memberId?: string | undefined; before?: number | undefined; limit: number },
  ): Promise<NotedAct[]>;
  readonly feature: Feature;
}

export function createAudit({ db, clock }: { db: Db; clock: Clock }): Audit {
  return {
    async record(trx, { guildId, action, by, memberId, object, details = {}, words }) {
      await insertAct(trx, {
        guild_id: guildId,
        at: clock.now(),
        actor_id: by ?? causedBy() ?? null,
        action,
        member_id: memberId ?? null,
        object: object ?? null,
        details: JSON.stringify(details),
        words: words ?? null,
      });
    },
    async read(guildId, page) {
      const rows = await findActs(db, guildId, page);
      return rows.map(({ id, at, action, actor_id, member_id, object, details, words }) => ({
        id,
        at,
        action: action as Audited,
        actorId: actor_id,
        memberId: member_id,
        object,
        details: JSON.parse(details) as NotedAct['details'],
        words,
      }));
    },
    feature: { name: 'audit', keeps: auditKeeps },
  };
}
