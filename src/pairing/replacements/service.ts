import { isLastStretch } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import { isPaused } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox, OutboxRow, Sent } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { type Message, say } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Team } from '../../work/teams/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Partners } from '../partners/service.ts';
import type { WaitingList } from '../waiting/service.ts';
import { type Best, type Outlook, outlookCard, type Ways } from './cards.ts';

/** Somebody has lost a partner, or may want another one. */
export interface Offer {
  readonly guildId: string;
  readonly cohortId: number;
  readonly teamId: number;
  /** Whom to write to. */
  readonly userId: string;
  /** The partner it is about. */
  readonly aboutId: string;
  /**
   * `away`: no answer; `left`: gone; `parted`: looks for somebody else; `withdrawn`: took back the project that both
   * build.
   */
  readonly cause: 'away' | 'left' | 'parted' | 'withdrawn';
  /** What ends it, as `silence:7`: it is no news any more then. */
  readonly about?: string;
  /** The same cause is told once. */
  readonly key: string;
}

export interface Replacements {
  /** Inside the transaction that causes it: tells a member privately, with the three who fit best. */
  offer(trx: Db, offer: Offer): Promise<void>;
  /** The partner is back: whoever has no other free place waits for nobody. */
  withdraw(trx: Db, cohortId: number, userId: string): Promise<void>;
  /** The three who fit best now; nobody when the member has no track. */
  best(guildId: string, cohortId: number, userId: string): Promise<Best>;
  /** Who fits a member now, and what else they can do who are or were in this team. */
  outlook(team: Team, userId: string): Promise<Outlook>;
  /** What they can do without anybody else. */
  ways(team: Team, userId: string): Promise<Ways>;
  /**
   * A member parts from a partner to look for another one: whoever joined the other's project leaves, both have their
   * places back, and neither is suggested to the other again. Throws a UserError when they are no pair.
   */
  rematch(parting: {
    readonly teamId: number;
    readonly userId: string;
    readonly partnerId: string;
    /** Trimmed, at most 300 code points. */
    readonly reason?: string | undefined;
  }): Promise<{ readonly team: Team; readonly outlook: Outlook }>;
  readonly feature: Feature;
}

const OFFERED = 3;
const LETTER = 'replacement';

