import { LIMITS as BLOCKER } from '../../src/journal/blockers/rules.ts';
import {
  type CheckInFields,
  checkedInBody,
  checkInModal,
  withCheckIns,
} from '../../src/journal/checkins/cards.ts';
import { LIMITS } from '../../src/journal/checkins/rules.ts';
import type { Stand } from '../../src/journal/entries/rules.ts';
import { LIMITS as LEARNING } from '../../src/journal/learnings/rules.ts';
import { minutesOf, LIMITS as PROGRESS } from '../../src/journal/progress/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { meantTeam } from './pick-team.ts';
import { withPulse } from './pulse.ts';
import { withReadme } from './readme-line.ts';
import { askAboutSecrets, cohortOf, pickStand, signOf, standArgs, standIn, standPlace } from './stand.ts';

const DRAFT = 'check-in';

interface Draft extends CheckInFields {
  readonly stand: readonly (string | number)[];
}

/** The weekly check-in as one form: `/team checkin`, and *Check in* below the weekly reminder. */
export function checkingIn(services: Services): {
  readonly open: (call: Call) => Promise<Reply>;
  readonly route: Route;
  readonly form: Form;
  readonly reopen: Reopen;
  /** What a team's members said of this week, under what they see of it. */
  readonly shown: (call: Call, team: Team, body: Body) => Promise<Body>;
} {
  const { checkIns, projects, teams } = services;

  async function inTeam(team: Team): Promise<Stand> {
    return { kind: 'team', teamId: team.id, projectId: (await projects.ofTeam(team.id))[0]?.id ?? null };
  }

  /** A team reads its members' check-ins; whoever is in none keeps theirs where their progress stands. */
  async function form(call: Call, stand: Stand): Promise<Reply> {
    const before = await checkIns.before(await cohortOf(services, call, stand), call.caller.id);
    const hours = before.minutes === null ? '' : String(before.minutes / 60);
    const about = {
      hint: call.t(`checkins:hint.${stand.kind === 'team' ? 'team' : 'own'}`),
      lastPlan: before.lastPlan,
      stand: standArgs(stand),
    };
    return modal(checkInModal(call.t, about, { done: before.done, hours, plan: before.plan }));
  }

  async function send(call: Call, content: Draft): Promise<Reply> {
    return await withDraft(services, call, { kind: DRAFT, content }, async () => {
      const { stand: args, ...typed } = content;
      const stand = await standIn(services, call, args.map(String));
      const read = (
        name: 'done' | 'plan' | 'blocked' | 'learned',
        limits: { max: number; min?: number; lines?: true },
      ) => readText(name, typed[name] ?? '', limits) ?? '';
      const words = {
        done: read('done', PROGRESS.update),
        plan: read('plan', LIMITS.plan),
        blocked: read('blocked', { ...LIMITS.blocked, min: BLOCKER.title.min }),
        learned: read('learned', LEARNING.text),
      };
      const minutes = typed.hours?.trim() ? minutesOf(typed.hours) : null;
      if (minutes === undefined) throw new UserError({ key: 'journal:progress.hours-wrong' });
      if (askAboutSecrets(call, Object.values(words)) === 'edit')
        return modal(checkInModal(call.t, { hint: '', stand: args }, typed));
      const cohortId = await cohortOf(services, call, stand);
      const { guildId, caller } = call;
      const done = await checkIns.checkIn({ guildId, cohortId, userId: caller.id, stand, minutes, ...words });
      await signOf(services, call, stand);
      const body = checkedInBody(call.t, done, await standPlace(services, call, stand));
      const teamId = stand.kind === 'channel' ? null : stand.teamId;
      return answer(
        await withPulse(services, call, teamId, await withReadme(services, call, cohortId, body)),
      );
    });
  }

  async function shown(call: Call, team: Team, body: Body): Promise<Body> {
    const said = (await checkIns.ofTeam(team.cohortId, team.id)).map(async ({ userId, plan, progressId }) => {
      const done = progressId === null ? undefined : (await services.progress.find(progressId))?.text;
      return { userId, done, plan };
    });
    return withCheckIns(call.t, body, await Promise.all(said));
  }

  return {
    shown,
    open: async (call) => form(call, await inTeam(await meantTeam(services, call))),
    route: {
      name: 'checkin.open',
      async run(press) {
        const call = inServer(press);
        const own = await teams.ofMember(call.guildId, call.caller.id);
        if (own.length > 0) return await form(call, await inTeam(await meantTeam(services, call)));
        return await form(call, await pickStand(services, call, undefined));
      },
    },
    form: {
      // checkin.send:<team, project or channel>:<its id>
      name: 'checkin.send',
      run: (call, stand, fields) =>
        send(call, {
          done: fields.text('done'),
          hours: fields.text('hours'),
          plan: fields.text('plan'),
          blocked: fields.text('blocked'),
          learned: fields.text('learned'),
          stand,
        }),
    },
    reopen: {
      kind: DRAFT,
      modal(call, _, content) {
        const { stand, ...typed } = content as Draft;
        return checkInModal(call.t, { hint: '', stand }, typed);
      },
    },
  };
}
