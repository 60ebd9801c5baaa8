import type { Blocks } from '../../../people/blocks/service.ts';
import type { Communities } from '../../../people/communities/service.ts';
import { letterOf, type Post } from '../../../people/post/service.ts';
import type { Clock } from '../../../platform/clock.ts';
import { type Db, write } from '../../../platform/database/index.ts';
import type { DeliveryKind, Outbox, OutboxRow, Sent, Transport } from '../../../platform/delivery/types.ts';
import type { Roster } from '../../../platform/discord/roster.ts';
import { UserError } from '../../../platform/errors.ts';
import type { Feature } from '../../../platform/feature.ts';
import { translator } from '../../../platform/i18n/index.ts';
import type { Limits } from '../../../platform/limits/service.ts';
import { literal } from '../../../platform/text.ts';
import type { Team } from '../../../work/teams/rules.ts';
import { outOfThread, type Teams } from '../../../work/teams/service.ts';
import type { Mentors } from '../service.ts';
import { answeredCard, offerCard } from './cards.ts';
import { createEnding, FOLLOW } from './ending.ts';
import { teamMentorKeeps } from './keeps/store.ts';
import { ASKS, hindranceOf } from './rules.ts';
import { agreeTo, endOffer, findOffer, findOffers, findOfMentor, saveOffer } from './store.ts';

/** Mentors who look after a team: with its consent they read its private thread. */
export interface TeamMentors {
  /** Asks the team, in its thread. Throws a UserError for their own team and where it is not the moment. */
  offer(guildId: string, teamId: number, userId: string): Promise<Team>;
  /**
   * A member answers for the team; `message` is the question. Throws a UserError for others, and once it is answered.
   */
  answer(answer: {
    readonly teamId: number;
    readonly mentorId: string;
    readonly by: string;
    readonly agreed: boolean;
    readonly message: { readonly channelId: string; readonly messageId: string };
  }): Promise<Team>;
  /** Ends it for a mentor, by themselves or by a member of the team; `mentorId` undefined: for all of the team. */
  end(teamId: number, by: string, mentorId?: string): Promise<Team>;
  /** Who looks after a team. */
  of(teamId: number, trx?: Db): Promise<string[]>;
  /** What a mentor looks after in a server, the first first. */
  teamsOf(guildId: string, userId: string): Promise<Team[]>;
  readonly feature: Feature;
}

const ASK = 'team-mentor-ask';
const ANSWERED = 'team-mentor-answered';
/** How often it is looked whether who looks after a team still mentors, in ms. */
const LOOK_EVERY = 1_800_000;

