import type { ApiStyle, Track } from '../../people/learners/rules.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { codePoints, commaList, oneLine } from '../../platform/text.ts';

export const BRIEFS = [
  'ecommerce',
  'social-feed',
  'movie-recommendation',
  'job-board',
  'online-poll',
  'other',
] as const;
export type Brief = (typeof BRIEFS)[number];
const STATUSES = ['looking', 'full', 'paused', 'withdrawn', 'submitted'] as const;
export type Status = (typeof STATUSES)[number];

/** Lengths in code points after trimming. */
export const LIMITS = {
  title: { min: 3, max: 80 },
  summary: { min: 20, max: 1000, lines: true },
  stack: { max: 1000, items: 40, item: 50 },
  url: { max: 400 },
  partners: { min: 0, max: 4 },
  /** How many a member may announce in any hour and day: each posts a card. */
  announcements: { hour: 10, day: 20 },
} as const;

export interface Project {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly ownerId: string;
  readonly title: string;
  readonly brief: Brief;
  readonly summary: string;
  readonly track: Track;
  readonly api: ApiStyle | null;
  readonly stack: readonly string[];
  /** How many partners are sought in all, 0-4; 0 builds alone. */
  readonly partners: number;
  readonly placesTaken: number;
  readonly repo: string | null;
  readonly docs: string | null;
  readonly status: Status;
  /** Full because its owner said so: it stays so when a place becomes free. */
  readonly closedByHand: boolean;
  /** The project it goes on from. */
  readonly continuesId: number | null;
  readonly teamId: number | null;
  /** Its team stands, or its owner may be in one more team: else nobody could be taken in. */
  readonly ownerHasPlace: boolean;
  readonly card: { readonly channelId: string; readonly messageId: string } | null;
  readonly threadId: string | null;
  readonly revision: number;
  readonly createdAt: number;
}

/** How many owners of a brief build each side. */
export interface Supply {
  readonly backend: number;
  readonly frontend: number;
  readonly fullstack: number;
}

/** Somebody else may still join. */
export function isOpen(
  project: Pick<Project, 'status' | 'placesTaken' | 'partners' | 'ownerHasPlace'>,
): boolean {
  return seeks(project) && project.ownerHasPlace;
}

/** Its owner looks for somebody, whether or not they could take them in. */
export function seeks(project: Pick<Project, 'status' | 'placesTaken' | 'partners'>): boolean {
  return project.status === 'looking' && project.placesTaken < project.partners;
}

/** The address as it is kept: `github.com/me/shop`, as people type it, is one of https, with a port too. */
export function withScheme(text: string): string {
  return /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) ? text : `https://${text}`;
}

/** The links in a line, where it has nothing else; else the line as it is. */
export function linksIn(line: string): string[] {
  const parts = line.trim().split(/[,;]?\s+|[,;](?=https?:)/);
  return parts.every((part) => LINK.test(part)) ? parts : [line.trim()];
}

const LINK = /[^.]\.[^.]/;

/** Whether this is one public https address, or why it is none. Nothing is fetched. */
export function urlProblem(name: string, text: string): Message | undefined {
  const count = linksIn(text).length;
  if (count > 1) return { key: 'projects:error.one-link', params: { name, count } };
  const url = URL.parse(text);
  const plain =
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    LINK.test(url.hostname) &&
    !/\s/.test(text);
  return plain && url.href.length <= LIMITS.url.max
    ? undefined
    : { key: 'projects:error.url', params: { name } };
}

/** A technology list as typed: normalised spellings, no repeats. Undefined when one is too long or there are too many. */
export function parseStack(text: string): string[] | undefined {
  const typed = commaList(text).flatMap(apart);
  const items = [...new Map(typed.map((item) => [technologyKey(item), technologyName(item)])).values()];
  const { stack } = LIMITS;
  return items.length <= stack.items && items.every((item) => codePoints(item) <= stack.item)
    ? items
    : undefined;
}

/** 'React and Redux' are two, where both are known; 'HTML & CSS' is one. */
function apart(item: string): string[] {
  const parts = item.split(/\s*[|+&/]\s*|\s+(?:and|et)\s+/i);
  return known(item) === undefined && parts.every((part) => known(part) !== undefined) ? parts : [item];
}

/**
 * Technologies as learners of this programme write them most often (a count over public repositories), each with the
 * other spellings seen. The first is the name that is shown.
 */
