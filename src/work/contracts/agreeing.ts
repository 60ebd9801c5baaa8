import { isLastStretch } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Events } from '../../platform/events/events.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import { endJobs, endWatch, putWatch } from './fetching/store.ts';
import { firstLook, mayWorkWith, missingOf, type Party, patience, type Version } from './rules.ts';
import {
  endProposal,
  findAnswers,
  findInState,
  findVersion,
  markAgreed,
  markOnce,
  putAnswer,
  touch,
} from './store.ts';
import { forgetReader } from './uses/store.ts';

export interface Agreed {
  readonly version: Version;
  /** Everybody who has to has agreed by this. */
  readonly isAgreed: boolean;
  /** Whose answer is still needed. */
  readonly missing: readonly string[];
}

/** Who agrees to which document, and what becomes of it. */
export interface Agreeing {
  /**
   * A member agrees to the very document of this hash; without it to whatever is proposed. Throws a UserError where that
   * is no longer proposed.
   */
  agree(versionId: number, userId: string, hash?: string): Promise<Agreed>;
  object(versionId: number, userId: string, reason: string): Promise<Version>;
  /** Its proposer goes on with it although not everybody has answered. */
  workWith(versionId: number, userId: string): Promise<Version>;
  /** Whose answer a version still needs. */
  missing(trx: Db, version: Version): Promise<string[]>;
  /** Ends the waiting where nobody is missing any more: somebody has left, or builds another side. */
  settle(trx: Db, team: Team): Promise<void>;
  left(trx: Db, event: EventMap['member.left-team']): Promise<void>;
  redraw(trx: Db, version: Pick<Version, 'id' | 'teamId' | 'guildId'>): Promise<void>;
}

