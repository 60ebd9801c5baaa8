import {
  PAGES,
  type Page,
  type ProfileTexts,
  pausedBody,
  profileModal,
  profileTexts,
} from '../src/people/learners/cards.ts';
import { parseLanguages } from '../src/people/learners/rules/languages.ts';
import {
  API_STYLES,
  GOALS,
  isPaused,
  type Learner,
  LIMITS,
  type ProfileChanges,
  REMINDER_LEVELS,
  TRACKS,
} from '../src/people/learners/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command, type Fields } from '../src/platform/discord/command.ts';
import { memberIn } from '../src/platform/discord/custom-id.ts';
import { type OptionSpecs, readOptions, type Values } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { list } from '../src/platform/i18n/index.ts';
import { literal, trimmed, truncated } from '../src/platform/text.ts';
import { stackTyped } from '../src/work/projects/announcement.ts';
import { LIMITS as PROJECT_LIMITS } from '../src/work/projects/rules.ts';
import { hours, ownZone } from './parts/hours.ts';
import { askToLeave } from './parts/joining.ts';
import {
  inServer,
  pickCohort,
  pickZone,
  suggestCohorts,
  suggestLanguageList,
  suggestStack,
  suggestZones,
} from './parts/pick.ts';
import { defined } from './parts/values.ts';
import type { Commands, Services } from './services.ts';
import { ownProfile, showProfile } from './show-profile.ts';

export const commands: Commands = [profile];

const DRAFT = 'profile';
const DAY_MS = 86_400_000;
const DEFAULT_PAUSE = 7;

const fields = {
  track: { kind: 'choice', values: TRACKS, names: 'track' },
  timezone: {
    kind: 'text',
    max: 100,
    suggest: (call: Call, typed: string) => Promise.resolve(suggestZones(call, typed)),
  },
  'hours-per-week': { kind: 'integer', ...LIMITS.hoursPerWeek },
  api: { kind: 'choice', values: API_STYLES, names: 'api' },
  stack: {
    kind: 'text',
    max: PROJECT_LIMITS.stack.max,
    suggest: (_: Call, typed: string) => Promise.resolve(suggestStack(typed)),
  },
  languages: {
    kind: 'text',
    ...LIMITS.languages,
    suggest: (call: Call, typed: string) => Promise.resolve(suggestLanguageList(call, typed)),
  },
  experience: { kind: 'integer', ...LIMITS.experience },
  goal: { kind: 'choice', values: GOALS, names: 'goal' },
  bio: { kind: 'text', ...LIMITS.bio },
  teams: { kind: 'integer', ...LIMITS.teams },
  dm: { kind: 'boolean' },
  reminders: { kind: 'choice', values: REMINDER_LEVELS, names: 'reminders' },
} as const satisfies OptionSpecs;

/** What was typed, kept as a draft. */
interface Typed {
  readonly page: Page;
  /** All fields of both pages: as typed, else as the profile has them. */
  readonly texts: ProfileTexts;
  /** Names of what was typed. */
  readonly given: readonly string[];
}

