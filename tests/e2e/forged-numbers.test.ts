import { buttons, type Command, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import { count, some } from '../support/counts.ts';
import { altered, optionsIn } from '../support/raw.ts';
import { createWorld, type World } from '../support/world.ts';

/** What no client of Discord's would send where a number stands. */
const FORGED = ['1e308', '9007199254740993', '-1'];
const MOST_ARGUMENTS = 6;

let world: World;
let mallory: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  mallory = world.guild.addMember({ name: 'Mallory' });
  await announce(mallory, 'The first of many');
  await world.settle();
});
afterAll(() => world.stop());

function announce(member: Member, title: string): Promise<Reply> {
  const summary = 'A summary that is long enough to be accepted.';
  return member.slash('/announce-project', { title, brief: 'ecommerce', summary, track: 'backend' });
}

/** custom_ids of a route or form with one forged number, at every place, behind ones that are right. */
function forgedIds(names: readonly string[]): readonly string[] {
  const places = Array.from({ length: MOST_ARGUMENTS }, (_, place) =>
    Array.from({ length: place }, () => '1'),
  );
  return names.flatMap((name) =>
    some(
      places.flatMap((before) => FORGED.map((number) => ['n1', name, ...before, number].join(':'))),
      1 / 6,
    ),
  );
}

function troubles(reply: Reply): string[] {
  if (reply.response === 'modal') return [];
  const said = text(reply.message);
  return /broke on our side|Invalid/.test(said) || said.trim() === '' ? [said] : [];
}

/** What went wrong with each of what was sent, under its name. */
async function tried(names: readonly string[], send: (name: string) => Promise<Reply>): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const wrong = await send(name).then(troubles, (error: unknown) => [String(error)]);
    found.push(...wrong.map((each) => `${name}: ${each}`));
  }
  return found;
}

/** The buttons or forms that a member, or staff alone, may use. */
function names(kind: 'routes' | 'forms', who: 'member' | 'staff'): string[] {
  const all = createCommands(world.bot.services).flatMap((command) => [...(command[kind] ?? [])]);
  return all.filter(({ access }) => (access === 'staff') === (who === 'staff')).map(({ name }) => name);
}

