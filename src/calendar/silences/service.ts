import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Team } from '../../work/teams/rules.ts';
import { setNextCheck } from '../../work/teams/service.ts';
import { backCard } from './cards.ts';
import { createSilenceChecks } from './checks.ts';
import type { SilencesDependencies } from './dependencies.ts';
import { silenceKeeps } from './keeps/store.ts';
import {
  countSilences,
  endSilence,
  findLatest,
  findOpenOf,
  findOpenSilences,
  findPartnersProject,
  findSilence,
  markBack,
  type SilenceRow,
} from './store.ts';

/** How long *I need a break* pauses, in days, as `/profile pause` does. */
const BREAK_DAYS = 7;
const DAY = 86_400_000;
const REPLACED = 'silence-replaced';

export type Answer = 'well' | 'break' | 'another' | 'back';

/** What an answer to the question led to. */
export type Answered =
  | { readonly kind: 'well' | 'another' }
  /** `until`: ms UTC. */
  | { readonly kind: 'break'; readonly until: number }
  | { readonly kind: 'back' }
  /** Their place was given away meanwhile; the project of the partner of that time, which they may ask to join. */
  | { readonly kind: 'too-late'; readonly projectId: number | undefined };

export interface OpenQuestion {
  readonly id: number;
  readonly teamId: number;
  readonly team: string;
  readonly state: 'asked' | 'away';
  /** The last sign of life before it, ms UTC. */
  readonly since: number;
}

export interface SilenceNumbers {
  /** Teams in which somebody is asked or away now. */
  readonly teams: number;
  /** Questions ever sent, members ever marked away, and of those who came back or whose place was given on. */
  readonly asked: number;
  readonly away: number;
  readonly returned: number;
  readonly replaced: number;
}

/** Quiet partners: matching.md, "After the match: silence". */
export interface Silences {
  /** Somebody used the bot in a thread. Cheap: most calls write nothing. */
  acted(threadId: string, userId: string): Promise<void>;
  /** Somebody did something about their team, wherever that was. */
  sign(teamId: number, userId: string): Promise<void>;
  /** They ended or began a break: a sign of life in all their teams. */
  signAll(guildId: string, userId: string): Promise<void>;
  /** An answer to the question. Throws a UserError for somebody who is not in the team. */
  answer(teamId: number, userId: string, choice: Answer): Promise<Answered>;
  /** Who of a team is asked or away now. */
  standing(teamId: number): Promise<ReadonlyMap<string, 'asked' | 'away'>>;
  /** What a member of a server was asked and has not answered, and where they are away. */
  openOf(guildId: string, userId: string): Promise<OpenQuestion[]>;
  numbers(cohortId: number): Promise<SilenceNumbers>;
  readonly feature: Feature;
}

