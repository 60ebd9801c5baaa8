import type { Db } from '../../platform/database/index.ts';
import type { DeliveryKind } from '../../platform/delivery/types.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Team } from '../../work/teams/rules.ts';
import { backCard } from './cards.ts';
import type { SilencesDependencies } from './dependencies.ts';
import type { Hearing } from './hearing.ts';
import { endSilence } from './store.ts';

const REPLACED = 'silence-replaced';

/** The place that is kept for somebody who is away is given on, or they leave. */
export function createSilenceDepartures(
  parts: SilencesDependencies & { readonly standing: Hearing['standing'] },
): {
  readonly letter: DeliveryKind;
  readonly on: Pick<Handlers, 'project.place-wanted' | 'member.left-team'>;
} {
  const { clock, post, projects, replacements, standing, teams } = parts;

  /** Whoever asks somebody else gives up the place that is kept for a partner who is away. */
  async function makeRoom(trx: Db, { projectId, senderId }: EventMap['project.place-wanted']): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    if (project.ownerId !== senderId) {
      await leaveAbsent(trx, project, senderId);
      return;
    }
    if (project.teamId === null || isOpen(project)) return;
    // Somebody who joined as one more of their side holds no place that could be given on.
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
    const replaced = new Set<string>();
    for (const person of [userId, ...rest]) {
      const isReplaced = states.get(person) === 'away' && person !== by;
      if (isReplaced) replaced.add(person);
      await endSilence(trx, {
        teamId: team.id,
        userId: person,
        state: isReplaced ? 'replaced' : 'left',
        now,
      });
    }
    for (const person of new Set([userId, ...partnerIds])) {
      if (person === by) continue;
      if (replaced.has(person)) {
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

  const letter = post.kind({
    kind: REPLACED,
    card: async (_, { data, line }, { t }) =>
      backCard(t, data as number, t('silences:replaced', { ...line.params })),
  });

  return { letter, on: { 'project.place-wanted': makeRoom, 'member.left-team': left } };
}
