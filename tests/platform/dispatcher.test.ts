import { once } from 'node:events';
import { buttons, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { button, field, form, text as note, row } from '../../src/platform/discord/components.ts';
import { answer, modal, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { altered } from '../support/raw.ts';
import { badManners } from '../support/requests.ts';
import { createProbe, gate, type Probe, requestsOf } from './probe.ts';

const SECRET = 'the database password is hunter2';
let hold = gate();
let presses = 0;
let probe: Probe;

const panel = () => ({
  content: 'panel',
  components: [
    row(button('Press', ['press', 1]), button('Replace', ['replace']), button('Staff', ['staff-press'])),
    row(button('Type', ['type']), button('Slow form', ['slow-type'])),
  ],
});
const sheet = (value: string) =>
  form('Sheet', ['sheet', 'a'], [field('word', 'Word', { max: 10, value, required: true })]);

const commands: Command[] = [
  command('panel', () => Promise.resolve(answer(panel()))),
  command('slow', async () => {
    await hold.opened;
    return answer('done at last');
  }),
  command('slow-card', async () => {
    await hold.opened;
    return answer({ card: true, components: [note('a card at last')] });
  }),
  command('broken', () => Promise.reject(new Error(SECRET))),
  command('slow-broken', async () => {
    await hold.opened;
    throw new Error(SECRET);
  }),
  command('too-much', () => Promise.resolve(answer('x'.repeat(2001)))),
  command('later', () =>
    Promise.resolve(
      answer('first', async () => {
        await hold.opened;
        return { content: 'then' };
      }),
    ),
  ),
  command('panel-later', () =>
    Promise.resolve(
      answer(panel(), async () => {
        await hold.opened;
        return panel();
      }),
    ),
  ),
  command('later-shown', () =>
    Promise.resolve(
      answer('first', async (show) => {
        await show({ content: 'half of it' });
        presses += 1;
        return { content: 'all of it' };
      }),
    ),
  ),
  command('later-broken', () => Promise.resolve(answer('first', () => Promise.reject(new Error(SECRET))))),
  command('refuse', () => Promise.reject(new UserError({ key: 'common:error.try-again' }))),
  {
    type: 'slash',
    name: 'for-staff',
    action: action({ access: 'staff', run: () => Promise.resolve(answer('secrets of the staff')) }),
    routes: [
      { name: 'press', run: (_press, [n]) => Promise.resolve(answer(`pressed ${n}: ${++presses}`)) },
      { name: 'replace', run: () => Promise.resolve(update('replaced')) },
      { name: 'staff-press', access: 'staff', run: () => Promise.resolve(answer('for staff')) },
      { name: 'type', run: () => Promise.resolve(modal(sheet('hi'))) },
      {
        name: 'slow-type',
        async run() {
          await hold.opened;
          return modal(sheet('late'));
        },
      },
    ],
    forms: [
      {
        name: 'sheet',
        run: (call, [arg], fields) =>
          Promise.resolve(answer(`${arg}: ${fields.text('word')} in ${call.guildId}`)),
      },
    ],
  },
];

function command(name: string, run: () => ReturnType<Parameters<typeof action>[0]['run']>): Command {
  return { type: 'slash', name, action: action({ run }) };
}

beforeAll(async () => {
  probe = await createProbe(commands, ['ghost']);
});
afterAll(() => probe.stop());
beforeEach(() => {
  hold = gate();
  presses = 0;
  probe.logged.length = 0;
});

async function panelOf(): Promise<Message> {
  return (await probe.member.slash('/panel')).message;
}

describe('an answer', () => {
  it('is one callback of type 4, private, mentioning nobody', async () => {
    const reply = await probe.member.slash('/panel');
    await probe.sim.settled();
    expect(requestsOf(probe, reply)).toEqual(['POST callback 4']);
    expect(reply.ephemeral).toBe(true);
    const sent = probe.sim.requests.at(-1)?.body as { data: { allowed_mentions: unknown } };
    expect(sent.data.allowed_mentions).toEqual({ parse: [] });
  });

  it.each(['slow', 'slow-card'])('of a slow handler is deferred and then edited: /%s', async (name) => {
    const reply = await probe.member.slash(`/${name}`);
    expect(reply.response).toBe('deferred');
    expect(reply.ephemeral).toBe(true);
    hold.open();
    expect(text(await reply.finished())).toContain('at last');
    expect(requestsOf(probe, reply)).toEqual(['POST callback 5', 'PATCH @original ']);
  });

  it('to a press replaces the message where that is meant', async () => {
    const message = await panelOf();
    const reply = await probe.member.click(message, 'Replace');
    expect(reply.response).toBe('update');
    expect(text(message)).toBe('replaced');
    expect(buttons(message)).toEqual([]);
  });

  it('may be edited once more later', async () => {
    const reply = await probe.member.slash('/later');
    expect(text(reply.message)).toBe('first');
    hold.open();
    expect(text(await reply.nextEdit())).toBe('then');
  });

  it('is not edited later over what a press has put in its place', async () => {
    const { message } = await probe.member.slash('/panel-later');
    await probe.member.click(message, 'Replace');
    hold.open();
    await probe.sim.settled();
    expect(text(message)).toBe('replaced');
  });

  it('goes on to its end when how far it is cannot be shown', async () => {
    probe.sim.faults.next({ method: 'PATCH', route: /original$/ }, { kind: 'status', status: 401 });
    const reply = await probe.member.slash('/later-shown');
    await probe.sim.settled();
    expect(presses).toBe(1);
    expect(text(reply.message)).toBe('all of it');
  });

  it('stays as it is when what was to follow fails', async () => {
    const reply = await probe.member.slash('/later-broken');
    await probe.sim.settled();
    expect(text(reply.message)).toBe('first');
    expect(probe.logged).toContainEqual(expect.objectContaining({ msg: 'late edit failed' }));
  });

  it('stands when Discord got it and only the receipt was lost', async () => {
    probe.sim.faults.next({ method: 'POST', route: /callback$/ }, { kind: 'reset-after' });
    const reply = await probe.member.slash('/panel');
    await probe.sim.settled();
    expect(text(reply.message)).toContain('panel');
    expect(reply.followUps).toEqual([]);
    expect(probe.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is sent again when Discord stumbles', async () => {
    probe.sim.faults.next({ method: 'POST', route: /callback$/ }, { kind: 'status', status: 502 });
    expect(text((await probe.member.slash('/panel')).message)).toContain('panel');
  });

  it('comes in time though the deferral was lost', async () => {
    probe.sim.faults.next({ method: 'POST', route: /callback$/ }, { kind: 'status', status: 403 });
    const slow = probe.member.slash('/slow');
    await probe.sim.until(() => probe.sim.requests.some(({ status }) => status === 403));
    hold.open();
    expect(text((await slow).message)).toBe('done at last');
  });
});

describe('an error', () => {
  it('of the member’s own is explained in their language', async () => {
    const paul = probe.guild.addMember({ name: 'Paul', locale: 'fr' });
    expect(text((await probe.member.slash('/refuse')).message)).toBe(
      'Somebody was a moment faster. Please try again.',
    );
    const refused = await paul.slash('/refuse');
    expect(refused.ephemeral).toBe(true);
    expect(text(refused.message)).toContain("Quelqu'un");
    expect(probe.logged.filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it.each(['broken', 'slow-broken'])(
    'of ours is an apology with a reference; the log has the cause: /%s',
    async (name) => {
      hold.open();
      const reply = await probe.member.slash(`/${name}`);
      const said = text(await reply.finished());
      const [, reference] = /\(ref (\w{6})\)/.exec(said) ?? [];
      expect(said).toMatch(
        /^Something broke on our side \(ref \w{6}\)\. Nothing was saved; try again in a minute\.$/,
      );
      const [line] = probe.logged.filter(({ level }) => level === 'error');
      expect(line).toMatchObject({
        reference,
        err: { message: SECRET, stack: expect.stringContaining('at ') },
      });
      expect(reply.ephemeral).toBe(true);
    },
  );

  it('after a deferral still reaches the member', async () => {
    const reply = await probe.member.slash('/slow-broken');
    expect(reply.response).toBe('deferred');
    hold.open();
    expect(text(await reply.finished())).toContain('Something broke');
  });

  it('is said in French to a French client', async () => {
    const paul = probe.guild.addMember({ name: 'Paul', locale: 'fr' });
    expect(text((await paul.slash('/broken')).message)).toMatch(/réf|ref/i);
    expect(text((await paul.slash('/broken')).message)).not.toContain('Something broke');
  });

  it('of a modal that comes too late is no silence', async () => {
    const message = await panelOf();
    const reply = await probe.member.click(message, 'Slow form');
    expect(reply.response).toBe('deferred');
    hold.open();
    // Nothing of ours broke: it was slow, and nothing was changed.
    expect(text(await reply.finished())).toContain('Try again in a moment');
    expect(probe.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('in an answer that Discord refuses is no silence', async () => {
    const reply = await probe.member.slash('/too-much');
    // It only reads: nothing is saved that could be looked at.
    expect(text(reply.message)).toContain('Nothing was saved');
    expect(probe.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(JSON.stringify(probe.logged)).not.toContain(reply.interaction.token);
  });

  it('is found in the log by the id of the interaction, on every line', async () => {
    const [one, other] = await Promise.all([probe.member.slash('/too-much'), probe.member.slash('/broken')]);
    const told = probe.logged.filter(({ level }) => level === 'error').map(({ interaction }) => interaction);
    expect(new Set(told)).toEqual(new Set([one.interaction.id, other.interaction.id]));
    expect(probe.counted.slice(-2).toSorted()).toEqual(['/broken failed', '/too-much failed']);
  });
});

describe('what this program does not know', () => {
  it('is a sentence: a command that is gone', async () => {
    expect(text((await probe.member.slash('/ghost')).message)).toContain("I don't know this command");
  });

  it.each([
    'n1:gone',
    'n1:gone:1:2',
    'n0:press:1',
    'n1',
    'n1:',
    '',
    'press',
    ':::',
    'n2:press:1',
    'n1:constructor',
    'n1:__proto__:1',
  ])('is a sentence: a button "%s"', async (customId) => {
    const message = await panelOf();
    const reply = await altered(
      probe.sim,
      () => probe.member.click(message, 'Press'),
      ({ data }) => {
        data['custom_id'] = customId;
      },
    );
    expect(text(reply.message)).toContain('This button no longer works');
    expect(presses).toBe(0);
  });

  it('is a sentence: a kind of interaction that Discord did not have', async () => {
    const reply = await altered(
      probe.sim,
      () => probe.member.slash('/panel'),
      (interaction) => {
        interaction['type'] = 77;
        interaction.data = {};
      },
    );
    expect(text(reply.message)).toContain("I don't know this command");
    await probe.sim.settled();
    expect(probe.counted.at(-1)).toBe('unknown refused');
  });

  it('is a sentence: a form', async () => {
    const opened = await probe.member.click(await panelOf(), 'Type');
    const reply = await altered(
      probe.sim,
      () => probe.member.submitModal(opened, { word: 'x' }),
      ({ data }) => {
        data['custom_id'] = 'n1:gone';
      },
    );
    expect(text(reply.message)).toContain('This button no longer works');
  });
});

describe('the gateway', () => {
  it('may deliver the same interaction twice: it is done once', async () => {
    const message = await panelOf();
    const [session] = probe.sim.gateway.sessions;
    const reply = await probe.member.click(message, 'Press');
    session?.replayAfter(session.sequence - 1);
    await probe.sim.settled();
    expect(text(reply.message)).toBe('pressed 1: 1');
    expect(presses).toBe(1);
    expect(requestsOf(probe, reply)).toEqual(['POST callback 4']);
  });

  it('may drop: what was sent meanwhile is answered after the RESUME, once', async () => {
    const message = await panelOf();
    probe.sim.gateway.drop();
    const reply = await probe.member.click(message, 'Press');
    expect(text(reply.message)).toBe('pressed 1: 1');
    await probe.sim.settled();
    expect(presses).toBe(1);
    expect(probe.logged).toContainEqual(expect.objectContaining({ msg: 'gateway resumed' }));
  });
});

describe('in a direct message', () => {
  async function directPanel(): Promise<Message> {
    const channel = probe.member.dmChannel();
    const { components } = panel();
    await probe.gateway.client.rest.post(`/channels/${channel.id}/messages`, {
      body: { content: 'panel', components, allowed_mentions: { parse: [] } },
    });
    const message = probe.member.dms().at(-1);
    if (message === undefined) throw new Error('no message');
    return message;
  }

  it('buttons work without member and server', async () => {
    expect(text((await probe.member.click(await directPanel(), 'Press')).message)).toBe('pressed 1: 1');
    const staff = await probe.member.click(await directPanel(), 'Staff');
    expect(text(staff.message)).toContain('for the programme');
  });

  it('forms act in the member’s own server; without one they say so', async () => {
    const message = await directPanel();
    const opened = await probe.member.click(message, 'Type');
    expect(text((await probe.member.submitModal(opened, { word: 'x' })).message)).toContain('server');
    probe.home = probe.guild.id;
    const again = await probe.member.click(message, 'Type');
    const done = await probe.member.submitModal(again, { word: 'x' });
    expect(text(done.message)).toBe(`a: x in ${probe.guild.id}`);
  });
});

it('stops by finishing what it has begun, and takes nothing new', async () => {
  const other = await createProbe(commands);
  const { client } = other.gateway;
  const slow = await other.member.slash('/slow');
  const stopped = other.dispatcher
    .stop(2_000)
    .then(() => other.sim.requests.some(({ method }) => method === 'PATCH'));
  const heard = once(client, 'raw');
  const ignored = other.member.slash('/panel');
  await heard;
  hold.open();
  expect(await stopped).toBe(true);
  expect(text(slow.message)).toBe('done at last');
  expect(other.counted).toEqual(['/slow answered']);
  other.sim.clock.advance(3_001);
  await expect(ignored).rejects.toThrow('did not respond');
  await other.stop();
});

it('always says whom a message may notify, and sends nothing against the rules but the one test that does', () => {
  const requests = probe.sim.requests.filter(({ status }) => status !== 400);
  expect(badManners({ requests, violations: [] })).toEqual([]);
});
