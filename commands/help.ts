import { newsMenu } from '../src/calendar/announcements/cards.ts';
import { questionParts } from '../src/calendar/silences/cards.ts';
import { homeBody, joinBody, type StaffFacts, TOPICS, topicBody } from '../src/home/help/cards.ts';
import { type HomeFacts, missingSettings } from '../src/home/help/rules.ts';
import { ASIDE } from '../src/pairing/asking/rules.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import { REMINDER_LEVELS } from '../src/people/learners/rules.ts';
import { suspendedParts } from '../src/people/suspensions/cards.ts';
import { HOLDS } from '../src/people/suspensions/rules.ts';
import { OVERDUE } from '../src/platform/backup/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { text } from '../src/platform/discord/components.ts';
import { answer, type Body, update } from '../src/platform/discord/reply.ts';
import { fitting, roomIn } from '../src/platform/discord/room.ts';
import { UserError } from '../src/platform/errors.ts';
import { letterParts } from '../src/staff/outreach/cards.ts';
import { cardLink } from '../src/work/projects/cards.ts';
import { isOpen } from '../src/work/projects/rules.ts';
import { type HandIn, isLed } from '../src/work/submissions/rules.ts';
import { mentorDesk } from './parts/mentoring.ts';
import { inServer } from './parts/pick.ts';

import { shareRoute } from './parts/share.ts';

import { asOne, builtBy } from './parts/stand.ts';

import type { Commands, Services } from './services.ts';

export const commands: Commands = [help];

/** News under the member's home. */
const HOME_LINES = 8;
/** As many teams as a learner may be in. */
const MOST_LISTS = 3;

/** What a member is to answer, and what they may read. */
interface Waiting {
  readonly questions: Awaited<ReturnType<Services['silences']['read']>>;
  readonly news: Awaited<ReturnType<Services['announcements']['news']>>;
  readonly suspension: Awaited<ReturnType<Services['suspensions']['of']>>;
  readonly letters: Awaited<ReturnType<Services['outreach']['unanswered']>>;
}