export function createReplacements(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  cohorts: Cohorts;
  learners: Learners;
  post: Post;
  presence: Pick<Presence, 'isGone'>;
  partners: Pick<Partners, 'search'>;
  projects: Projects;
  teams: Teams;
  waiting: Pick<WaitingList, 'join' | 'recheck' | 'stateOf'>;
}): Replacements {
  const { db, clock, outbox, cohorts, learners, partners, post, presence, projects, teams, waiting } = parts;

  async function first(trx: Db, cohortId: number, userId: string): Promise<void> {
    await waiting.join(trx, cohortId, userId, { head: true });
  }

  async function best(guildId: string, cohortId: number, userId: string): Promise<Best> {
    const cohort = await cohorts.find(cohortId);
    const own = (await ownIn(db, guildId, cohortId, userId)).filter(
      (project) => project.status === 'looking' || (project.status === 'full' && !project.closedByHand),
    );
    const projectId = (own.find(isOpen) ?? own[0])?.id;
    if (cohort === undefined || cohort.archivedAt !== null) return { projectId, found: [] };
    const result = await partners.search({
      cohort,
      seekerId: userId,
      ...(projectId === undefined ? {} : { projectId }),
    });
    const fits = (result?.found ?? []).filter(
      (each) => projectId !== undefined || each.project !== undefined,
    );
    return { projectId, found: fits.slice(0, OFFERED) };
  }

  async function ownIn(trx: Db, guildId: string, cohortId: number, userId: string): Promise<Project[]> {
    return (await projects.own(guildId, userId, trx)).filter((project) => project.cohortId === cohortId);
  }

  async function ways(team: Team, userId: string): Promise<Ways> {
    const cohort = await cohorts.find(team.cohortId);
    const own = await ownIn(db, team.guildId, team.cohortId, userId);
    const built = own.length === 0 ? await teams.builtOn(team.id, userId) : undefined;
    const isLate = cohort !== undefined && isLastStretch(cohort, clock.now());
    const looking = own.find(isOpen);
    const isIn = team.endedAt === null && (await teams.memberIds(team.id)).includes(userId);
    return {
      announce: built?.id,
      alone: !isLate
        ? undefined
        : built !== undefined
          ? { announce: built.id }
          : looking !== undefined
            ? { own: looking.id }
            : undefined,
      closed: looking === undefined ? own.find(({ closedByHand }) => closedByHand)?.id : undefined,
      leave: isIn && built?.status === 'withdrawn' ? team.id : undefined,
    };
  }

  async function outlook(team: Team, userId: string): Promise<Outlook> {
    return {
      best: await best(team.guildId, team.cohortId, userId),
      ways: await ways(team, userId),
      isWaiting: (await waiting.stateOf(team.cohortId, userId)).waiting,
    };
  }

  async function isResting({ guildId, userId }: Offer): Promise<boolean> {
    const learner = await learners.find(guildId, userId);
    return learner !== undefined && isPaused(learner, clock.now());
  }

  /** Works out who fits outside of any transaction, then writes the letter. */
  async function tellOfReplacements(row: OutboxRow): Promise<Sent | 'obsolete'> {
    const offer = row.payload as unknown as Offer;
    const { guildId, cohortId, userId, about, cause } = offer;
    const team = await teams.find(offer.teamId);
    if (team === undefined) return 'obsolete';
    const seen = (await isResting(offer)) ? undefined : await outlook(team, userId);
    const line = await lineOf(offer, team);
    await write(db, async (trx) => {
      const isLooking = cause === 'left' || cause === 'parted';
      if (seen?.best.found.length === 0 && isLooking) await first(trx, cohortId, userId);
      await post.toMember(trx, {
        guildId,
        userId,
        line,
        about,
        privacy: 'private',
        urgency: cause === 'away' ? 'unasked' : 'answer',
        kind: LETTER,
        data: offer,
        dedupeKey: `letter:${row.dedupeKey}`,
      });
    });
    return { channelId: row.targetId };
  }

  /** Why they read this, by what is theirs now: a project that looks, one that does not, or none. */
  async function lineOf({ cause, aboutId, guildId, cohortId, userId }: Offer, team: Team): Promise<Message> {
    const own = await ownIn(db, guildId, cohortId, userId);
    const closed = own.some(isOpen) ? undefined : own.find(({ closedByHand }) => closedByHand);
    const built = await teams.builtOn(team.id, userId);
    const title = literal((cause === 'withdrawn' ? built : (closed ?? own[0]))?.title ?? team.name);
    const params = { person: `<@${aboutId}>`, name: literal(team.name), title };
    if (cause === 'withdrawn')
      return {
        key: own.length === 0 ? 'teams:replacement.withdrawn' : 'teams:replacement.withdrawn-own',
        params,
      };
    if (cause !== 'left') return { key: `teams:replacement.${cause}`, params };
    if (await presence.isGone(guildId, aboutId)) return { key: 'teams:replacement.gone', params };
    if (own.length === 0) return { key: 'teams:replacement.left-guest', params };
    return { key: closed === undefined ? 'teams:replacement.left' : 'teams:replacement.left-closed', params };
  }

  /** Who fits, and what else they can do, when it is sent. */
  const letter = post.kind({
    kind: LETTER,
    async card(_, { data, line, userId }, { t, locale }) {
      const wanted = data as Offer;
      const team = await teams.find(wanted.teamId);
      const head = say(t, line);
      if (team === undefined || (await isResting(wanted))) return { content: head };
      return outlookCard(t, locale, head, await outlook(team, userId));
    },
  });

  async function offer(trx: Db, wanted: Offer): Promise<void> {
    // The payload names the cause; who fits is looked for when it is delivered.
    if (wanted.cause === 'away') await first(trx, wanted.cohortId, wanted.userId);
    await outbox.enqueue(trx, {
      kind: 'replacement-offer',
      guildId: wanted.guildId,
      target: { kind: 'member', id: wanted.userId },
      payload: { ...wanted },
      dedupeKey: `replacement:${wanted.key}:${wanted.userId}`,
      subject: String(wanted.teamId),
    });
  }

  /** The owner's partners hear that the project they build was taken back: they are a team still. */
  async function withdrawn(trx: Db, { projectId }: EventMap['project.withdrawn']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project?.teamId == null) return;
    const { guildId, cohortId, teamId, ownerId } = project;
    for (const userId of (await teams.partners(teamId, ownerId, trx)).all) {
      const key = `withdrawn:${projectId}`;
      await offer(trx, { guildId, cohortId, teamId, userId, aboutId: ownerId, cause: 'withdrawn', key });
    }
  }

  return {
    best,
    offer,
    outlook,
    ways,
    async withdraw(trx, cohortId, userId) {
      await waiting.recheck(trx, cohortId, userId);
    },
    async rematch({ teamId, userId, partnerId, reason }) {
      const team = await teams.find(teamId);
      if (team === undefined) throw new UserError({ key: 'teams:error.not-member' });
      await write(db, async (trx) => {
        const { all, hosts, sameSide } = await teams.partners(teamId, userId, trx);
        if (![...all, ...sameSide].includes(partnerId)) throw new UserError({ key: 'teams:error.no-pair' });
        // Whoever joined the other's project leaves.
        const leaver = hosts.includes(partnerId) ? userId : partnerId;
        await teams.release(trx, teamId, leaver, userId, reason);
      });
      const after = (await teams.find(teamId)) ?? team;
      const seen = await outlook(after, userId);
      if (seen.best.found.length > 0) return { team: after, outlook: seen };
      await write(db, (trx) => first(trx, team.cohortId, userId));
      const { waiting: isWaiting } = await waiting.stateOf(team.cohortId, userId);
      return { team: after, outlook: { ...seen, isWaiting } };
    },
    feature: {
      name: 'replacements',
      deliveries: [{ kind: 'replacement-offer', run: tellOfReplacements }, letter],
      on: { 'project.withdrawn': withdrawn },
    },
  };
}
