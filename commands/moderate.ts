import { appealModal } from '../src/people/suspensions/cards.ts';
import { LIMITS } from '../src/people/suspensions/rules.ts';
import type { Call, Press } from '../src/platform/discord/call.ts';
import { action, type Command, type Form, type Reopen, type Route } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { timestamp } from '../src/platform/discord/times.ts';
import { UserError } from '../src/platform/errors.ts';
import { translator } from '../src/platform/i18n/index.ts';
import { wholeNumber } from '../src/platform/numbers.ts';
import { AUDIT_PAGE, auditBody, blockModal, caseBody, caseListBody } from '../src/staff/moderation/cards.ts';
import { withDraft } from './parts/drafts.ts';
import { inServer } from './parts/pick.ts';
import { reporting } from './parts/reporting.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [moderate];

/** An id Discord gives. */
const SNOWFLAKE = /^\d{17,20}$/;
const DAY = 86_400_000;
const BLOCK = 'block';
const APPEAL = 'appeal';

function moderate(services: Services): Command {
  const { moderation, suspensions } = services;
  const reports = reporting(services);
  const appeals = appealing(services);

  async function acts(call: Call, memberId: string | undefined, before?: number): Promise<Body> {
    const page = { memberId, before, limit: AUDIT_PAGE + 1 };
    return auditBody(call.t, await services.audit.read(call.guildId, page), memberId);
  }

  async function blocked(
    call: Call,
    userId: string,
    reason: string,
    days: number | undefined,
  ): Promise<Reply> {
    if (userId === call.caller.id) throw new UserError({ key: 'moderation:error.self' });
    const { untilAt } = await suspensions.suspend({
      guildId: call.guildId,
      userId,
      byId: call.caller.id,
      reason,
      untilAt: days === undefined ? null : call.now + days * DAY,
    });
    const person = `<@${userId}>`;
    return answer(
      untilAt === null
        ? call.t('suspensions:done-open', { person })
        : call.t('suspensions:done', { person, when: timestamp(untilAt, 'f') }),
    );
  }

  async function blockedFromCase(
    call: Call,
    id: number,
    typed: { reason: string; days: string },
  ): Promise<Reply> {
    const { aboutId } = (await moderation.get(call.guildId, id)).one;
    if (aboutId === null || !SNOWFLAKE.test(aboutId)) throw new UserError({ key: 'moderation:error.gone' });
    const reason = readText('reason', typed.reason, { ...LIMITS.reason, required: true }) ?? '';
    const empty = typed.days.trim() === '';
    const days = empty ? undefined : wholeNumber(typed.days.trim(), LIMITS.days.min, LIMITS.days.max);
    if (days === undefined && !empty) throw new UserError({ key: 'moderation:error.days' });
    return await blocked(call, aboutId, reason, days);
  }

  return {
    type: 'slash',
    name: 'moderate',
    subcommands: {
      block: action({
        access: 'staff',
        options: {
          member: { kind: 'user', required: true, who: 'anybody' },
          reason: { kind: 'text', required: true, ...LIMITS.reason },
          days: { kind: 'integer', ...LIMITS.days },
        },
        run: (call, { member, reason, days }) => blocked(call, member, reason, days),
      }),
      unblock: action({
        access: 'staff',
        options: { member: { kind: 'user', required: true, who: 'anybody' } },
        async run(call, { member }) {
          await suspensions.lift(call.guildId, member, call.caller.id);
          return answer(call.t('suspensions:lifted', { person: `<@${member}>` }));
        },
      }),
      cases: action({
        access: 'staff',
        run: async (call) => answer(caseListBody(call.t, await moderation.open(call.guildId))),
      }),
      audit: action({
        access: 'staff',
        options: { member: { kind: 'user', who: 'anybody' } },
        run: async (call, { member }) => answer(await acts(call, member)),
      }),
    },
    forms: [
      ...reports.forms,
      ...appeals.forms,
      {
        // moderate.blocked:<case>
        name: 'moderate.blocked',
        access: 'staff',
        async run(call, [id], fields) {
          const typed = { reason: fields.text('reason'), days: fields.text('days') };
          const content = { id: idIn(id), typed };
          return await withDraft(services, call, { kind: BLOCK, content }, () =>
            blockedFromCase(call, idIn(id), typed),
          );
        },
      },
    ],
    reopens: [
      ...reports.reopens,
      ...appeals.reopens,
      {
        kind: BLOCK,
        modal(call, _, content) {
          const { id, typed } = content as { id: number; typed: { reason: string; days: string } };
          return blockModal(call.t, id, typed);
        },
      },
    ],
    routes: [
      ...reports.routes,
      ...appeals.routes,
      {
        // *Older*: moderate.audit:<member or all>:<the last act that was shown>
        name: 'moderate.audit',
        access: 'staff',
        async run(press, [who = '', before]) {
          const memberId = SNOWFLAKE.test(who) ? who : undefined;
          return update(await acts(inServer(press), memberId, idIn(before)));
        },
      },
      {
        // In the list of what is open one was chosen.
        name: 'moderate.case',
        access: 'staff',
        async run(press, _, [id]) {
          return answer(caseBody(press.t, await moderation.get(inServer(press).guildId, idIn(id))));
        },
      },
      {
        // moderate.close:<case>:<kept or acted>
        name: 'moderate.close',
        access: 'staff',
        async run(press, [id, outcome]) {
          const { guildId, caller } = inServer(press);
          await moderation.close(guildId, idIn(id), caller.id, outcome === 'acted' ? 'acted' : 'kept');
          return answer(press.t('moderation:closed'));
        },
      },
      {
        name: 'moderate.block',
        access: 'staff',
        async run(press, [id]) {
          await moderation.get(inServer(press).guildId, idIn(id));
          return modal(blockModal(press.t, idIn(id)));
        },
      },
    ],
  };
}

