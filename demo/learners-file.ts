import { readFileSync } from 'node:fs';

export type Track = 'backend' | 'frontend' | 'fullstack';
export type Brief =
  | 'ecommerce'
  | 'social-feed'
  | 'movie-recommendation'
  | 'job-board'
  | 'online-poll'
  | 'other';
export type Api = 'rest' | 'graphql' | 'both';

/** One learner of a learners file: facts, some of which may be missing. */
export interface Entry {
  readonly id: string;
  readonly track: Track;
  /** As they wrote it; made from the brief where they wrote none. Undefined: neither is known. */
  readonly title: string | undefined;
  readonly brief: Brief;
  readonly api: Api | undefined;
  readonly technologies: readonly string[];
  /** The id of a real partner. */
  readonly partnerOf: string | undefined;
  readonly french: boolean;
}

/** An entry nobody can play, and why. */
export interface Unplayable {
  /** Position in the file, from 1. */
  readonly position: number;
  readonly why: string;
}

export interface LearnersFile {
  readonly entries: readonly Entry[];
  readonly unplayable: readonly Unplayable[];
}

/** A learners file that cannot be used at all; the message is for the person who named it. */
export class LearnersFileError extends Error {
  override readonly name = 'LearnersFileError';
}

/** Reads a file of the shape in README.md, "Your own learners". Throws {@link LearnersFileError}. */
export function readLearnersFile(path: string): LearnersFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new LearnersFileError(`The learners file ${path} cannot be read: ${why(error)}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new LearnersFileError(`The learners file ${path} is no JSON: ${why(error)}.`);
  }
  if (!Array.isArray(json))
    throw new LearnersFileError(
      `The learners file ${path} must hold a list of learners: [{ "id": …, "track": … }].`,
    );
  return sortOut(json);
}

function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file';
  if ('code' in error && error.code === 'EISDIR') return 'it is a folder';
  return error.message;
}

function sortOut(list: readonly unknown[]): LearnersFile {
  const entries = new Map<string, Entry>();
  const unplayable: Unplayable[] = [];
  for (const [index, raw] of list.entries()) {
    const entry = readEntry(raw);
    if (typeof entry === 'string') unplayable.push({ position: index + 1, why: entry });
    else if (entries.has(entry.id))
      unplayable.push({ position: index + 1, why: 'the id of an earlier entry' });
    else entries.set(entry.id, entry);
  }
  return { entries: [...entries.values()], unplayable };
}

/** The learner, or why there is none. */
function readEntry(raw: unknown): Entry | string {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'not an object';
  const facts = raw as Readonly<Record<string, unknown>>;
  const id = textOf(facts['id']).trim();
  if (id === '') return 'no id';
  const track = trackOf(textOf(facts['track']));
  if (track === undefined) return 'no track (backend, frontend or fullstack)';
  const brief = briefOf(facts['brief']) ?? briefOf(facts['briefFromCode']);
  const title = textOf(facts['projectTitle']);
  const made = brief === undefined ? undefined : `${BRIEF_NAMES[brief]} ${track}`;
  return {
    id,
    track,
    title: title.trim() === '' ? made : title,
    brief: brief ?? 'other',
    api: apiOf(listOf(facts['apiStyle'])),
    technologies: listOf(facts['technologies']),
    partnerOf: textOf(facts['partnerOf']) || undefined,
    french: textOf(facts['readmeLanguage']).toLowerCase().startsWith('fr'),
  };
}

export const BRIEF_NAMES: Readonly<Record<Brief, string>> = {
  ecommerce: 'E-Commerce',
  'social-feed': 'Social Media Feed',
  'movie-recommendation': 'Movie Recommendation',
  'job-board': 'Job Board',
  'online-poll': 'Online Poll System',
  other: 'Own idea',
};

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

function listOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => textOf(item).trim()).filter((item) => item !== '');
}

function trackOf(text: string): Track | undefined {
  const plain = text.toLowerCase().replace(/[^a-z]/g, '');
  return (['backend', 'frontend', 'fullstack'] as const).find((track) => track === plain);
}

function briefOf(value: unknown): Brief | undefined {
  const text = textOf(value).trim().toLowerCase();
  return (Object.keys(BRIEF_NAMES) as Brief[]).find((brief) => brief === text);
}

function apiOf(styles: readonly string[]): Api | undefined {
  const rest = styles.includes('rest');
  const graphql = styles.includes('graphql');
  if (rest && graphql) return 'both';
  return rest ? 'rest' : graphql ? 'graphql' : undefined;
}
