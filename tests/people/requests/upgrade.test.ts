import { deepEqual } from 'node:assert/strict';
import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { migrate } from '../../../src/platform/database/index.ts';
import type { Schema } from '../../../src/platform/database/schema.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { said } from '../../support/learners.ts';
import { altered } from '../../support/raw.ts';
import { badManners } from '../../support/requests.ts';
import { createWorld, type World } from '../../support/world.ts';

/** The last migration before all requests came into one table. */
const BEFORE = '0016';
const HOUR = 3_600_000;
const NAMES = ['Ada', 'Kofi', 'Bola', 'Hana', 'Cyd', 'Dov', 'Eve', 'Fay', 'Gil', 'Ike', 'Lea'] as const;
type Name = (typeof NAMES)[number];
const TRACKS: Readonly<Record<Name, 'backend' | 'frontend'>> = {
  Ada: 'backend',
  Kofi: 'frontend',
  Bola: 'backend',
  Hana: 'backend',
  Cyd: 'backend',
  Dov: 'frontend',
  Eve: 'backend',
  Fay: 'frontend',
  Gil: 'backend',
  Ike: 'frontend',
  Lea: 'frontend',
};

let world: World;
let people: Record<Name, Member>;
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

/** A database as the version before left it: one open request of each kind, and what came of others. */
async function oldDatabase(path: string, guildId: string, channelId: string, now: number): Promise<void> {
  const sqlite = new Database(path);
  const known = Object.entries(migrations).filter(([name]) => name.slice(0, 4) <= BEFORE);
  await migrate(
    new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) }),
    Object.fromEntries(known),
  );
  const insert = (table: string, row: Record<string, unknown>): number => {
    const columns = Object.keys(row);
    const values = columns.map((column) => `@${column}`).join(', ');
    return Number(
      sqlite.prepare(`insert into ${table} (${columns.join(', ')}) values (${values})`).run(row)
        .lastInsertRowid,
    );
  };
  const id = (name: Name): string => people[name].id;
  const base = { guild_id: guildId, cohort_id: 1 };
  const until = { created_at: now - HOUR, nudge_at: now + 47 * HOUR, expires_at: now + 71 * HOUR };

  insert('communities', { guild_id: guildId, projects_channel_id: channelId, created_at: now });
  insert('cohorts', {
    guild_id: guildId,
    name: 'November',
    name_key: 'november',
    start_date: '2026-11-09',
    deadline_date: '2026-11-29',
    deadline_at: now + 20 * 24 * HOUR,
    timezone: 'UTC',
    created_at: now,
  });
  for (const name of NAMES) {
    insert('members', {
      guild_id: guildId,
      user_id: id(name),
      display_name: name,
      track: TRACKS[name],
      dm: 1,
      created_at: now,
    });
    insert('cohort_members', {
      cohort_id: 1,
      user_id: id(name),
      joined_at: now,
      teams_taken: name === 'Eve' || name === 'Fay' ? 1 : 0,
    });
  }
  const project = (owner: Name, title: string, more: Record<string, unknown> = {}): number =>
    insert('projects', {
      ...base,
      owner_id: id(owner),
      title,
      title_key: title.toLowerCase(),
      brief: 'ecommerce',
      summary: 'A summary that is long enough to be accepted.',
      track: TRACKS[owner],
      partners: 1,
      created_at: now,
      ...more,
    });
  const shop = project('Ada', 'Shop', { partners: 2 });
  const market = project('Cyd', 'Market');
  insert('teams', { ...base, name: 'Duo', thread_name: 'Duo', created_at: now });
  const duo = project('Eve', 'Duo', { places_taken: 1, status: 'full', team_id: 1 });
  for (const name of ['Eve', 'Fay'] as const)
    insert('team_members', { team_id: 1, user_id: id(name), joined_at: now });
  insert('pairs', {
    cohort_id: 1,
    team_id: 1,
    host_id: id('Eve'),
    guest_id: id('Fay'),
    host_project_id: duo,
    formed_at: now,
  });

  const request = (number: number, kind: string, sender: Name, addressee: Name): void => {
    const [host, guest] = kind === 'team-up' ? [addressee, sender] : [sender, addressee];
    insert('requests', {
      id: number,
      ...base,
      kind,
      project_id: shop,
      host_id: id(host),
      guest_id: id(guest),
      sender_id: id(sender),
      addressee_id: id(addressee),
      note: `Note ${number}`,
      ...until,
    });
  };
  request(12, 'team-up', 'Kofi', 'Ada');
  request(15, 'ask', 'Ada', 'Ike');
  request(16, 'invite', 'Ada', 'Lea');
  const side = (number: number, row: Record<string, unknown>): void => {
    insert('same_side_requests', { id: number, ...base, ...until, ...row });
  };
  const study = { kind: 'study', team_id: null };
  side(12, { ...study, sender_id: id('Bola'), addressee_id: id('Ada') });
  side(13, { kind: 'second', team_id: 1, sender_id: id('Gil'), addressee_id: id('Eve') });
  side(14, {
    ...study,
    sender_id: id('Hana'),
    addressee_id: id('Bola'),
    state: 'accepted',
    answered_at: now,
  });
  side(15, { ...study, sender_id: id('Hana'), addressee_id: id('Cyd') });
  side(16, { ...study, sender_id: id('Gil'), addressee_id: id('Hana'), note: 'Side note' });
  insert('rounds', {
    ...base,
    state: 'published',
    fingerprint: 'f',
    created_by: id('Ada'),
    created_at: now,
    publish_as: 'requests',
    published_by: id('Ada'),
    publishing_at: now,
    published_at: now,
    expires_at: now + 70 * HOUR,
  });
  const pair = (number: number, backend: Name, frontend: Name, row: Record<string, unknown>): void => {
    insert('round_pairs', {
      id: number,
      round_id: 1,
      position: number,
      backend_id: id(backend),
      frontend_id: id(frontend),
      score: 500,
      backend_fingerprint: 'b',
      frontend_fingerprint: 'f',
      state: 'proposed',
      ...row,
    });
  };
  pair(12, 'Cyd', 'Dov', { backend_project_id: market, backend_accepted_at: now });
  pair(13, 'Hana', 'Lea', {});

  const deliver = (kind: string, to: Name, subject: number, route: string): void => {
    const button = (name: string, label: string) => ({
      type: 2,
      style: 2,
      label,
      custom_id: `n1:${route}.${name}:${subject}`,
    });
    insert('outbox', {
      guild_id: guildId,
      kind,
      target_kind: 'member',
      target_id: id(to),
      fallback_kind: 'none',
      lane: `member:${id(to)}`,
      payload: JSON.stringify({
        flags: 1 << 15,
        components: [
          {
            type: 17,
            components: [
              { type: 10, content: `An old ${kind}` },
              { type: 1, components: [button('accept', 'Accept'), button('details', 'Details')] },
            ],
          },
        ],
      }),
      mentions: JSON.stringify([id(to)]),
      subject: String(subject),
      dedupe_key: `${kind}:${subject}`,
      nonce: `${kind.slice(0, 8)}${subject}`.padEnd(22, 'x'),
      created_at: now,
      due_at: now,
      turn_at: now,
      ready_at: now,
    });
  };
  deliver('request', 'Ada', 12, 'request');
  deliver('side-request', 'Hana', 16, 'side');
  deliver('round-proposal', 'Dov', 12, 'round');
  const line = (to: Name, key: string, params: Record<string, string>): void => {
    insert('notices', {
      guild_id: guildId,
      user_id: id(to),
      key,
      params: JSON.stringify(params),
      created_at: now,
    });
  };
  line('Ike', 'requests:notice.incoming', { person: '@Ada', title: 'Shop' });
  line('Ike', 'requests:notice.withdrawn', { person: '@Ada', title: 'Old' });
  line('Ike', 'rounds:notice.impossible', { person: '@Ada' });
  sqlite.close();
}