describe.each(['member', 'staff'] as const)('of a %s', (who) => {
  it('a button with a forged number gets a sentence, whatever button it is', async () => {
    const member = who === 'staff' ? world.staff : mallory;
    const ids = forgedIds(names('routes', who));
    expect(ids.length).toBeGreaterThan(count(500, 40));
    const press = async (message: Message, id: string): Promise<Reply> =>
      await altered(
        world.sim,
        () => member.click(message, buttons(message)[0]?.label ?? ''),
        ({ data }) => {
          data['custom_id'] = id;
        },
      );
    let panel: Message | undefined;
    const found = await tried(ids, async (id) => {
      panel ??= (await member.slash('/help')).message;
      const reply = await press(panel, id);
      // What took its place may have other buttons, or none.
      if (reply.response === 'update') panel = undefined;
      if (troubles(reply).length === 0) return reply;
      // Plain words cannot take the place of a card: the button belongs below plain words.
      const hours = { days: 'mon', from: '18:00', to: '21:00' };
      return await press((await member.slash('/profile availability', hours)).message, id);
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('a form with a forged number gets a sentence, whatever form it is', async () => {
    const member = who === 'staff' ? world.staff : mallory;
    const line = who === 'staff' ? '/cohort weights' : '/project edit';
    const found = await tried(forgedIds(names('forms', who)), async (id) => {
      const opened = await member.slash(line);
      return await altered(
        world.sim,
        () => member.submitModal(opened, {}),
        ({ data }) => {
          data['custom_id'] = id;
        },
      );
    });
    expect(found).toEqual([]);
  });
});

/** Presses a button of /help as what only a forged client sends. */
async function forged(change: (data: Record<string, unknown>) => void): Promise<Reply> {
  const { message } = await mallory.slash('/help');
  const send = () => mallory.click(message, buttons(message)[0]?.customId ?? '');
  return await altered(world.sim, send, ({ data }) => change(data));
}

it.each(['9'.repeat(200), 'x'.repeat(5_000), 'a\0b', '@everyone', '1'])(
  'nobody is called so, and no step: %s',
  async (id) => {
    const project = (await world.bot.services.projects.own(world.guild.id, mallory.id))[0]?.id ?? 0;
    for (const way of [
      `ask:${project}:${id}`,
      `study.ask:1:${id}`,
      `watch:ask:${project}:${id}`,
      `profile.show:${id}`,
      `mentor.agree:1:${id}:yes`,
      `reminder.mute:${id}:1`,
      `draft.edit:${id}`,
      `browse:${id}:0`,
    ]) {
      const reply = await forged((data) => (data['custom_id'] = `n1:${way}`));
      expect(`${way} ${text(reply.message)}`).toMatch(/no longer works|is gone by now|too old/);
    }
  },
);

it('a menu in which nothing was chosen gets a sentence', async () => {
  for (const way of [
    'learning.remove',
    'help.topic',
    'knowledge.about',
    'remind.cancel',
    'contract.version',
  ]) {
    const reply = await forged((data) => {
      Object.assign(data, { custom_id: `n1:${way}`, component_type: 3 });
      delete data['values'];
    });
    expect(`${way}: ${troubles(reply).join()}`).toBe(`${way}: `);
  }
});

/** Commands with whole numbers among their options. */
function withIntegers(): [line: string, options: NonNullable<Command['options']>][] {
  return [...world.sim.world.commands.values()].flatMap(({ name, options = [] }) => {
    const lines = options.some(({ type }) => type <= 2)
      ? options.map((sub): [string, typeof options] => [`/${name} ${sub.name}`, sub.options ?? []])
      : [[`/${name}`, options] as [string, typeof options]];
    return lines.filter(([, own]) => own.some(({ type }) => type === 4));
  });
}

it('a whole number of a command is one, within its range, or is refused by name', async () => {
  const commands = withIntegers();
  expect(commands.length).toBeGreaterThan(4);
  const usual = {
    title: 'A title',
    brief: 'other',
    track: 'backend',
    summary: 'A summary that is long enough.',
    step: 'announce',
    name: 'December',
    start: '2026-12-01',
    deadline: '2026-12-20',
    reason: 'A reason that is long enough.',
  };
  for (const [line, options] of commands) {
    for (const { name } of options.filter(({ type }) => type === 4)) {
      for (const value of some([1e308, -1e308, 2 ** 53, 1.5, '', ' ', 'NaN', '1e308', true, null], 1 / 4)) {
        const needed = options
          .filter((each) => each.required === true || each.name === 'track')
          .map((each) => each.name);
        const given = Object.fromEntries(
          needed.map((each) => [
            each,
            each === 'member' ? mallory : (usual[each as keyof typeof usual] ?? 1),
          ]),
        );
        const reply = await altered(
          world.sim,
          () => world.staff.slash(line, given),
          (interaction) => {
            const sent = optionsIn(interaction).filter((option) => option['name'] !== name);
            optionsIn(interaction).splice(0, Number.POSITIVE_INFINITY, ...sent, { name, type: 4, value });
          },
        );
        expect(`${line} ${String(value)}: ${text(reply.message)}`).toContain(
          `\`${name}\` must be a number from`,
        );
      }
    }
  }
});

it('a page far beyond the last is the last, and a forged one gets a sentence', async () => {
  for (const name of ['Ada', 'Ben', 'Cyd', 'Dov', 'Eve', 'Fay', 'Gil'])
    await announce(world.guild.addMember({ name }), `By ${name}`);
  const { message } = await mallory.slash('/project browse');
  expect(text(message)).toContain('page 1 of 2');
  const turn = (number: string) =>
    altered(
      world.sim,
      () => mallory.click(message, 'Next'),
      ({ data }) => {
        data['custom_id'] = String(data['custom_id']).replace(/:1$/, `:${number}`);
      },
    );
  for (const number of FORGED) expect(text((await turn(number)).message)).toContain('no longer works');
  expect(text((await turn('9999')).message)).toContain('page 2 of 2');
});
