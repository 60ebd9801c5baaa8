import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { localDate } from '../../platform/zones/rules.ts';
import type { Team } from '../teams/rules.ts';
import {
  type Comparison,
  type Documents,
  type Finding,
  type Summary,
  type Use,
  usesHit,
} from './documents/index.ts';
import type { Version } from './rules.ts';
import { findDocument, findInState, findVersions } from './store.ts';

/** What one version changes against another. */
export interface Changes {
  /** What it is compared with; undefined: it is the first. */
  readonly before: Version | undefined;
  /** Undefined where it is the first. */
  readonly comparison: Comparison | undefined;
}

/** Contracts summed up and compared, each once: what is asked for again is kept for a while. */
export interface Library {
  summary(version: Pick<Version, 'id' | 'hash'>): Promise<Summary>;
  changes(team: Team, version: Version): Promise<Changes>;
  /** Between what a team agreed on and a document that is no version of it. */
  against(team: Team, agreed: Version, normalised: string, hash: string): Promise<Comparison>;
  /** What a version is compared with; undefined: nothing, it is the first. */
  before(version: Version): Promise<Version | undefined>;
}

/** Summaries and comparisons kept in memory: those of the teams that look at theirs just now. */
const KEPT = 40;

export function createLibrary(parts: {
  db: Db;
  clock: Clock;
  documents: Documents;
  cohorts: Cohorts;
}): Library {
  const { db, clock, documents, cohorts } = parts;
  const summaries = new Map<string, Promise<Summary>>();
  const comparisons = new Map<string, Promise<Comparison>>();

  async function normalised(id: number): Promise<string> {
    const found = await findDocument(db, id);
    if (found === undefined) throw new Error(`there is no contract version ${id}`);
    return found.normalised;
  }

  async function today({ cohortId }: Team): Promise<string> {
    return localDate(clock.now(), (await cohorts.find(cohortId))?.timezone ?? 'UTC');
  }

  async function compare(team: Team, before: Version, hash: string, after: () => Promise<string>) {
    const date = await today(team);
    return await once(comparisons, `${before.hash} ${hash} ${date}`, async () =>
      documents.compare(await normalised(before.id), await after(), date),
    );
  }

  return {
    before: (version) => baseline(db, version),
    summary: ({ id, hash }) => once(summaries, hash, async () => documents.summary(await normalised(id))),
    async changes(team, version) {
      const before = await baseline(db, version);
      if (before === undefined) return { before, comparison: undefined };
      const comparison = await compare(team, before, version.hash, () => normalised(version.id));
      return { before, comparison };
    },
    against: (team, agreed, document, hash) => compare(team, agreed, hash, async () => document),
  };
}

/**
 * What a version is compared with: a proposal with what is agreed, else with what its proposer works with meanwhile; what
 * is agreed with what was agreed before it.
 */
async function baseline(db: Db, version: Version): Promise<Version | undefined> {
  const agreed = version.state === 'proposed' ? await findInState(db, version.teamId, 'agreed') : undefined;
  if (agreed !== undefined) return agreed;
  const earlier = (await findVersions(db, version.teamId)).filter(({ number }) => number < version.number);
  return (
    earlier.find(({ agreedAt }) => agreedAt !== null) ?? earlier.find(({ workingAt }) => workingAt !== null)
  );
}

async function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known !== undefined) return await known;
  const made = make();
  kept.set(key, made);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  // What failed is tried again.
  made.catch(() => kept.delete(key));
  return await made;
}

/** What was found, without what was accepted on purpose. */
export function openFindings(
  comparison: Comparison | undefined,
  accepted: readonly { readonly finding: string }[],
): Finding[] {
  if (comparison?.outcome !== 'compared') return [];
  const known = new Set(accepted.map(({ finding }) => finding));
  return comparison.findings.filter(({ id }) => !known.has(id));
}

/** Whether a change concerns somebody: whoever has named nothing uses everything. */
export function concerns(finding: Finding, uses: readonly Use[]): boolean {
  return uses.length === 0 || usesHit(finding, uses).length > 0;
}

/** Whether something that can break a frontend concerns them. */
export function isAffected(findings: readonly Finding[], uses: readonly Use[]): boolean {
  return findings.some((finding) => finding.level !== 'safe' && concerns(finding, uses));
}

/** Worst first is the order of the comparison; what concerns the reader comes before the rest. */
export function ordered(findings: readonly Finding[], uses: readonly Use[]): Finding[] {
  if (uses.length === 0) return [...findings];
  const own = findings.filter((finding) => concerns(finding, uses));
  return [...own, ...findings.filter((finding) => !own.includes(finding))];
}
