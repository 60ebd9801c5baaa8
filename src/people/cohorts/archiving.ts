/** A cohort is over: what runs in it ends, nothing begins any more, and what is known of it stays. */
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Communities } from '../communities/service.ts';
import { isPublishing, markArchived } from './archiving/store.ts';
import { archivedMessage } from './cards.ts';
import type { Cohort } from './rules.ts';
import type { StartCards } from './start-card.ts';

export function createArchiving(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  audit: Pick<Audit, 'record'>;
  events: Events;
  communities: Communities;
  find: (id: number, trx?: Db) => Promise<Cohort | undefined>;
  startCards: Pick<StartCards, 'redraw'>;
}): (id: number) => Promise<Cohort> {
  const { db, clock, outbox, audit, events, communities, find, startCards } = parts;

  /** Said once, without mentions: what everybody knows of the cohort stays. */
  async function tellArchived(trx: Db, cohort: Cohort): Promise<void> {
    const { language, channels } = await communities.get(cohort.guildId, trx);
    if ((channels.announcements ?? channels.projects) === null) return;
    await outbox.enqueue(trx, {
      kind: 'cohort-archived',
      guildId: cohort.guildId,
      target: channelFor(cohort.guildId, 'announcements', 'projects'),
      payload: archivedMessage(translator(language), cohort),
      dedupeKey: `cohort-archived:${cohort.id}`,
      subject: String(cohort.id),
    });
  }

  return async function archive(id) {
    return await write(db, async (trx) => {
      const cohort = await find(id, trx);
      if (cohort === undefined) throw new UserError({ key: 'cohorts:error.unknown' });
      if (await isPublishing(trx, id)) throw new UserError({ key: 'rounds:error.running' });
      await events.emit(trx, 'cohort.archived', { guildId: cohort.guildId, cohortId: id });
      if (!(await markArchived(trx, id, clock.now())))
        throw new UserError({ key: 'cohorts:error.archived', params: { name: literal(cohort.name) } });
      await audit.record(trx, {
        guildId: cohort.guildId,
        action: 'cohort.archive',
        object: `cohort:${cohort.id}`,
      });
      await tellArchived(trx, cohort);
      await startCards.redraw(trx, cohort, 'archived');
      return cohort;
    });
  };
}
