import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Db } from '../../platform/database/index.ts';
import { memberFingerprint } from '../matching/fingerprint.ts';
import type { Participant, RoundMember } from '../matching/input.ts';
import { learnersOf } from '../partners/cohort-learners.ts';
import type { Brief } from '../partners/rules.ts';
import { cohortMemberIds, cohortRows } from '../partners/service.ts';
import { type OwnProject, roundMember } from './rules.ts';
import { findAnswers } from './store.ts';

/** What decides how rows become learners: the server's language, and the present instant (ms UTC). */
export interface Moment {
  readonly language: string;
  readonly now: number;
}

/** How many of a cohort whose members were read have said their side, and how many have not: they cannot take part. */
export interface Counted {
  members: number;
  withoutTrack: number;
}

/** Members read at once: some milliseconds of the main thread's time. */
const PAGE = 150;

/**
 * Reads a whole cohort in pages, so that interactions are answered in between; `counted` is added to on the way. Whoever
 * takes a page passes it on: a hundred thousand members are held by the thread that matches them, and nowhere else.
 */
export async function* readParticipants(
  db: Db,
  cohort: Cohort,
  moment: Moment,
  counted: Counted,
): AsyncGenerator<Participant[]> {
  for await (const ids of memberPages(db, cohort)) {
    const page = await cohortRows(db, cohort, ids);
    await setImmediate();
    const names = new Map(page.members.map((row) => [row.user_id, row.display_name]));
    const titles = new Map(page.projects.map(({ id, title }) => [String(id), title]));
    const answers = await findAnswers(db, cohort.id, ids, moment.now);
    const members = roundMembers(page, answers, cohort, moment);
    counted.members += members.length;
    counted.withoutTrack += ids.length - page.members.length;
    yield members.map((member) => ({
      member,
      named: [
        names.get(member.learner.id) ?? member.learner.id,
        ...member.projects.map(({ id }) => titles.get(id) ?? ''),
      ],
    }));
    await setImmediate();
  }
}

/** The ids of a cohort's members. */
export async function* memberPages(db: Db, cohort: Cohort): AsyncGenerator<string[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const ids = await cohortMemberIds(db, cohort.id, after, PAGE);
    if (ids.length > 0) yield ids;
    after = ids.at(-1);
  }
}

/** What each of these members would bring into a round now; who is missing takes no part. */
export async function currentFingerprints(
  db: Db,
  cohort: Cohort,
  moment: Moment,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const fingerprints = new Map<string, string>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const slice = ids.slice(from, from + PAGE);
    const page = await cohortRows(db, cohort, slice);
    await setImmediate();
    const answers = await findAnswers(db, cohort.id, slice, moment.now);
    for (const member of roundMembers(page, answers, cohort, moment))
      fingerprints.set(member.learner.id, memberFingerprint(member));
    await setImmediate();
  }
  return fingerprints;
}

type Page = Awaited<ReturnType<typeof cohortRows>>;
type Answers = Awaited<ReturnType<typeof findAnswers>>;

function roundMembers(
  page: Page,
  answers: Answers,
  cohort: Cohort,
  { language, now }: Moment,
): RoundMember[] {
  const learners = learnersOf(page, cohort, language, now);
  const projects = Map.groupBy(page.projects, ({ owner_id }) => owner_id);
  const answered = answersByMember(answers);
  return page.members.flatMap((row) => {
    const learner = learners.get(row.user_id);
    if (learner === undefined) return [];
    const { reserved, declined } = answered.get(row.user_id) ?? {};
    // Whom one of the two has declined is not suggested again.
    const pairedBefore = [...new Set([...learner.pairedBefore, ...(declined ?? [])])];
    const own = (projects.get(row.user_id) ?? []).map(ownProject);
    const teamPlaces = Math.max(0, row.teams - row.teams_taken);
    return [roundMember({ ...learner, pairedBefore }, own, teamPlaces, reserved)];
  });
}

interface MemberAnswers {
  /** Open suggestions by the member's own project. */
  readonly reserved: Map<number | null, number>;
  readonly declined: Set<string>;
}

function answersByMember(answers: Answers): Map<string, MemberAnswers> {
  const found = new Map<string, MemberAnswers>();
  // A pair of two members of the same page comes twice.
  for (const row of new Map(answers.map((each) => [each.id, each])).values()) {
    const sides = [
      [row.backend_id, row.frontend_id, row.backend_project_id],
      [row.frontend_id, row.backend_id, row.frontend_project_id],
    ] as const;
    for (const [id, other, project] of sides) {
      const own = found.get(id) ?? { reserved: new Map(), declined: new Set() };
      found.set(id, own);
      if (row.state === 'declined') own.declined.add(other);
      else own.reserved.set(project, (own.reserved.get(project) ?? 0) + 1);
    }
  }
  return found;
}

function ownProject(row: Page['projects'][number]): OwnProject {
  return {
    id: row.id,
    brief: row.brief as Brief,
    track: row.track,
    api: row.api,
    stack: (JSON.parse(row.stack) as string[]).map((item) => item.toLowerCase()),
    seats: row.status === 'looking' ? row.partners - row.places_taken : 0,
    teamId: row.team_id,
  };
}
