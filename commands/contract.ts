import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { answer, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { commaList } from '../src/platform/text.ts';
import { beginHelp, showHelp } from '../src/work/contracts/agreeing.ts';
import { LIMITS, readUse } from '../src/work/contracts/rules.ts';
import { historyBody, startBody } from '../src/work/contracts/showing/cards.ts';
import { completeList, withScheme } from '../src/work/projects/rules.ts';
import type { Team } from '../src/work/teams/rules.ts';
import {
  agreeTo,
  diffPage,
  driftPage,
  fetchLater,
  latest,
  showLatest,
  threadOf,
  usesPage,
} from './parts/contract-pages.ts';
import { contractForms, contractReopens, contractRoutes } from './parts/contract-routes.ts';
import { attachedBytes, proposedBody, usesTyped } from './parts/contracts.ts';
import { about, meantTeam, ofProject } from './parts/pick-team.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [contract];

/** The API contract of a team: proposed, agreed, compared, watched. */
function contract(services: Services): Command {
  const { contracts } = services;
  const project = ofProject(services);

  function meant(call: Call, purpose?: 'read'): Promise<Team> {
    return meantTeam(services, call, purpose);
  }

  /** The address is fetched in the background: a free host may take a minute to wake. */
  async function proposeAddress(call: Call, team: Team, typed: string, note: string | null): Promise<Reply> {
    const url = withScheme(typed);
    const refusal = services.fetches.refusalOf(url);
    if (refusal !== undefined)
      throw new UserError({ key: `contracts:fetch.refused.${refusal}` }, { help: [beginHelp(team)] });
    return await fetchLater(services, call, team, { url, note });
  }

  async function proposeFile(
    call: Call,
    team: Team,
    file: { readonly url: string; readonly size: number; readonly filename: string },
    note: string | null,
  ): Promise<Reply> {
    const bytes = await attachedBytes(file, services.config.cdnOrigins);
    const handed = { bytes, source: 'file', sourceName: file.filename, note } as const;
    const proposed = await contracts.proposing.propose(team, call.caller.id, handed);
    return answer(proposedBody(call.t, team, proposed));
  }

  async function agree(call: Call): Promise<Reply> {
    const team = await meant(call);
    const { proposed, agreed } = await contracts.current(team.id);
    if (proposed !== undefined) return await agreeTo(services, call, proposed);
    if (agreed !== undefined)
      throw new UserError({ key: 'contracts:error.agreed' }, { help: [showHelp(team)] });
    throw new UserError({ key: 'contracts:error.nothing-proposed' }, { help: [beginHelp(team)] });
  }

  async function check(call: Call): Promise<Reply> {
    const team = await meant(call);
    if ((await latest(services, team)) === undefined) return answer(startBody(call.t, team.id));
    const url = await contracts.address(team.id);
    if (url === undefined)
      throw new UserError({ key: 'contracts:error.no-address' }, { help: [showHelp(team)] });
    await contracts.fetching.ask(team, call.caller.id, { kind: 'check', url, note: null });
    return answer(call.t('contracts:checking', { url, thread: threadOf(call.t, team) }));
  }

  async function diff(call: Call): Promise<Reply> {
    const team = await meant(call, 'read');
    const { proposed, agreed } = await contracts.current(team.id);
    if (proposed === undefined && (await contracts.drifted(team.id)) !== undefined)
      return answer(await driftPage(services, call, team, 0));
    const version = proposed ?? agreed;
    if (version === undefined) return answer(startBody(call.t, team.id));
    return answer(await diffPage(services, call, { team, version }, 0));
  }

  /** Of this thread's team; elsewhere of all the member's teams: which of them is meant is asked afterwards. */
  async function endpointsOffered(call: Call): Promise<string[]> {
    const own = await services.teams.ofMember(call.guildId, call.caller.id);
    const here = await services.teams.ofThread(call.channelId);
    const meantHere = own.filter(({ id }) => id === here?.id);
    const versions = await Promise.all(
      (meantHere.length > 0 ? meantHere : own).map((team) => latest(services, team)),
    );
    const known = await Promise.all(
      versions.flatMap((version) => (version === undefined ? [] : [contracts.endpoints(version)])),
    );
    return [...new Set(known.flat())];
  }

  async function uses(call: Call, typed: string | undefined): Promise<Reply> {
    const team = await meant(call);
    const version = await latest(services, team);
    if (version === undefined) return answer(startBody(call.t, team.id));
    if (typed !== undefined) {
      const endpoints = await contracts.endpoints(version);
      const items = commaList(typed);
      const named = usesTyped(items.map(readUse), items, endpoints, team);
      await contracts.setUses(team, call.caller.id, named);
    }
    return answer((await usesPage(services, call, team, 0)) ?? startBody(call.t, team.id));
  }

  return {
    type: 'slash',
    name: 'contract',
    subcommands: {
      propose: action({
        options: {
          file: { kind: 'attachment' },
          url: { kind: 'text', ...LIMITS.url },
          note: { kind: 'text', max: LIMITS.note.max },
          project,
        },
        async run(call, { file, url, note, ...named }) {
          const team = await meant(about(call, named.project));
          if (file !== undefined && url !== undefined)
            throw new UserError({ key: 'contracts:error.file-and-url' }, { help: [beginHelp(team)] });
          if (file !== undefined) return await proposeFile(call, team, file, note ?? null);
          if (url !== undefined) return await proposeAddress(call, team, url, note ?? null);
          return answer(startBody(call.t, team.id));
        },
      }),
      show: action({
        options: { project },
        async run(call, named) {
          const team = await meant(about(call, named.project), 'read');
          return await showLatest(services, call, team);
        },
      }),
      diff: action({ options: { project }, run: (call, named) => diff(about(call, named.project)) }),
      agree: action({ options: { project }, run: (call, named) => agree(about(call, named.project)) }),
      check: action({ options: { project }, run: (call, named) => check(about(call, named.project)) }),
      history: action({
        options: { project },
        async run(call, named) {
          const team = await meant(about(call, named.project), 'read');
          const versions = await contracts.history(team.id);
          return answer(versions.length === 0 ? startBody(call.t, team.id) : historyBody(call.t, versions));
        },
      }),
      uses: action({
        options: {
          endpoints: {
            kind: 'text',
            max: LIMITS.uses.max,
            async suggest(call, typed) {
              const known = await endpointsOffered(call);
              const holding = (last: string): string[] =>
                known.filter((id) => id.toLowerCase().includes(last.toLowerCase()));
              return completeList(typed, holding).map((text) => ({ name: text, value: text }));
            },
          },
          project,
        },
        run: (call, { endpoints, ...named }) => uses(about(call, named.project), endpoints),
      }),
    },
    forms: contractForms(services),
    reopens: contractReopens,
    routes: contractRoutes(services),
  };
}
