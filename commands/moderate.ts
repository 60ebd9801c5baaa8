import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Body, update } from '../src/platform/discord/reply.ts';
import { AUDIT_PAGE, auditBody } from '../src/staff/moderation/cards.ts';
import { inServer } from './parts/pick.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [moderate];

/** An id Discord gives. */
const SNOWFLAKE = /^\d{17,20}$/;

function moderate(services: Services): Command {
  async function acts(call: Call, memberId: string | undefined, before?: number): Promise<Body> {
    const page = { memberId, before, limit: AUDIT_PAGE + 1 };
    return auditBody(call.t, await services.audit.read(call.guildId, page), memberId);
  }

  return {
    type: 'slash',
    name: 'moderate',
    subcommands: {
      audit: action({
        access: 'staff',
        options: { member: { kind: 'user', who: 'anybody' } },
        run: async (call, { member }) => answer(await acts(call, member)),
      }),
    },
    routes: [
      {
        // *Older*: moderate.audit:<member or all>:<the last act that was shown>
        name: 'moderate.audit',
        access: 'staff',
        async run(press, [who = '', before]) {
          const memberId = SNOWFLAKE.test(who) ? who : undefined;
          return update(await acts(inServer(press), memberId, idIn(before)));
        },
      },
    ],
  };
}
