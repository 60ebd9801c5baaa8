import { TakesStepsOutError } from '../src/calendar/reminders/staff.ts';
import { joinedBody } from '../src/people/cohorts/cards.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import type { CohortChanges, Edited } from '../src/people/cohorts/service.ts';
import type { Community } from '../src/people/communities/service.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer } from '../src/platform/discord/reply.ts';
import { timestamp } from '../src/platform/discord/times.ts';
import { UserError } from '../src/platform/errors.ts';
import { list } from '../src/platform/i18n/index.ts';
import { literal } from '../src/platform/text.ts';
import { startOfDay } from '../src/platform/zones/rules.ts';
import { cohortArchive } from './parts/cohort-archive.ts';
import { cohortExport } from './parts/cohort-export.ts';
import { cohortMatch } from './parts/cohort-match.ts';
import { cohortStatus } from './parts/cohort-status.ts';
import { cohortWeights } from './parts/cohort-weights.ts';
import { cohortList, joiningRoutes } from './parts/joining.ts';
import { outreach } from './parts/outreach.ts';
import { pickCohort, pickZone, suggestCohorts, suggestZones } from './parts/pick.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [cohort];

/** How many learners should come. */
const EXPECTED = { kind: 'integer', min: 1, max: 1_000_000 } as const;

function cohort(services: Services): Command {
  const { cohorts } = services;
  const match = cohortMatch(services);
  const weights = cohortWeights(services);
  const status = cohortStatus(services);
  const letters = outreach(services);
  const archive = cohortArchive(services);

  /** Says what to click where the bot may not put a deadline among the server's events. */
  async function requireEvents(call: Call): Promise<void> {
    const events = await services.inspector.events(call.guildId);
    if (events === undefined || events.allowed) return;
    throw new UserError({ key: 'cohorts:error.events', params: { bot: literal(events.botRole) } });
  }

  /** Dates that take reminders out are asked about first. */
  async function rescheduled(call: Call, id: number, changes: CohortChanges): Promise<Edited> {
    const confirmed = call.answers.dates === 'change';
    try {
      return await services.reminders.staff.reschedule(id, confirmed, (trx) =>
        cohorts.edit(id, changes, trx),
      );
    } catch (error) {
      if (!(error instanceof TakesStepsOutError)) throw error;
      const names = list(
        call.locale,
        error.steps.map((step) => `**${call.t(`reminders:steps.${step}.name`)}**`),
      );
      const params = { count: error.steps.length, names };
      throw new Question('dates', { key: 'reminders:staff.takes-out.steps', params }, [
        { name: call.t('reminders:staff.takes-out.all'), value: 'change' },
        { name: call.t('reminders:staff.takes-out.none'), value: 'keep' },
      ]);
    }
  }

  return {
    type: 'slash',
    name: 'cohort',
    subcommands: {
      create: action({
        access: 'staff',
        options: {
          name: { kind: 'text', required: true, min: 1, max: 80 },
          start: { kind: 'text', required: true, max: 20 },
          deadline: { kind: 'text', required: true, max: 20 },
          timezone: {
            kind: 'text',
            max: 100,
            suggest: (call, typed) => Promise.resolve(suggestZones(call, typed)),
          },
          events: { kind: 'boolean' },
          expected: EXPECTED,
        },
        async run(call, { name, start, deadline, timezone, events, expected }) {
          if (events === true) await requireEvents(call);
          const zone = timezone === undefined ? undefined : pickZone(call, timezone);
          const created = await cohorts.create({
            guildId: call.guildId,
            name,
            start,
            deadline,
            ...(zone === undefined ? {} : { timezone: zone }),
            ...(events === undefined ? {} : { events }),
            ...(expected === undefined ? {} : { expected }),
          });
          const lines = [createdLine(call.t, created, await services.communities.get(call.guildId))];
          if (events === true) lines.push(eventLine(call, created, true));
          if (created.deadlineAt < call.now) lines.push(call.t('cohorts:created-late'));
          return answer(lines.join('\n'));
        },
      }),
      edit: action({
        access: 'staff',
        options: {
          name: { kind: 'text', min: 1, max: 80 },
          start: { kind: 'text', max: 20 },
          deadline: { kind: 'text', max: 20 },
          timezone: {
            kind: 'text',
            max: 100,
            suggest: (call, typed) => Promise.resolve(suggestZones(call, typed)),
          },
          events: { kind: 'boolean' },
          expected: EXPECTED,
          cohort: {
            kind: 'offered',
            suggest: (call, typed) => suggestCohorts(services, call, typed),
          },
        },
        async run(call, { cohort: named, timezone, ...changes }) {
          const given = Object.values({ timezone, ...changes }).some((value) => value !== undefined);
          if (!given) throw new UserError({ key: 'cohorts:error.nothing-to-change' });
          const { id } = await pickCohort(services, call, named);
          if (changes.events === true) await requireEvents(call);
          const zone = timezone === undefined ? undefined : pickZone(call, timezone);
          if (call.answers.dates === 'keep') return answer(call.t('reminders:staff.kept'));
          const { cohort: edited, moved } = await rescheduled(call, id, { ...changes, timezone: zone });
          const community = await services.communities.get(call.guildId);
          return answer(editedText(call, edited, { moved, events: changes.events, community }));
        },
      }),
      status: status.action,
      learner: letters.learner,
      export: cohortExport(services),
      archive: archive.action,
      list: action({
        access: 'staff',
        async run(call) {
          return answer(await cohortList(services, call));
        },
      }),
      match: match.action,
      weights: weights.action,
    },
    forms: [...weights.forms, ...letters.forms],
    reopens: [...weights.reopens, ...letters.reopens],
    routes: [
      ...match.routes,
      ...status.routes,
      ...letters.routes,
      ...archive.routes,
      ...joiningRoutes(services),
    ],
  };
}

function createdLine(
  t: Parameters<typeof joinedBody>[0],
  created: Cohort,
  community: { channels: { projects: string | null } },
): string {
  return t('cohorts:created', {
    name: literal(created.name),
    start: timestamp(startOfDay(created.startDate, created.timezone), 'D'),
    deadline: timestamp(created.deadlineAt),
    zone: created.timezone,
    channel: `<#${community.channels.projects ?? ''}>`,
  });
}

function editedText(
  call: Call,
  edited: Cohort,
  what: { moved: boolean; events: boolean | undefined; community: Community },
): string {
  const { t } = call;
  const { announcements, projects } = what.community.channels;
  const lines = [
    t('cohorts:edited', {
      name: literal(edited.name),
      start: timestamp(startOfDay(edited.startDate, edited.timezone), 'D'),
      deadline: timestamp(edited.deadlineAt),
      zone: edited.timezone,
    }),
  ];
  if (what.moved) lines.push(t('cohorts:edited-moved', { channel: `<#${announcements ?? projects ?? ''}>` }));
  if (what.events !== undefined) lines.push(eventLine(call, edited, what.events));
  return lines.join('\n');
}

function eventLine({ t, now }: Call, { deadlineAt }: Cohort, wanted: boolean): string {
  if (!wanted) return t('cohorts:event.off');
  return deadlineAt > now ? t('cohorts:event.on') : t('cohorts:event.past');
}
