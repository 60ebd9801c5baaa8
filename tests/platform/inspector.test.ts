import { afterEach, beforeEach, expect, it } from 'vitest';
import { action } from '../../src/platform/discord/command.ts';
import { createInspector, type Inspector } from '../../src/platform/discord/inspector.ts';
import { answer } from '../../src/platform/discord/reply.ts';
import { altered } from '../support/raw.ts';
import { createProbe, type Probe } from './probe.ts';

const NOTHING = {
  channels: { projects: null, announcements: null, mentors: null, staff: null },
  roles: { staff: null, mentor: null, backend: null, frontend: null },
};
/** discord.js asks three times more when Discord is in trouble. */
const TRIES = 4;

let probe: Probe;
let inspector: Inspector;
beforeEach(async () => {
  probe = await createProbe([
    { type: 'slash', name: 'ping', action: action({ run: () => Promise.resolve(answer('pong')) }) },
  ]);
  inspector = createInspector(() => probe.gateway.client);
});
afterEach(() => probe.stop());

function guild() {
  const found = probe.gateway.client.guilds.cache.get(probe.guild.id);
  if (found === undefined) throw new Error('no server');
  return found;
}

it('knows nothing of a server that is shown without its roles, until they are', async () => {
  const { id } = probe.guild;
  guild().roles.cache.clear();
  probe.sim.faults.next({ method: 'GET', route: /roles$/ }, { kind: 'status', status: 200, body: [] }, 2);
  expect(await inspector.inspect(id, NOTHING)).toBeUndefined();
  expect(await inspector.isReadByAll(id, probe.channel.id)).toBe(false);
  expect(await inspector.inspect(id, NOTHING)).toMatchObject({ channels: [], roles: [] });
  expect(await inspector.isReadByAll(id, probe.channel.id)).toBe(true);
});

it.each([
  { kind: 'status', status: 500 },
  { kind: 'reset-before' },
  { kind: 'status', status: 403 },
] as const)('knows nothing while Discord does not say: $kind $status', async (fault) => {
  const { id } = probe.guild;
  guild().members.cache.clear();
  probe.sim.faults.next({ method: 'GET', route: /members/ }, fault, 3 * TRIES);
  expect(await inspector.inspect(id, NOTHING)).toBeUndefined();
  expect(await inspector.events(id)).toBeUndefined();
  expect(await inspector.gone(id, ['1'])).toEqual([]);
  probe.sim.faults.clear();
  expect(await inspector.inspect(id, NOTHING)).toMatchObject({
    isAdministrator: expect.any(Boolean) as boolean,
  });
});

it('greets nowhere in a server that is shown without the channel for it', async () => {
  const { id } = probe.guild;
  Object.assign(guild(), { systemChannelId: undefined });
  expect(await inspector.greeting(id, Date.now(), Infinity)).toBeUndefined();
});

it('an interaction without what we do not read is answered, and nothing is logged', async () => {
  const reply = await altered(
    probe.sim,
    () => probe.member.slash('/ping'),
    (interaction) => {
      for (const name of ['entitlements', 'authorizing_integration_owners', 'context', 'channel'])
        Reflect.deleteProperty(interaction, name);
    },
  );
  expect(reply.message.content).toBe('pong');
  expect(probe.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});