/** Once they can ask for another look; staff say yes or no. */
function appealing(services: Services): { routes: Route[]; forms: Form[]; reopens: Reopen[] } {
  const { suspensions } = services;

  async function own(call: Call, id: number): Promise<void> {
    const open = await suspensions.of(call.guildId, call.caller.id);
    if (open?.id !== id) throw new UserError({ key: 'suspensions:error.own-over' });
    if (open.appeal !== null) throw new UserError({ key: 'suspensions:error.asked' });
  }

  return {
    routes: [
      {
        // moderate.appeal:<suspension>
        name: 'moderate.appeal',
        async run(press, [id]) {
          await own(inServer(press), idIn(id));
          return modal(appealModal(press.t, idIn(id)));
        },
      },
      {
        name: 'moderate.lift',
        access: 'staff',
        async run(press, [id]) {
          const { guildId, caller } = inServer(press);
          const { userId } = await suspensions.liftOne(guildId, idIn(id), caller.id);
          return update(answered(press, 'lifted', userId));
        },
      },
      {
        name: 'moderate.stays',
        access: 'staff',
        async run(press, [id]) {
          const { userId } = await suspensions.stays(inServer(press).guildId, idIn(id));
          return update(answered(press, 'stays', userId));
        },
      },
    ],
    forms: [
      {
        name: 'moderate.appeal',
        async run(call, [id], fields) {
          const words = fields.text('appeal');
          await own(call, idIn(id));
          return await withDraft(
            services,
            call,
            { kind: APPEAL, content: { id: idIn(id), words } },
            async () => {
              const typed = readText('appeal', words, { ...LIMITS.appeal, required: true }) ?? '';
              await suspensions.appeal(call.guildId, call.caller.id, idIn(id), typed);
              return answer(call.t('suspensions:appeal.sent'));
            },
          );
        },
      },
    ],
    reopens: [
      {
        kind: APPEAL,
        modal(call, _, content) {
          const { id, words } = content as { id: number; words: string };
          return appealModal(call.t, id, words);
        },
      },
    ],
  };
}

/** In the place of what all of staff read, so in the server's language: who answered, and what. */
function answered({ publicLocale, caller }: Press, what: 'lifted' | 'stays', userId: string): string {
  const params = { by: `<@${caller.id}>`, person: `<@${userId}>` };
  return translator(publicLocale)(`suspensions:answered.${what}`, params);
}