async function upgraded(): Promise<void> {
  world = await createWorld({
    simulator: { rateLimits: false },
    async prepare(path, { sim, guild, projects }) {
      people = Object.fromEntries(NAMES.map((name) => [name, guild.addMember({ name })])) as typeof people;
      await oldDatabase(path, guild.state.id, projects.id, sim.clock.now());
    },
  });
  await world.settle();
}

/** Presses a button as it stands in a message that an earlier version sent. */
async function press(name: Name, customId: string): Promise<string> {
  const member = people[name];
  const help = await member.slash('/help');
  const reply: Reply = await altered(
    world.sim,
    () => member.click(help.message, 'Mute reminders'),
    ({ data }) => {
      data['custom_id'] = customId;
    },
  );
  return said(reply);
}

it('every button of a partner request reaches the same request after the upgrade', async () => {
  await upgraded();
  expect(await press('Ada', 'n1:request.details:12')).toContain('Note 12');
  expect(await press('Kofi', 'n1:request.accept:12')).toContain('not for you');
  expect(await press('Ada', 'n1:request.accept:12')).toContain('You are a team now: **Shop**');
  expect(await press('Ike', 'n1:request.cancel:15')).toContain('Only who sent');
  expect(await press('Ada', 'n1:request.cancel:15')).toContain('Taken back');
  expect(await press('Lea', 'n1:request.decline:16')).toContain('Declined');
  expect(await press('Kofi', 'n1:request.accept:16')).toContain('not for you');
});

