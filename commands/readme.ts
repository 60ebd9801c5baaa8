import { copyBody, pickBody, readmeBody, sectionBody } from '../src/journal/readme/cards.ts';
import { PICK_KINDS } from '../src/journal/readme/rules/facts.ts';
import { SECTIONS, type Section } from '../src/journal/readme/rules/sections.ts';
import type { Readme } from '../src/journal/readme/service.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { isCard } from '../src/platform/discord/components.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Body, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { AttachmentError, downloadAttachment } from '../src/platform/fetch/attachments.ts';
import { LOCALES, type Locale } from '../src/platform/i18n/index.ts';
import { textIn } from '../src/platform/text-file.ts';
import { inServer, pickCohort, suggestCohorts } from './parts/pick.ts';
import { readmeTopics } from './parts/readme-topics.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [readme];

const PARTS = ['all', 'challenges', 'learnings', 'weeks'] as const;
type Part = (typeof PARTS)[number];
const SECTIONS_OF: Readonly<Record<Part, readonly Section[]>> = {
  all: SECTIONS,
  challenges: ['challenges'],
  learnings: ['technologies', 'concepts', 'practices'],
  weeks: ['weeks'],
};
const PAGES = { min: 0, max: 100 };
/** The largest README that is read, in bytes. */
const LARGEST = 1_048_576;

