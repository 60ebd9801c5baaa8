/** Deadlines among a server's events, for cohorts whose staff want that. */

import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import type { Outbox, OutboxRow, Sent, ServerEvent, Transport } from '../../platform/delivery/types.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { deadlineKeeps } from './keeps/store.ts';
import { eventStep, eventTimes } from './rules.ts';
import { askForEvent, dropEvent, findEvent, isAnyWanted, recordEvent, unrecorded } from './store.ts';

const KIND = 'deadline-event';
/** Discord's limit for an event's name. */
const LONGEST_NAME = 100;

export interface DeadlineEvents {
  wanted(cohortId: number): Promise<boolean>;
  /** Whether some running cohort of a server has its event. */
  anyWanted(guildId: string): Promise<boolean>;
  readonly feature: Feature;
}

export function createDeadlineEvents(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  cohorts: Pick<Cohorts, 'find'>;
}): DeadlineEvents {
  const { db, clock, outbox, communities, cohorts } = parts;

  async function ask(trx: Db, cohort: Cohort, wanted: boolean): Promise<void> {
    const { revision } = await askForEvent(trx, cohort.id, wanted);
    await outbox.enqueue(trx, {
      kind: KIND,
      guildId: cohort.guildId,
      // One after the other in a server, so that two cohorts do not take each other's event for their own.
      target: { kind: 'channel', id: cohort.guildId },
      payload: {},
      dedupeKey: `${KIND}:${cohort.id}:${revision}`,
      subject: String(cohort.id),
    });
  }

  async function wanted(cohortId: number, trx: Db = db): Promise<boolean> {
    return (await findEvent(trx, cohortId))?.wanted === 1;
  }

  /** Brings Discord's event to what is wanted now, whatever the row was about. */
  async function run(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const cohort = await cohorts.find(Number(row.subject));
    const known = cohort === undefined ? undefined : await findEvent(db, cohort.id);
    if (cohort === undefined || known === undefined) return 'obsolete';
    const event = await describe(cohort);
    const step = eventStep({
      wanted: known.wanted === 1 && cohort.archivedAt === null,
      startsAt: event.startsAt,
      standing: known.starts_at === null ? undefined : { startsAt: known.starts_at },
      now: clock.now(),
    });
    if (step === 'leave') return 'obsolete';
    const { guildId } = cohort;
    // Events have no nonce, so we look before we repeat.
    const id =
      known.event_id !== null && step !== 'create' ? known.event_id : await findLeft(guildId, transport);
    if (step === 'delete') await remove(cohort, id, transport);
    else if (id === undefined) await create(cohort, event, transport);
    else await change(cohort, id, event, transport);
    return { channelId: guildId };
  }

  /**
   * An event of ours that belongs to no cohort: the work of a try whose answer was lost. Whichever cohort finds it makes
   * it its own; the other one finds none and makes one.
   */
  async function findLeft(guildId: string, transport: Transport): Promise<string | undefined> {
    const [left] = await unrecorded(db, await transport.ownEvents(guildId));
    return left;
  }

  async function create(cohort: Cohort, event: ServerEvent, transport: Transport): Promise<void> {
    const { id } = await transport.createEvent(cohort.guildId, event);
    await write(db, (trx) => recordEvent(trx, cohort.id, { id, startsAt: event.startsAt }));
  }

  async function change(cohort: Cohort, id: string, event: ServerEvent, transport: Transport): Promise<void> {
    const isThere = await unlessGone(transport.editEvent(cohort.guildId, id, event));
    if (isThere) await write(db, (trx) => recordEvent(trx, cohort.id, { id, startsAt: event.startsAt }));
    // Somebody deleted it by hand: they do not want it, until staff say so again.
    else await write(db, (trx) => dropEvent(trx, cohort.id));
  }

  async function remove(cohort: Cohort, id: string | undefined, transport: Transport): Promise<void> {
    if (id !== undefined) await unlessGone(transport.deleteEvent(cohort.guildId, id));
    await write(db, (trx) => recordEvent(trx, cohort.id, null));
  }

  async function describe(cohort: Cohort): Promise<ServerEvent> {
    const { language, channels } = await communities.get(cohort.guildId);
    const t = translator(language);
    const place = channels.projects ?? channels.announcements ?? '';
    return {
      name: truncated(t('cohorts:event.name', { cohort: cohort.name }), LONGEST_NAME),
      description: t('cohorts:event.description'),
      location: `https://discord.com/channels/${cohort.guildId}/${place}`,
      ...eventTimes(cohort.deadlineAt),
    };
  }

  /** Staff switch a cohort's event on or off. */
  async function setWanted(
    trx: Db,
    { cohortId, wanted: isWanted }: EventMap['cohort.event-wanted'],
  ): Promise<void> {
    const cohort = await cohorts.find(cohortId, trx);
    if (cohort !== undefined) await ask(trx, cohort, isWanted);
  }

  /** The cohort's name or dates changed: its event follows, if it has one. */
  async function follow(
    trx: Db,
    { cohortId }: EventMap['cohort.changed' | 'cohort.archived'],
  ): Promise<void> {
    if (await wanted(cohortId, trx)) await setWanted(trx, { cohortId, wanted: true });
  }

  return {
    wanted,
    anyWanted: (guildId) => isAnyWanted(db, guildId),
    feature: {
      name: 'deadlines',
      keeps: deadlineKeeps,
      deliveries: [{ kind: KIND, run, trouble: { cause: 'events', place: 'events' } }],
      on: { 'cohort.event-wanted': setWanted, 'cohort.changed': follow, 'cohort.archived': follow },
    },
  };
}

/** False when what was to be changed no longer exists. */
async function unlessGone(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && error.failure === 'gone') return false;
    throw error;
  }
}
