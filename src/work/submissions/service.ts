import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, unclaimed, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Fetches } from '../../platform/fetch/service.ts';
import { literal } from '../../platform/text.ts';
import type { Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import type { Teams } from '../teams/service.ts';
import { submissionFacts } from './facts/store.ts';
import { submissionKeeps } from './keeps/store.ts';
import {
  type Finding,
  findingOf,
  type HandIn,
  LINK_KINDS,
  type Link,
  type LinkKind,
  readmeOf,
} from './rules.ts';
import {
  deleteLink,
  findHandedIn,
  findLinks,
  findSubmission,
  findUnasked,
  handIn,
  type Key,
  keepLink,
  keepSubmission,
  recordFinding,
  takeBack,
} from './store.ts';

/** What somebody hands in of a project; '' takes a link away. */
export interface Sending {
  readonly guildId: string;
  readonly projectId: number;
  readonly userId: string;
  readonly links: Readonly<Partial<Record<LinkKind, string>>>;
  /** It is handed in with that, where the repository is there; else it is only kept. */
  readonly finally: boolean;
}

export interface Submissions {
  /** The list of whoever builds it; throws a UserError for others. */
  of(guildId: string, projectId: number, userId: string): Promise<HandIn>;
  /** As `of`, for whoever would change it; throws a UserError as `send` does. */
  toChange(guildId: string, projectId: number, userId: string): Promise<HandIn>;
  /**
   * Throws a UserError for whoever does not build it, for what was withdrawn, and once its cohort is archived. With the
   * last of those who build it the project is handed in.
   */
  send(sending: Sending): Promise<HandIn>;
  /** It is worked on again, and so is the project. Throws a UserError where nothing is handed in, and as `send`. */
  takeBack(guildId: string, projectId: number, userId: string): Promise<HandIn>;
  /** What somebody has handed in or kept of a project, in the order of the list. */
  links(of: Key, trx?: Db): Promise<Link[]>;
  /** Asks the addresses that were not asked yet; undefined where there is none. Takes as long as they do. */
  look(handIn: HandIn, guildId: string, userId: string): Promise<HandIn | undefined>;
  readonly feature: Feature;
}

/** What is read of a page at most, in bytes. */
const MOST_READ = 2 * 1024 * 1024;
/** How long after it was saved a link is looked at without its member, in ms, and how many in one go. */
const LATER = 120_000;
const AT_ONCE = 10;

export function createSubmissions(parts: {
  db: Db;
  clock: Clock;
  fetches: Pick<Fetches, 'fetch'>;
  cohorts: Pick<Cohorts, 'find'>;
  notices: Pick<Notices, 'leave'>;
  projects: Pick<Projects, 'find' | 'get' | 'ofTeam' | 'submit' | 'unsubmit'>;
  teams: Pick<Teams, 'memberIds'>;
}): Submissions {
  const { db, clock, fetches, cohorts, notices, projects, teams } = parts;

  /** All that is built as one with a project, and who builds it. */
  async function built(trx: Db, project: Project): Promise<{ group: Project[]; memberIds: string[] }> {
    if (project.teamId === null) return { group: [project], memberIds: [project.ownerId] };
    const group = await projects.ofTeam(project.teamId, trx);
    const memberIds = await teams.memberIds(project.teamId, trx);
    // A withdrawn project is not its team's any more.
    return group.some(({ id }) => id === project.id)
      ? { group, memberIds }
      : { group: [project], memberIds: [project.ownerId] };
  }

  async function theirs(trx: Db, guildId: string, projectId: number, userId: string) {
    const project = await projects.get(guildId, projectId, trx);
    const { group, memberIds } = await built(trx, project);
    if (!memberIds.includes(userId)) throw new UserError({ key: 'submissions:error.not-theirs' });
    const ids = group.map(({ id }) => id);
    const before = await findSubmission(trx, ids, userId);
    const own = group.find(({ ownerId }) => ownerId === userId) ?? project;
    const home = group.find(({ id }) => id === before?.projectId) ?? own;
    return { home, ids, memberIds, handedInAt: before?.handedInAt ?? null };
  }

  async function read(trx: Db, guildId: string, projectId: number, userId: string): Promise<HandIn> {
    const { home, ids, memberIds, handedInAt } = await theirs(trx, guildId, projectId, userId);
    const done = await findHandedIn(trx, ids);
    return {
      projectId: home.id,
      title: home.title,
      links: await findLinks(trx, { projectId: home.id, userId }),
      handedInAt,
      deadlineAt: (await cohorts.find(home.cohortId, trx))?.deadlineAt ?? 0,
      waitsFor: memberIds.filter((id) => id !== userId && !done.has(id)),
    };
  }

  /** A project is handed in when everybody who builds it has. Who they are, where it became so with this. */
  async function complete(trx: Db, project: Project): Promise<readonly string[]> {
    const { group, memberIds } = await built(trx, project);
    const done = await findHandedIn(
      trx,
      group.map(({ id }) => id),
    );
    if (memberIds.length === 0 || !memberIds.every((id) => done.has(id))) return [];
    const isNew = group.some(({ status }) => status !== 'submitted' && status !== 'withdrawn');
    for (const { id } of group) await projects.submit(trx, id);
    return isNew ? memberIds : [];
  }

  /** Whoever left does not hold the others up; these hear of it, and can take theirs back to go on. */
  async function completeWithoutLeaver(trx: Db, project: Project): Promise<void> {
    for (const userId of await complete(trx, project))
      await notices.leave(trx, project.guildId, userId, {
        key: 'submissions:whole-without',
        params: { title: literal(project.title) },
      });
  }

  async function back(trx: Db, guildId: string, projectId: number, userId: string): Promise<HandIn> {
    const { home, ids } = await theirs(trx, guildId, projectId, userId);
    await refuseOver(trx, home);
    if (!(await takeBack(trx, { projectIds: ids, userId })))
      throw new UserError({ key: 'submissions:error.not-handed-in' });
    for (const id of ids) await projects.unsubmit(trx, id);
    return await read(trx, guildId, home.id, userId);
  }

  async function refuseOver(trx: Db, { status, title, cohortId }: Project): Promise<void> {
    if (status === 'withdrawn')
      throw new UserError({ key: 'projects:error.ended-withdrawn', params: { title: literal(title) } });
    const cohort = await cohorts.find(cohortId, trx);
    if (cohort !== undefined && cohort.archivedAt !== null)
      throw new UserError({ key: 'submissions:error.archived', params: { name: literal(cohort.name) } });
  }

  async function send(trx: Db, sending: Sending): Promise<HandIn> {
    const { guildId, projectId, userId, links } = sending;
    const { home, handedInAt } = await theirs(trx, guildId, projectId, userId);
    await refuseOver(trx, home);
    if (links.repo === '' && handedInAt !== null)
      throw new UserError({ key: 'submissions:error.repo-stays' });
    const key = { projectId: home.id, userId };
    const now = clock.now();
    await keepSubmission(trx, key, { guildId, cohortId: home.cohortId, now });
    for (const kind of LINK_KINDS) {
      const url = links[kind];
      if (url === '') await deleteLink(trx, key, kind);
      else if (url !== undefined) await keepLink(trx, key, kind, url);
    }
    const kept = await findLinks(trx, key);
    if (sending.finally && kept.some(({ kind }) => kind === 'repo')) {
      await handIn(trx, key, now);
      await complete(trx, home);
    }
    return await read(trx, guildId, home.id, userId);
  }

  /** A repository that is there is asked for its README too. */
  async function ask({ kind, url }: Link, who: { userId?: string }): Promise<Finding | undefined> {
    const found = findingOf(url, await fetches.fetch({ url, ...who, maxBytes: MOST_READ }));
    const readme = kind === 'repo' && found === 'answers' ? readmeOf(url) : undefined;
    if (readme === undefined) return found;
    const answer = await fetches.fetch({ url: readme, ...who, maxBytes: MOST_READ });
    // The repository was seen; its README is looked at with the next try.
    if (answer.kind === 'wait') return undefined;
    return answer.kind === 'answered' && answer.status === 404 ? 'no-readme' : found;
  }

  async function lookAt(key: Key, link: Link, who: { userId?: string }): Promise<void> {
    const found = await ask(link, who);
    if (found !== undefined) await unclaimed(() => write(db, (trx) => recordFinding(trx, key, link, found)));
  }

  /** What could not be looked at when it was added, because many asked the same host: a few a minute, until all are. */
  async function lookAtOthers(): Promise<void> {
    for (const link of await findUnasked(db, clock.now() - LATER, AT_ONCE)) await lookAt(link, link, {});
  }

  return {
    links: (key, trx = db) => findLinks(trx, key),
    of: (guildId, projectId, userId) => read(db, guildId, projectId, userId),
    async toChange(guildId, projectId, userId) {
      await refuseOver(db, (await theirs(db, guildId, projectId, userId)).home);
      return await read(db, guildId, projectId, userId);
    },
    send: (sending) => write(db, (trx) => send(trx, sending)),
    takeBack: (guildId, projectId, userId) => write(db, (trx) => back(trx, guildId, projectId, userId)),
    async look({ projectId, links }, guildId, userId) {
      const open = links.filter(({ found }) => found === null);
      if (open.length === 0) return undefined;
      // One after the other: a host is asked by one at a time.
      for (const link of open) {
        await lookAt({ projectId, userId }, link, { userId });
      }
      return await read(db, guildId, projectId, userId);
    },
    feature: {
      name: 'submissions',
      facts: submissionFacts,
      keeps: submissionKeeps,
      pollers: [{ name: 'links to hand in', every: 60_000, run: lookAtOthers }],
      on: {
        async 'team.changed'(trx, { projectIds }) {
          for (const id of projectIds) {
            const project = await projects.find(id, trx);
            if (project !== undefined) await completeWithoutLeaver(trx, project);
          }
        },
      },
    },
  };
}
