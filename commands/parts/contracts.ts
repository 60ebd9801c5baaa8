import type { Call, Press } from '../../src/platform/discord/call.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import type { Body } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { AttachmentError, downloadAttachment } from '../../src/platform/fetch/attachments.ts';
import { labelled, type Translate, translator } from '../../src/platform/i18n/index.ts';
import { code, problemFile, problemLines, titleOf } from '../../src/work/contracts/cards.ts';
import {
  LIMITS as DOCUMENT_LIMITS,
  type Finding,
  refusalSentence,
  sentence,
  type Use,
} from '../../src/work/contracts/documents/index.ts';
import type { Proposed } from '../../src/work/contracts/proposing.ts';
import { endpointsMeant, type Version } from '../../src/work/contracts/rules.ts';
import type { Diff } from '../../src/work/contracts/service.ts';
import { startRow } from '../../src/work/contracts/showing/cards.ts';
import type { DiffView } from '../../src/work/contracts/showing/changes.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** What whoever proposed reads. */
export function proposedBody(t: Translate, team: Team, proposed: Proposed): Body {
  if (proposed.outcome === 'refused') {
    const { reason, problems, problemCount } = proposed;
    const file = problemFile(t, problems);
    return {
      content: [refusalSentence(reason, t), ...problemLines(t, problems, problemCount)]
        .join('\n')
        .slice(0, 1_900),
      components: [startRow(t, team.id)],
      ...(file === undefined ? {} : { files: [file] }),
    };
  }
  const { version, isNew } = proposed;
  const thread = team.threadId === null ? t('contracts:your-thread') : `<#${team.threadId}>`;
  if (!isNew)
    return {
      content: t(`contracts:proposed.same-${version.state === 'agreed' ? 'agreed' : 'proposed'}`, { thread }),
    };
  const file = problemFile(t, version.problems);
  const key = version.state === 'agreed' ? 'contracts:proposed.at-once' : 'contracts:proposed.done';
  return {
    content: [
      t(key, { title: titleOf(t, version), number: version.number, thread }),
      ...(version.problemCount === 0
        ? []
        : [
            t('contracts:proposed.problems', { count: version.problemCount }),
            ...problemLines(t, version.problems, version.problemCount),
          ]),
    ]
      .join('\n')
      .slice(0, 1_900),
    ...(file === undefined ? {} : { files: [file] }),
  };
}

/** The bytes of an attached contract. Throws a UserError that says what to do. */
export async function attachedBytes(
  file: { readonly url: string; readonly size: number },
  origins: readonly string[],
): Promise<Buffer> {
  try {
    return await downloadAttachment(file, { origins, maxBytes: DOCUMENT_LIMITS.bytes });
  } catch (error) {
    if (!(error instanceof AttachmentError)) throw error;
    throw new UserError({ key: `contracts:error.file-${error.why}` });
  }
}

/** The team a button is about, for its members alone. Pressing it is a sign of life. */
export async function teamOfPress(services: Services, press: Press, id: string | undefined): Promise<Team> {
  const call = inServer(press);
  const team = await services.teams.find(idIn(id));
  if (
    team === undefined ||
    team.guildId !== call.guildId ||
    !(await services.teams.memberIds(team.id)).includes(call.caller.id)
  )
    throw new UserError({ key: 'teams:error.not-member' });
  await services.silences.sign(team.id, call.caller.id);
  return team;
}

/** The version a button is about, with its team, for that team's members alone: others do not hear whether there is one. */
export async function versionOfPress(
  services: Services,
  press: Press,
  id: string | undefined,
): Promise<{ team: Team; version: Version }> {
  const version = await services.contracts.find(idIn(id));
  if (version === undefined) throw new UserError({ key: 'teams:error.not-member' });
  return { version, team: await teamOfPress(services, press, String(version.teamId)) };
}

export function diffView(of: DiffView['of'], team: Team, diff: Diff): DiffView {
  return { of, teamId: team.id, ...diff };
}

/** The change log as a text file, in the reader's language. */
export function changeLog(
  call: Pick<Call, 'locale'>,
  versions: readonly { readonly version: Version; readonly diff: Pick<Diff, 'before' | 'findings'> }[],
): Buffer {
  const t = translator(call.locale);
  const parts = versions.map(({ version, diff }) =>
    [
      `## ${t('contracts:history.version', { number: version.number })} · ${new Date(version.createdAt).toISOString().slice(0, 10)}`,
      '',
      ...(diff.before === undefined
        ? [t('contracts:log.first')]
        : diff.findings.length === 0
          ? [t('contracts:log.nothing')]
          : diff.findings.map((finding) => logLine(t, finding))),
    ].join('\n'),
  );
  return Buffer.from(`# ${t('contracts:log.head')}\n\n${parts.join('\n\n')}\n`);
}

function logLine(t: Translate, finding: Finding): string {
  const where = finding.endpoints.length === 0 ? '' : ` (${finding.endpoints.join(', ')})`;
  return `- ${labelled(t, t(`contract-rules:level.${finding.level}`), `${sentence(finding, t)}${where}`)}`;
}

/** `GET /products, GET /orders total`: what is used, of what the contract has; `typed` as it was typed. Throws a UserError for the rest. */
export function usesTyped(
  items: readonly (Use | undefined)[],
  typed: readonly string[],
  endpoints: readonly string[],
  team: Team,
): Use[] {
  const merged = new Map<string, string[] | undefined>();
  for (const [index, use] of items.entries()) {
    const meant = use === undefined ? [] : endpointsMeant(use.endpoint, endpoints);
    if (use === undefined || meant.length === 0)
      throw new UserError(
        { key: 'contracts:error.no-such-endpoint', params: { item: code(typed[index] ?? '') } },
        { help: [{ label: { key: 'contracts:button.uses' }, to: ['contract.uses', team.id, 0] }] },
      );
    for (const found of meant) {
      const before = merged.get(found);
      const isWhole = use.fields === undefined || (merged.has(found) && before === undefined);
      merged.set(found, isWhole ? undefined : [...(before ?? []), ...(use.fields ?? [])]);
    }
  }
  return [...merged].map(([endpoint, fields]) =>
    fields === undefined ? { endpoint } : { endpoint, fields },
  );
}
