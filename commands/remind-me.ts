import { reminderSetBody } from '../src/calendar/reminders/staff/cards.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { ownZone } from './parts/hours.ts';
import type { Services } from './services.ts';

const MAX_WHAT = 500;

export function remindMe(services: Services): Command {
  const { personal } = services.reminders;

  /** The team of this thread, else the member's only one, else they are asked. */
  async function teamOf(call: Call): Promise<number> {
    const own = await services.teams.ofMember(call.guildId, call.caller.id);
    const answered = own.find((team) => String(team.id) === call.answers.team);
    const here = await services.teams.ofThread(call.channelId);
    const meant =
      answered ?? own.find((team) => team.id === here?.id) ?? (own.length === 1 ? own[0] : undefined);
    if (meant !== undefined) return meant.id;
    if (own.length === 0) throw new UserError({ key: 'reminders:error.no-team' });
    const choices = own.map((team) => ({ name: team.name, value: String(team.id) }));
    throw new Question('team', { key: 'reminders:ask-team' }, choices);
  }

  return {
    type: 'slash',
    name: 'remind-me',
    action: action({
      options: {
        when: { kind: 'text', required: true, max: 100 },
        what: { kind: 'text', required: true, min: 1, max: MAX_WHAT },
        for: { kind: 'choice', values: ['me', 'team'], names: 'remind' },
      },
      async run(call, values) {
        const when = personal.readWhen(values.when, await ownZone(services, call), call.locale);
        const teamId = values.for === 'team' ? await teamOf(call) : undefined;
        const reminder = await personal.create({
          guildId: call.guildId,
          ownerId: call.caller.id,
          teamId,
          what: values.what,
          dueAt: when.instant,
          zone: when.zone,
          recurrence: when.recurrence,
        });
        const place = await personal.place(call.guildId, call.caller.id);
        return answer(reminderSetBody(call.t, call.locale, reminder, place));
      },
    }),
  };
}
