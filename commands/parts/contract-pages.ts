import type { Call } from '../../src/platform/discord/call.ts';
import { answer, type Body, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { showHelp } from '../../src/work/contracts/agreeing.ts';
import type { Proposed } from '../../src/work/contracts/proposing.ts';
import type { Version } from '../../src/work/contracts/rules.ts';
import { showBody, startBody, usesBody } from '../../src/work/contracts/showing/cards.ts';
import { diffBody } from '../../src/work/contracts/showing/changes.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { diffView } from './contracts.ts';

type Reader = Pick<Call, 't' | 'caller'>;

/** What is proposed, else what is agreed; undefined: nothing yet. */
export async function latest({ contracts }: Services, team: Team): Promise<Version | undefined> {
  const { proposed, agreed } = await contracts.current(team.id);
  return proposed ?? agreed;
}

export async function versionPage(
  { contracts }: Services,
  { t, caller }: Reader,
  { team, version }: { readonly team: Team; readonly version: Version },
  page: number,
): Promise<Body> {
  const view = await contracts.show(team, version);
  return showBody(t, { ...view, readerId: caller.id }, page);
}

/** The contract as it stands, or the ways to a first one. */
export async function showLatest(services: Services, reader: Reader, team: Team): Promise<Reply> {
  const version = await latest(services, team);
  if (version === undefined) return answer(startBody(reader.t, team.id));
  return answer(await versionPage(services, reader, { team, version }, 0));
}

/** What the reader uses of it; undefined: there is no contract yet. */
export async function usesPage(
  services: Services,
  { t, caller }: Reader,
  team: Team,
  page: number,
): Promise<Body | undefined> {
  const version = await latest(services, team);
  if (version === undefined) return undefined;
  const endpoints = await services.contracts.endpoints(version);
  const own = await services.contracts.uses(team.id, caller.id);
  return usesBody(t, { teamId: team.id, endpoints, ...own }, page);
}

/** Has an address read in the background; what comes of it is told in the team's thread. */
export async function fetchLater(
  { contracts }: Services,
  { t, caller }: Reader,
  team: Team,
  wanted: { readonly url: string; readonly note: string | null },
): Promise<Reply> {
  const isNew = await contracts.fetching.ask(team, caller.id, { kind: 'propose', ...wanted });
  const key = isNew ? 'contracts:fetching' : 'contracts:fetching-already';
  return answer(t(key, { thread: threadOf(t, team), url: wanted.url }));
}

export async function diffPage(
  { contracts }: Services,
  { t, caller }: Reader,
  { team, version }: { readonly team: Team; readonly version: Version },
  page: number,
): Promise<Body> {
  const diff = await contracts.diff(team, version, caller.id);
  return diffBody(t, diffView(['contract.diff', version.id], team, diff), page);
}

export async function driftPage(
  { contracts }: Services,
  { t, caller }: Reader,
  team: Team,
  page: number,
): Promise<Body> {
  const diff = await contracts.drift(team, caller.id);
  if (diff === undefined)
    throw new UserError({ key: 'contracts:error.no-drift' }, { help: [showHelp(team)] });
  return diffBody(t, diffView(['contract.drift', team.id], team, diff), page);
}

/** Agrees to what is proposed; `hash`: to this document and no other. */
export async function agreeTo(
  { contracts }: Services,
  { t, caller }: Reader,
  version: Version,
  hash?: string,
): Promise<Reply> {
  const agreed = await contracts.agreeing.agree(version.id, caller.id, hash);
  const params = {
    number: agreed.version.number,
    hash: agreed.version.hash.slice(0, 7),
    people: agreed.missing.map((id) => `<@${id}>`).join(', '),
  };
  return answer(t(agreed.isAgreed ? 'contracts:agreed.all' : 'contracts:agreed.waiting', params));
}

/** How the text of a document begins; lines do not. */
const DOCUMENT = /^\s*(?:[{#"]|(?:openapi|swagger|schema|extend|type|scalar|enum|interface|input)\b)/;

/** What was typed, proposed as the contract it makes: lines as `GET /products -> id, name`, or a whole document. */
export async function proposeTyped(
  { contracts }: Services,
  { caller }: Reader,
  team: Team,
  typed: { readonly text: string; readonly note: string | undefined },
): Promise<Proposed> {
  const bytes = Buffer.from(typed.text);
  const handed = { bytes, source: 'lines', sourceName: '', note: typed.note ?? null } as const;
  if (DOCUMENT.test(typed.text)) return await contracts.proposing.propose(team, caller.id, handed);
  // Not the project's title: that is its owner's, and the contract is whoever's proposed it.
  const reading = await contracts.documents.fromLines(typed.text, 'API');
  return await contracts.proposing.propose(team, caller.id, handed, reading);
}

/** The thread in which the team reads what comes of it. */
export function threadOf(t: Call['t'], team: Team): string {
  return team.threadId === null ? t('contracts:your-thread') : `<#${team.threadId}>`;
}