function profile(services: Services): Command {
  const { learners, drafts } = services;
  const ofHours = hours(services);

  async function self(call: Call): Promise<Learner> {
    const learner = await learners.find(call.guildId, call.caller.id);
    if (learner === undefined) throw new Error(`member ${call.caller.id} acts but is not known`);
    return learner;
  }

  async function save(call: Call, changes: ProfileChanges): Promise<Reply> {
    // Asked for even where a zone was typed: whoever saves a profile joins the only cohort that runs.
    const known = await ownZone(services, call);
    const zone = changes.timezone ?? known;
    const assumed = changes.timezone === undefined && (await self(call)).timezone === null;
    const learner = await learners.change(call.guildId, call.caller.id, { ...changes, timezone: zone });
    if (changes.track !== undefined) await services.joining.followProfile(call.guildId, call.caller.id);
    const headline = assumed ? call.t('learners:saved-zone', { zone }) : call.t('learners:saved');
    return await ownProfile(services, call, learner, { headline, zone });
  }

  /** A refused field is kept with everything else; *Edit* opens the page it stands on. */
  async function trying(call: Call, typed: Typed, work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const page = error.text.key.startsWith('learners:language-') ? 'more' : typed.page;
      throw new UserError(error.text, { draftId: await keep(call, { ...typed, page }) });
    }
  }

  async function keep(call: Call, content: Typed): Promise<string> {
    return await drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: DRAFT, content });
  }

  async function typedIn(call: Call, given: Readonly<Record<string, unknown>>): Promise<Typed> {
    const texts = Object.fromEntries(
      Object.entries(defined(given)).map(([name, value]) => [name, String(value)]),
    );
    const known = profileTexts(await self(call), call.locale);
    return { page: 'main', texts: { ...known, ...texts }, given: Object.keys(texts) };
  }

  /** A page of the modal was sent: what is empty on it is no longer said. */
  async function submitted(
    call: Call,
    page: Page,
    draftId: string | undefined,
    form: Fields,
  ): Promise<Reply> {
    const kept = draftId === undefined ? undefined : await drafts.find(draftId, call.caller.id);
    const draft = kept?.kind === DRAFT ? (kept.content as Typed) : await typedIn(call, {});
    const shown = Object.fromEntries(
      PAGES[page].map((name) => [name, form.values(name)[0] ?? trimmed(form.text(name))]),
    );
    const texts = { ...draft.texts, ...shown };
    const given = [...new Set([...draft.given, ...PAGES[page]])];
    return await trying(call, { page, texts, given }, async () => {
      const sent = given.flatMap((name) => {
        const value = texts[name] ?? '';
        return value === '' ? [] : [{ name, value }];
      });
      const values = readOptions(fields, sent, call, {});
      const cleared = PAGES[page].filter((name) => texts[name] === '').map((name) => CLEARED[name] ?? {});
      return await save(call, Object.assign({}, ...cleared, changesOf(call, values)) as ProfileChanges);
    });
  }

  async function resume(call: Call): Promise<Body | string> {
    if (!isPaused(await self(call), call.now)) return call.t('learners:not-paused');
    await learners.pause(call.guildId, call.caller.id, null);
    await services.silences.signAll(call.guildId, call.caller.id);
    return call.t('learners:resumed');
  }

  return {
    type: 'slash',
    name: 'profile',
    subcommands: {
      set: action({
        options: { ...fields, track: { ...fields.track, required: true } },
        async run(call, values) {
          return await trying(
            call,
            await typedIn(call, values),
            async () => await save(call, changesOf(call, values)),
          );
        },
        keep: async (call, raw) => await keep(call, await typedIn(call, raw)),
      }),
      ...ofHours.actions,
      show: action({
        options: { member: { kind: 'user' } },
        run: (call, { member }) => showProfile(services, call, member ?? call.caller.id),
      }),
      pause: action({
        options: { days: { kind: 'integer', ...LIMITS.pauseDays } },
        async run(call, { days = DEFAULT_PAUSE }) {
          await services.cohorts.enterOnly(call.guildId, call.caller.id);
          const until = call.now + days * DAY_MS;
          await learners.pause(call.guildId, call.caller.id, until);
          await services.silences.signAll(call.guildId, call.caller.id);
          return answer(pausedBody(call.t, until));
        },
      }),
      'leave-cohort': action({
        options: {
          cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
        },
        run: async (call, { cohort }) =>
          await askToLeave(services, call, await pickCohort(services, call, cohort)),
      }),
      resume: action({ run: async (call) => answer(await resume(call)) }),
    },
    routes: [
      ...ofHours.routes,
      {
        // profile.show:<member>; without one, one's own.
        name: 'profile.show',
        async run(press, [userId]) {
          const call = inServer(press);
          return await showProfile(services, call, userId === undefined ? call.caller.id : memberIn(userId));
        },
      },
      {
        // profile.edit:<page>
        name: 'profile.edit',
        async run(press, [page]) {
          if (press.guildId === undefined) throw new UserError({ key: 'common:error.server-only' });
          const texts = profileTexts(await self({ ...press, guildId: press.guildId }), press.locale);
          return modal(profileModal(press.t, page === 'more' ? 'more' : 'main', texts));
        },
      },
      {
        // *Tell me by direct message*, *Write to me directly*.
        name: 'dm.on',
        async run(press) {
          const { guildId, caller, t } = inServer(press);
          await learners.change(guildId, caller.id, { dm: true });
          return answer(t('common:told.on'));
        },
      },
      {
        // *Only here*.
        name: 'dm.off',
        async run(press) {
          const { guildId, caller, t } = inServer(press);
          await learners.change(guildId, caller.id, { dm: false });
          return answer(t('common:told.off'));
        },
      },
      {
        name: 'profile.resume',
        run: async (press) => answer(await resume(inServer(press))),
      },
    ],
    forms: [
      ...ofHours.forms,
      {
        name: 'profile.save',
        run: (call, [page, draftId], form) =>
          submitted(call, page === 'more' ? 'more' : 'main', draftId, form),
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, draftId, content) {
          const { page, texts } = content as Typed;
          return profileModal(call.t, page, texts, draftId);
        },
      },
    ],
  };
}

/** What an empty field of the modal means; a time zone and the rest always have a value. */
const CLEARED: Readonly<Record<string, ProfileChanges>> = {
  'hours-per-week': { hoursPerWeek: null },
  stack: { stack: [] },
  bio: { bio: null },
  languages: { languages: [] },
  api: { api: null },
  experience: { experience: null },
  goal: { goal: null },
};

/** Typed options as changes; throws a UserError for the first list that cannot be read, then asks for an unclear zone. */
function changesOf(call: Call, values: Partial<Values<typeof fields>>): ProfileChanges {
  const { 'hours-per-week': hoursPerWeek, timezone, stack, languages, ...same } = values;
  return defined({
    ...same,
    hoursPerWeek,
    stack: stack === undefined ? undefined : stackTyped(stack),
    languages: languages === undefined ? undefined : languagesTyped(call, languages),
    timezone: timezone === undefined ? undefined : pickZone(call, timezone),
  });
}

function languagesTyped(call: Call, typed: string): readonly string[] {
  const parsed = parseLanguages(typed, call.locale);
  if (parsed.ok) return parsed.codes;
  const params = { typed: literal(truncated(parsed.typed, 50)) };
  if (parsed.closest.length === 0) throw new UserError({ key: 'learners:language-unknown', params });
  const closest = list(call.locale, parsed.closest, 'disjunction');
  throw new UserError({ key: 'learners:language-closest', params: { ...params, closest } });
}
