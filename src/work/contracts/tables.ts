import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    contract_versions: ContractVersionTable;
    contract_answers: {
      version_id: number;
      user_id: string;
      hash: string;
      stance: 'agree' | 'object';
      reason: string | null;
      answered_at: number;
    };
    contract_acceptances: {
      team_id: number;
      finding: string;
      rule: string;
      place: string;
      reason: string;
      user_id: string | null;
      accepted_at: number;
    };
    /** field: '' for the whole endpoint. */
    contract_uses: { team_id: number; user_id: string; endpoint: string; field: Generated<string> };
    contract_mutes: { team_id: number; user_id: string; muted_at: number };
    contract_fetches: ContractFetchTable;
    contract_watches: ContractWatchTable;
  }
}

export interface ContractVersionTable {
  id: Generated<number>;
  team_id: number;
  guild_id: string;
  number: number;
  state: 'proposed' | 'agreed' | 'past' | 'replaced';
  format: 'openapi' | 'graphql';
  /** SHA-256 of `normalised`, hex. */
  hash: string;
  title: string;
  version: string;
  endpoint_count: number;
  normalised: string;
  /** As it was handed in. */
  document: string;
  source: 'file' | 'url' | 'lines' | 'template';
  /** The file's name, or the address. */
  source_name: string;
  note: string | null;
  /** JSON of the problems that were found. */
  problems: Generated<string>;
  problem_count: Generated<number>;
  proposer_id: string | null;
  created_at: number;
  agreed_at: number | null;
  nudged_at: number | null;
  /** When its proposer was told that they can work with it for now. */
  offered_at: number | null;
  working_at: number | null;
  revision: Generated<number>;
  channel_id: string | null;
  message_id: string | null;
}

export interface ContractFetchTable {
  id: Generated<number>;
  team_id: number;
  guild_id: string;
  user_id: string;
  kind: 'propose' | 'check';
  url: string;
  note: string | null;
  state: Generated<'waiting' | 'done'>;
  created_at: number;
  due_at: number;
  lease_until: number | null;
}

/** The address of an agreed contract, looked at once a day. */
export interface ContractWatchTable {
  team_id: number;
  guild_id: string;
  url: string;
  etag: string | null;
  /** The hash that was told last. */
  seen: string;
  due_at: number;
  lease_until: number | null;
  failing_since: number | null;
  tries: Generated<number>;
  /** When it was said that it does not answer. */
  told_at: number | null;
  /** What it serves now, normalised, where that is not what was agreed. */
  drift: string | null;
  drift_hash: string | null;
  ended_at: number | null;
}
