import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { numberIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, editButton, modal, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { type Finding, starter } from '../../src/work/contracts/documents/index.ts';
import { LIMITS } from '../../src/work/contracts/rules.ts';
import {
  ENDPOINTS_A_PAGE,
  filesBody,
  reasonModal,
  startBody,
  typeModal,
} from '../../src/work/contracts/showing/cards.ts';
import { meaningBody } from '../../src/work/contracts/showing/changes.ts';
import type { Services } from '../services.ts';
import { contractFile } from './contract-files.ts';
import {
  agreeTo,
  diffPage,
  driftPage,
  fetchLater,
  latest,
  proposeTyped,
  showLatest,
  usesPage,
  versionPage,
} from './contract-pages.ts';
import { proposedBody, teamOfPress, versionOfPress } from './contracts.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { pickTeam } from './pick-team.ts';
import { requireRunning } from './running.ts';

/** What is typed into *Type it*, kept after a refusal. */
const TYPED = 'contract-lines';
const PAGES = { min: 0, max: 10_000 };
const FINDINGS = { min: 0, max: 100_000 };

interface Typed {
  readonly teamId: number;
  readonly lines: string;
}

export function contractForms(services: Services): Form[] {
  const { contracts } = services;
  return [
    {
      // contract.typed:<team>
      name: 'contract.typed',
      async run(call, [id], fields) {
        const team = await teamOfPress(services, call, id);
        const content: Typed = { teamId: team.id, lines: fields.text('lines') };
        return await withDraft(services, call, { kind: TYPED, content }, async () => {
          const lines = readText('lines', content.lines, { required: true, lines: true, ...LIMITS.lines });
          const note = readText('note', fields.text('note'), LIMITS.note);
          const proposed = await proposeTyped(services, call, team, { text: lines ?? '', note });
          const body = proposedBody(call.t, team, proposed);
          const isWhole =
            proposed.outcome === 'proposed' && (!proposed.isNew || proposed.version.problemCount === 0);
          if (isWhole) return answer(body);
          // Nothing typed is lost: *Edit* opens it again.
          const draft = { guildId: call.guildId, userId: call.caller.id, kind: TYPED, content };
          const edit = editButton(call.t('common:button.edit'), await services.drafts.keep(draft));
          return answer({ ...body, components: [edit] });
        });
      },
    },
    {
      // contract.object:<version>
      name: 'contract.object',
      async run(call, [id], fields) {
        const { version } = await versionOfPress(services, call, id);
        const reason = readText('reason', fields.text('reason'), { required: true, ...LIMITS.reason }) ?? '';
        await contracts.agreeing.object(version.id, call.caller.id, reason);
        return answer(call.t('contracts:object.done', { number: version.number }));
      },
    },
    {
      // contract.accept:<version>:<number of the finding>, contract.accept-drift:<team>:<number>
      name: 'contract.accept',
      async run(call, [id, index], fields) {
        const { version, team } = await versionOfPress(services, call, id);
        const { findings } = await contracts.diff(team, version, call.caller.id);
        const reason = readText('reason', fields.text('reason'), { required: true, ...LIMITS.reason }) ?? '';
        await contracts.accept(team, numbered(findings, index), call.caller.id, reason);
        return answer(await diffPage(services, call, { team, version }, 0));
      },
    },
    {
      name: 'contract.accept-drift',
      async run(call, [id, index], fields) {
        const team = await teamOfPress(services, call, id);
        const drift = await contracts.drift(team, call.caller.id);
        const reason = readText('reason', fields.text('reason'), { required: true, ...LIMITS.reason }) ?? '';
        await contracts.accept(team, numbered(drift?.findings ?? [], index), call.caller.id, reason);
        return answer(await driftPage(services, call, team, 0));
      },
    },
  ];
}

export const contractReopens: readonly Reopen[] = [
  {
    kind: TYPED,
    modal(call, _draftId, content) {
      const { teamId, lines } = content as Typed;
      return typeModal(call.t, teamId, lines);
    },
  },
];

export function contractRoutes(services: Services): Route[] {
  return [...answering(services), ...reading(services), ...beginning(services), ...using(services)];
}

/** Agreeing to what is proposed, objecting, going on with it. */
function answering(services: Services): Route[] {
  const { contracts } = services;
  return [
    {
      // contract.agree:<version>:<beginning of its hash>
      name: 'contract.agree',
      async run(press, [id, hash]) {
        const { version } = await versionOfPress(services, press, id);
        return await agreeTo(services, press, version, hash ?? '');
      },
    },
    {
      name: 'contract.object',
      async run(press, [id]) {
        const { version, team } = await versionOfPress(services, press, id);
        await requireRunning(services, team.cohortId);
        return modal(reasonModal(press.t, 'object', ['contract.object', version.id]));
      },
    },
    {
      name: 'contract.working',
      async run(press, [id]) {
        const { version } = await versionOfPress(services, press, id);
        const { number } = await contracts.agreeing.workWith(version.id, press.caller.id);
        return answer(press.t('contracts:working.done', { number }));
      },
    },
  ];
}

/** Pages, changes, files. */
function reading(services: Services): Route[] {
  const { contracts } = services;
  return [
    {
      // Of the team of this thread, else of the only one; of several they are asked.
      name: 'contract.open',
      async run(press) {
        const call = inServer(press);
        const team = await pickTeam(services, call);
        await services.silences.sign(team.id, call.caller.id);
        return await showLatest(services, press, team);
      },
    },
    {
      name: 'contract.show',
      async run(press, [id]) {
        return await showLatest(services, press, await teamOfPress(services, press, id));
      },
    },
    {
      // contract.page:<version>:<page>
      name: 'contract.page',
      async run(press, [id, page], _values, message) {
        const found = await versionOfPress(services, press, id);
        const body = await versionPage(services, press, found, numberIn(page, PAGES));
        return isPrivate(message) && body.card === isCardMessage(message) ? update(body) : answer(body);
      },
    },
    {
      name: 'contract.version',
      async run(press, _, [chosen]) {
        const found = await versionOfPress(services, press, chosen);
        return answer(await versionPage(services, press, found, 0));
      },
    },
    {
      // contract.diff:<version>:<page>
      name: 'contract.diff',
      async run(press, [id, page], _values, message) {
        const found = await versionOfPress(services, press, id);
        const body = await diffPage(services, press, found, numberIn(page, PAGES));
        return isPrivate(message) && isCardMessage(message) && body.card === true
          ? update(body)
          : answer(body);
      },
    },
    {
      // contract.drift:<team>:<page>
      name: 'contract.drift',
      async run(press, [id, page], _values, message) {
        const team = await teamOfPress(services, press, id);
        const body = await driftPage(services, press, team, numberIn(page, PAGES));
        return isPrivate(message) && isCardMessage(message) && body.card === true
          ? update(body)
          : answer(body);
      },
    },
    {
      // *What does that mean?*, of a version's changes.
      name: 'contract.diff.page',
      async run(press, [id], [chosen]) {
        const { version, team } = await versionOfPress(services, press, id);
        const { findings, accepted } = await contracts.diff(team, version, press.caller.id);
        const finding = numbered(findings, chosen);
        const isAccepted = accepted.some((each) => each.finding === finding.id);
        const accept = ['contract.accept', version.id, Number(chosen)] as const;
        return answer(meaningBody(press.t, finding, isAccepted ? undefined : accept));
      },
    },
    {
      name: 'contract.drift.page',
      async run(press, [id], [chosen]) {
        const team = await teamOfPress(services, press, id);
        const drift = await contracts.drift(team, press.caller.id);
        const finding = numbered(drift?.findings ?? [], chosen);
        const isAccepted = drift?.accepted.some((each) => each.finding === finding.id) === true;
        const accept = ['contract.accept-drift', team.id, Number(chosen)] as const;
        return answer(meaningBody(press.t, finding, isAccepted ? undefined : accept));
      },
    },
    {
      name: 'contract.accept',
      async run(press, [id, index]) {
        const { version, team } = await versionOfPress(services, press, id);
        await requireRunning(services, team.cohortId);
        const to = ['contract.accept', version.id, numberIn(index, FINDINGS)] as const;
        return modal(reasonModal(press.t, 'accept', to));
      },
    },
    {
      name: 'contract.accept-drift',
      async run(press, [id, index]) {
        const team = await teamOfPress(services, press, id);
        await requireRunning(services, team.cohortId);
        const to = ['contract.accept-drift', team.id, numberIn(index, FINDINGS)] as const;
        return modal(reasonModal(press.t, 'accept', to));
      },
    },
    {
      name: 'contract.files',
      async run(press, [id]) {
        const { version } = await versionOfPress(services, press, id);
        return answer(filesBody(press.t, version));
      },
    },
    {
      // contract.file:<version>:<which>
      name: 'contract.file',
      async run(press, [id, which]) {
        const found = await versionOfPress(services, press, id);
        return answer(await contractFile(services, press, found, which ?? ''));
      },
    },
  ];
}

/** The ways to a first proposal, and to the next. */
function beginning(services: Services): Route[] {
  const { contracts, projects } = services;
  return [
    {
      name: 'contract.begin',
      async run(press, [id]) {
        const team = await teamOfPress(services, press, id);
        return answer(startBody(press.t, team.id));
      },
    },
    {
      // *Start from the template* of what the team builds: to be changed before it is proposed.
      name: 'contract.template',
      async run(press, [id]) {
        const team = await teamOfPress(services, press, id);
        await requireRunning(services, team.cohortId);
        const [project] = await projects.ofTeam(team.id);
        return modal(typeModal(press.t, team.id, starter(project?.brief ?? 'other').text));
      },
    },
    {
      // *Type it*: what stands now as lines, where it can be written so.
      name: 'contract.type',
      async run(press, [id]) {
        const team = await teamOfPress(services, press, id);
        await requireRunning(services, team.cohortId);
        const version = await latest(services, team);
        const document = version === undefined ? undefined : await contracts.document(version.id);
        const lines =
          document === undefined
            ? null
            : await contracts.documents.toLines(document.normalised, LIMITS.lines.max);
        return modal(typeModal(press.t, team.id, lines ?? ''));
      },
    },
    {
      // What the address serves is proposed as the next version.
      name: 'contract.adopt',
      async run(press, [id]) {
        const team = await teamOfPress(services, press, id);
        const drift = await contracts.drifted(team.id);
        if (drift === undefined) throw new UserError({ key: 'contracts:error.no-drift' });
        const bytes = Buffer.from(drift.normalised);
        const handed = { bytes, source: 'url', sourceName: drift.url, note: null } as const;
        const proposed = await contracts.proposing.propose(team, press.caller.id, handed);
        return answer(proposedBody(press.t, team, proposed));
      },
    },
    {
      // The address that could not be read is asked once more.
      name: 'contract.again',
      async run(press, [id]) {
        const team = await teamOfPress(services, press, id);
        const job = await contracts.fetching.last(team.id);
        if (job === undefined) throw new UserError({ key: 'common:error.old-button' });
        const { url, note } = job;
        return await fetchLater(services, press, team, { url, note });
      },
    },
  ];
}

/** What a member uses of it, and whether they are mentioned. */
function using(services: Services): Route[] {
  const { contracts } = services;
  return [
    {
      // contract.uses:<team>:<page>
      name: 'contract.uses',
      async run(press, [id, page], _values, message) {
        const team = await teamOfPress(services, press, id);
        const body = await usesPage(services, press, team, numberIn(page, PAGES));
        if (body === undefined) return answer(startBody(press.t, team.id));
        return isPrivate(message) && !isCardMessage(message) ? update(body) : answer(body);
      },
    },
    {
      // contract.used:<team>:<page>, with the endpoints of that page that are used.
      name: 'contract.used',
      async run(press, [id, page], values) {
        const team = await teamOfPress(services, press, id);
        const version = await latest(services, team);
        if (version === undefined) return answer(startBody(press.t, team.id));
        const endpoints = await contracts.endpoints(version);
        const number = numberIn(page, PAGES);
        const among = endpoints.slice(number * ENDPOINTS_A_PAGE, (number + 1) * ENDPOINTS_A_PAGE);
        const before = (await contracts.uses(team.id, press.caller.id)).uses;
        const chosen = values.flatMap((value) => endpoints[numberIn(value, FINDINGS)] ?? []);
        // Fields that were named of an endpoint stay.
        const uses = among
          .filter((endpoint) => chosen.includes(endpoint))
          .map((endpoint) => before.find((use) => use.endpoint === endpoint) ?? { endpoint });
        await contracts.setUses(team, press.caller.id, uses, among);
        return update((await usesPage(services, press, team, number)) ?? startBody(press.t, team.id));
      },
    },
    {
      name: 'contract.mute',
      async run(press, [id, how]) {
        const team = await teamOfPress(services, press, id);
        await contracts.mute(team, press.caller.id, how === 'on');
        return answer(press.t(how === 'on' ? 'contracts:muted' : 'contracts:unmuted'));
      },
    },
  ];
}

function numbered(findings: readonly Finding[], index: string | undefined): Finding {
  const found = findings[numberIn(index, FINDINGS)];
  if (found === undefined) throw new UserError({ key: 'common:error.old-button' });
  return found;
}

const EPHEMERAL = 1 << 6;
const COMPONENTS_V2 = 1 << 15;

interface Pressed {
  readonly flags?: number;
}

/** A press on one's own private answer changes it; on what others see it gives a new one. */
function isPrivate({ flags = 0 }: Pressed): boolean {
  return (flags & EPHEMERAL) !== 0;
}

function isCardMessage({ flags = 0 }: Pressed): boolean {
  return (flags & COMPONENTS_V2) !== 0;
}
