import { MessageFlags } from 'discord.js';
import { cohortListBody, joinedBody, leaveCohortBody, mentorBody } from '../../src/people/cohorts/cards.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { TRACKS, type Track } from '../../src/people/learners/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { answer, type Body, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { type Translate, translator } from '../../src/platform/i18n/index.ts';
import { literal } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { withChoiceOfDms } from './direct-messages.ts';
import { inServer } from './pick.ts';

/** The buttons of *Start here*, of staff who confirm a mentor, and of `/profile leave-cohort`. */
export function joiningRoutes(services: Services): Route[] {
  const { cohorts, communities, joining, learners } = services;

  async function named(call: Call, id: string): Promise<Cohort> {
    const found = await cohorts.meant(call.guildId, call.caller.id, id);
    if (!('one' in found) || found.one.archivedAt !== null)
      throw new UserError({ key: 'cohorts:error.unknown' });
    return found.one;
  }

  /** Whoever presses the card of another cohort while theirs runs is asked first; undefined: they stay. */
  async function instead(call: Call, cohort: Cohort): Promise<Cohort[] | undefined> {
    const own = await cohorts.ofMember(call.guildId, call.caller.id);
    if (own.length === 0 || own.some(({ id }) => id === cohort.id)) return [];
    const { answers, t } = call;
    if (answers.joining === 'both') return [];
    if (answers.joining === 'move') return own;
    if (answers.joining === 'stay') return undefined;
    const params = { cohort: literal(cohort.name), own: own.map(({ name }) => literal(name)).join(', ') };
    throw new Question(
      'joining',
      { key: 'cohorts:joining.ask', params },
      (['both', 'move', 'stay'] as const).map((value) => ({ name: t(`cohorts:joining.${value}`), value })),
    );
  }

  async function join(call: Call, cohort: Cohort, choice: string): Promise<Reply> {
    const { caller, guildId, t } = call;
    const left = await instead(call, cohort);
    if (left === undefined) return answer(t('cohorts:joining.stayed'));
    const track = TRACKS.find((each) => each === choice);
    const to = track ?? (choice === 'docs' ? 'docs' : 'build');
    const mentored = await joining.join(cohort, caller.id, to, left);
    const learner = await learners.find(guildId, caller.id);
    const as: Track | 'docs' = choice === 'docs' ? 'docs' : (track ?? learner?.track ?? 'fullstack');
    const asksAboutDms = await learners.askAboutDms(guildId, caller.id, call.now);
    const body = joinedBody(t, cohort, as, { hasHours: (learner?.week.length ?? 0) > 0, mentored });
    return answer(asksAboutDms ? withChoiceOfDms(call, body) : body);
  }

  async function mentor(call: Call, cohort: Cohort): Promise<Reply> {
    const { roles } = await communities.get(call.guildId);
    const isKnown = roles.mentor !== null && call.caller.roles.includes(roles.mentor);
    return answer(mentorBody(call.t, cohort, await joining.mentor(cohort, call.caller.id, isKnown)));
  }

  return [
    {
      // join:<cohort>:<track, docs, build or mentor>
      name: 'join',
      async run(press, [cohortId = '', choice = '']) {
        const call = inServer(press);
        const cohort = await named(call, cohortId);
        return choice === 'mentor' ? await mentor(call, cohort) : await join(call, cohort, choice);
      },
    },
    {
      // mentor.confirm:<cohort>:<member>
      name: 'mentor.confirm',
      access: 'staff',
      async run(press, [cohortId = '', userId = ''], _, message) {
        const cohort = await named(inServer(press), cohortId);
        // In the place of what all of staff read, or of their own answer.
        const isShared = ((message.flags ?? 0) & MessageFlags.Ephemeral) === 0;
        const t = isShared ? translator(press.publicLocale) : press.t;
        const by = await joining.confirm(cohort, userId, press.caller.id);
        const said = confirmedLine(t, { cohort, userId, by, pressedBy: press.caller.id });
        if (isShared) return update(said);
        // Whoever else waits is still there to be confirmed.
        const { content, ...rest } = await cohortList(services, inServer(press));
        return update({ content: `${said}\n\n${content}`, ...rest });
      },
    },
    {
      // cohort.leave:<cohort>:<yes or no>; without the answer it is asked.
      name: 'cohort.leave',
      async run(press, [cohortId = '', choice]) {
        const call = inServer(press);
        const cohort = await named(call, cohortId);
        if (choice === undefined) return await askToLeave(services, call, cohort);
        const isIn =
          choice === 'yes'
            ? await joining.leave(cohort, press.caller.id)
            : await isPart(services, cohort, press.caller.id);
        if (!isIn) throw new UserError({ key: 'cohorts:leave.not-in' });
        if (choice !== 'yes') return update(press.t('cohorts:leave.stayed'));
        return update(press.t('cohorts:leave.left', { cohort: literal(cohort.name) }));
      },
    },
  ];
}

/** What holds of a mentor after *Confirm*, whoever of staff was first; `by` undefined: there is nothing to confirm any more. */
function confirmedLine(
  t: Translate,
  {
    cohort,
    userId,
    by,
    pressedBy,
  }: { cohort: Cohort; userId: string; by: string | undefined; pressedBy: string },
): string {
  const params = { person: `<@${userId}>`, cohort: literal(cohort.name), by: `<@${by ?? pressedBy}>` };
  if (by === undefined) return t('cohorts:mentor.not-waiting', params);
  return t(by === userId ? 'cohorts:mentor.is' : 'cohorts:mentor.now', params);
}

/** The server's cohorts, and the mentors who wait to be confirmed. */
export async function cohortList(
  { cohorts, joining, learners }: Services,
  { guildId, t }: Call,
): Promise<Body> {
  const waiting = await joining.waitingMentors(guildId);
  const people = await learners.findMany(
    guildId,
    waiting.map(({ userId }) => userId),
  );
  const nameOf = (id: string) => people.find(({ userId }) => userId === id)?.displayName ?? id;
  const mentors = waiting.map((each) => ({ ...each, name: nameOf(each.userId) }));
  return cohortListBody(t, await cohorts.all(guildId), mentors);
}

/** What ends when a member leaves a cohort, and the button that does it. */
export async function askToLeave(services: Services, call: Call, cohort: Cohort): Promise<Reply> {
  const { joining, projects, requests, teams, waiting } = services;
  const { guildId, caller, t } = call;
  const mentors = await joining.isMentor(cohort, caller.id);
  if (!(await isPart(services, cohort, caller.id))) throw new UserError({ key: 'cohorts:leave.not-in' });
  const here = <T extends { cohortId: number }>(all: readonly T[]) =>
    all.filter(({ cohortId }) => cohortId === cohort.id);
  const open = [
    ...(await requests.incoming(guildId, caller.id)),
    ...(await requests.outgoing(guildId, caller.id)),
  ];
  const { waiting: waits } = await waiting.stateOf(cohort.id, caller.id);
  return answer(
    leaveCohortBody(t, cohort, {
      mentors,
      requests: here(open.map(({ request }) => request)).length,
      waits,
      teams: here(await teams.ofMember(guildId, caller.id)).map(({ name }) => literal(name)),
      projects: here(await projects.own(guildId, caller.id)).map(({ title }) => literal(title)),
    }),
  );
}

/** Whether they build or document in a cohort, or mentor in it. */
async function isPart({ cohorts, joining }: Services, cohort: Cohort, userId: string): Promise<boolean> {
  return (
    (await cohorts.membership(cohort.id, userId)) !== undefined || (await joining.isMentor(cohort, userId))
  );
}
