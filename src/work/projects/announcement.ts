/** What owners type, as the columns of a project. */

import type { ApiStyle, Track } from '../../people/learners/rules.ts';
import { UserError } from '../../platform/errors.ts';
import { titleKey } from '../../platform/text.ts';
import {
  type Brief,
  LIMITS,
  type Project,
  parseStack,
  type Status,
  urlProblem,
  withScheme,
} from './rules.ts';

/** What a member types to announce a project; texts are trimmed and within their lengths. */
export interface Announcement {
  readonly guildId: string;
  readonly cohortId: number;
  readonly ownerId: string;
  readonly title: string;
  readonly brief: Brief;
  readonly summary: string;
  readonly track: Track;
  readonly api?: ApiStyle | undefined;
  readonly stack?: string | undefined;
  readonly partners?: number | undefined;
  readonly repo?: string | undefined;
  readonly docs?: string | undefined;
  /** The project it goes on from; credited on its card. */
  readonly continuesId?: number | undefined;
}

/** What an owner changes; what is left out stays. Texts are trimmed and within their lengths. */
export type ProjectChanges = Partial<
  Pick<Announcement, 'title' | 'brief' | 'summary' | 'track' | 'api' | 'stack' | 'partners' | 'repo' | 'docs'>
>;

/** The columns of an announcement. Throws a UserError for an address or a list that cannot be kept. */
export function announcementColumns(input: Announcement) {
  const partners = input.partners ?? 1;
  return {
    guild_id: input.guildId,
    cohort_id: input.cohortId,
    owner_id: input.ownerId,
    title: input.title,
    title_key: titleKey(input.title),
    brief: input.brief,
    summary: input.summary,
    track: input.track,
    api: input.api ?? null,
    stack: JSON.stringify(stackTyped(input.stack ?? '')),
    partners,
    repo: urlColumn('repo', input.repo),
    docs: urlColumn('docs', input.docs),
    continues_id: input.continuesId ?? null,
    status: partners === 0 ? ('full' as const) : ('looking' as const),
  };
}

export function changedColumns(changes: ProjectChanges) {
  const { title, brief, summary, track, api, stack, partners, repo, docs } = changes;
  return {
    ...(title === undefined ? {} : { title, title_key: titleKey(title) }),
    ...(brief === undefined ? {} : { brief }),
    ...(summary === undefined ? {} : { summary }),
    ...(track === undefined ? {} : { track }),
    ...(api === undefined ? {} : { api }),
    ...(stack === undefined ? {} : { stack: JSON.stringify(stackTyped(stack)) }),
    ...(partners === undefined ? {} : { partners }),
    ...(repo === undefined ? {} : { repo: urlColumn('repo', repo) }),
    ...(docs === undefined ? {} : { docs: urlColumn('docs', docs) }),
  };
}

/** Technologies as they were typed. Throws a UserError. */
export function stackTyped(text: string): string[] {
  const stack = parseStack(text);
  if (stack !== undefined) return stack;
  throw new UserError({
    key: 'projects:error.stack',
    params: { items: LIMITS.stack.items, length: LIMITS.stack.item },
  });
}

function urlColumn(name: 'repo' | 'docs', url: string | undefined): string | null {
  if (url === undefined || url === '') return null;
  const address = withScheme(url);
  const problem = urlProblem(name, address);
  if (problem !== undefined) throw new UserError(problem);
  return address;
}

/** Places that appear or vanish open or complete a project; what its owner chose otherwise stays. */
export function statusWith(project: Project, partners: number): { status?: Status; closed_by_hand?: number } {
  if (project.status !== 'looking' && project.status !== 'full') return {};
  if (partners === project.partners) return {};
  return { status: project.placesTaken < partners ? 'looking' : 'full', closed_by_hand: 0 };
}