export function createAgreeing(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Events;
  post: Post;
  cohorts: Cohorts;
  standings: Standings;
  teams: Teams;
}): Agreeing {
  const { db, clock, outbox, events, post, cohorts, standings, teams } = parts;

  async function parties(trx: Db, team: Team): Promise<Party[]> {
    const ids = await teams.memberIds(team.id, trx);
    const known = await standings.some(trx, team.cohortId, ids);
    return ids.map((userId) => ({
      userId,
      track: known.get(userId)?.track ?? null,
      documenting: known.get(userId)?.documenting ?? false,
    }));
  }

  async function missing(trx: Db, version: Version): Promise<string[]> {
    const team = await teams.find(version.teamId, trx);
    if (team === undefined || version.state !== 'proposed') return [];
    return missingOf(await parties(trx, team), await findAnswers(trx, version.id));
  }

  async function redraw(trx: Db, { id, teamId, guildId }: Pick<Version, 'id' | 'teamId' | 'guildId'>) {
    await outbox.enqueue(trx, {
      kind: 'contract-edit',
      guildId,
      target: { kind: 'team', id: String(teamId) },
      payload: {},
      dedupeKey: `contract-edit:${id}:${await touch(trx, id)}`,
      subject: String(id),
    });
  }

  /** The proposal that somebody answers. Throws a UserError for others, and where it is no longer one. */
  async function open(trx: Db, versionId: number, userId: string): Promise<{ version: Version; team: Team }> {
    const version = await findVersion(trx, versionId);
    const team = version === undefined ? undefined : await teams.find(version.teamId, trx);
    const isMember =
      team !== undefined && team.endedAt === null && (await teams.memberIds(team.id, trx)).includes(userId);
    if (version === undefined || team === undefined || !isMember)
      throw new UserError({ key: 'teams:error.not-member' });
    if (version.state === 'agreed')
      throw new UserError({ key: 'contracts:error.agreed' }, { help: [showHelp(team)] });
    if (version.state !== 'proposed')
      throw new UserError({ key: 'contracts:error.replaced' }, { help: [showHelp(team)] });
    return { version, team };
  }

  async function settle(trx: Db, team: Team): Promise<void> {
    const version = await findInState(trx, team.id, 'proposed');
    if (version === undefined) return;
    // Nobody agrees to it alone by being the last one left without an answer.
    const answers = await findAnswers(trx, version.id);
    const isAgreed =
      answers.some(({ stance }) => stance === 'agree') && (await missing(trx, version)).length === 0;
    if (isAgreed) await conclude(trx, team, version);
    else await redraw(trx, version);
  }

  /** It is agreed: what was agreed before is past, its address is looked at from now on, everybody who cares hears. */
  async function conclude(trx: Db, team: Team, version: Version): Promise<void> {
    const before = await findInState(trx, team.id, 'agreed');
    if (!(await markAgreed(trx, version, clock.now()))) return;
    if (before !== undefined) await redraw(trx, before);
    await redraw(trx, version);
    if (version.source === 'url') {
      await putWatch(trx, {
        team_id: team.id,
        guild_id: team.guildId,
        url: version.sourceName,
        seen: version.hash,
        due_at: firstLook(team.id, clock.now()),
      });
    } else await endWatch(trx, team.id, clock.now());
    await events.emit(trx, 'contract.agreed', { teamId: team.id, isFirst: before === undefined });
  }

  async function agree(versionId: number, userId: string, hash?: string): Promise<Agreed> {
    return await write(db, async (trx) => {
      const { version, team } = await open(trx, versionId, userId);
      // A button carries the beginning of the hash that it was drawn for.
      if (hash !== undefined && !version.hash.startsWith(hash))
        throw new UserError({ key: 'contracts:error.replaced' }, { help: [showHelp(team)] });
      await putAnswer(trx, version, { userId, stance: 'agree', reason: null, at: clock.now() });
      await settle(trx, team);
      const now = (await findVersion(trx, version.id)) ?? version;
      return { version: now, isAgreed: now.state === 'agreed', missing: await missing(trx, now) };
    });
  }

  async function object(versionId: number, userId: string, reason: string): Promise<Version> {
    return await write(db, async (trx) => {
      const { version, team } = await open(trx, versionId, userId);
      await putAnswer(trx, version, { userId, stance: 'object', reason, at: clock.now() });
      await redraw(trx, version);
      if (version.proposerId !== null && version.proposerId !== userId) {
        await post.toMember(trx, {
          guildId: team.guildId,
          userId: version.proposerId,
          line: {
            key: 'contracts:letter.objected',
            params: { person: `<@${userId}>`, number: version.number },
          },
          about: `contract:${version.id}`,
          privacy: 'private',
          urgency: 'answer',
          dedupeKey: `contract-objected:${version.id}:${userId}:${clock.now()}`,
        });
      }
      return version;
    });
  }

  async function workWith(versionId: number, userId: string): Promise<Version> {
    return await write(db, async (trx) => {
      const { version, team } = await open(trx, versionId, userId);
      const cohort = await cohorts.find(team.cohortId, trx);
      const isLast = cohort !== undefined && isLastStretch(cohort, clock.now());
      if (version.proposerId !== userId)
        throw new UserError({ key: 'contracts:error.not-proposer' }, { help: [showHelp(team)] });
      if (!mayWorkWith(version, clock.now(), isLast)) {
        const when = Math.ceil((version.createdAt + patience(isLast).working) / 1000);
        throw new UserError(
          { key: 'contracts:error.too-early', params: { when: `<t:${when}:R>` } },
          { help: [showHelp(team)] },
        );
      }
      await markOnce(trx, version.id, 'working_at', clock.now());
      await redraw(trx, version);
      return (await findVersion(trx, version.id)) ?? version;
    });
  }

  async function left(trx: Db, event: EventMap['member.left-team']): Promise<void> {
    const { teamId, userId, strandedIds } = event;
    for (const id of [userId, ...strandedIds]) await forgetReader(trx, { teamId, userId: id });
    const team = await teams.find(teamId, trx);
    if (team === undefined) return;
    if (team.endedAt === null) return await settle(trx, team);
    await endJobs(trx, teamId);
    await endWatch(trx, teamId, clock.now());
    for (const id of await endProposal(trx, teamId)) await redraw(trx, { id, teamId, guildId: team.guildId });
  }

  return { agree, object, workWith, missing, settle, left, redraw };
}

/** The button that leads to the contract as it stands. */
export function showHelp({ id }: Pick<Team, 'id'>) {
  return { label: { key: 'contracts:button.show' }, to: ['contract.show', id] } as const;
}

/** The button that leads to the ways to a first proposal. */
export function beginHelp({ id }: Pick<Team, 'id'>) {
  return { label: { key: 'contracts:button.begin' }, to: ['contract.begin', id] } as const;
}