function readme(services: Services): Command {
  const { readmes, config } = services;
  const topics = readmeTopics(services);

  async function exported(
    call: Call,
    { cohortId, locale, part, current }: { cohortId: number; locale: Locale; part: Part; current?: string },
  ): Promise<Body> {
    const found = await read(call, cohortId, locale);
    const written = await found.write();
    const wanted = new Map([...written].filter(([section]) => SECTIONS_OF[part].includes(section)));
    if (wanted.size === 0) throw new UserError({ key: 'readme:answer.none' });
    const file = readmes.file(wanted, locale, current);
    return readmeBody(call.t, found, {
      locale: call.locale,
      cohortId,
      file,
      isPart: part !== 'all',
      wasUpdated: current !== undefined,
      isNamed: await readmes.isNamed(call.guildId, call.caller.id),
    });
  }

  async function currentText(file: { readonly url: string; readonly size: number }): Promise<string> {
    try {
      const bytes = await downloadAttachment(file, { origins: config.cdnOrigins, maxBytes: LARGEST });
      const found = textIn(bytes);
      if (typeof found === 'string') throw new UserError({ key: 'readme:error.not-text' });
      return found.text;
    } catch (error) {
      if (!(error instanceof AttachmentError)) throw error;
      throw new UserError({
        key: error.why === 'too-large' ? 'readme:error.too-large' : 'readme:error.not-read',
      });
    }
  }

  /** Archived cohorts too: the hand-in comes after the end. */
  async function cohortOf(call: Call, named: string | undefined): Promise<number> {
    if (named === undefined && call.answers.cohort === undefined) {
      const [own, ...others] = await services.cohorts.ofMember(call.guildId, call.caller.id);
      if (own !== undefined && others.length === 0) return own.id;
      const last = own === undefined ? await readmes.lastCohort(call.guildId, call.caller.id) : undefined;
      if (last !== undefined) return last;
      if (own === undefined) throw await topics.strangerTo(call);
    }
    return (await pickCohort(services, call, named)).id;
  }

  async function picking(call: Call, cohortId: number, page: number): Promise<Body> {
    const member = { cohortId, userId: call.caller.id };
    const [offered, picks] = await Promise.all([readmes.topics(member), readmes.picks(member)]);
    return pickBody(call.t, {
      locale: call.locale,
      cohortId,
      page,
      topics: offered,
      isStaff: call.caller.isStaff,
      picked: new Set(picks.map(({ kind, name }) => `${kind} ${name}`)),
    });
  }

  async function partOf(
    call: Call,
    [id, language, name, part]: readonly (string | undefined)[],
  ): Promise<Body> {
    const [cohortId, locale] = [idIn(id), localeIn(language)];
    const section = SECTIONS.find((each) => each === name);
    const found = await read(call, cohortId, locale);
    const text = section === undefined ? undefined : (await found.write()).get(section);
    if (section === undefined || text === undefined) throw new UserError({ key: 'readme:answer.none' });
    return sectionBody(call.t, text, { section, part: numberIn(part, PAGES), cohortId, locale });
  }

  async function read(call: Call, cohortId: number, locale: Locale): Promise<Readme> {
    return await readmes.read({ cohortId, userId: call.caller.id }, locale);
  }

  return {
    type: 'slash',
    name: 'readme',
    subcommands: {
      export: action({
        options: {
          language: { kind: 'choice', values: LOCALES, names: 'language' },
          section: { kind: 'choice', values: PARTS, names: 'readme-section' },
          current: { kind: 'attachment' },
          cohort: {
            kind: 'offered',
            suggest: (call, typed) => suggestCohorts(services, call, typed),
          },
        },
        async run(call, { language, section, current, cohort }) {
          return answer(
            await exported(call, {
              cohortId: await cohortOf(call, cohort),
              locale: language ?? call.locale,
              part: section ?? 'all',
              ...(current === undefined ? {} : { current: await currentText(current) }),
            }),
          );
        },
      }),
    },
    routes: [
      {
        // readme.export:<cohort>, left out: the member's own
        name: 'readme.export',
        async run(press, [id]) {
          const call = inServer(press);
          const cohortId = id === undefined ? await cohortOf(call, undefined) : idIn(id);
          return answer(await exported(call, { cohortId, locale: call.locale, part: 'all' }));
        },
      },
      {
        // readme.pick:<cohort>:<page>
        name: 'readme.pick',
        async run(press, [id, page], _, message) {
          const call = inServer(press);
          const body = await picking(call, idIn(id), numberIn(page, PAGES));
          // Neither the file nor the home, a card, is replaced by it.
          return message.attachments.length > 0 || isCard({ ...message }) ? answer(body) : update(body);
        },
      },
      {
        // readme.picked:<cohort>:<kind>:<page>
        name: 'readme.picked',
        async run(press, [id, name, page], chosen) {
          const call = inServer(press);
          const kind = PICK_KINDS.find((each) => each === name);
          if (kind === undefined) throw new UserError({ key: 'common:error.old-button' });
          await readmes.pick({ cohortId: idIn(id), userId: call.caller.id }, kind, {
            page: numberIn(page, PAGES),
            chosen,
          });
          return update(await picking(call, idIn(id), numberIn(page, PAGES)));
        },
      },
      topics.route,
      {
        // readme.copy:<cohort>:<language>
        name: 'readme.copy',
        async run(press, [id, language]) {
          const call = inServer(press);
          const [cohortId, locale] = [idIn(id), localeIn(language)];
          return answer(
            copyBody(call.t, { cohortId, locale, filled: (await read(call, cohortId, locale)).filled }),
          );
        },
      },
      {
        name: 'readme.section',
        run: async (press, [id, language], [section]) =>
          answer(await partOf(inServer(press), [id, language, section, '0'])),
      },
      {
        name: 'readme.part',
        run: async (press, args) => update(await partOf(inServer(press), args)),
      },
      {
        // readme.named:<0 or 1>
        name: 'readme.named',
        async run(press, [wanted]) {
          const call = inServer(press);
          const named = wanted === '1';
          await readmes.setNamed(call.guildId, call.caller.id, named);
          return answer(call.t(named ? 'readme:named.yes' : 'readme:named.no'));
        },
      },
    ],
    forms: [topics.form],
    reopens: [topics.reopen],
  };
}

function localeIn(argument: string | undefined): Locale {
  return LOCALES.find((each) => each === argument) ?? 'en';
}