export function createSilences(parts: SilencesDependencies): Silences {
  const { db, clock, learners, notices, post, projects, teams, replacements } = parts;

  /** Ends an open question because the member was heard of; whoever was away is back. */
  async function heard(trx: Db, teamId: number, userId: string): Promise<void> {
    const now = clock.now();
    const end = { teamId, userId, now };
    const back = await endSilence(trx, { ...end, state: 'returned', from: 'away' });
    const answered = back ?? (await endSilence(trx, { ...end, state: 'heard', from: 'asked' }));
    if (answered === undefined) return;
    await setNextCheck(trx, teamId, userId, now);
    if (back !== undefined) await welcomeBack(trx, back);
    await offerForAway(trx, teamId);
  }

  /** The others read it once; nobody looks for a replacement because of it any more. */
  async function welcomeBack(trx: Db, silence: SilenceRow): Promise<void> {
    const line = { key: 'silences:partner-back', params: { person: `<@${silence.user_id}>` } } as const;
    for (const other of await teams.memberIds(silence.team_id, trx)) {
      if (other === silence.user_id) continue;
      const about = `back:${silence.team_id}:${silence.user_id}`;
      await notices.leave(trx, silence.guild_id, other, line, about);
      if (!(await hasAbsentPartner(trx, silence.team_id, other)))
        await replacements.withdraw(trx, silence.cohort_id, other);
    }
  }

  async function hasAbsentPartner(trx: Db, teamId: number, userId: string): Promise<boolean> {
    const states = await standing(trx, teamId);
    return (await teams.partners(teamId, userId, trx)).all.some((id) => states.get(id) === 'away');
  }

  /** Whoever is there while a partner of theirs is away is offered others, once for each absence. */
  async function offerForAway(trx: Db, teamId: number): Promise<void> {
    const open = await findOpenSilences(trx, teamId);
    const away = open.filter(({ state }) => state === 'away');
    if (away.length === 0) return;
    const quiet = new Set(open.map(({ user_id }) => user_id));
    for (const userId of await teams.memberIds(teamId, trx)) {
      const learner = await learners.find(away[0]?.guild_id ?? '', userId, trx);
      const isResting = learner?.pausedUntil != null && learner.pausedUntil > clock.now();
      if (quiet.has(userId) || isResting) continue;
      const { all: partners } = await teams.partners(teamId, userId, trx);
      for (const silence of away.filter(({ user_id }) => partners.includes(user_id))) {
        await replacements.offer(trx, {
          guildId: silence.guild_id,
          cohortId: silence.cohort_id,
          teamId,
          userId,
          aboutId: silence.user_id,
          cause: 'away',
          about: `silence:${silence.id}`,
          key: `away:${silence.id}`,
        });
      }
    }
  }

  async function standing(trx: Db, teamId: number): Promise<Map<string, 'asked' | 'away'>> {
    const open = await findOpenSilences(trx, teamId);
    return new Map(open.map((row) => [row.user_id, row.state === 'away' ? 'away' : 'asked']));
  }

  const checks = createSilenceChecks({ ...parts, heard, offerForAway });

  async function sign(teamId: number, userId: string): Promise<void> {
    await write(db, async (trx) => {
      if (await teams.sign(trx, { teamId, userId, at: clock.now() })) await heard(trx, teamId, userId);
    });
  }

  async function answer(teamId: number, userId: string, choice: Answer): Promise<Answered> {
    const team = await teams.find(teamId);
    const isMember = (await teams.memberIds(teamId)).includes(userId) && team?.endedAt === null;
    if (!isMember) {
      if (team === undefined || choice !== 'back') throw new UserError({ key: 'teams:error.not-member' });
      return await comeBackLate(teamId, userId);
    }
    // A longer break that runs already stays as it is.
    const learner = await learners.find(team.guildId, userId);
    const until = Math.max(clock.now() + BREAK_DAYS * DAY, learner?.pausedUntil ?? 0);
    if (choice === 'break') await learners.pause(team.guildId, userId, until);
    await write(db, async (trx) => {
      await teams.sign(trx, { teamId, userId, at: clock.now(), exact: true });
      await heard(trx, teamId, userId);
      if (choice === 'break') await tellBreak(trx, teamId, userId, until);
    });
    return choice === 'break' ? { kind: 'break', until } : { kind: choice };
  }

  async function tellBreak(trx: Db, teamId: number, userId: string, until: number): Promise<void> {
    const team = await teams.find(teamId, trx);
    const about = `break:${teamId}:${userId}`;
    const params = { person: `<@${userId}>`, until: `<t:${Math.floor(until / 1000)}:D>` };
    for (const other of await teams.memberIds(teamId, trx)) {
      if (other !== userId && team !== undefined)
        await notices.leave(trx, team.guildId, other, { key: 'silences:partner-break', params }, about);
    }
  }

  async function comeBackLate(teamId: number, userId: string): Promise<Answered> {
    const latest = await findLatest(db, teamId, userId);
    if (latest?.state !== 'replaced' && latest?.state !== 'returned')
      throw new UserError({ key: 'teams:error.not-member' });
    await write(db, (trx) => markBack(trx, latest.id, clock.now()));
    return { kind: 'too-late', projectId: await findPartnersProject(db, teamId, userId) };
  }

  /** Whoever asks somebody else gives up the place that is kept for a partner who is away. */
  async function makeRoom(trx: Db, { projectId, senderId }: EventMap['project.place-wanted']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    if (project.ownerId !== senderId) {
      await leaveAbsent(trx, project, senderId);
      return;
    }
    if (project.teamId === null || isOpen(project)) return;
    // Somebody who joined as a second of their side holds no place that could be given on.
    const { all } = await teams.partners(project.teamId, senderId, trx);
    const states = await standing(trx, project.teamId);
    const longest = [...states.keys()].find((id) => states.get(id) === 'away' && all.includes(id));
    if (longest === undefined) return;
    await teams.release(trx, project.teamId, longest, senderId);
  }

  /** Whoever has no place for another team, and would join one while all their partners are away, leaves that one. */
  async function leaveAbsent(trx: Db, project: Project, senderId: string): Promise<void> {
    if (await teams.hasPlace(trx, project.cohortId, senderId)) return;
    for (const team of await teams.ofMember(project.guildId, senderId, trx)) {
      if (team.cohortId !== project.cohortId || team.id === project.teamId) continue;
      const states = await standing(trx, team.id);
      const { all: partners } = await teams.partners(team.id, senderId, trx);
      if (partners.length > 0 && partners.every((id) => states.get(id) === 'away'))
        await teams.release(trx, team.id, senderId, senderId);
    }
  }

  /** Somebody left a team: ends what was open, and tells those with whom they built, or who were parted from. */
  async function left(trx: Db, event: EventMap['member.left-team']): Promise<void> {
    const { teamId, userId, by, partnerIds, strandedIds } = event;
    const team = await teams.find(teamId, trx);
    if (team === undefined) return;
    const states = await standing(trx, team.id);
    const rest = team.endedAt === null ? strandedIds : await teams.memberIds(teamId, trx);
    const now = clock.now();
    for (const person of [userId, ...rest]) {
      const state = states.get(person) === 'away' && person !== by ? 'replaced' : 'left';
      await endSilence(trx, { teamId: team.id, userId: person, state, now });
    }
    for (const person of new Set([userId, ...partnerIds])) {
      if (person === by) continue;
      if (states.get(person) === 'away') {
        await tellReplaced(trx, team, person, by);
        continue;
      }
      await replacements.offer(trx, {
        guildId: team.guildId,
        cohortId: team.cohortId,
        teamId: team.id,
        userId: person,
        aboutId: person === userId ? by : userId,
        cause: person === userId ? 'parted' : 'left',
        key: `left:${team.id}:${userId}:${now}`,
      });
    }
  }

  /** Without blame, and with the way back. */
  async function tellReplaced(trx: Db, team: Team, userId: string, by: string): Promise<void> {
    const params = { person: `<@${by}>`, name: literal(team.name) };
    await post.toMember(trx, {
      guildId: team.guildId,
      userId,
      line: { key: 'silences:replaced-line', params },
      privacy: 'private',
      urgency: 'answer',
      kind: REPLACED,
      data: team.id,
      dedupeKey: `silence-replaced:${team.id}:${userId}:${clock.now()}`,
    });
  }

  return {
    sign,
    answer,
    feature: {
      name: 'silences',
      keeps: silenceKeeps,
      deliveries: [
        ...checks.deliveries,
        post.kind({
          kind: REPLACED,
          card: async (_, { data, line }, { t }) =>
            backCard(t, data as number, t('silences:replaced', { ...line.params })),
        }),
      ],
      subjects: {
        /** `silence:id`: the question while it waits for an answer, what else is said of it while they are away. */
        async silence(on, { id, key }) {
          const state = (await findSilence(on, Number(id)))?.state;
          return state === (key === 'silences:question-line' ? 'asked' : 'away');
        },
      },
      pollers: [{ name: 'silences', every: 60_000, run: () => checks.runDue() }],
      on: { 'project.place-wanted': makeRoom, 'member.left-team': left },
    },
    standing: (teamId) => standing(db, teamId),
    async openOf(guildId, userId) {
      return (await findOpenOf(db, guildId, userId)).map((row) => ({
        id: row.id,
        teamId: row.team_id,
        team: row.name,
        state: row.state === 'away' ? 'away' : 'asked',
        since: row.quiet_since,
      }));
    },
    async acted(threadId, userId) {
      for (const teamId of await teams.ofMemberIn(threadId, userId)) await sign(teamId, userId);
    },
    async signAll(guildId, userId) {
      for (const team of await teams.ofMember(guildId, userId)) {
        await sign(team.id, userId);
        // When to check next was worked out for the break as it was; a partner may have gone quiet meanwhile.
        await write(db, (trx) => setNextCheck(trx, team.id, userId, clock.now()));
        await write(db, (trx) => offerForAway(trx, team.id));
      }
    },
    async numbers(cohortId) {
      const { states, teams: quiet, asked, away } = await countSilences(db, cohortId);
      return { teams: quiet, asked, away, returned: states.returned ?? 0, replaced: states.replaced ?? 0 };
    },
  };
}
