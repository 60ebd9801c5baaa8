import type { Features } from './features.ts';
import type { Community } from './people/communities/service.ts';
import { isNews } from './people/presence/rules.ts';
import { suspendedLine } from './people/suspensions/cards.ts';
import type { CommunityView } from './platform/discord/call.ts';
import type { Directory } from './platform/discord/directory.ts';
import { UserError } from './platform/errors.ts';

/** What the dispatcher asks the features before each interaction. */
export function createDirectory({
  ledger,
  communities,
  learners,
  presence,
  drafts,
  notices,
  silences,
  suspensions,
}: Pick<
  Features,
  'ledger' | 'communities' | 'learners' | 'presence' | 'drafts' | 'notices' | 'silences' | 'suspensions'
>): Directory {
  const view = ({ language, roles }: Community): CommunityView => ({ language, staffRoleId: roles.staff });
  return {
    async arrive(guildId, member, now, threadId) {
      const [community, known] = await Promise.all([
        communities.ensure(guildId, now),
        learners.remember(guildId, member, now),
      ]);
      if (isNews(known, now)) await presence.seen(guildId, [member.id]);
      if (threadId !== undefined) await silences.acted(threadId, member.id);
      return view(community);
    },
    async withheld(guildId, userId) {
      const suspension = await suspensions.of(guildId, userId);
      if (suspension === undefined) return undefined;
      const { key, params } = suspendedLine(suspension);
      const appeal = {
        label: { key: 'suspensions:button.appeal' },
        to: ['moderate.appeal', suspension.id],
      } as const;
      const text = params === undefined ? { key } : { key, params };
      return new UserError(text, { help: suspension.appeal === null ? [appeal] : [] });
    },
    present: (guildId, userIds) => presence.seen(guildId, userIds),
    async serverOf({ userId, guildId: named, messageIds }) {
      const known = await learners.servers(userId);
      // Only where they have been: an id that somebody made up leads nowhere.
      const candidates = [named, ...(await Promise.all(messageIds.map((id) => ledger.serverOf(id))))];
      const about = candidates.find((id) => id !== undefined && known.includes(id));
      const guildId = about ?? (known.length === 1 ? known[0] : undefined);
      return guildId === undefined ? undefined : { guildId, community: view(await communities.get(guildId)) };
    },
    keepDraft: (draft) => drafts.keep(draft),
    draft: (id, userId) => drafts.find(id, userId),
    news: (guildId, userId) => notices.look(guildId, userId),
  };
}
