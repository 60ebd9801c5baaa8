import { isLastStretch } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Fetches } from '../../platform/fetch/service.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Logger } from '../../platform/log.ts';
import type { Projects } from '../projects/service.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import { type Agreeing, createAgreeing } from './agreeing.ts';
import { createContractDeliveries } from './deliveries.ts';
import {
  type Comparison,
  createDocuments,
  type Documents,
  type Finding,
  type Summary,
  type Use,
} from './documents/index.ts';
import { contractFacts } from './facts/store.ts';
import { endWatch, findWatch } from './fetching/store.ts';
import { createFetching, type Fetching } from './fetching.ts';
import { contractKeeps } from './keeps/store.ts';
import { type Changes, createLibrary, openFindings, ordered } from './library.ts';
import { createProposing, type Proposing } from './proposing.ts';
import { createReminding } from './reminding.ts';
import { type Answer, mayWorkWith, type Version } from './rules.ts';
import {
  type Acceptance,
  findAcceptances,
  findAnswers,
  findDocument,
  findInState,
  findVersion,
  findVersions,
  insertAcceptance,
} from './store.ts';
import { findMuted, findUses, putUses, setMuted } from './uses/store.ts';
import { createWatching } from './watching.ts';

/** What changed, as one member reads it. */
export interface Diff extends Changes {
  /** What concerns the reader first. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Acceptance[];
  readonly uses: readonly Use[];
  readonly isMuted: boolean;
}

export interface Shown {
  readonly version: Version;
  readonly answers: readonly Answer[];
  readonly missing: readonly string[];
  readonly summary: Summary;
  readonly other: Version | undefined;
  readonly hasBefore: boolean;
  readonly mayWork: boolean;
}

/** The API contract of a team: proposed, agreed by each side on one document, compared, watched. */
export interface Contracts {
  readonly proposing: Proposing;
  readonly agreeing: Agreeing;
  readonly fetching: Fetching;
  readonly documents: Documents;
  /** What is proposed, and what is agreed. */
  current(
    teamId: number,
  ): Promise<{ readonly proposed: Version | undefined; readonly agreed: Version | undefined }>;
  find(versionId: number): Promise<Version | undefined>;
  show(team: Team, version: Version): Promise<Shown>;
  history(teamId: number): Promise<{ readonly version: Version; readonly answers: readonly Answer[] }[]>;
  /** What a version changes. */
  diff(team: Team, version: Version, readerId: string): Promise<Diff>;
  /** What the address of the agreed contract serves now, against it; undefined while it serves what was agreed. */
  drift(team: Team, readerId: string): Promise<Diff | undefined>;
  /** The drift as a document to be proposed, with its address; undefined where there is none. */
  drifted(teamId: number): Promise<{ readonly url: string; readonly normalised: string } | undefined>;
  /** A change is on purpose: it is remembered until its place changes again. */
  accept(team: Team, finding: Finding, userId: string, reason: string): Promise<boolean>;
  /** The address that is looked at, where the agreed contract came from one. */
  address(teamId: number): Promise<string | undefined>;
  endpoints(version: Version): Promise<string[]>;
  uses(teamId: number, userId: string): Promise<{ readonly uses: readonly Use[]; readonly isMuted: boolean }>;
  /** Takes the place of what a member named before, of these endpoints or of all. */
  setUses(team: Team, userId: string, uses: readonly Use[], among?: readonly string[]): Promise<void>;
  mute(team: Team, userId: string, isMuted: boolean): Promise<void>;
  /** As it was handed in, and normalised. */
  document(
    versionId: number,
  ): Promise<{ readonly document: string; readonly normalised: string } | undefined>;
  readonly feature: Feature;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function createContracts(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  outbox: Outbox;
  events: Events;
  limits: Limits;
  post: Post;
  communities: Communities;
  cohorts: Cohorts;
  standings: Standings;
  projects: Projects;
  teams: Teams;
  fetches: Fetches;
  heavy: HeavyWork;
}): Contracts {
  const { db, clock, cohorts, projects, teams } = parts;
  const documents = createDocuments({ heavy: parts.heavy });
  const library = createLibrary({ ...parts, documents });
  const agreeing = createAgreeing(parts);
  const reminding = createReminding({ ...parts, agreeing });
  const proposing = createProposing({ ...parts, documents, library, agreeing });
  const watching = createWatching({ ...parts, documents, library });
  const fetching = createFetching({ ...parts, documents, proposing, watching });
  const { deliveries, subjects } = createContractDeliveries({ ...parts, library, agreeing });

  async function reading(team: Team, readerId: string, comparison: Comparison | undefined) {
    const accepted = await findAcceptances(db, team.id);
    const uses = (await findUses(db, team.id)).get(readerId) ?? [];
    // What was accepted stands last.
    const open = ordered(openFindings(comparison, accepted), uses);
    const all = comparison?.outcome === 'compared' ? comparison.findings : [];
    return {
      findings: [...open, ...all.filter((finding) => !open.includes(finding))],
      accepted,
      uses,
      isMuted: (await findMuted(db, team.id)).includes(readerId),
    };
  }

  async function refuseStranger(trx: Db, team: Team, userId: string): Promise<void> {
    if (!(await teams.memberIds(team.id, trx)).includes(userId))
      throw new UserError({ key: 'teams:error.not-member' });
  }

  /** All that the team builds is handed in: nobody looks at its address any more. */
  async function submitted(trx: Db, { projectId }: EventMap['project.submitted']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project?.teamId == null) return;
    const built = await projects.ofTeam(project.teamId, trx);
    if (built.every(({ status }) => status === 'submitted')) await endWatch(trx, project.teamId, clock.now());
  }

