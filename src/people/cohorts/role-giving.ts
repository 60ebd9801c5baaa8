import type { Db } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import type { Communities, Community } from '../communities/service.ts';
import type { Cohort } from './rules.ts';

type Given = Exclude<keyof Community['roles'], 'staff'>;

/** Whoever joins gets the roles of what they do, where staff say so and the bot may. */
export interface RoleGiving {
  give(trx: Db, cohort: Cohort, userId: string, what: readonly Given[]): Promise<void>;
  readonly delivery: DeliveryKind;
}

const KIND = 'give-role';
/** `/setup check` names what stands in the way; whoever joined is in the cohort all the same. */
const NOT_OURS: ReadonlySet<string> = new Set(['forbidden', 'gone', 'left', 'refused']);

export function createRoleGiving({
  outbox,
  communities,
}: {
  outbox: Outbox;
  communities: Pick<Communities, 'get'>;
}): RoleGiving {
  return {
    async give(trx, { guildId }, userId, what) {
      const { roles, givesRoles } = await communities.get(guildId, trx);
      if (!givesRoles) return;
      for (const each of what) {
        const roleId = roles[each];
        if (roleId === null) continue;
        const dedupeKey = `${KIND}:${guildId}:${userId}:${roleId}`;
        const again = await outbox.renew(trx, dedupeKey);
        if (!again)
          await outbox.enqueue(trx, {
            kind: KIND,
            guildId,
            target: { kind: 'channel', id: guildId },
            payload: { userId, what: each },
            dedupeKey,
          });
      }
    },
    delivery: {
      kind: KIND,
      async run({ guildId, payload }, transport, db) {
        const { userId, what } = payload as { userId: string; what: Given };
        const { roles, givesRoles } = await communities.get(guildId, db);
        const roleId = roles[what];
        if (!givesRoles || roleId === null || roleId === roles.staff) return 'obsolete';
        try {
          const isGiven = await transport.giveRole(guildId, userId, roleId);
          return isGiven ? { channelId: guildId } : 'obsolete';
        } catch (error) {
          if (error instanceof DeliveryError && NOT_OURS.has(error.failure)) return 'obsolete';
          throw error;
        }
      },
    },
  };
}
