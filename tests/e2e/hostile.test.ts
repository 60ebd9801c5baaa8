import { buttons, type Command, type Member, type Modal, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count as counted, some } from '../support/counts.ts';
import { hostileTexts } from '../support/hostile.ts';
import { altered, optionsIn } from '../support/raw.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

type Option = NonNullable<Command['options']>[number];

let world: World;
let mallory: Member;
let victim: Member;
/** Who is paused, and does nothing else. */
let blamed: Member;
let count = 0;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  mallory = world.guild.addMember({ name: 'Mallory' });
  victim = world.guild.addMember({ name: 'Victim' });
  blamed = world.guild.addMember({ name: 'Blamed' });
  await announce(victim, { title: 'Peaceful Project', track: 'frontend' });
  await announce(mallory, { title: 'The first of many' });
  await world.settle();
});
afterAll(() => world.stop());

const SUMMARY = 'A summary that is long enough to be accepted.';

function announce(member: Member, options: Record<string, string>): Promise<Reply> {
  const usual = {
    title: `Title ${++count}`,
    brief: 'ecommerce',
    summary: SUMMARY,
    track: 'backend',
    cohort: '1',
  };
  return member.slash('/announce-project', { ...usual, ...options });
}

function texts(limits: { min?: number | undefined; max?: number | undefined }): [string, string][] {
  const { min = 0, max = 100 } = limits;
  const all = Object.entries(hostileTexts({ min, max }, { user: victim.id, role: world.guild.id }));
  return [...some(all, 1 / 6)];
}

/** What went wrong with an answer: it must be a private sentence of ours that notifies nobody. */
function troubles(reply: Reply): string[] {
  const { response, interaction } = reply;
  if (response === 'modal') return [];
  const { message } = reply;
  const said = text(message);
  return [
    ...(/broke on our side/.test(said) ? ['an apology'] : []),
    ...(reply.ephemeral || interaction.source !== undefined ? [] : ['public']),
    ...(said.split('\n').length > 45 ? [`${said.split('\n').length} lines`] : []),
    ...(said.trim() === '' ? ['silence'] : []),
  ];
}

/** Commands whose text options are tried, those that change the whole server last. */
function actions(): [line: string, options: readonly Option[]][] {
  const all = [...world.sim.world.commands.values()]
    .filter(({ type }) => type === 1)
    .flatMap(({ name, options = [] }): [string, readonly Option[]][] => {
      const subcommands = options.filter(({ type }) => type <= 2);
      return subcommands.length === 0
        ? [[`/${name}`, options]]
        : subcommands.map((sub) => [`/${name} ${sub.name}`, sub.options ?? []]);
    });
  const isLast = ([line]: [string, unknown]): number => Number(/^\/(?:cohort|setup)/.test(line));
  return all.toSorted((a, b) => isLast(a) - isLast(b));
}

const USUAL: Readonly<Record<string, string>> = {
  brief: 'ecommerce',
  summary: SUMMARY,
  track: 'backend',
  start: '2026-11-09',
  deadline: '2026-11-29',
  days: 'mon',
  from: '18:00',
  to: '19:00',
  when: 'tomorrow 9am',
  what: 'water the plants',
};

/** Values that the command takes for every option it requires, the tried one aside. */
function required(line: string, options: readonly Option[]): Record<string, string | Member> {
  const given: Record<string, string | Member> = {};
  for (const { name, type, required: isRequired, choices } of options) {
    if (isRequired !== true) continue;
    if (type === 6) given[name] = line.startsWith('/moderate') ? blamed : victim;
    else given[name] = USUAL[name] ?? choices?.[0]?.value.toString() ?? `Usual ${++count}`;
  }
  return given;
}