function help(services: Services): Command {
  const {
    announcements,
    backups,
    cohorts,
    communities,
    inspector,
    learners,
    outreach,
    projects,
    readmes,
    requests,
    silences,
    standings,
    submissions,
    suspensions,
    teams,
  } = services;

  async function home(call: Call): Promise<Body> {
    const [waiting, own, staff, mentor] = await Promise.all([
      whatWaits(call),
      cohorts.ofMember(call.guildId, call.caller.id).then((all) => homeFacts(call, all)),
      call.caller.isStaff ? staffFacts(call) : undefined,
      mentorDesk(services, call),
    ]);
    // Staff and mentors who are no learners are not asked to become some.
    const isGuest = own === undefined && staff === undefined && mentor === undefined;
    const [joinable, pastId] = await Promise.all([
      isGuest ? cohorts.open(call.guildId) : undefined,
      isGuest ? readmes.lastCohort(call.guildId, call.caller.id) : undefined,
    ]);
    const held = waiting.suspension !== undefined;
    const shown = { staff, home: own && { ...own, held }, joinable, mentor, pastId };
    const aside = own?.paused.map(({ id }) => `${ASIDE}:${id}`) ?? [];
    return withWaiting(call, waiting, homeBody(call.t, call.guildId, shown), aside);
  }

  async function whatWaits({ guildId, caller }: Call): Promise<Waiting> {
    const [questions, news, suspension, letters] = await Promise.all([
      silences.read(guildId, caller.id),
      announcements.news(guildId, caller.id),
      suspensions.of(guildId, caller.id),
      outreach.unanswered(guildId, caller.id),
    ]);
    return { questions, news, suspension, letters };
  }

  /** Of the newest of their cohorts; requests and the like of all of them. Undefined where they are no learner. */
  async function homeFacts(call: Call, own: readonly Cohort[]): Promise<Omit<HomeFacts, 'held'> | undefined> {
    const [cohort] = own;
    if (cohort === undefined) return undefined;
    const { guildId, caller } = call;
    const member = { cohortId: cohort.id, userId: caller.id };
    const [[standing, ...others], allTeams, readme, allProjects, outgoing] = await Promise.all([
      Promise.all(own.map(({ id }) => standings.one(id, caller.id))),
      teams.ofMember(guildId, caller.id),
      readmes.progress(member),
      projects.own(guildId, caller.id),
      requests.outgoing(guildId, caller.id),
    ]);
    if (standing === undefined) return undefined;
    const [documenting, lists] = await Promise.all([
      standing.documenting ? readmes.read(member, call.locale) : undefined,
      standing.documenting || !isLed(cohort, call.now) ? [] : handIns(call, cohort.id),
    ]);
    const ownTeams = allTeams.filter(({ cohortId }) => cohortId === cohort.id);
    const withMembers = ownTeams.map(async (team) => ({
      companions: (await teams.memberIds(team.id)).filter((id) => id !== caller.id),
      threadId: team.threadId,
      introduced: team.introducedAt !== null,
    }));
    const sum = (fact: 'asked' | 'asking'): number =>
      [standing, ...others].reduce((total, each) => total + (each?.[fact] ?? 0), 0);
    const ofCohort = allProjects.filter((project) => project.cohortId === cohort.id);
    const isBeside = ownTeams.length > 0;
    return {
      cohort,
      readme,
      documenting: documenting?.steps,
      standing: { ...standing, asked: sum('asked'), asking: sum('asking') },
      projects: ofCohort.map((project) => ({
        id: project.id,
        title: project.title,
        link: cardLink(project),
        seeks: isOpen(project),
      })),
      paused: ofCohort.filter(({ status, teamId }) => isBeside && status === 'paused' && teamId === null),
      teams: await Promise.all(withMembers),
      requestsSent: outgoing.map(({ words, request }) => ({
        line: words.sent,
        until: request.expiresAt,
      })),
      handIns: lists,
    };
  }

  /** What they build in the cohort: at most three teams, and what they build alone. */
  async function handIns(call: Call, cohortId: number): Promise<HandIn[]> {
    const built = await builtBy(services, call);
    return await Promise.all(
      asOne(built.filter((project) => project.cohortId === cohortId))
        .slice(0, MOST_LISTS)
        .map(({ id }) => submissions.of(call.guildId, id, call.caller.id)),
    );
  }

  async function staffFacts(call: Call): Promise<StaffFacts> {
    const open = await cohorts.open(call.guildId);
    const { channels: set, roles } = await communities.get(call.guildId);
    const gone = await inspector.gone(
      call.guildId,
      Object.values(set).filter((id) => id !== null),
    );
    const standing = (id: string | null) => (id === null || gone.includes(id) ? null : id);
    const channels = {
      projects: standing(set.projects),
      announcements: standing(set.announcements),
      mentors: standing(set.mentors),
    };
    const isAtStake = open.some(({ createdAt }) => call.now - createdAt > OVERDUE);
    return {
      cohorts: open,
      backups: isAtStake ? await backups.trouble() : undefined,
      missing: missingSettings({ channels, staffRole: roles.staff, cohorts: open.length }),
    };
  }

  return {
    type: 'slash',
    name: 'help',
    action: action({
      options: { topic: { kind: 'choice', values: TOPICS, names: 'topic' } },
      async run(call, { topic }) {
        if (topic === undefined) return answer(await home(call));
        await silences.read(call.guildId, call.caller.id);
        return answer(topicBody(call.t, topic));
      },
    }),
    routes: [
      shareRoute(services),
      {
        name: 'help.home',
        run: async (press) => answer(await home(inServer(press))),
      },
      {
        name: 'help.topic',
        run(press, _, [chosen]) {
          const topic = TOPICS.find((each) => each === chosen);
          if (topic === undefined) throw new UserError({ key: 'common:error.old-button' });
          return Promise.resolve(answer(topicBody(press.t, topic)));
        },
      },
      {
        // help.mute:<level>
        name: 'help.mute',
        async run(press, [chosen]) {
          const call = inServer(press);
          const reminders = REMINDER_LEVELS.find((level) => level === chosen) ?? 'all';
          await learners.change(call.guildId, call.caller.id, { reminders });
          return update(await home(call));
        },
      },
      {
        // One of several cohorts was chosen.
        name: 'help.cohort',
        async run(press, _, [chosen]) {
          const call = inServer(press);
          const found = await cohorts.meant(call.guildId, call.caller.id, chosen);
          if (!('one' in found)) throw new UserError({ key: 'cohorts:error.unknown' });
          return answer(joinBody(call.t, found.one));
        },
      },
    ],
  };
}

/**
 * The home shows what waits: questions about quiet teams and letters from staff, to be answered, and more news than other
 * answers. `aside`: what else it says.
 */
function withWaiting(
  call: Call,
  { questions, news, suspension, letters }: Waiting,
  body: Body,
  aside: readonly string[],
): Body {
  const held = suspension === undefined ? [] : suspendedParts(call.t, suspension);
  const base = [...held, ...(body.components ?? []), ...newsMenu(call.t, news)];
  const waiting = [
    ...questions.map((question) => ({
      about: `silence:${question.id}`,
      parts: questionParts(call.t, question),
    })),
    ...letters.map((letter) => ({ about: `outreach:${letter.id}`, parts: letterParts(call.t, letter) })),
  ];
  const more = text(call.t('help:home.more'));
  const room = roomIn({ card: true, components: [...base, more] });
  const shown = waiting.slice(
    0,
    fitting(
      waiting.map(({ parts }) => parts),
      room,
    ).length,
  );
  const rest = shown.length < waiting.length ? [more] : [];
  // Of what does not fit it says that there is more.
  const said = [
    ...aside,
    ...(suspension === undefined ? [] : [`${HOLDS}:${suspension.id}`]),
    ...waiting.map(({ about }) => about),
  ];
  return {
    ...body,
    components: [...base, ...shown.flatMap(({ parts }) => parts), ...rest],
    news: { shown: said, lines: HOME_LINES, isHome: true },
  };
}
