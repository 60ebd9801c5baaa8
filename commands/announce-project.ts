import { invitedLine } from '../src/pairing/asking/cards.ts';
import { API_STYLES, TRACKS, type Track } from '../src/people/learners/rules.ts';
import type { Call, Press } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { type OptionSpecs, readOptions, type Values } from '../src/platform/discord/options.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer, type Body, modal, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { say } from '../src/platform/i18n/index.ts';
import { announcedBody, fieldsOf, type ProjectFields, projectModal } from '../src/work/projects/cards.ts';
import { BRIEFS, LIMITS, type Project } from '../src/work/projects/rules.ts';
import { withChoiceOfDms } from './parts/direct-messages.ts';
import { withDraft } from './parts/drafts.ts';
import { inServer, pickCohort, suggestCohorts, suggestStack } from './parts/pick.ts';
import { linksOf, typedIn } from './parts/project-fields.ts';
import { requireEntrance, requireRunning } from './parts/running.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [announceProject];

/** How long the private confirmation waits for the card before it stays as it is (ms). */
const CARD_PATIENCE = 30_000;
const DRAFT = 'announce';
/** Among the kept options: the project that the new one goes on from. */
const CONTINUES = 'continues';

type Typed = Readonly<Record<string, string>>;

function announceProject(services: Services): Command {
  const options = {
    title: { kind: 'text', required: true, ...LIMITS.title },
    brief: { kind: 'choice', required: true, values: BRIEFS, names: 'brief' },
    summary: { kind: 'text', required: true, ...LIMITS.summary },
    track: { kind: 'choice', values: TRACKS, names: 'track' },
    api: { kind: 'choice', values: API_STYLES, names: 'api' },
    stack: {
      kind: 'text',
      max: LIMITS.stack.max,
      suggest: (_call: Call, typed: string) => Promise.resolve(suggestStack(typed)),
    },
    partners: { kind: 'integer', ...LIMITS.partners },
    with: { kind: 'user', who: 'other member' },
    repo: { kind: 'text', max: LIMITS.url.max },
    docs: { kind: 'text', max: LIMITS.url.max },
    cohort: {
      kind: 'offered',
      suggest: (call: Call, typed: string) => suggestCohorts(services, call, typed),
    },
  } as const satisfies OptionSpecs;

  async function announce(call: Call, values: Values<typeof options>, continuesId?: number): Promise<Reply> {
    // A draft brings back only their id; what Discord said of it then is not kept.
    if (values.with !== undefined) await services.presence.refuseAbsent(call.guildId, values.with);
    const cohort = await pickCohort(services, call, values.cohort);
    const track = values.track ?? (await trackOf(call, cohort.id));
    const { title, brief, summary, api, stack, partners, repo, docs } = values;
    const { project, hasHours, asksAboutDms } = await services.projects.announce({
      title,
      brief,
      summary,
      track,
      api,
      stack,
      partners,
      repo,
      docs,
      guildId: call.guildId,
      cohortId: cohort.id,
      ownerId: call.caller.id,
      continuesId,
    });
    const pending = values.with === undefined ? undefined : await invited(call, project, values.with);
    const facts = {
      supply: await services.projects.supply(cohort.id, brief),
      matches: partners === 0 ? 0 : await services.partners.fitting(cohort, project),
      minOverlapHours: cohort.minOverlapMinutes / 60,
      hasHours,
      ...(pending === undefined ? {} : { pending }),
    };
    const asked = (body: Body): Body => (asksAboutDms ? withChoiceOfDms(call, body) : body);
    return answer(asked(announcedBody(call.t, project, facts)), async () => {
      const sent = await services.outbox.settled(services.projects.cardKey(project.id), CARD_PATIENCE);
      if (sent?.messageId === undefined) return undefined;
      const card = { channelId: sent.channelId, messageId: sent.messageId };
      return asked(announcedBody(call.t, { ...project, card } satisfies Project, facts));
    });
  }

  /** How it went: the project is announced in any case. */
  async function invited(call: Call, project: Project, guestId: string): Promise<string> {
    try {
      const request = await services.asking.invite(call.guildId, project, call.caller.id, guestId);
      return invitedLine(call.t, request);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const why = say(call.t, error.text);
      return call.t('requests:not-invited', { person: `<@${guestId}>`, why });
    }
  }

  /** Answered just now, else the side in the cohort, the profile's, the Discord role's; else the member is asked. */
  async function trackOf(call: Call, cohortId: number): Promise<Track> {
    const answered = TRACKS.find((track) => track === call.answers.track);
    if (answered !== undefined) return answered;
    const membership = await services.cohorts.membership(cohortId, call.caller.id);
    if (membership?.track != null) return membership.track;
    const learner = await services.learners.find(call.guildId, call.caller.id);
    if (learner?.track != null) return learner.track;
    const { roles } = await services.communities.get(call.guildId);
    const has = (role: string | null) => role !== null && call.caller.roles.includes(role);
    if (has(roles.backend) && has(roles.frontend)) return 'fullstack';
    if (has(roles.backend)) return 'backend';
    if (has(roles.frontend)) return 'frontend';
    const choices = TRACKS.map((value) => ({ name: call.t(`commands:choices.track.${value}`), value }));
    throw new Question('track', { key: 'projects:ask-track' }, choices);
  }

  function keep(call: Call, fields: ProjectFields): Promise<string> {
    return services.drafts.keep({
      guildId: call.guildId,
      userId: call.caller.id,
      kind: DRAFT,
      content: fields,
    });
  }

  async function submitted(call: Call, draftId: string | undefined, typed: ProjectFields): Promise<Reply> {
    const draft = draftId === undefined ? undefined : await services.drafts.find(draftId, call.caller.id);
    const fields: ProjectFields = {
      ...typed,
      others: (draft?.content as ProjectFields | undefined)?.others,
    };
    return await withDraft(services, call, { kind: DRAFT, content: fields }, () =>
      announce(call, valuesOf(call, fields), continuedBy(fields)),
    );
  }

  /** Opens the modal filled in with a project that its owner withdrew, or that the member built with others. */
  async function again(press: Press, id: string, choice: string | undefined): Promise<Reply> {
    const call = inServer(press);
    const found = await services.projects.get(call.guildId, id);
    const isOwn = found.ownerId === call.caller.id;
    if (!isOwn && !(await services.teams.hasBuilt(found.id, call.caller.id)))
      throw new UserError({ key: 'projects:error.not-yours' });
    await requireRunning(services, found.cohortId);
    const { links, ...texts } = fieldsOf(found);
    const others: Record<string, string> = {
      cohort: String(found.cohortId),
      [CONTINUES]: String(found.id),
      ...(found.api === null ? {} : { api: found.api }),
      ...(isOwn ? { track: found.track, partners: String(found.partners) } : {}),
      ...(choice === 'alone' ? { partners: '0' } : {}),
    };
    const content: ProjectFields = { ...texts, ...(isOwn ? { links } : {}), others };
    const draftId = await keep(call, content);
    const title = call.t('projects:modal.title');
    return modal(projectModal(call.t, title, ['announce.submit', draftId], content));
  }

  function valuesOf(call: Call, fields: ProjectFields): Values<typeof options> {
    const { with: partner, [CONTINUES]: _, ...others } = fields.others ?? {};
    const [repo, docs] = linksOf(fields.links ?? '');
    const { title = '', brief = '', summary = '', stack } = fields;
    const raw = { ...others, title, brief, summary, stack, repo, docs };
    const sent = Object.entries(raw).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value }],
    );
    const values = readOptions(options, sent, call, {});
    return partner !== undefined && /^\d{17,20}$/.test(partner) ? { ...values, with: partner } : values;
  }

  return {
    type: 'slash',
    name: 'announce-project',
    action: action({
      options,
      run: (call, values) => announce(call, values),
      keep: (call, raw) => keep(call, asTyped(raw)),
    }),
    routes: [
      {
        // *Announce my own, filled in*: announce.again:<project>:<own, alone or again>.
        name: 'announce.again',
        run: (press, [id = '', choice]) => again(press, id, choice),
      },
      {
        // *Announce my project*: announce.open:<cohort>.
        name: 'announce.open',
        async run(press, [cohortId]) {
          const call = inServer(press);
          // Without a number which of several is asked when it is sent.
          if (cohortId === undefined) await requireEntrance(services, call);
          else {
            await requireRunning(services, idIn(cohortId));
            await services.cohorts.mayJoin(idIn(cohortId), call.caller.id);
          }
          const others = cohortId === undefined ? {} : { cohort: cohortId };
          const content: ProjectFields = { others };
          const draftId = await keep(call, content);
          return modal(
            projectModal(press.t, press.t('projects:modal.title'), ['announce.submit', draftId], content),
          );
        },
      },
    ],
    forms: [
      {
        name: 'announce.submit',
        run: (call, [draftId], fields) => submitted(call, draftId, typedIn(fields)),
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal: (call, draftId, content) =>
          projectModal(
            call.t,
            call.t('projects:modal.title'),
            ['announce.submit', draftId],
            content as ProjectFields,
          ),
      },
    ],
  };
}

function continuedBy({ others }: ProjectFields): number | undefined {
  const id = others?.[CONTINUES];
  return id === undefined ? undefined : Number(id);
}

/** The slash command's options as the modal shows them; what it has no field for is kept aside. */
function asTyped(raw: Typed): ProjectFields {
  const { title, brief, summary, stack, repo, docs, ...others } = raw;
  const links = docs === undefined ? repo : `${repo ?? ''}\n${docs}`;
  return { title, brief, summary, stack, links, others };
}