export function createTeamMentors(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  post: Post;
  limits: Limits;
  blocks: Pick<Blocks, 'blocker'>;
  teams: Pick<Teams, 'find' | 'memberIds' | 'ofMember'>;
  mentors: Pick<Mentors, 'isMentor'>;
  roster: Pick<Roster, 'rolesOf'>;
}): TeamMentors {
  const { db, clock, outbox, communities, post, limits, blocks, teams, mentors, roster } = parts;
  const ending = createEnding(parts);

  /** Whoever wants nothing to do with the other hears of nothing. */
  async function isKeptAway(trx: Db, team: Team, userId: string, memberIds: readonly string[]) {
    for (const memberId of memberIds)
      if ((await blocks.blocker(trx, team.guildId, memberId, userId)) !== undefined) return true;
    return false;
  }

  async function offer(guildId: string, teamId: number, userId: string): Promise<Team> {
    return await write(db, async (trx) => {
      const team = await ending.standing(trx, teamId, guildId);
      const memberIds = await teams.memberIds(teamId, trx);
      const now = clock.now();
      const offers = await findOffers(trx, teamId);
      const hindrance =
        hindranceOf({ userId, memberIds, offers }, now) ??
        ((await isKeptAway(trx, team, userId, memberIds)) ? 'not-now' : undefined);
      if (hindrance !== undefined)
        throw new UserError({ key: `mentors:error.${hindrance}`, params: { name: literal(team.name) } });
      await limits.use(trx, { guildId, userId, what: ASK }, ASKS);
      await saveOffer(trx, teamId, userId, now);
      await post.toTeam(trx, teamId, {
        guildId,
        kind: ASK,
        about: `${ASK}:${teamId}:${userId}`,
        dedupeKey: `${ASK}:${teamId}:${userId}:${now}`,
      });
      return team;
    });
  }

  const answer: TeamMentors['answer'] = ({ teamId, mentorId, by, agreed, message }) =>
    write(db, async (trx) => {
      const team = await ending.standing(trx, teamId);
      if (!(await teams.memberIds(teamId, trx)).includes(by))
        throw new UserError({ key: 'teams:error.not-member' });
      const now = clock.now();
      const found = await findOffer(trx, teamId, mentorId);
      const isOpen = found !== undefined && found.agreedAt === null && found.endedAt === null;
      const isTaken =
        isOpen &&
        (agreed
          ? await agreeTo(trx, { teamId, userId: mentorId, by, now })
          : await endOffer(trx, teamId, mentorId, now));
      if (!isTaken) throw new UserError({ key: 'mentors:error.answered' });
      if (agreed) await ending.follow(trx, team, mentorId);
      const { language } = await communities.get(team.guildId, trx);
      await outbox.enqueue(trx, {
        kind: ANSWERED,
        guildId: team.guildId,
        target: { kind: 'channel', id: message.channelId },
        payload: {
          messageId: message.messageId,
          card: answeredCard(translator(language), { mentorId, by, agreed }),
        },
        dedupeKey: `${ANSWERED}:${message.messageId}`,
        subject: String(teamId),
      });
      await ending.tell(trx, team, mentorId, agreed ? 'agreed' : 'refused');
      return team;
    });

  /** Of whom Discord says nothing now is asked again with the next look. */
  async function stillMentors(guildId: string, userId: string): Promise<boolean> {
    if (await mentors.isMentor(guildId, userId, [])) return true;
    const roles = await roster.rolesOf(guildId, userId);
    return roles === undefined || (await mentors.isMentor(guildId, userId, roles));
  }

  return {
    offer,
    answer,
    end: (teamId, by, mentorId) => ending.end(teamId, by, mentorId),
    of: (teamId, trx = db) => ending.of(trx, teamId),
    async teamsOf(guildId, userId) {
      const offers = await findOfMentor(db, guildId, userId);
      const agreed = offers.filter(({ agreedAt }) => agreedAt !== null);
      const found = await Promise.all(agreed.map(({ teamId }) => teams.find(teamId)));
      return found.filter((team) => team !== undefined && team.endedAt === null).map((team) => team as Team);
    },
    feature: {
      name: 'team mentors',
      keeps: {
        ...teamMentorKeeps,
        /** Whoever is forgotten is out of the threads too; nobody is told. */
        async forget(trx, who) {
          for (const { teamId } of await findOfMentor(trx, who.guildId, who.userId)) {
            const team = await teams.find(teamId, trx);
            if (team !== undefined) await ending.follow(trx, team, who.userId);
          }
          await teamMentorKeeps.forget?.(trx, who);
        },
      },
      deliveries: deliveriesOf(parts, (teamId) => ending.of(db, teamId)),
      pollers: [{ name: 'mentors of teams', every: LOOK_EVERY, run: () => ending.endWithout(stillMentors) }],
      on: ending.on,
    },
  };
}

/** The question in the thread, its answer, and who is in the thread. Each can be repeated. */
function deliveriesOf(
  { post, teams }: { post: Post; teams: Pick<Teams, 'find' | 'memberIds'> },
  mentorsOf: (teamId: number) => Promise<string[]>,
): DeliveryKind[] {
  const asked = (about: string | undefined) => {
    const [, teamId, mentorId = ''] = (about ?? '').split(':');
    return { teamId: Number(teamId), mentorId };
  };

  async function follow(row: OutboxRow, transport: Transport): Promise<Sent | 'later' | 'obsolete'> {
    const { userId } = row.payload as { userId: string };
    const team = await teams.find(Number(row.subject));
    if (team === undefined) return 'obsolete';
    const isIn = (await mentorsOf(team.id)).includes(userId);
    if (team.threadId === null) return isIn ? 'later' : 'obsolete';
    if (isIn) await transport.addThreadMember(team.threadId, userId);
    // Whoever mentors may have become a member of the team since.
    else if (!(await teams.memberIds(team.id)).includes(userId))
      await outOfThread(transport, team.threadId, userId);
    return { channelId: team.threadId };
  }

  return [
    post.kind({
      kind: ASK,
      async wanted(on, row) {
        const { teamId, mentorId } = asked(letterOf(row)?.about);
        const found = await findOffer(on, teamId, mentorId);
        return found !== undefined && found.agreedAt === null && found.endedAt === null;
      },
      card: (_, letter, { t }) => {
        const { teamId, mentorId } = asked(letter.about);
        return Promise.resolve(offerCard(t, teamId, mentorId));
      },
    }),
    { kind: FOLLOW, run: follow },
    {
      kind: ANSWERED,
      async run(row, transport) {
        const { messageId, card } = row.payload as { messageId: string; card: Record<string, unknown> };
        await transport.editMessage(row.targetId, messageId, card);
        return { channelId: row.targetId, messageId };
      },
    },
  ];
}
