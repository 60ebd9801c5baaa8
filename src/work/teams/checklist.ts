import type { Communities } from '../../people/communities/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { findTeamMemberIds } from '../members/service.ts';
import { checklistCard } from './cards.ts';
import type { Team } from './rules.ts';

/** The checklist as it stands now, in the language of its server. */
export async function renderChecklist(
  { communities, standings }: { communities: Communities; standings: Pick<Standings, 'some'> },
  db: Db,
  team: Team,
): Promise<MessagePayload> {
  const { language } = await communities.get(team.guildId, db);
  const memberIds = await findTeamMemberIds(db, team.id);
  const members = await standings.some(db, team.cohortId, memberIds);
  return checklistCard(translator(language), team, [...members.values()], memberIds);
}
