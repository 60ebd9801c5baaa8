import type { Cohort } from '../../src/people/cohorts/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import {
  type Action,
  action,
  type Form,
  type Reopen,
  type Route,
} from '../../src/platform/discord/command.ts';
import { idIn, memberIn, numberIn } from '../../src/platform/discord/custom-id.ts';
import { answer, modal, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import { learnerBody } from '../../src/staff/insight/cards.ts';
import { mattersBody, writeModal } from '../../src/staff/outreach/cards.ts';
import { LIMITS } from '../../src/staff/outreach/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { withinLimits } from './outreach-answers.ts';
import { inServer, pickCohort, suggestCohorts } from './pick.ts';

/** Matters on a page. */
const MATTERS = 8;
const DRAFT = 'outreach';

interface Kept {
  readonly cohortId: number;
  readonly userId: string;
  readonly text: string;
}

/** A learner as staff see them, *Write to them*, and what waits for staff. */
export function outreach(services: Services): {
  learner: Action;
  routes: Route[];
  forms: Form[];
  reopens: Reopen[];
} {
  const { cohorts, learners, outreach: letters, overview } = services;

  /** The cohort of a button, which must be of this server. */
  async function cohortOf(call: Call, id: string | undefined): Promise<Cohort> {
    const cohort = await cohorts.find(idIn(id));
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    return cohort;
  }

  async function showLearner(call: Call, cohort: Cohort, userId: string): Promise<Reply> {
    const found = await overview.learner(cohort, userId);
    if (found === undefined)
      throw new UserError({
        key: 'overview:learner.not-in',
        params: { person: `<@${userId}>`, cohort: literal(cohort.name) },
      });
    const letter = (await letters.latest(call.guildId, [userId])).get(userId);
    return answer(learnerBody(call.t, cohort, found, letter));
  }

  async function nameOf(guildId: string, userId: string): Promise<string> {
    return (await learners.find(guildId, userId))?.displayName ?? userId;
  }

  const staffRoutes: Route[] = [
    {
      // insight.learner:<cohort>:<member>
      name: 'insight.learner',
      access: 'staff',
      async run(press, [id, userId]) {
        const call = inServer(press);
        return await showLearner(call, await cohortOf(call, id), memberIn(userId));
      },
    },
    {
      name: 'outreach.matters',
      access: 'staff',
      async run(press, [id, offset]) {
        const call = inServer(press);
        return await matters(call, await cohortOf(call, id), numberIn(offset, { min: 0, max: 1_000_000 }));
      },
    },
    {
      // outreach.write:<cohort>:<member>[:<its place in a list>]
      name: 'outreach.write',
      access: 'staff',
      async run(press, [id, userId]) {
        const call = inServer(press);
        const cohort = await cohortOf(call, id);
        const to = memberIn(userId);
        await letters.requireUnwritten(call.guildId, cohort.id, to);
        const name = await nameOf(call.guildId, to);
        return modal(writeModal(call.t, { cohortId: cohort.id, userId: to, name }));
      },
    },
    {
      // outreach.handled:<matter>[:list]; `list`: pressed in a list, which is shown anew.
      name: 'outreach.handled',
      access: 'staff',
      async run(press, [id, place]) {
        const call = inServer(press);
        const { matter } = await letters.handle(call.guildId, idIn(id), call.caller.id);
        if (place === 'list') return await matters(call, await cohortOf(call, String(matter.cohortId)), 0);
        return update(await letters.body(matter, call.publicLocale));
      },
    },
  ];

  /** What waits for staff, in an answer that only its reader sees. */
  async function matters(call: Call, cohort: Cohort, offset: number): Promise<Reply> {
    const found = await letters.waiting(cohort.id, { offset, limit: MATTERS + 1 });
    const shown = await Promise.all(
      found.slice(0, MATTERS).map(async (matter) => ({
        id: matter.id,
        words: (await letters.body(matter, call.locale)).content ?? '',
      })),
    );
    const next = found.length > MATTERS ? offset + MATTERS : undefined;
    return answer(mattersBody(call.t, cohort, shown, next));
  }

  const forms: Form[] = [
    {
      name: 'outreach.writing',
      access: 'staff',
      async run(call, [id, user], fields) {
        const cohort = await cohortOf(call, id);
        const userId = memberIn(user);
        const content = { cohortId: cohort.id, userId, text: fields.text('text') };
        return await withDraft(services, call, { kind: DRAFT, content }, async () => {
          const text = withinLimits(fields.text('text'), LIMITS.letter);
          const { guildId, caller } = call;
          const way = await letters.write({
            guildId,
            cohortId: cohort.id,
            userId,
            staffId: caller.id,
            text,
          });
          const { channels } = await services.communities.get(guildId);
          const answers =
            channels.staff === null
              ? call.t('outreach:sent.answers-line')
              : call.t('outreach:sent.answers', { channel: `<#${channels.staff}>` });
          const sent = call.t(`outreach:sent.${way === 'direct' ? 'direct' : 'line'}`, {
            person: `<@${userId}>`,
          });
          return answer(`${sent} ${answers}`);
        });
      },
    },
  ];

  return {
    learner: action({
      access: 'staff',
      options: {
        member: { kind: 'user', required: true, who: 'anybody' },
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      run: async (call, { member, cohort }) =>
        showLearner(call, await pickCohort(services, call, cohort), member),
    }),
    routes: staffRoutes,
    forms,
    reopens: [
      {
        kind: DRAFT,
        modal(call, _, content) {
          const { cohortId, userId, text } = content as Kept;
          return writeModal(call.t, { cohortId, userId, name: '' }, text);
        },
      },
    ],
  };
}
