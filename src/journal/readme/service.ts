import { setImmediate } from 'node:timers/promises';
import { inSlices } from '../../platform/async.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Featured } from '../../platform/feature.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import { daysBetween } from '../../platform/zones/rules.ts';
import type { Contracts } from '../../work/contracts/service.ts';
import { weekOf } from '../entries/rules.ts';
import { readmeKeeps } from './keeps.ts';
import standard from './programme.json' with { type: 'json' };
import {
  type Challenge,
  type Facts,
  type Gap,
  gapsOf,
  outlineOf,
  type PickKind,
  type Programme,
  TOPICS,
  type Topic,
  topicsOf,
} from './rules/facts.ts';
import { type Lists, listsOf, readLists } from './rules/list.ts';
import { assembled, merged, SECTIONS, type Section, type Written } from './rules/sections.ts';
import { type DocumentingSteps, documentingSteps, type ReadmeProgress } from './rules/steps.ts';
import { filledSections, headingOf, titleOf, written } from './rules/write.ts';
import {
  countHelped,
  findAbout,
  findBlockers,
  findCompanions,
  findLastCohort,
  findLearnings,
  findLinks,
  findOutline,
  findPicks,
  findProgramme,
  findProgress,
  findProjects,
  findSolutions,
  mayBeNamed,
  replacePicks,
  saveProgramme,
  setNamed,
} from './store.ts';

export interface Readme {
  readonly facts: Facts;
  /** The sections that have something to say. */
  readonly filled: readonly Section[];
  /** Their texts; most who ask only want to know how far it is. */
  write(): Promise<Written>;
  readonly gaps: readonly Gap[];
  readonly steps: DocumentingSteps;
  readonly progress: ReadmeProgress;
}

export interface Readmes extends Featured {
  /** For answers and `/help`: "5 of 9 sections". Nothing of somebody who is not in the cohort. */
  progress(member: { readonly cohortId: number; readonly userId: string }): Promise<ReadmeProgress>;
  /** Works after the cohort was archived. Throws a UserError for who is not in it. */
  read(member: { readonly cohortId: number; readonly userId: string }, locale: Locale): Promise<Readme>;
  /**
   * The file; with the one the learner has, only what Nexus wrote in it is brought up to date and their own words stay.
   */
  file(written: Written, locale: Locale, current?: string): string;
  /** What the programme offers on the member's side. Throws a UserError for who is not in the cohort. */
  topics(member: {
    readonly cohortId: number;
    readonly userId: string;
  }): Promise<Readonly<Record<PickKind, readonly Topic[]>>>;
  /** The programme's topics as lines, for staff to change. */
  lists(cohortId: number): Promise<Lists>;
  /** Replaces them for a cohort. Throws a UserError for a line that is no topic, or a cohort of another server. */
  setLists(guildId: string, cohortId: number, lists: Lists): Promise<void>;
  picks(member: { readonly cohortId: number; readonly userId: string }): Promise<Facts['picks']>;
  /**
   * Of the topics on a page the chosen ones (English names) are picked, the others not. Throws a UserError for who is
   * not in the cohort.
   */
  pick(
    member: { readonly cohortId: number; readonly userId: string },
    kind: PickKind,
    names: { readonly page: number; readonly chosen: readonly string[] },
  ): Promise<void>;
  /** The newest cohort of the server they were in, archived or not. */
  lastCohort(guildId: string, userId: string): Promise<number | undefined>;
  /** Whether those they build with may name them. */
  isNamed(guildId: string, userId: string): Promise<boolean>;
  setNamed(guildId: string, userId: string, named: boolean): Promise<void>;
}

type Member = { readonly cohortId: number; readonly userId: string };

