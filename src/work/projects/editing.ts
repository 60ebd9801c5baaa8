import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import { literal } from '../../platform/text.ts';
import { changedColumns, type ProjectChanges, statusWith } from './announcement.ts';
import type { Announcing } from './announcing.ts';
import { type Project, type Status, seeks } from './rules.ts';
import { changeProject, type ProjectRow } from './store.ts';

/** What its owner changes of a project. */
export interface Editing {
  /** Only for its owner. An empty `repo` or `docs` takes the link away. */
  edit(id: number, ownerId: string, changes: ProjectChanges): Promise<Project>;
  /**
   * Only for its owner, and not once it is withdrawn or handed in. Open requests for its places end when it no longer
   * looks for partners.
   */
  setStatus(trx: Db, id: number, ownerId: string, status: Exclude<Status, 'submitted'>): Promise<Project>;
  /** Everybody who builds it has handed it in. What has ended already stays as it is. */
  submit(trx: Db, id: number): Promise<void>;
  /** Somebody took back what they handed in: it is built on. Others stay as they are. */
  unsubmit(trx: Db, id: number): Promise<void>;
}

export function createEditing(parts: {
  readonly db: Db;
  readonly events: Events;
  readonly announcing: Pick<Announcing, 'refuseSecondTitle'>;
  readonly find: (id: number, trx: Db) => Promise<Project | undefined>;
  readonly refreshed: (trx: Db, row: ProjectRow) => Promise<Project>;
}): Editing {
  const { db, events, announcing, find, refreshed } = parts;

  /** A change by the owner, in one transaction with the card's and the end of requests that became pointless. */
  async function change(
    trx: Db,
    id: number,
    ownerId: string,
    decide: (project: Project) => Promise<Parameters<typeof changeProject>[2]>,
  ): Promise<Project> {
    const project = await find(id, trx);
    if (project === undefined) throw new UserError({ key: 'projects:error.unknown' });
    if (project.ownerId !== ownerId)
      throw new UserError({ key: 'projects:error.not-owner', params: { title: literal(project.title) } });
    return await changed(trx, project, await decide(project));
  }

  async function changed(
    trx: Db,
    project: Project,
    columns: Parameters<typeof changeProject>[2],
  ): Promise<Project> {
    const { id } = project;
    const after = await refreshed(trx, await changeProject(trx, id, columns));
    if (seeks(project) && !seeks(after)) await events.emit(trx, 'project.closed', { projectId: id });
    if (!seeks(project) && seeks(after)) await events.emit(trx, 'project.opened', { projectId: id });
    if (after.status === 'withdrawn') await events.emit(trx, 'project.withdrawn', { projectId: id });
    await events.emit(trx, 'project.changed', { guildId: after.guildId, projectId: id });
    return after;
  }

  async function setStatus(
    trx: Db,
    id: number,
    ownerId: string,
    status: Exclude<Status, 'submitted'>,
  ): Promise<Project> {
    return await change(trx, id, ownerId, (project) => {
      refuseEnded(project);
      if (status === 'looking' && project.placesTaken >= project.partners) {
        // A pause ends so whatever its places are.
        if (project.status === 'paused') return Promise.resolve({ status: 'full', closed_by_hand: 0 });
        throw new UserError({
          key: 'projects:error.no-place-to-look',
          params: { title: literal(project.title) },
        });
      }
      return Promise.resolve({ status, closed_by_hand: status === 'full' ? 1 : 0 });
    });
  }

  return {
    setStatus,
    async submit(trx, id) {
      const project = await find(id, trx);
      if (project === undefined || hasEnded(project)) return;
      await changed(trx, project, { status: 'submitted', status_at_departure: null });
      await events.emit(trx, 'project.submitted', { projectId: id });
    },
    async unsubmit(trx, id) {
      const project = await find(id, trx);
      if (project?.status !== 'submitted') return;
      const hasPlace = project.placesTaken < project.partners;
      await changed(trx, project, { status: hasPlace ? 'looking' : 'full', closed_by_hand: 0 });
    },
    async edit(id, ownerId, changes) {
      return await write(db, (trx) =>
        change(trx, id, ownerId, async (project) => {
          const columns = changedColumns(changes);
          const partners = changes.partners ?? project.partners;
          if (partners < project.placesTaken) {
            const params = { title: literal(project.title), count: project.placesTaken };
            throw new UserError({ key: 'projects:error.partners-below-taken', params });
          }
          await announcing.refuseSecondTitle(trx, project, columns.title_key);
          return { ...columns, ...statusWith(project, partners) };
        }),
      );
    },
  };
}

/** What has ended stays so: a button of an earlier day must not bring it back. */
export function refuseEnded({ status, title }: Project): void {
  if (status === 'withdrawn' || status === 'submitted')
    throw new UserError({ key: `projects:error.ended-${status}`, params: { title: literal(title) } });
}

function hasEnded({ status }: Project): boolean {
  return status === 'withdrawn' || status === 'submitted';
}
