import { buttons, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/platform/discord/call.ts';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { button, field, form, row } from '../../src/platform/discord/components.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { answer, type Choice, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { altered, optionsIn } from '../support/raw.ts';
import { badManners } from '../support/requests.ts';
import { createProbe, type Probe } from './probe.ts';

const MINUTE = 60_000;
const HOSTILE = '**"{}"** \\ <@1> n1:answer:x:y ﷽ 👩‍👩‍👧';
const WORD = { max: 60, min: 2 } as const;
let probe: Probe;
let runs: string[] = [];

/** Asks for a side, and for one of thirty when it is "both". */
function asking(call: Call, typed: string): ReturnType<Parameters<typeof action>[0]['run']> {
  const { side, number } = call.answers;
  if (side === undefined)
    throw new Question('side', { key: 'projects:ask-track' }, choices(['left', 'both']));
  if (side === 'both' && number === undefined)
    throw new Question('number', { key: 'projects:ask-which' }, choices(numbers(30)));
  if (side === 'both' && number === '7') throw new UserError({ key: 'common:error.try-again' });
  runs.push(typed);
  return Promise.resolve(answer(`${typed} | ${side} | ${number ?? 'none'} | ${call.caller.id}`));
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const choices = (values: readonly string[]): Choice[] =>
  values.map((value) => ({ name: `<${value}>`, value }));

function sheet(draft: { word?: string; args?: readonly string[] }) {
  const value = draft.word === undefined ? {} : { value: draft.word };
  return form('Sheet', ['sheet', ...(draft.args ?? ['x'])], [field('word', 'Word', { max: 60, ...value })]);
}

const commands: Command[] = [
  {
    type: 'slash',
    name: 'ask',
    action: action({
      options: {
        word: { kind: 'text', required: true, ...WORD },
        count: { kind: 'integer', min: 1, max: 5 },
      },
      run: (call, { word, count }) => asking(call, `${word} ${count ?? '-'}`),
    }),
  },
  {
    type: 'slash',
    name: 'write',
    action: action({
      options: { word: { kind: 'text', required: true, ...WORD } },
      run: (_call, { word }) => Promise.resolve(answer(`wrote ${word}`)),
      keep: (call, { word }) => keep(call, { ...(word === undefined ? {} : { word }), args: ['kept'] }),
    }),
    routes: [
      { name: 'sheet.open', run: (_press, [word = '']) => Promise.resolve(modal(sheet({ word }))) },
      { name: 'panel', run: () => Promise.resolve(answer(panel())) },
    ],
    forms: [
      {
        name: 'sheet',
        async run(call, args, fields) {
          const word = fields.text('word');
          try {
            const read = readText('word', word, { required: true, ...WORD }) ?? '';
            return args[0] === 'ask' ? await asking(call, read) : answer(`${args[0]} got ${read}`);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            throw new UserError(error.text, { draftId: await keep(call, { word, args }) });
          }
        },
      },
    ],
    reopens: [
      { kind: 'sheet', modal: (_call, _id, content) => sheet(content as Parameters<typeof sheet>[0]) },
    ],
  },
  {
    type: 'slash',
    name: 'suggest',
    action: action({
      options: {
        word: { kind: 'text', max: 100, suggest: (_call, typed) => suggestions(typed) },
        other: { kind: 'text', max: 100 },
      },
      run: () => Promise.resolve(answer(panel())),
    }),
  },
];

function suggestions(typed: string): Promise<Choice[]> {
  switch (typed) {
    case 'many':
      return Promise.resolve(choices(numbers(40)));
    case 'long':
      return Promise.resolve([
        { name: `${'x'.repeat(98)}👩‍👩‍👧‍👦${'y'.repeat(50)}`, value: 'short' },
        { name: 'too long a value', value: 'v'.repeat(101) },
      ]);
    case 'broken':
      return Promise.reject(new Error('no suggestions today'));
    default:
      return Promise.resolve(choices([typed.length > 50 ? 'looked for' : typed]));
  }
}

const panel = () => ({
  content: 'panel',
  components: [row(button('Sheet', ['sheet.open', 'hello']), button('Panel', ['panel']))],
});

async function keep(call: Call, content: { word?: string; args?: readonly string[] }): Promise<string> {
  return await probe.keepDraft({ guildId: call.guildId, userId: call.caller.id, kind: 'sheet', content });
}

beforeAll(async () => {
  probe = await createProbe(commands);
});
afterAll(() => probe.stop());
beforeEach(() => {
  runs = [];
});

async function opened(word: string): Promise<ReturnType<typeof probe.member.click>> {
  const message = (await probe.member.slash('/suggest')).message;
  return await altered(
    probe.sim,
    () => probe.member.click(message, 'Sheet'),
    ({ data }) => {
      data['custom_id'] = `n1:sheet.open:${word}`;
    },
  );
}

describe('asking back', () => {
  it('keeps everything typed and puts the outcome in the question’s place', async () => {
    const asked = await probe.member.slash('/ask', { word: HOSTILE, count: 3 });
    expect(text(asked.message)).toContain('Which side do you build?');
    expect(buttons(asked.message).map(({ label }) => label)).toEqual(['<left>', '<both>']);
    const done = await probe.member.click(asked.message, '<left>');
    expect(done.response).toBe('update');
    expect(text(asked.message)).toBe(`${HOSTILE} 3 | left | none | ${probe.member.id}`);
    expect(buttons(asked.message)).toEqual([]);
  });

  it('asks again where one answer is not enough, with a menu for more than five', async () => {
    const asked = await probe.member.slash('/ask', { word: HOSTILE });
    const second = await probe.member.click(asked.message, '<both>');
    expect(second.response).toBe('update');
    const [select] = (asked.message.components[0]?.components ?? []) as {
      custom_id: string;
      options: unknown[];
    }[];
    expect(select?.options).toHaveLength(25);
    await probe.member.select(asked.message, select?.custom_id ?? '', '12');
    expect(text(asked.message)).toBe(`${HOSTILE} - | both | 12 | ${probe.member.id}`);
  });

  it('can be tried again when the answer is refused', async () => {
    const asked = await probe.member.slash('/ask', { word: 'again' });
    await probe.member.click(asked.message, '<both>');
    const [select] = (asked.message.components[0]?.components ?? []) as { custom_id: string }[];
    const refused = await probe.member.select(asked.message, select?.custom_id ?? '', '7');
    expect(text(refused.message)).toContain('Please try again');
    await probe.member.select(asked.message, select?.custom_id ?? '', '8');
    expect(text(asked.message)).toContain('again - | both | 8');
  });

  it('works in forms', async () => {
    const sheetOpen = await opened('hello');
    const asked = await altered(
      probe.sim,
      () => probe.member.submitModal(sheetOpen, { word: HOSTILE }),
      ({ data }) => {
        data['custom_id'] = 'n1:sheet:ask';
      },
    );
    await probe.member.click(asked.message, '<left>');
    expect(text(asked.message)).toContain(`${HOSTILE} | left`);
  });

  it('lets a double click run it twice at most into the member’s own answer, never into an error', async () => {
    const asked = await probe.member.slash('/ask', { word: 'twice' });
    const replies = await Promise.all([1, 2].map(() => probe.member.click(asked.message, '<left>')));
    expect(replies.map(({ response }) => response)).toEqual(['update', 'update']);
    expect(text(asked.message)).toContain('twice');
  });

  it('ends after 15 minutes with a sentence', async () => {
    const asked = await probe.member.slash('/ask', { word: 'late' });
    probe.sim.clock.advance(15 * MINUTE - 1_000);
    const inTime = await probe.member.click(asked.message, '<both>');
    expect(inTime.response).toBe('update');
    const [select] = (asked.message.components[0]?.components ?? []) as { custom_id: string }[];
    probe.sim.clock.advance(15 * MINUTE + 1);
    const late = await probe.member.select(asked.message, select?.custom_id ?? '', '12');
    expect(late.ephemeral).toBe(true);
    expect(text(late.message)).toContain('kept for 15 minutes');
    expect(runs).toEqual([]);
  });

  it('is only for who typed it', async () => {
    const asked = await probe.member.slash('/ask', { word: 'mine' });
    const [left] = buttons(asked.message);
    const eve = probe.guild.addMember({ name: 'Eve' });
    const other = (await eve.slash('/suggest')).message;
    const stolen = await altered(
      probe.sim,
      () => eve.click(other, 'Panel'),
      ({ data }) => {
        data['custom_id'] = left?.customId;
      },
    );
    expect(text(stolen.message)).toContain('kept for 15 minutes');
    expect(runs).toEqual([]);
  });
});

describe('a refusal', () => {
  async function editOf(message: Message): Promise<string | undefined> {
    const again = await probe.member.click(message, 'Edit');
    const [label] = again.modal.components;
    return label?.component?.value;
  }

  it('of a form keeps what was typed: *Edit* opens it filled in, again and again', async () => {
    const refused = await probe.member.submitModal(await opened('hello'), { word: 'x' });
    expect(text(refused.message)).toContain(
      '`word` is too short: it needs at least 2 characters. Add 1 more.',
    );
    expect(await editOf(refused.message)).toBe('x');
    const again = await probe.member.click(refused.message, 'Edit');
    const worse = await probe.member.submitModal(again, { word: 'y' });
    expect(await editOf(worse.message)).toBe('y');
    expect(await editOf(refused.message)).toBe('x');
    const last = await probe.member.click(worse.message, 'Edit');
    expect(text((await probe.member.submitModal(last, { word: 'yes' })).message)).toBe('x got yes');
  });

  it('of an option keeps it where the command has a form', async () => {
    const refused = await altered(
      probe.sim,
      () => probe.member.slash('/write', { word: 'ok' }),
      (interaction) => {
        for (const option of optionsIn(interaction)) option['value'] = HOSTILE.repeat(3);
      },
    );
    expect(text(refused.message)).toMatch(
      /`word` is \d+ characters; 60 is the most that fits\. Shorten it by \d+\./,
    );
    expect(await editOf(refused.message)).toBe(HOSTILE.repeat(3));
  });

  it('is said in French, with its button', async () => {
    const paul = probe.guild.addMember({ name: 'Paul', locale: 'fr' });
    const refused = await altered(
      probe.sim,
      () => paul.slash('/write', { word: 'ok' }),
      (interaction) => {
        for (const option of optionsIn(interaction)) option['value'] = '\u200B';
      },
    );
    expect(text(refused.message)).not.toContain('Please');
    expect(buttons(refused.message).map(({ label }) => label)).toEqual(['Modifier']);
  });

  it('can be edited for 15 minutes, by nobody else', async () => {
    const refused = await probe.member.submitModal(await opened('hello'), { word: 'x' });
    const [edit] = buttons(refused.message);
    const eve = probe.guild.addMember({ name: 'Eve' });
    const other = (await eve.slash('/suggest')).message;
    const stolen = await altered(
      probe.sim,
      () => eve.click(other, 'Panel'),
      ({ data }) => {
        data['custom_id'] = edit?.customId;
      },
    );
    expect(text(stolen.message)).toContain('kept for 15 minutes');
    probe.sim.clock.advance(15 * MINUTE + 1);
    const late = await probe.member.click(refused.message, 'Edit');
    expect(text(late.message)).toContain('kept for 15 minutes');
  });
});

describe('suggestions', () => {
  it('are at most 25, names at most 100 characters, values never cut', async () => {
    expect(await probe.member.autocomplete('/suggest', 'word', 'many')).toHaveLength(25);
    const long = await probe.member.autocomplete('/suggest', 'word', 'long');
    expect(long).toMatchObject([{ name: `${'x'.repeat(98)}…`, value: 'short' }]);
  });

  it('are not looked for when more was typed than a choice can hold', async () => {
    const names = async (typed: string): Promise<string[]> =>
      (await probe.member.autocomplete('/suggest', 'word', typed)).map(({ name }) => name);
    expect(await names('🚀'.repeat(100))).toEqual(['<looked for>']);
    expect(await names('x'.repeat(101))).toEqual([]);
    expect(await names('x'.repeat(6_000))).toEqual([]);
  });

  it('that fail are none', async () => {
    expect(await probe.member.autocomplete('/suggest', 'word', 'broken')).toEqual([]);
    const none = await altered(
      probe.sim,
      () => probe.member.autocomplete('/suggest', 'word', 'x'),
      ({ data }) => {
        data['name'] = 'nothing-of-ours';
      },
    );
    expect(none).toEqual([]);
  });

  it('that Discord refuses trouble nobody', async () => {
    probe.logged.length = 0;
    probe.sim.faults.next({ method: 'POST', route: /callback$/ }, { kind: 'status', status: 404 });
    const asked = probe.member.autocomplete('/suggest', 'word', 'x');
    await probe.sim.until(() => probe.sim.requests.some(({ status }) => status === 404));
    probe.sim.clock.advance(3_001);
    await expect(asked).rejects.toThrow('did not respond');
    expect(probe.logged.filter(({ level }) => level !== 'debug')).toEqual([]);
  });
});

it('always says whom a message may notify, and sends nothing against the rules', () => {
  expect(badManners(probe.sim)).toEqual([]);
});