/** Each learner's README for the hand-in, made of what they said along the way. */
export function createReadmes({
  db,
  clock,
  audit,
  contracts,
}: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  contracts: Pick<Contracts, 'current'>;
}): Readmes {
  async function programmeOf(cohortId: number, on: Db = db): Promise<Programme> {
    const own = await findProgramme(on, cohortId);
    return (own === undefined ? standard : JSON.parse(own)) as Programme;
  }

  async function factsOf({
    cohortId,
    userId,
  }: Member): Promise<(Facts & { readonly week: number; readonly weeks: number }) | undefined> {
    const about = await findAbout(db, cohortId, userId);
    if (about === undefined) return undefined;
    const { guild_id: guildId, start_date: startDate, deadline_date: deadlineDate, timezone } = about;
    const weekAt = (at: number): number => weekOf({ startDate, timezone }, at);
    const [projects, companions, helped, blockers, solutions, progress, learnings, picks, links] =
      await Promise.all([
        findProjects(db, cohortId, userId),
        findCompanions(db, { guildId, cohortId }, userId),
        countHelped(db, guildId, userId),
        findBlockers(db, cohortId, userId),
        findSolutions(db, cohortId, userId),
        findProgress(db, cohortId, userId),
        findLearnings(db, cohortId, userId),
        findPicks(db, cohortId, userId),
        findLinks(db, cohortId, userId),
      ]);
    // What was kept is read in one go on SQLite, some thousands of rows; what is made of it comes in slices.
    await setImmediate();
    const agreed = await Promise.all(
      projects.map(async ({ team_id: teamId }) =>
        teamId === null ? undefined : (await contracts.current(teamId)).agreed,
      ),
    );
    return {
      cohort: { name: about.name, startDate, deadlineDate },
      track: about.track ?? about.profile_track,
      documentationOnly: about.documentation_only === 1,
      projects: projects.map((project, index) => ({
        title: project.title,
        brief: project.brief,
        summary: project.summary,
        api: project.api,
        stack: JSON.parse(project.stack) as string[],
        repo: project.repo,
        docs: project.docs,
        contract: agreed[index] !== undefined,
      })),
      companions: companions.map(({ track, display_name, given_at }) => ({
        track,
        name: given_at === null ? undefined : (display_name ?? undefined),
      })),
      helped,
      challenges: await inSlices(
        eachOf([...blockers, ...solutions.map((each) => ({ ...each, details: null }))], challengeOf),
      ),
      progress: await inSlices(
        eachOf(progress, ({ text, minutes, created_at: at }) => ({ week: weekAt(at), text, minutes })),
      ),
      learnings,
      picks,
      links,
      week: weekAt(clock.now()),
      weeks: Math.max(1, Math.ceil((daysBetween(startDate, deadlineDate) + 1) / 7)),
    };
  }

  async function writingIn(cohortId: number, locale: Locale) {
    const date = (local: string): string =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${local}T00:00:00Z`),
      );
    return { locale, t: translator(locale), programme: await programmeOf(cohortId), date };
  }

  async function read(member: Member, locale: Locale): Promise<Readme> {
    const facts = await factsOf(member);
    if (facts === undefined) throw new UserError({ key: 'readme:error.not-in-cohort' });
    const writing = await writingIn(member.cohortId, locale);
    const filled = filledSections(outlineOf(facts));
    return {
      facts,
      filled,
      async write() {
        await setImmediate();
        return await inSlices(written(facts, writing));
      },
      gaps: gapsOf(facts, facts),
      steps: documentingSteps(facts, facts),
      progress: { filled: filled.length, of: SECTIONS.length },
    };
  }

  return {
    read,
    async progress({ cohortId, userId }) {
      const outline = await findOutline(db, cohortId, userId);
      const filled = outline === undefined ? 0 : filledSections(outline).length;
      return { filled, of: SECTIONS.length };
    },
    file(sections, locale, current) {
      return current === undefined
        ? assembled(titleOf(translator(locale)), sections)
        : merged(current, sections, headings());
    },
    async topics({ cohortId, userId }) {
      const about = await findAbout(db, cohortId, userId);
      if (about === undefined) throw new UserError({ key: 'readme:error.not-in-cohort' });
      const [programme, track] = [await programmeOf(cohortId), about.track ?? about.profile_track];
      const of = (kind: PickKind): Topic[] => topicsOf(programme, kind, track);
      return { technology: of('technology'), concept: of('concept'), practice: of('practice') };
    },
    lists: async (cohortId) => listsOf(await programmeOf(cohortId)),
    async setLists(guildId, cohortId, lists) {
      const programme = readLists(lists, standard as Programme);
      if ('wrong' in programme)
        throw new UserError({
          key: 'readme:error.topic',
          params: { line: literal(truncated(programme.wrong, 100)) },
        });
      const isSet = await write(db, async (trx) => {
        const place = { guildId, cohortId };
        if (!(await saveProgramme(trx, place, JSON.stringify(programme), clock.now()))) return false;
        await audit.record(trx, { guildId, action: 'readme.topics', object: `cohort:${cohortId}` });
        return true;
      });
      if (!isSet) throw new UserError({ key: 'cohorts:error.unknown' });
    },
    picks: ({ cohortId, userId }) => findPicks(db, cohortId, userId),
    async pick({ cohortId, userId }, kind, { page, chosen }) {
      await write(db, async (trx) => {
        const about = await findAbout(trx, cohortId, userId);
        if (about === undefined) throw new UserError({ key: 'readme:error.not-in-cohort' });
        const topics = topicsOf(await programmeOf(cohortId, trx), kind, about.track ?? about.profile_track);
        const offered = topics.slice(page * TOPICS, (page + 1) * TOPICS).map(({ en }) => en);
        const names = { offered, chosen: offered.filter((name) => chosen.includes(name)) };
        await replacePicks(trx, { cohortId, userId, kind }, names);
      });
    },
    lastCohort: (guildId, userId) => findLastCohort(db, guildId, userId),
    isNamed: (guildId, userId) => mayBeNamed(db, guildId, userId),
    async setNamed(guildId, userId, named) {
      await write(db, (trx) => setNamed(trx, { guildId, userId }, named ? clock.now() : undefined));
    },
    feature: { name: 'readmes', keeps: readmeKeeps },
  };
}

/** The headings of a section in either language. */
function headings(): ReadonlyMap<Section, readonly string[]> {
  return new Map(
    SECTIONS.map((section) => [
      section,
      [headingOf(translator('en'), section), headingOf(translator('fr'), section)],
    ]),
  );
}

/** What is made of each, one at a step. */
function* eachOf<T, R>(rows: readonly T[], of: (row: T) => R): Generator<undefined, R[]> {
  const made: R[] = [];
  for (const row of rows) {
    made.push(of(row));
    yield;
  }
  return made;
}

function challengeOf(row: {
  title: string;
  details: string | null;
  root_cause: string | null;
  diagnosis: string | null;
  solution: string | null;
  lesson: string | null;
  technologies: string;
}): Challenge {
  return {
    title: row.title,
    details: row.details,
    cause: row.root_cause,
    diagnosis: row.diagnosis,
    solution: row.solution,
    lesson: row.lesson,
    technologies: JSON.parse(row.technologies) as string[],
  };
}