const TECHNOLOGIES: readonly (readonly [name: string, ...aliases: string[]])[] = [
  ['REST API', 'rest', 'restful', 'rest apis', 'restful api'],
  ['Django'],
  ['PostgreSQL', 'postgres', 'postgress', 'postgre', 'psql', 'pg', 'postgresql database'],
  ['Django REST Framework', 'drf', 'django rest', 'djangorestframework', 'django-rest-framework'],
  ['TypeScript', 'ts'],
  ['React', 'reactjs', 'react.js'],
  ['Tailwind CSS', 'tailwind', 'tailwindcss'],
  ['Redis'],
  ['GraphQL', 'gql'],
  ['Next.js', 'next', 'nextjs'],
  ['Celery'],
  ['Docker', 'docker compose', 'docker-compose'],
  ['Git'],
  ['GitHub'],
  ['GitHub Actions'],
  ['CI/CD', 'cicd', 'ci cd'],
  ['Python', 'python3', 'py'],
  ['JavaScript', 'js'],
  ['Node.js', 'node', 'nodejs'],
  ['Express', 'express.js', 'expressjs'],
  ['NestJS', 'nest', 'nest.js'],
  ['FastAPI'],
  ['Flask'],
  ['MySQL'],
  ['MongoDB', 'mongo'],
  ['SQLite'],
  ['JWT', 'json web token', 'simplejwt', 'jwt authentication'],
  ['Swagger', 'openapi', 'swagger/openapi', 'drf-yasg', 'drf-spectacular'],
  ['Postman'],
  ['RabbitMQ'],
  ['Nginx'],
  ['Gunicorn'],
  ['Kubernetes', 'k8s'],
  ['AWS', 'amazon web services'],
  ['Render'],
  ['Railway'],
  ['Vercel'],
  ['Heroku'],
  ['Firebase'],
  ['Supabase'],
  ['Redux', 'redux toolkit', 'rtk'],
  ['Zustand'],
  ['React Query', 'tanstack query'],
  ['Apollo Client', 'apollo'],
  ['Graphene', 'graphene-django'],
  ['React Native', 'rn'],
  ['Expo'],
  ['Vue', 'vue.js', 'vuejs'],
  ['Angular'],
  ['Svelte'],
  ['HTML/CSS', 'html', 'css', 'html5', 'css3'],
  ['Bootstrap'],
  ['shadcn/ui', 'shadcn'],
  ['Framer Motion'],
  ['Figma'],
  ['Jest'],
  ['pytest'],
  ['Cypress'],
  ['WebSocket', 'websockets', 'django channels', 'socket.io'],
  ['Stripe'],
  ['Chapa'],
  ['Paystack'],
  ['M-Pesa', 'mpesa'],
  ['TMDb API', 'tmdb'],
  ['Cloudinary'],
  ['PWA', 'progressive web app'],
];

const BY_SPELLING = new Map(
  TECHNOLOGIES.flatMap(([name, ...aliases]) =>
    [name, ...aliases].map((spelling) => [compact(spelling), name] as const),
  ),
);

/** Letters and figures alone: 'React JS', 'react.js' and 'ReactJS' are spelled alike. */
function compact(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+#]/gu, '');
}

/** With the figures of a version or without: 'html5' is known as it is, 'Vue 3' is Vue. */
function known(typed: string): string | undefined {
  const spelling = compact(typed);
  return BY_SPELLING.get(spelling) ?? BY_SPELLING.get(spelling.replace(/v?\d+$/, ''));
}

/** The shown name of a technology: the usual one where it is known, else what was typed, in one line. */
export function technologyName(typed: string): string {
  const text = oneLine(typed);
  return known(text) ?? text;
}

export function technologyKey(typed: string): string {
  return technologyName(typed).toLowerCase();
}

/** Technologies whose name or other spelling begins with (else contains) what was typed, best first. */
export function suggestTechnologies(typed: string): string[] {
  const text = compact(typed);
  const starts: string[] = [];
  const contains: string[] = [];
  for (const [name, ...aliases] of TECHNOLOGIES) {
    const spellings = [name, ...aliases].map(compact);
    if (spellings.some((spelling) => spelling.startsWith(text))) starts.push(name);
    else if (spellings.some((spelling) => spelling.includes(text))) contains.push(name);
  }
  return [...starts, ...contains];
}

/**
 * Choices for a comma list: the last item is completed, the rest repeated. A choice that would exceed 100 characters is
 * not offered, and nothing is ever shortened.
 */
export function completeList(typed: string, suggest: (last: string) => readonly string[]): string[] {
  const parts = typed.split(',');
  const last = parts.at(-1) ?? '';
  const before = commaList(parts.slice(0, -1).join(','));
  const taken = new Set(before.map((item) => item.toLowerCase()));
  const own = oneLine(last) === '' ? [] : [oneLine(last)];
  const items = [...new Set([...suggest(last), ...own])].filter((item) => !taken.has(item.toLowerCase()));
  return items.map((item) => [...before, item].join(', ')).filter((text) => codePoints(text) <= 100);
}