it('every button of a request between learners of one side reaches the same one, though the number is another’s too', async () => {
  await upgraded();
  expect(await press('Ada', 'n1:side.accept:12')).toContain('You study together now');
  expect(await press('Eve', 'n1:side.accept:13')).toContain('is in your team now');
  expect(await press('Hana', 'n1:side.end:14')).toContain('no longer study together');
  expect(await press('Ada', 'n1:side.end:14')).toContain('not one of the two');
  expect(await press('Hana', 'n1:side.cancel:15')).toContain('Taken back');
  expect(await press('Gil', 'n1:side.details:16')).toContain('Side note');
  expect(await press('Hana', 'n1:side.decline:16')).toContain('Declined');
  await world.settle();
  expect(people.Gil.dms().map(text).join()).toContain("can't study with you this time");
});

it('every button of a suggestion reaches the same one, and what one of the two had said counts', async () => {
  await upgraded();
  expect(await press('Dov', 'n1:round.details:12')).toContain('Market');
  expect(await press('Ada', 'n1:round.accept:12')).toContain('not for you');
  expect(await press('Dov', 'n1:round.accept:12')).toContain('You are a team now: **Market**');
  expect(await press('Lea', 'n1:round.decline:13')).toContain('Declined');
  await world.settle();
  expect(people.Hana.dms().map(text).join()).toContain("can't join this time");
});

it('what was to be sent is sent, and its buttons work', async () => {
  await upgraded();
  const [toAda] = people.Ada.dms();
  expect(text(toAda as Message)).toContain('An old request');
  expect(said(await people.Ada.click(toAda as Message, 'Accept'))).toContain('You are a team now: **Shop**');
  const [toHana] = people.Hana.dms();
  expect(said(await people.Hana.click(toHana as Message, 'Accept'))).toContain('You study together now');
  const [toDov] = people.Dov.dms();
  expect(said(await people.Dov.click(toDov as Message, 'Accept'))).toContain(
    'You are a team now: **Market**',
  );
  await world.settle();
  // They know their messages: each says that it is answered.
  for (const message of [toAda, toHana, toDov]) expect(text(message as Message)).toContain('answered');
  const read = said(await people.Ike.slash('/help'));
  expect(read).toContain('would like to build **Shop** with you');
  expect(read).toContain('about **Old** has ended: the place is taken by now');
  expect(read).toContain('could not become a team: the place is taken by now');
});

it('lists and counts them as before', async () => {
  await upgraded();
  const list = said(await people.Ada.slash('/partner requests'));
  expect(list).toContain('would like to join **Shop**');
  expect(list).toContain('would like to study with you');
  expect(list).toContain('You asked');
  const [choice] = await people.Bola.autocomplete('/partner cancel', 'request', '');
  expect(choice?.name).toContain('study partner');
  expect(said(await people.Bola.slash('/partner cancel', { request: String(choice?.value) }))).toContain(
    'Taken back',
  );
  expect(said(await people.Kofi.slash('/help'))).toContain('You asked');
});
