import type { Call } from '../../src/platform/discord/call.ts';
import { answer, type Body, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { showHelp } from '../../src/work/contracts/agreeing.ts';
import type { Version } from '../../src/work/contracts/rules.ts';
import { diffBody, showBody } from '../../src/work/contracts/showing/cards.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { diffView, proposedBody, unlessFull } from './contracts.ts';

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
  const view = await unlessFull(() => contracts.show(team, version));
  return showBody(t, { ...view, readerId: caller.id }, page);
}

export async function diffPage(
  { contracts }: Services,
  { t, caller }: Reader,
  { team, version }: { readonly team: Team; readonly version: Version },
  page: number,
): Promise<Body> {
  const diff = await unlessFull(() => contracts.diff(team, version, caller.id));
  return diffBody(t, diffView(['contract.diff', version.id], team, diff), page);
}

export async function driftPage(
  { contracts }: Services,
  { t, caller }: Reader,
  team: Team,
  page: number,
): Promise<Body> {
  const diff = await unlessFull(() => contracts.drift(team, caller.id));
  if (diff === undefined) throw new UserError({ key: 'contracts:error.no-drift' }, showHelp(team));
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

/** Lines as `GET /products -> id, name`, proposed as the contract they make. */
export async function proposeLines(
  { contracts }: Services,
  { t, caller }: Reader,
  team: Team,
  typed: { readonly lines: string; readonly note: string | undefined },
): Promise<Reply> {
  const document = await unlessFull(() => contracts.documents.fromLines(typed.lines));
  if (document.outcome === 'refused') return answer(proposedBody(t, team, document));
  const bytes = Buffer.from(document.contract.normalised);
  const handed = { bytes, source: 'lines', sourceName: 'contract.json', note: typed.note ?? null } as const;
  return answer(
    proposedBody(t, team, await unlessFull(() => contracts.proposing.propose(team, caller.id, handed))),
  );
}

/** The thread in which the team reads what comes of it. */
export function threadOf(t: Call['t'], team: Team): string {
  return team.threadId === null ? t('contracts:your-thread') : `<#${team.threadId}>`;
}
