import { BOT_DEFAULT, Permission, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const DAY = 86_400_000;
const EVENTS = { method: 'POST', route: /scheduled-events$/ };

let world: World;
beforeEach(async () => {
  world = await createWorld();
  allow(true);
});
afterEach(async () => {
  const { violations } = world.sim;
  await world.stop();
  expect(violations).toEqual([]);
});

function allow(mayCreateEvents: boolean): void {
  world.guild.setBotPermissions(mayCreateEvents ? BOT_DEFAULT | Permission.CREATE_EVENTS : BOT_DEFAULT);
}

async function staff(line: string, options: Record<string, string | boolean> = {}): Promise<string> {
  const reply = await world.staff.slash(line, options);
  await world.settle();
  return text(reply.message);
}

/** What stands in the server's list: name, beginning, end. */
function events(): [name: string, from: string, to: string | null][] {
  return [...world.guild.state.events.values()].map((event) => [
    event.name,
    new Date(event.scheduled_start_time).toISOString().slice(0, 16),
    event.scheduled_end_time && new Date(event.scheduled_end_time).toISOString().slice(0, 16),
  ]);
}

const NOVEMBER = ['Deadline: November', '2026-11-29T22:59', '2026-11-29T23:00'];

/** As an administrator would do it in Discord. */
async function deleteByHand(): Promise<void> {
  const [id] = world.guild.state.events.keys();
  const response = await fetch(`${world.sim.api}/v10/guilds/${world.guild.id}/scheduled-events/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bot ${world.sim.token}` },
  });
  expect(response.status).toBe(204);
}

describe('the deadline among the events of the server', () => {
  it('is off unless staff want it', async () => {
    await staff('/cohort edit', { name: 'November 2026' });
    expect(events()).toEqual([]);
  });

  it('is made with the cohort, in the last minute of its day, in the language of the server', async () => {
    await staff('/setup locale', { language: 'fr' });
    const said = await staff('/cohort create', {
      name: 'Été',
      start: '2026-11-16',
      deadline: '2026-12-06',
      timezone: 'Africa/Nairobi',
      events: true,
    });
    expect(said).toContain("among this server's events");
    expect(events()).toEqual([['Échéance\u00a0: Été', '2026-12-06T20:59', '2026-12-06T21:00']]);
    const [event] = world.guild.state.events.values();
    expect(event?.entity_metadata?.location).toBe(
      `https://discord.com/channels/${world.guild.id}/${world.projects.id}`,
    );
  });

  it('follows the deadline and the name, and goes when it is switched off', async () => {
    await staff('/cohort edit', { events: true });
    expect(events()).toEqual([NOVEMBER]);
    await staff('/cohort edit', { deadline: '2026-12-06' });
    await staff('/cohort edit', { name: 'Autumn' });
    expect(events()).toEqual([['Deadline: Autumn', '2026-12-06T22:59', '2026-12-06T23:00']]);
    expect(await staff('/cohort edit', { events: false })).toContain('no longer stands');
    expect(events()).toEqual([]);
    await staff('/cohort edit', { deadline: '2026-12-07' });
    expect(events()).toEqual([]);
    await staff('/cohort edit', { events: true });
    expect(events()).toEqual([['Deadline: Autumn', '2026-12-07T22:59', '2026-12-07T23:00']]);
  });

  it('is not made again when somebody deleted it by hand, until staff ask for it', async () => {
    await staff('/cohort edit', { events: true });
    await deleteByHand();
    await staff('/cohort edit', { deadline: '2026-12-06' });
    await staff('/cohort edit', { deadline: '2026-12-07' });
    expect(events()).toEqual([]);
    await staff('/cohort edit', { events: true });
    expect(events()).toHaveLength(1);
  });

  it('that has begun is left as it is; a deadline moved to later gets a new one', async () => {
    await staff('/cohort edit', { events: true });
    await world.advance(MONDAY + 21 * DAY - world.sim.clock.now());
    expect(await staff('/cohort edit', { events: true })).toContain('has passed');
    await staff('/cohort edit', { deadline: '2026-12-06' });
    expect(events()).toEqual([NOVEMBER, ['Deadline: November', '2026-12-06T22:59', '2026-12-06T23:00']]);
  });
});

