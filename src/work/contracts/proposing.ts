import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import type { Agreeing } from './agreeing.ts';
import type { Comparison, Contract, Documents, Hints, Problem, Reading, Refusal } from './documents/index.ts';
import { isAffected, type Library, openFindings } from './library.ts';
import type { Version } from './rules.ts';
import { findAcceptances, findInState, findVersion, insertVersion, putAnswer } from './store.ts';
import { findMuted, findUses } from './uses/store.ts';

/** A document somebody hands in for their team. */
export interface Handed {
  readonly bytes: Uint8Array;
  readonly source: Version['source'];
  /** The file's name, or the address. */
  readonly sourceName: string;
  readonly contentType?: string;
  readonly note: string | null;
}

export type Proposed =
  /** `isNew`: false where the very same is proposed or agreed already. */
  | { readonly outcome: 'proposed'; readonly version: Version; readonly isNew: boolean }
  | {
      readonly outcome: 'refused';
      readonly reason: Refusal;
      readonly problems: readonly Problem[];
      readonly problemCount: number;
    };

export interface Proposing {
  /**
   * Reads it, unless that was done, and proposes it to the team. Throws a UserError for who is not in it, and for who does
   * it too often.
   */
  propose(team: Team, userId: string, handed: Handed, read?: Reading): Promise<Proposed>;
  /** As {@link Proposing.propose}, of what was read already; `also` happens in the same write. */
  put(
    team: Team,
    userId: string,
    read: {
      readonly contract: Contract;
      readonly problems: readonly Problem[];
      readonly problemCount: number;
    },
    handed: Handed,
    also?: (trx: Db) => Promise<boolean>,
  ): Promise<Version | undefined>;
}

/** So that nobody fills their team's thread. */
const ALLOWED = { hour: 10, day: 30 };

export function createProposing(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  limits: Limits;
  teams: Teams;
  documents: Documents;
  library: Library;
  agreeing: Agreeing;
}): Proposing {
  const { db, clock, outbox, limits, teams, documents, library, agreeing } = parts;

  /** Whom the card mentions: those who still have to answer, but not who named what they use and is not affected. */
  async function mentioned(trx: Db, version: Version, comparison: Comparison | undefined): Promise<string[]> {
    const missing = await agreeing.missing(trx, version);
    const uses = await findUses(trx, version.teamId);
    const muted = await findMuted(trx, version.teamId);
    const findings = openFindings(comparison, await findAcceptances(trx, version.teamId));
    return missing.filter((userId) => {
      if (userId === version.proposerId || muted.includes(userId)) return false;
      const own = uses.get(userId) ?? [];
      return comparison?.outcome !== 'compared' || own.length === 0 || isAffected(findings, own);
    });
  }

  const put: Proposing['put'] = async (team, userId, { contract, problems, problemCount }, handed, also) => {
    const agreed = await findInState(db, team.id, 'agreed');
    const comparison =
      agreed === undefined
        ? undefined
        : await library.against(team, agreed, contract.normalised, contract.hash);
    const inserted = await write(db, async (trx) => {
      const now = await teams.find(team.id, trx);
      if (
        now === undefined ||
        now.endedAt !== null ||
        !(await teams.memberIds(team.id, trx)).includes(userId)
      )
        throw new UserError({ key: 'teams:error.not-member' });
      if (also !== undefined && !(await also(trx))) return undefined;
      await limits.use(trx, { guildId: team.guildId, userId, what: 'contract' }, ALLOWED);
      const { id, replaced } = await insertVersion(trx, {
        team_id: team.id,
        guild_id: team.guildId,
        format: contract.format,
        hash: contract.hash,
        title: contract.title,
        version: contract.version,
        endpoint_count: contract.endpointCount,
        normalised: contract.normalised,
        document: documentText(handed.bytes) ?? contract.normalised,
        source: handed.source,
        source_name: handed.sourceName,
        note: handed.note,
        problems: JSON.stringify(problems),
        problem_count: problemCount,
        proposer_id: userId,
        created_at: clock.now(),
      });
      const version = await findVersion(trx, id);
      if (version === undefined) throw new Error(`contract version ${id} is not there`);
      // Whoever proposes it agrees to it.
      await putAnswer(trx, version, { userId, stance: 'agree', reason: null, at: clock.now() });
      for (const old of replaced)
        await agreeing.redraw(trx, { id: old, teamId: team.id, guildId: team.guildId });
      await agreeing.settle(trx, now);
      await post(trx, version, await mentioned(trx, version, comparison));
      return version;
    });
    if (inserted === undefined) return undefined;
    return (await findVersion(db, inserted.id)) ?? inserted;
  };

  /** Its card in the team's thread. */
  async function post(trx: Db, version: Version, mentions: readonly string[]): Promise<void> {
    await outbox.enqueue(trx, {
      kind: 'contract-card',
      guildId: version.guildId,
      target: { kind: 'team', id: String(version.teamId) },
      payload: { versionId: version.id },
      mentions,
      dedupeKey: `contract-card:${version.id}`,
      subject: String(version.id),
    });
  }

  const propose: Proposing['propose'] = async (team, userId, handed, read) => {
    const hints: Hints = {
      name: handed.sourceName,
      ...(handed.contentType === undefined ? {} : { contentType: handed.contentType }),
    };
    const reading = read ?? (await documents.read(handed.bytes, hints));
    if (reading.outcome === 'refused') return reading;
    for (const state of ['proposed', 'agreed'] as const) {
      const same = await findInState(db, team.id, state);
      if (same?.hash === reading.contract.hash) return { outcome: 'proposed', version: same, isNew: false };
    }
    const version = await put(team, userId, reading, handed);
    if (version === undefined) throw new Error('nothing was proposed');
    return { outcome: 'proposed', version, isNew: true };
  };

  return { propose, put };
}

/** A document that is text in UTF-8 is kept as it came; undefined for any other. */
function documentText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
