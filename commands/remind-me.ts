import {
  type ReminderFields,
  reminderModal,
  reminderSetBody,
} from '../src/calendar/reminders/staff/cards.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { withDraft } from './parts/drafts.ts';
import { ownZone } from './parts/hours.ts';
import { about, ofProject, pickTeam } from './parts/pick-team.ts';
import { readWhen } from './parts/when.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [remindMe];

const LIMITS = { when: { max: 100 }, what: { min: 1, max: 500 } } as const;
const DRAFT = 'remind-me';

function remindMe(services: Services): Command {
  const { personal } = services.reminders;

  async function teamOf(call: Call, typed: ReminderFields): Promise<number> {
    const own = await services.teams.ofMember(call.guildId, call.caller.id);
    if (own.length === 0) {
      const past = await services.teams.archived(call.guildId, call.caller.id);
      throw await forMe(call, typed, past.length > 0 ? 'team-archived' : 'no-team');
    }
    return (await pickTeam(services, call)).id;
  }

  /** *Edit* opens what was typed as a reminder for the member alone. */
  async function forMe(
    call: Call,
    typed: ReminderFields,
    why: 'no-team' | 'team-archived',
  ): Promise<UserError> {
    const owner = { guildId: call.guildId, userId: call.caller.id };
    const draftId = await services.drafts.keep({ ...owner, kind: DRAFT, content: { ...typed, for: 'me' } });
    return new UserError({ key: `reminders:error.${why}` }, { draftId });
  }

  async function set(call: Call, typed: { when: string; what: string; for: string }): Promise<Reply> {
    const [zone, place] = await Promise.all([
      ownZone(services, call),
      personal.place(call.guildId, call.caller.id),
    ]);
    const when = readWhen(call, typed.when, zone);
    if (when === 'edit') return modal(reminderModal(call.t, typed));
    const teamId = typed.for === 'team' ? await teamOf(call, typed) : undefined;
    const reminder = await personal.create({
      guildId: call.guildId,
      ownerId: call.caller.id,
      teamId,
      what: typed.what,
      dueAt: when.instant,
      zone: when.zone,
      recurrence: when.recurrence,
    });
    return answer(reminderSetBody(call.t, call.locale, reminder, { place, zone }));
  }

  function kept(call: Call, typed: ReminderFields, run: () => Promise<Reply>): Promise<Reply> {
    return withDraft(services, call, { kind: DRAFT, content: typed }, run);
  }

  return {
    type: 'slash',
    name: 'remind-me',
    action: action({
      options: {
        when: { kind: 'text', required: true, ...LIMITS.when },
        what: { kind: 'text', required: true, ...LIMITS.what },
        for: { kind: 'choice', values: ['me', 'team'], names: 'remind' },
        project: ofProject(services),
      },
      run(call, { project, ...values }) {
        const typed = { ...values, for: values.for ?? 'me' };
        return kept(call, typed, () => set(about(call, project), typed));
      },
      keep: (call, raw) =>
        services.drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: DRAFT, content: raw }),
    }),
    forms: [
      {
        // remind.typed:<me or team>
        name: 'remind.typed',
        run(call, [whom], fields) {
          const typed = { when: fields.text('when'), what: fields.text('what'), for: whom ?? 'me' };
          return kept(call, typed, () => {
            const when = readText('when', typed.when, LIMITS.when) ?? '';
            const what = readText('what', typed.what, LIMITS.what) ?? '';
            return set(call, { ...typed, when, what });
          });
        },
      },
    ],
    reopens: [{ kind: DRAFT, modal: (call, _, content) => reminderModal(call.t, content as ReminderFields) }],
  };
}