describe('whatever breaks on the way', () => {
  it.each([
    ['the answer is lost', { kind: 'reset-after' }],
    ['the request is lost', { kind: 'reset-before' }],
    ['Discord breaks after it has done it', { kind: 'status', status: 502, after: true }],
    ['Discord breaks before', { kind: 'status', status: 503 }],
  ] as const)('%s: it stands once', async (_name, fault) => {
    world.sim.faults.next(EVENTS, fault);
    await staff('/cohort edit', { events: true });
    for (let round = 0; round < 3; round += 1) await world.advance(30_000);
    expect(world.sim.faults.pending).toBe(0);
    expect(events()).toEqual([NOVEMBER]);
  });

  it('a restart between the making and the answer, and a name that changes meanwhile', async () => {
    world.sim.faults.next(EVENTS, { kind: 'reset-after' });
    await staff('/cohort edit', { events: true });
    await staff('/cohort edit', { name: 'Autumn' });
    await world.restart();
    for (let round = 0; round < 3; round += 1) await world.advance(60_000);
    expect(events()).toEqual([['Deadline: Autumn', '2026-11-29T22:59', '2026-11-29T23:00']]);
  });

  it('switched off while it is not known whether it stands: none is left behind', async () => {
    world.sim.faults.next(EVENTS, { kind: 'reset-after' });
    await staff('/cohort edit', { events: true });
    expect(events()).toHaveLength(1);
    await staff('/cohort edit', { events: false });
    for (let round = 0; round < 3; round += 1) await world.advance(60_000);
    expect(events()).toEqual([]);
  });

  it('two cohorts whose answers are lost have one each', async () => {
    world.sim.faults.next(EVENTS, { kind: 'reset-after' }, 2);
    await staff('/cohort edit', { events: true });
    await staff('/cohort create', {
      name: 'Second',
      start: '2026-11-16',
      deadline: '2026-12-06',
      timezone: 'Africa/Lagos',
      events: true,
    });
    for (let round = 0; round < 4; round += 1) await world.advance(60_000);
    expect(events().toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      NOVEMBER,
      ['Deadline: Second', '2026-12-06T22:59', '2026-12-06T23:00'],
    ]);
  });
});

describe('without the permission', () => {
  it('the command says what to click and changes nothing', async () => {
    allow(false);
    const said = await staff('/cohort edit', { events: true, name: 'Other' });
    expect(said).toMatch(/Server Settings > Roles > .+ > Permissions, switch on \*\*Create Events\*\*/);
    expect(await staff('/cohort list')).toContain('November');
    const refused = await staff('/cohort create', {
      name: 'Second',
      start: '2026-11-16',
      deadline: '2026-12-06',
      events: true,
    });
    expect(refused).toContain('Nothing was changed');
    world.staff.locale = 'fr';
    expect(await staff('/cohort edit', { events: true })).toContain('active **Créer des évènements**');
    expect(world.sim.requests.filter((request) => request.path.includes('scheduled-events'))).toEqual([]);
  });

  it('taken away later: staff are told once what to click, /setup check says it too, and it goes on', async () => {
    await staff('/cohort edit', { events: true });
    allow(false);
    await staff('/cohort edit', { deadline: '2026-12-06' });
    await staff('/cohort edit', { deadline: '2026-12-07' });
    const alerts = world.staff.sees(world.mentors).map(text);
    expect(alerts).toEqual([expect.stringContaining('switch on **Create Events**')]);
    expect(await staff('/setup check')).toContain('switch on: **Create Events**');
    expect(events()).toEqual([NOVEMBER]);

    allow(true);
    expect(await staff('/setup check')).not.toContain('Create Events');
    const ledger = await world.staff.slash('/reminders ledger');
    expect(text(ledger.message)).toContain("the server's events");
    await world.staff.click(ledger.message, 'Try the failed ones again');
    await world.settle();
    expect(events()).toEqual([['Deadline: November', '2026-12-07T22:59', '2026-12-07T23:00']]);
  });
});