describe('every text option takes anything', () => {
  it('with an answer, without a ping, without a broken message', async () => {
    const found: string[] = [];
    let tried = 0;
    for (const [line, options] of actions()) {
      const member = /^\/(?:cohort|setup|reminders|announcement|moderate)/.test(line) ? world.staff : mallory;
      for (const option of options.filter(({ type, choices }) => type === 3 && !choices?.length)) {
        for (const [name, value] of texts({ min: option.min_length, max: option.max_length })) {
          const given = required(line, options);
          const reply = await altered(
            world.sim,
            () => member.slash(line, given),
            (interaction) => {
              const sent = optionsIn(interaction);
              const own = sent.find((each) => each['name'] === option.name);
              if (own === undefined) sent.push({ name: option.name, type: 3, value });
              else own['value'] = value;
            },
          ).catch((error: unknown) => String(error));
          const wrong = typeof reply === 'string' ? [reply] : troubles(reply);
          found.push(...wrong.map((each) => `${line} ${option.name} (${name}): ${each}`));
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(counted(500, 100));
    expect(found).toEqual([]);
    await world.settle();
    expect(victim.pings().map(text)).toEqual([]);
    expect(badManners(world.sim)).toEqual([]);
  }, 120_000);

  it('and every card in the channel stands with its buttons, on few lines', () => {
    const cards = world.staff.sees(world.projects).filter((message) => text(message).includes('By: <@'));
    expect(cards.length).toBeGreaterThan(10);
    for (const card of cards) {
      const labels = buttons(card).map(({ label }) => label);
      expect(labels).toEqual(expect.arrayContaining(['Team up', 'Details', 'Follow']));
      expect(text(card).split('\n').length).toBeLessThan(30);
    }
  });

  it('while it is typed, with at most 25 suggestions', async () => {
    const found: string[] = [];
    for (const [line, options] of actions()) {
      for (const option of options.filter(({ autocomplete }) => autocomplete === true)) {
        for (const [name, value] of texts({ max: 100 })) {
          const choices = await mallory
            .autocomplete(line, option.name, value, {}, {})
            .catch((error: unknown) => String(error));
          if (typeof choices === 'string' && !choices.includes('hidden from'))
            found.push(`${line} ${option.name} (${name}): ${choices}`);
        }
      }
    }
    expect(found).toEqual([]);
    expect(badManners(world.sim)).toEqual([]);
  });
});

interface Sheet {
  readonly open: () => Promise<Reply>;
  /** What is filled in besides the tried field; fields by custom_id. */
  readonly usual: () => Record<string, string>;
  /** Answers that took it; all others must keep what was typed. */
  readonly accepted: RegExp;
}

/** The forms there are, each with the way to it. */
const SHEETS: Readonly<Record<string, Sheet>> = {
  'Announce my project': {
    async open() {
      const start = world.staff.sees(world.projects).find((message) => text(message).includes('Start here:'));
      if (start === undefined) throw new Error('no card');
      const joined = await mallory.click(start, 'I build the backend');
      return await mallory.click(joined.message, 'Announce my project');
    },
    usual: () => ({ title: `Form ${++count}`, brief: 'ecommerce', summary: SUMMARY }),
    accepted: /^Announced/,
  },
  'Edit my project': {
    async open() {
      const own = await world.bot.services.projects.own(world.guild.id, victim.id);
      return await victim.slash('/project edit', { project: String(own[0]?.id) });
    },
    usual: () => ({ title: `Peaceful ${++count}`, brief: 'ecommerce', summary: SUMMARY }),
    accepted: /^(?:Saved|Nothing)/,
  },
  'A kind word after declining': {
    async open() {
      const asker = world.guild.addMember({ name: `Asker ${++count}` });
      const [project] = await world.bot.services.projects.own(world.guild.id, victim.id);
      await announce(asker, { track: 'backend' });
      await world.bot.services.asking.teamUp(world.guild.id, project?.id ?? 0, asker.id);
      const list = await victim.slash('/partner requests');
      const declined = await victim.click(list.message, 'Decline', { in: asker.mention });
      return await victim.click(declined.message, 'Add a kind word');
    },
    usual: () => ({ reason: 'No time' }),
    accepted: /^Passed on/,
  },
  Ask: {
    async open() {
      const asker = world.guild.addMember({ name: `Asker ${++count}` });
      const announced = await announce(asker, {});
      const [project] = await world.bot.services.projects.own(world.guild.id, asker.id);
      return await altered(
        world.sim,
        () => asker.click(announced.message, 'See partners'),
        ({ data }) => {
          data['custom_id'] = `n1:ask:${project?.id}:${victim.id}`;
        },
      );
    },
    usual: () => ({}),
    accepted: /^Asked/,
  },
};

function fieldsOf(modal: Modal) {
  return modal.components.flatMap(({ component }) => (component?.type === 4 ? [component] : []));
}

describe.each(Object.entries(SHEETS))('the form "%s" takes anything', (_name, sheet) => {
  it('with an answer; what is refused comes back whole', async () => {
    const fields = fieldsOf((await sheet.open()).modal);
    expect(fields.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const { custom_id: id = '', min_length: min, max_length: max } of fields) {
      for (const [name, value] of texts({ min, max })) {
        const opened = await sheet.open();
        const member = world.guild.member(opened.interaction.user.id);
        const reply = await altered(
          world.sim,
          () => member.submitModal(opened, sheet.usual()),
          ({ data }) => {
            setField(data['components'], id, value);
          },
        );
        const wrong = troubles(reply);
        const said = text(reply.message);
        if (!sheet.accepted.test(said)) {
          const again = buttons(reply.message).some(({ label }) => label === 'Edit')
            ? await member.click(reply.message, 'Edit')
            : undefined;
          const kept =
            again === undefined ? undefined : fieldsOf(again.modal).find((each) => each.custom_id === id);
          if (again === undefined) wrong.push(`no *Edit* under: ${said}`);
          else if ((kept?.value ?? '') !== value.slice(0, 4000) && value.length <= 4000)
            wrong.push(`*Edit* shows ${JSON.stringify(kept?.value).slice(0, 80)}`);
        }
        found.push(...wrong.map((each) => `${id} (${name}): ${each}`));
      }
    }
    expect(found).toEqual([]);
    await world.settle();
    expect(badManners(world.sim)).toEqual([]);
  });
});

/** Writes a value into the field with this custom_id, wherever it stands in a submitted form. */
function setField(node: unknown, id: string, value: string): void {
  if (Array.isArray(node)) for (const each of node) setField(each, id, value);
  if (typeof node !== 'object' || node === null) return;
  const field = node as Record<string, unknown>;
  if (field['custom_id'] === id) field['value'] = value;
  setField(field['component'], id, value);
  setField(field['components'], id, value);
}
