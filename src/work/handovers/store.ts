import type { Db } from '../../platform/database/index.ts';

interface Handover {
  readonly projectId: number;
  readonly fromId: string;
  readonly toId: string;
}

/** Whether the new owner already builds with one of the project's other partners elsewhere. */
export async function isPairedElsewhere(db: Db, { projectId, fromId, toId }: Handover): Promise<boolean> {
  const row = await db
    .selectFrom('pairs as mine')
    .innerJoin('pairs as other', 'other.cohort_id', 'mine.cohort_id')
    .select('mine.id')
    .where('mine.host_project_id', '=', projectId)
    .where('mine.host_id', '=', fromId)
    .where('mine.guest_id', '<>', toId)
    .where('mine.ended_at', 'is', null)
    .where('other.ended_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('other.host_id', '=', toId), eb('other.guest_id', '=', eb.ref('mine.guest_id'))]),
        eb.and([eb('other.guest_id', '=', toId), eb('other.host_id', '=', eb.ref('mine.guest_id'))]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}