  async function sideChanged(trx: Db, { guildId, userId }: EventMap['profile.changed']): Promise<void> {
    for (const team of await teams.ofMember(guildId, userId, trx)) await agreeing.settle(trx, team);
  }

  return {
    proposing,
    agreeing,
    fetching,
    documents,
    async current(teamId) {
      const [proposed, agreed] = await Promise.all([
        findInState(db, teamId, 'proposed'),
        findInState(db, teamId, 'agreed'),
      ]);
      return { proposed, agreed };
    },
    find: (versionId) => findVersion(db, versionId),
    async show(team, version) {
      const cohort = await cohorts.find(team.cohortId);
      const other = await findInState(db, team.id, version.state === 'proposed' ? 'agreed' : 'proposed');
      return {
        version,
        answers: await findAnswers(db, version.id),
        missing: await agreeing.missing(db, version),
        summary: await library.summary(version),
        other,
        hasBefore: (await library.before(version)) !== undefined,
        mayWork:
          version.workingAt === null &&
          cohort !== undefined &&
          mayWorkWith(version, clock.now(), isLastStretch(cohort, clock.now())),
      };
    },
    async history(teamId) {
      const versions = await findVersions(db, teamId);
      return await Promise.all(
        versions.map(async (version) => ({ version, answers: await findAnswers(db, version.id) })),
      );
    },
    async diff(team, version, readerId) {
      const changes = await library.changes(team, version);
      return { ...changes, ...(await reading(team, readerId, changes.comparison)) };
    },
    async drift(team, readerId) {
      const [agreed, watch] = await Promise.all([findInState(db, team.id, 'agreed'), findWatch(db, team.id)]);
      if (agreed === undefined || watch?.drift == null || watch.drift_hash === null) return undefined;
      const comparison = await library.against(team, agreed, watch.drift, watch.drift_hash);
      return { before: agreed, comparison, ...(await reading(team, readerId, comparison)) };
    },
    async drifted(teamId) {
      const watch = await findWatch(db, teamId);
      return watch?.drift == null ? undefined : { url: watch.url, normalised: watch.drift };
    },
    async accept(team, { id, rule, place }, userId, reason) {
      return await write(db, async (trx) => {
        await refuseStranger(trx, team, userId);
        const acceptance = { finding: id, rule, place, reason, userId, at: clock.now() };
        const isNew = await insertAcceptance(trx, team.id, acceptance);
        const proposed = await findInState(trx, team.id, 'proposed');
        if (isNew && proposed !== undefined) await agreeing.redraw(trx, proposed);
        return isNew;
      });
    },
    async address(teamId) {
      const watch = await findWatch(db, teamId);
      return watch === undefined || watch.ended_at !== null ? undefined : watch.url;
    },
    async endpoints(version) {
      const { groups } = await library.summary(version);
      return groups.flatMap(({ endpoints }) => endpoints.map(({ id }) => id));
    },
    async uses(teamId, userId) {
      const uses = (await findUses(db, teamId)).get(userId) ?? [];
      return { uses, isMuted: (await findMuted(db, teamId)).includes(userId) };
    },
    async setUses(team, userId, uses, among) {
      await write(db, async (trx) => {
        await refuseStranger(trx, team, userId);
        await putUses(trx, { teamId: team.id, userId }, uses, among);
      });
    },
    async mute(team, userId, isMuted) {
      await write(db, async (trx) => {
        await refuseStranger(trx, team, userId);
        await setMuted(trx, { teamId: team.id, userId }, isMuted ? clock.now() : undefined);
      });
    },
    document: (versionId) => findDocument(db, versionId),
    feature: {
      name: 'contracts',
      deliveries,
      subjects,
      facts: contractFacts,
      keeps: contractKeeps,
      on: {
        'member.left-team': (trx, event) => agreeing.left(trx, event),
        'profile.changed': sideChanged,
        'project.submitted': submitted,
        async 'team.formed'(trx, { teamId }) {
          const team = await teams.find(teamId, trx);
          if (team !== undefined) await agreeing.settle(trx, team);
        },
      },
      pollers: [
        { name: 'contract-fetches', every: SECOND, run: () => fetching.run() },
        { name: 'contract-watches', every: MINUTE, run: () => watching.run() },
        { name: 'contract-nudges', every: MINUTE, run: () => reminding.remind() },
        { name: 'contract-tidy', every: HOUR, run: () => fetching.tidy() },
      ],
      async close() {
        documents.close();
        await Promise.resolve();
      },
    },
  };
}
