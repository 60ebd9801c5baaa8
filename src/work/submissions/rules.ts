/** What a member hands in. Instants are milliseconds UTC. */
import { dayNumber } from '../../platform/zones/rules.ts';

/** The list of the programme, in its order. The presentation itself is the one line without a link. */
export const LINK_KINDS = ['repo', 'docs', 'design', 'slides', 'video', 'demo'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/**
 * What asking an address showed. `asleep`: no answer in time, or that of a host that starts it only now; `closed`: not
 * found or private, or only for who signs in; `silent`: there is no such host, or it does not answer; `unasked`: an
 * address that is not asked, as its port.
 */
export type Finding = 'answers' | 'asleep' | 'missing' | 'closed' | 'no-readme' | 'silent' | 'unasked';

export interface Link {
  readonly kind: LinkKind;
  readonly url: string;
  /** Null: not asked yet. */
  readonly found: Finding | null;
}

/** A member's list for what they build. */
export interface HandIn {
  readonly projectId: number;
  readonly title: string;
  /** In the order of {@link LINK_KINDS}. */
  readonly links: readonly Link[];
  readonly handedInAt: number | null;
  readonly deadlineAt: number;
  /** Who builds it too and has not handed in yet. */
  readonly waitsFor: readonly string[];
}

/** From this day of the cohort on everybody is led through their list. */
const LED_FROM = 14;

export function isLed(
  cohort: { readonly startDate: string; readonly timezone: string },
  now: number,
): boolean {
  return dayNumber(cohort.startDate, now, cohort.timezone) >= LED_FROM;
}

export function isLate({ handedInAt, deadlineAt }: Pick<HandIn, 'handedInAt' | 'deadlineAt'>): boolean {
  return handedInAt !== null && handedInAt > deadlineAt;
}

/** What became of asking an address, as platform/fetch says it. */
export type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly url: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'wait'; readonly again: number }
  | { readonly kind: 'unreachable'; readonly why: string };

/** Hosts of code that answer "not found" for what is private. */
const CODE_HOSTS = new Set(['github.com', 'gitlab.com', 'bitbucket.org']);
/** Where hosts of documents send whoever may not read one. */
const SIGN_IN =
  /^(?:accounts\.google\.com|login\.microsoftonline\.com)$|\/(?:login|signin|users\/sign_in)\/?$/;

/** Names that stand in instructions instead of one's own. */
const STAND_IN =
  /^(?:your[-_]?.*|my[-_]?(?:user)?name|user(?:name)?|owner|repo(?:sitory)?(?:[-_]?name)?|project[-_]?name|link|url|todo|tbd|x{3,}|example|placeholder)$/i;
const STAND_IN_HOST =
  /(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid)$|^(?:your|my)[-_]?(?:app|site|domain)/i;

/** Whether an address only holds the place of another: that of the instructions, or of a site with nothing behind it. */
export function isPlaceholder(kind: LinkKind, address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  const host = url.hostname.replace(/^www\./, '');
  const parts = url.pathname.split('/').filter((part) => part !== '');
  if (STAND_IN_HOST.test(host) || /[<{[]|%3C|%7B/i.test(url.pathname)) return true;
  if (parts.some((part) => STAND_IN.test(part)) && kind !== 'demo' && kind !== 'docs') return true;
  if (CODE_HOSTS.has(host) && kind === 'repo') return parts.length < 2 || STAND_IN.test(parts[0] ?? '');
  // A hosted app and its documentation may stand at the top of a site.
  return parts.length === 0 && url.search === '' && kind !== 'demo' && kind !== 'docs';
}

/** Where the README of a repository is asked for; undefined for hosts of which that is not known. */
export function readmeOf(address: string): string | undefined {
  const url = URL.parse(address);
  const [owner, name, ...more] = url?.pathname.split('/').filter((part) => part !== '') ?? [];
  if (url?.hostname.replace(/^www\./, '') !== 'github.com' || owner === undefined || name === undefined)
    return undefined;
  if (more.length > 0) return undefined;
  return `https://raw.githubusercontent.com/${owner}/${name.replace(/\.git$/, '')}/HEAD/README.md`;
}

/** What an answer shows. Undefined: it was not asked after all, and is asked another time. */
export function findingOf(address: string, fetched: Asked): Finding | undefined {
  switch (fetched.kind) {
    case 'wait':
      return undefined;
    case 'refused':
      return 'unasked';
    case 'unreachable':
      if (fetched.why === 'too-slow') return 'asleep';
      // It answered with more than is read.
      return fetched.why === 'too-large' ? 'answers' : 'silent';
    case 'answered':
      return findingOfStatus(address, fetched.status, fetched.url);
  }
}

function findingOfStatus(address: string, status: number, led: string): Finding {
  const { hostname, pathname } = URL.parse(led) ?? { hostname: '', pathname: '' };
  if (status === 401 || status === 403) return 'closed';
  if (status === 404 || status === 410)
    return CODE_HOSTS.has((URL.parse(address)?.hostname ?? '').replace(/^www\./, '')) ? 'closed' : 'missing';
  if ([502, 503, 504].includes(status)) return 'asleep';
  if (status >= 500) return 'silent';
  return led !== address && (SIGN_IN.test(hostname) || SIGN_IN.test(pathname)) ? 'closed' : 'answers';
}
