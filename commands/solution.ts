import type { Stand } from '../src/journal/entries/rules.ts';
import {
  type SolutionFields,
  sharedSolutionBody,
  solutionBody,
  solutionConsentBody,
  solutionModal,
} from '../src/journal/solutions/cards.ts';
import { LIMITS } from '../src/journal/solutions/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { rowId } from '../src/platform/numbers.ts';
import { literal } from '../src/platform/text.ts';
import { reportRow } from '../src/staff/moderation/cards.ts';
import { pointsOutAlike } from './parts/alike.ts';
import { withDraft } from './parts/drafts.ts';
import { inServer } from './parts/pick.ts';
import { withReadme } from './parts/readme-line.ts';
import {
  askAboutSecrets,
  cohortOf,
  pickStand,
  requireCohort,
  signOf,
  standArgs,
  standHint,
  standIn,
  standPlace,
} from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [solution];

const DRAFT = 'solution';

interface Draft extends SolutionFields {
  readonly stand: readonly (string | number)[];
  /** The message it is made of. */
  readonly from?: { readonly authorId: string; readonly source: string } | undefined;
}

/** Mentors and staff share solutions too, without joining a cohort (null). Undefined: it has to be found. */
async function knownCohort(services: Services, call: Call, stand: Stand): Promise<number | null | undefined> {
  if (stand.kind !== 'channel') return undefined;
  const [own] = await services.cohorts.ofMember(call.guildId, call.caller.id);
  if (own !== undefined || call.caller.isStaff) return own?.id ?? null;
  const { channels, roles } = await services.communities.get(call.guildId);
  if (channels.projects === null) throw new UserError({ key: 'projects:error.no-channel' });
  return roles.mentor !== null && call.caller.roles.includes(roles.mentor) ? null : undefined;
}

/** Opens the form; `content` is what is known of it. */
export async function solutionForm(
  services: Services,
  call: Call,
  stand: Stand,
  content: Omit<Draft, 'stand'> = {},
): Promise<Reply> {
  if ((await knownCohort(services, call, stand)) === undefined) await requireCohort(services, call, stand);
  const draftId = await services.drafts.keep({
    guildId: call.guildId,
    userId: call.caller.id,
    kind: DRAFT,
    content: { ...content, stand: standArgs(stand) } satisfies Draft,
  });
  return modal(solutionModal(call.t, await standHint(services, call, stand), draftId, content));
}

function solution(services: Services): Command {
  const { solutions, drafts } = services;

  async function share(call: Call, content: Draft): Promise<Reply> {
    return await withDraft(services, call, { kind: DRAFT, content }, async () => {
      const { from, stand: args, ...typed } = content;
      const stand = await standIn(services, call, args.map(String));
      const read = (name: 'rootCause' | 'diagnosis' | 'lesson') =>
        readText(name, typed[name] ?? '', LIMITS.field) ?? null;
      const words = {
        title: readText('title', typed.title ?? '', { ...LIMITS.title, required: true }) ?? '',
        rootCause: read('rootCause'),
        diagnosis: read('diagnosis'),
        solution: readText('solution', typed.solution ?? '', { ...LIMITS.field, required: true }) ?? '',
        lesson: read('lesson'),
      };
      if (askAboutSecrets(call, Object.values(words)) === 'edit')
        return await solutionForm(services, call, stand, { ...typed, from });
      const cohortId = await cohortFor(call, stand);
      const { guildId, caller } = call;
      const shared = await solutions.share({ ...words, guildId, userId: caller.id, cohortId, stand, from });
      if (shared.state === 'asked') {
        const content = call.t('journal:solution.asked', { person: `<@${shared.authorId ?? ''}>` });
        return answer(await withAlike(call, shared, { content }));
      }
      await signOf(services, call, stand);
      const body = sharedSolutionBody(call.t, shared, await standPlace(services, call, stand));
      const told = shared.publicAt === null ? body : await withAlike(call, shared, body);
      return answer(await withReadme(services, call, cohortId, told));
    });
  }

  /** Whichever way it was saved. */
  async function withAlike(
    call: Call,
    { id, title }: { readonly id: number; readonly title: string },
    body: Body,
  ): Promise<Body> {
    return await pointsOutAlike(services, call, { kind: 'solution', sourceId: id, title }, body);
  }

  async function cohortFor(call: Call, stand: Stand): Promise<number | null> {
    const known = await knownCohort(services, call, stand);
    return known === undefined ? await cohortOf(services, call, stand) : known;
  }

  return {
    type: 'slash',
    name: 'solution',
    subcommands: {
      share: action({
        run: async (call) => solutionForm(services, call, await pickStand(services, call, undefined)),
      }),
      show: action({
        options: {
          solution: {
            kind: 'offered',
            required: true,
            async suggest(call: Call, typed: string) {
              const found = await solutions.searchTitles(call.guildId, typed);
              return found.map(({ id, title }) => ({ name: title, value: String(id) }));
            },
          },
        },
        async run(call, values) {
          const found = await solutions.get(call.guildId, rowId(values.solution) ?? 0);
          const isTeams = found.publicAt === null && found.teamId !== null;
          const team = isTeams ? await services.teams.memberIds(found.teamId ?? 0) : [];
          if (isTeams && !team.includes(call.caller.id))
            throw new UserError({ key: 'journal:error.no-solution' });
          const marks = await services.marks.count({ kind: 'solution', id: found.id });
          const body = solutionBody(call.t, found, marks);
          const isOwn = (found.authorId ?? found.userId) === call.caller.id;
          const report = isOwn ? [] : [reportRow(call.t, 'solution', found.id)];
          return answer({ ...body, components: [...(body.components ?? []), ...report] });
        },
      }),
    },
    routes: [
      {
        // *I solved something*
        name: 'solution.new',
        async run(press) {
          const call = inServer(press);
          return await solutionForm(services, call, await pickStand(services, call, undefined));
        },
      },
      {
        name: 'solution.publish',
        async run(press, [id]) {
          const call = inServer(press);
          const shown = await solutions.publish(idIn(id), call.caller.id);
          const content = call.t('journal:solution.published', { title: literal(shown.title) });
          return update(await withAlike(call, shown, { content }));
        },
      },
      {
        name: 'solution.consent',
        async run(press, [id]) {
          const call = inServer(press);
          const all = await solutions.asked(call.guildId, call.caller.id);
          const found = all.find((each) => each.id === idIn(id));
          if (found === undefined) throw new UserError({ key: 'journal:error.gone' });
          return answer(solutionConsentBody(call.t, found));
        },
      },
      {
        // solution.agree:<id>:<yes or no>
        name: 'solution.agree',
        async run(press, [id, choice]) {
          const call = inServer(press);
          const agreed = await solutions.agree(idIn(id), call.caller.id, choice === 'yes');
          if (agreed === undefined) return update(call.t('blockers:consent.no'));
          const content = call.t('journal:solution.agreed', { title: literal(agreed.title) });
          return update(await withAlike(call, agreed, { content }));
        },
      },
    ],
    forms: [
      {
        // solution.share:<draft>
        name: 'solution.share',
        async run(call, [draftId = ''], fields) {
          const draft = (await drafts.find(draftId, call.caller.id))?.content as Draft | undefined;
          return await share(call, {
            title: fields.text('title'),
            rootCause: fields.text('rootCause'),
            diagnosis: fields.text('diagnosis'),
            solution: fields.text('solution'),
            lesson: fields.text('lesson'),
            stand: draft?.stand ?? ['channel', 0],
            from: draft?.from,
          });
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal: (call, draftId, content) => solutionModal(call.t, '', draftId, content as Draft),
      },
    ],
  };
}
