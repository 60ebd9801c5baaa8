import type { Cohorts } from '../../people/cohorts/service.ts';
import { isPaused } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox, OutboxRow, Sent } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { say } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { isOpen } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Team } from '../../work/teams/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Partners } from '../partners/service.ts';
import type { WaitingList } from '../waiting/service.ts';
import { type Best, replacementCard } from './cards.ts';

/** Somebody has lost a partner, or may want another one. */
export interface Offer {
  readonly guildId: string;
  readonly cohortId: number;
  readonly teamId: number;
  /** Whom to write to. */
  readonly userId: string;
  /** The partner it is about. */
  readonly aboutId: string;
  /** `away`: no answer; `left`: gone; `parted`: looks for somebody else. */
  readonly cause: 'away' | 'left' | 'parted';
  /** What ends it, as `silence:7`: it is no news any more then. */
  readonly about?: string;
  /** The same cause is told once. */
  readonly key: string;
}

export interface Replacements {
  /** Inside the transaction that causes it: tells a member privately, with the three who fit best. */
  offer(trx: Db, offer: Offer): Promise<void>;
  /** The partner is back: whoever has no free place waits for nobody. */
  withdraw(trx: Db, cohortId: number, userId: string): Promise<void>;
  /** The three who fit best now; nobody when the member has no track. */
  best(guildId: string, cohortId: number, userId: string): Promise<Best>;
  /**
   * A member parts from a partner to look for another one: whoever joined the other's project leaves, both have their
   * places back, and neither is suggested to the other again. Throws a UserError when they are no team.
   */
  rematch(parting: {
    readonly teamId: number;
    readonly userId: string;
    readonly partnerId: string;
    /** Trimmed, at most 300 code points. */
    readonly reason?: string | undefined;
  }): Promise<{ readonly team: Team; readonly best: Best }>;
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
  waiting: Pick<WaitingList, 'join' | 'withdraw'>;
}): Replacements {
  const { db, clock, outbox, cohorts, learners, partners, post, presence, projects, teams, waiting } = parts;

  async function first(trx: Db, cohortId: number, userId: string): Promise<void> {
    await waiting.join(trx, cohortId, userId, { head: true });
  }

  async function best(guildId: string, cohortId: number, userId: string): Promise<Best> {
    const cohort = await cohorts.find(cohortId);
    const own = (await projects.own(guildId, userId)).filter(
      ({ cohortId: id, status }) => id === cohortId && (status === 'looking' || status === 'full'),
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

  /** Whether the team builds the member's project: whoever joined another's is a guest there. */
  async function leads(trx: Db, teamId: number, userId: string): Promise<boolean> {
    const built = await projects.ofTeam(teamId, trx);
    const { hosts } = await teams.partners(trx, teamId, userId);
    return hosts.length === 0 && built.some(({ ownerId }) => ownerId === userId);
  }

  async function isResting({ guildId, userId }: Offer): Promise<boolean> {
    const learner = await learners.find(guildId, userId);
    return learner !== undefined && isPaused(learner, clock.now());
  }

  /** Works out who fits outside of any transaction, then writes the letter. */
  async function tellOfReplacements(row: OutboxRow): Promise<Sent> {
    const offer = row.payload as unknown as Offer;
    const { guildId, cohortId, userId, about, cause } = offer;
    const team = await teams.find(offer.teamId);
    const fits = (await isResting(offer)) ? undefined : await best(guildId, cohortId, userId);
    const isGone = cause === 'left' && (await presence.isGone(guildId, offer.aboutId));
    await write(db, async (trx) => {
      if (fits?.found.length === 0 && cause !== 'away') await first(trx, cohortId, userId);
      await post.toMember(trx, {
        guildId,
        userId,
        line: {
          key: `teams:replacement.${isGone ? 'gone' : cause}`,
          params: { person: `<@${offer.aboutId}>`, name: literal(team?.name ?? '') },
        },
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

  /** Who fits when it is sent. */
  const letter = post.kind({
    kind: LETTER,
    async card(_, { data, line }, { t, locale }) {
      const offer = data as Offer;
      const head = say(t, line);
      if (await isResting(offer)) return { content: head };
      const { guildId, cohortId, userId } = offer;
      return replacementCard(t, locale, head, await best(guildId, cohortId, userId));
    },
  });

  return {
    best,
    async offer(trx, offer) {
      // The payload names the cause; who fits is looked for when it is delivered.
      if (offer.cause === 'away') await first(trx, offer.cohortId, offer.userId);
      await outbox.enqueue(trx, {
        kind: 'replacement-offer',
        guildId: offer.guildId,
        target: { kind: 'member', id: offer.userId },
        payload: { ...offer },
        dedupeKey: `replacement:${offer.key}:${offer.userId}`,
        subject: String(offer.teamId),
      });
    },
    async withdraw(trx, cohortId, userId) {
      if (!(await teams.hasPlace(trx, cohortId, userId))) await waiting.withdraw(trx, cohortId, userId);
    },
    async rematch({ teamId, userId, partnerId, reason }) {
      const team = await teams.find(teamId);
      await write(db, async (trx) => {
        const members = await teams.memberIds(teamId, trx);
        if (userId === partnerId || !members.includes(userId) || !members.includes(partnerId))
          throw new UserError({ key: 'teams:error.not-member' });
        const leaver = (await leads(trx, teamId, userId)) ? partnerId : userId;
        await teams.release(trx, teamId, leaver, userId, reason);
      });
      if (team === undefined) throw new UserError({ key: 'teams:error.not-member' });
      const fits = await best(team.guildId, team.cohortId, userId);
      if (fits.found.length === 0) await write(db, (trx) => first(trx, team.cohortId, userId));
      return { team, best: fits };
    },
    feature: {
      name: 'replacements',
      deliveries: [{ kind: 'replacement-offer', run: tellOfReplacements }, letter],
    },
  };
}
