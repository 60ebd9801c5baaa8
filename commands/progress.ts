import type { Stand } from '../src/journal/entries/rules.ts';
import { progressModal, sharedBody } from '../src/journal/progress/cards.ts';
import { weeksChart } from '../src/journal/progress/picture.ts';
import { LIMITS, minutesOf } from '../src/journal/progress/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { withDraft } from './parts/drafts.ts';
import { illustrated } from './parts/illustrated.ts';
import { inServer } from './parts/pick.ts';
import { withReadme } from './parts/readme-line.ts';
import {
  askAboutSecrets,
  cohortOf,
  pickStand,
  requireCohort,
  signOf,
  standArgs,
  standHint,
  standIn,
  standPlace,
  suggestBuilt,
} from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [progress];

const DRAFT = 'progress';

interface Typed {
  readonly update?: string | undefined;
  readonly hours?: string | undefined;
}
interface Draft extends Typed {
  readonly stand: readonly (string | number)[];
}

function progress(services: Services): Command {
  async function form(call: Call, stand: Stand, typed: Typed = {}): Promise<Reply> {
    await requireCohort(services, call, stand);
    return modal(progressModal(call.t, await standHint(services, call, stand), standArgs(stand), typed));
  }

  async function share(call: Call, stand: Stand, typed: Typed): Promise<Reply> {
    const content: Draft = { ...typed, stand: standArgs(stand) };
    return await withDraft(services, call, { kind: DRAFT, content }, async () => {
      const text = readText('update', typed.update ?? '', { ...LIMITS.update, required: true }) ?? '';
      const minutes = typed.hours?.trim() ? minutesOf(typed.hours) : null;
      if (minutes === undefined) throw new UserError({ key: 'journal:progress.hours-wrong' });
      if (askAboutSecrets(call, [text]) === 'edit') return await form(call, stand, typed);
      const cohortId = await cohortOf(services, call, stand);
      const { guildId, caller } = call;
      const shared = await services.progress.share({
        guildId,
        cohortId,
        userId: caller.id,
        text,
        minutes,
        stand,
      });
      await signOf(services, call, stand);
      const weeks = await services.progress.weeksOf(cohortId, caller.id);
      const week = weeks.at(-1);
      const body = sharedBody(call.t, {
        progress: shared,
        place: await standPlace(services, call, stand),
        week: {
          number: week?.number ?? 1,
          entries: week?.entries.length ?? 1,
          minutes: week?.minutes ?? 0,
        },
      });
      const told = await withReadme(services, call, cohortId, body);
      const chart = weeksChart(call.t, weeks);
      return answer(
        ...(await illustrated(
          services,
          { name: 'weeks.png', chart, limit: call.attachmentLimit },
          (picture) => (picture === undefined ? told : { ...told, files: [picture] }),
        )),
      );
    });
  }

  return {
    type: 'slash',
    name: 'progress',
    action: action({
      options: {
        update: { kind: 'text', ...LIMITS.update },
        hours: { kind: 'number', ...LIMITS.hours },
        project: {
          kind: 'offered',
          suggest: (call: Call, typed: string) => suggestBuilt(services, call, typed),
        },
      },
      async run(call, values) {
        const stand = await pickStand(services, call, values.project);
        const hours = values.hours === undefined ? undefined : String(values.hours);
        return values.update === undefined
          ? await form(call, stand, { hours })
          : await share(call, stand, { update: values.update, hours });
      },
      keep: (call, raw) =>
        services.drafts.keep({
          guildId: call.guildId,
          userId: call.caller.id,
          kind: DRAFT,
          content: { ...raw, stand: ['channel', 0] },
        }),
    }),
    routes: [
      {
        // *I did something*
        name: 'progress.open',
        async run(press) {
          const call = inServer(press);
          return await form(call, await pickStand(services, call, undefined));
        },
      },
      {
        name: 'progress.publish',
        async run(press, [id]) {
          const call = inServer(press);
          const { projectId, teamId } = await services.progress.publish(idIn(id), call.caller.id);
          const stand: Stand =
            projectId === null ? { kind: 'channel' } : { kind: 'project', projectId, teamId };
          const place = await standPlace(services, call, stand);
          return update(call.t('journal:progress.published', { place }));
        },
      },
    ],
    forms: [
      {
        // progress.share:<team, project or channel>:<its id>
        name: 'progress.share',
        async run(call, args, fields) {
          const typed = { update: fields.text('update'), hours: fields.text('hours') };
          const content: Draft = { ...typed, stand: ['channel', 0] };
          const stand = await withDraft(services, call, { kind: DRAFT, content }, async () =>
            standIn(services, call, args),
          );
          return await share(call, stand, typed);
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, _, content) {
          const { stand, ...typed } = content as Draft;
          return progressModal(call.t, '', stand, typed);
        },
      },
    ],
  };
}
