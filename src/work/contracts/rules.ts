/** What a team has agreed on, who has to agree, and when somebody is asked again. Instants are milliseconds UTC. */
import type { ContractFormat, Problem, Use } from './documents/types.ts';

export interface Version {
  readonly id: number;
  readonly teamId: number;
  readonly guildId: string;
  /** 1, 2 ... within the team. */
  readonly number: number;
  readonly state: 'proposed' | 'agreed' | 'past' | 'replaced';
  readonly format: ContractFormat;
  /** SHA-256, hex. */
  readonly hash: string;
  readonly title: string;
  readonly version: string;
  readonly endpointCount: number;
  readonly source: 'file' | 'url' | 'lines' | 'template';
  /** The file's name, or the address. */
  readonly sourceName: string;
  readonly note: string | null;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Null once they had their name taken out. */
  readonly proposerId: string | null;
  readonly createdAt: number;
  readonly agreedAt: number | null;
  readonly nudgedAt: number | null;
  /** When its proposer heard that they can work with it for now. */
  readonly offeredAt: number | null;
  /** Since when its proposer works with it although not everybody has agreed. */
  readonly workingAt: number | null;
  readonly revision: number;
  readonly card: { readonly channelId: string; readonly messageId: string } | null;
}

export interface Answer {
  readonly userId: string;
  readonly stance: 'agree' | 'object';
  readonly reason: string | null;
  readonly at: number;
}

export const LIMITS = {
  note: { max: 300 },
  lines: { min: 5, max: 4000 },
  reason: { min: 3, max: 300 },
  /** Discord's limit for the address is ours: a longer one is no address of an API. */
  url: { min: 9, max: 500 },
  uses: { max: 1000 },
} as const;

const HOUR = 3_600_000;
/** How long a proposal waits until it is asked about once, and until its proposer may work with it. */
const PATIENCE = { nudge: 24 * HOUR, working: 48 * HOUR };
/** The same in a cohort's last ten days. */
const LAST_DAYS = { nudge: 6 * HOUR, working: 12 * HOUR };

export function patience(isLastStretch: boolean): { readonly nudge: number; readonly working: number } {
  return isLastStretch ? LAST_DAYS : PATIENCE;
}

export function mayWorkWith(version: Version, now: number, isLastStretch: boolean): boolean {
  return version.state === 'proposed' && now - version.createdAt >= patience(isLastStretch).working;
}

/** Somebody in the team as far as the contract is concerned. */
export interface Party {
  readonly userId: string;
  readonly track: 'backend' | 'frontend' | 'fullstack' | null;
  /** Who only documents has no say in it. */
  readonly documenting: boolean;
}

/**
 * The sides that each have to agree, as the members who can do it. A fullstack learner stands for a side that nobody
 * else builds. A team of one side has no other: each of its members agrees.
 */
export function sidesOf(parties: readonly Party[]): string[][] {
  const builders = parties.filter(({ documenting }) => !documenting);
  const ids = (of: (party: Party) => boolean): string[] => builders.filter(of).map(({ userId }) => userId);
  const either = ids(({ track }) => track !== 'backend' && track !== 'frontend');
  const backend = ids(({ track }) => track === 'backend');
  const frontend = ids(({ track }) => track === 'frontend');
  if (backend.length > 0 && frontend.length > 0) return [backend, frontend];
  const only = backend.length > 0 ? backend : frontend;
  if (only.length > 0 && either.length > 0) return [only, either];
  return builders.map(({ userId }) => [userId]);
}

/** Whose answer is still needed: everybody of the sides of which nobody has agreed. */
export function missingOf(parties: readonly Party[], answers: readonly Answer[]): string[] {
  const agreed = new Set(answers.filter(({ stance }) => stance === 'agree').map(({ userId }) => userId));
  return sidesOf(parties)
    .filter((side) => !side.some((id) => agreed.has(id)))
    .flat();
}

/** `GET /products`, or `GET /products price` for one field of it; without a method `/products`, whatever is done there. */
export function readUse(item: string): Use | undefined {
  const match = /^(?:([A-Za-z]+) (\S+)|(\/\S*))(?: (\S+))?$/.exec(item.trim().replace(/\s+/g, ' '));
  if (match === null) return undefined;
  const [, method = '', place = '', path, field] = match;
  const fields = field === undefined ? {} : { fields: [field] };
  if (path !== undefined) return { endpoint: path, ...fields };
  const isGraphql = /^(?:query|mutation|subscription)$/i.test(method);
  const endpoint = `${isGraphql ? method.toLowerCase() : method.toUpperCase()} ${place}`;
  return { endpoint, ...fields };
}

/** The endpoints that a typed one means: itself, else what differs in a slash at the end or the name of a parameter. */
export function endpointsMeant(typed: string, endpoints: readonly string[]): readonly string[] {
  const exact = endpoints.filter((each) => each === typed);
  if (exact.length > 0) return exact;
  const key = addressKey(typed);
  return endpoints.filter((each) => {
    const own = addressKey(each);
    return typed.startsWith('/') ? own.slice(own.indexOf(' ') + 1) === key : own === key;
  });
}

/** `GET /products/:id/` and `GET /products/{slug}` are one address. */
function addressKey(endpoint: string): string {
  return endpoint.replaceAll(/\{[^{}]*\}|<[^<>]*>|:[A-Za-z_]\w*/g, '{}').replace(/\/$/, '');
}

const DAY = 24 * HOUR;
/** An address that does not answer is tried so often, so far apart, before it counts as a day without an answer. */
export const WATCH = {
  every: DAY,
  tries: 3,
  triesApart: 2 * HOUR,
  /** Told once after so long without an answer. */
  toldAfter: 3 * DAY,
  /** How long an agreed contract is looked at after the deadline. */
  afterDeadline: 7 * DAY,
} as const;

/** The moment of the day at which a team's address is looked at: all of them are spread over it. */
export function firstLook(teamId: number, now: number): number {
  // Neighbouring ids lie far apart: the golden ratio of a day.
  const offset = (teamId * 0.6180339887498949) % 1;
  return now + WATCH.every / 2 + Math.floor(offset * WATCH.every);
}
