import { BOT_DEFAULT, Permission } from '@nexus/simulator';
import type { Bench } from '../support.ts';
import { command, embed, event, layout, message, modal, role } from './bodies.ts';

export type Body = Record<string, unknown> | unknown[];

/** A request to a route that takes a body: where to, and a body that shows as much as can be shown at once. */
export interface Example {
  method: 'POST' | 'PUT' | 'PATCH';
  /** As the description names it. */
  route: string;
  /** Tells examples of one route apart. */
  kind?: string;
  /** Makes what the request needs, anew for every request, and gives the address below /api/v10. */
  open(bench: Bench): Promise<string>;
  body: Body;
  /** Authorised by its path. */
  bare?: boolean;
  /** How deep its own rules go in `npm test`, where another route has the same reader; `.ci/run` tries them all. */
  depth?: number;
}

/** Stands in a body for the id of the member. */
export const ALICE = '$alice';

/** What the bot must be allowed to for all examples. */
export const PERMISSIONS =
  BOT_DEFAULT |
  Permission.MANAGE_CHANNELS |
  Permission.MANAGE_ROLES |
  Permission.CREATE_EVENTS |
  Permission.MANAGE_EVENTS |
  Permission.MANAGE_NICKNAMES |
  Permission.MODERATE_MEMBERS |
  Permission.SEND_TTS_MESSAGES;

const inChannel = (bench: Bench): string => `/channels/${bench.channel.id}`;
const inGuild = (bench: Bench): string => `/guilds/${bench.guild.id}`;

async function made(bench: Bench, path: string, body: object): Promise<string> {
  const { body: thing } = await bench.call('POST', path, body);
  return thing.id ?? '';
}

async function messageOf(bench: Bench): Promise<string> {
  return `${inChannel(bench)}/messages/${await made(bench, `${inChannel(bench)}/messages`, { content: 'x' })}`;
}

async function forumOf(bench: Bench): Promise<string> {
  return `/channels/${bench.guild.createChannel({ name: 'f', type: 'forum' }).id}`;
}

async function commandsOf(bench: Bench): Promise<string> {
  bench.sim.clock.advance(DAY_MS);
  bench.sim.world.commands.clear();
  return `/applications/${bench.sim.applicationId}/commands`;
}

const DAY_MS = 24 * 60 * 60_000;

/** An interaction that waits for its first answer. */
async function asked(bench: Bench): Promise<{ id: string; token: string }> {
  const known = [...bench.sim.world.commands.values()].some(({ name }) => name === 'go');
  if (!known) await bench.register({ name: 'go', description: 'd' });
  bench.alice.slash('/go').catch(() => undefined);
  return bench.bot.interaction();
}

async function callback(bench: Bench): Promise<string> {
  const { id, token } = await asked(bench);
  return `/interactions/${id}/${token}/callback`;
}

async function answered(bench: Bench): Promise<string> {
  const got = await asked(bench);
  await bench.call('POST', `/interactions/${got.id}/${got.token}/callback`, {
    type: 4,
    data: { content: 'x' },
  });
  return `/webhooks/${bench.sim.applicationId}/${got.token}`;
}

const ANSWER = '/interactions/{interaction_id}/{interaction_token}/callback';
const HOOK = '/webhooks/{webhook_id}/{webhook_token}';
const EVENTS = '/guilds/{guild_id}/scheduled-events';

/** Every route of the simulator that takes a body. */
export const EXAMPLES: readonly Example[] = [
  {
    method: 'POST',
    route: '/channels/{channel_id}/messages',
    open: async (bench) => `${inChannel(bench)}/messages`,
    body: { ...message, tts: false, nonce: 'n', enforce_nonce: false },
  },
  {
    method: 'POST',
    route: '/channels/{channel_id}/messages',
    open: async (bench) => `${inChannel(bench)}/messages`,
    body: layout,
    kind: 'layout',
  },
  {
    method: 'PATCH',
    route: '/channels/{channel_id}/messages/{message_id}',
    open: messageOf,
    body: { ...message, attachments: [] },
    depth: 1,
  },
  {
    method: 'POST',
    route: '/channels/{channel_id}/messages/bulk-delete',
    open: async (bench) => `${inChannel(bench)}/messages/bulk-delete`,
    body: { messages: ['4000000000000000000', '4000000000000000001'] },
  },
  {
    method: 'POST',
    route: '/channels/{channel_id}/messages/{message_id}/threads',
    open: async (bench) => `${await messageOf(bench)}/threads`,
    body: { name: 't', auto_archive_duration: 60, rate_limit_per_user: 5 },
  },
  {
    method: 'POST',
    route: '/channels/{channel_id}/threads',
    open: async (bench) => `${inChannel(bench)}/threads`,
    body: { name: 't', type: 12, auto_archive_duration: 60, rate_limit_per_user: 5, invitable: true },
  },
  {
    method: 'POST',
    route: '/channels/{channel_id}/threads',
    open: async (bench) => `${await forumOf(bench)}/threads`,
    body: {
      name: 't',
      auto_archive_duration: 60,
      rate_limit_per_user: 5,
      applied_tags: [],
      message: { content: 'words', embeds: [embed] },
    },
  },
  {
    method: 'PATCH',
    route: '/channels/{channel_id}',
    open: async (bench) => `/channels/${bench.guild.createChannel({ name: 'c' }).id}`,
    body: {
      name: 'n',
      topic: 't',
      nsfw: false,
      position: 1,
      rate_limit_per_user: 5,
      default_auto_archive_duration: 60,
      permission_overwrites: [{ id: ALICE, type: 1, allow: '1024', deny: '0' }],
    },
  },
  {
    method: 'PATCH',
    route: '/channels/{channel_id}',
    open: forumOf,
    body: {
      name: 'n',
      default_thread_rate_limit_per_user: 5,
      default_sort_order: 1,
      default_forum_layout: 1,
      default_reaction_emoji: { emoji_name: '✅' },
      available_tags: [{ name: 't', moderated: false, emoji_name: '✅' }],
    },
  },
  {
    method: 'PATCH',
    route: '/channels/{channel_id}',
    open: async (bench) => `/channels/${await made(bench, `${inChannel(bench)}/threads`, { name: 't' })}`,
    body: {
      name: 'n',
      archived: false,
      locked: false,
      invitable: true,
      auto_archive_duration: 60,
      rate_limit_per_user: 5,
    },
  },
  {
    method: 'POST',
    route: '/guilds/{guild_id}/channels',
    open: async (bench) => `${inGuild(bench)}/channels`,
    body: { name: 'n', type: 0, topic: 't', nsfw: false, position: 1, rate_limit_per_user: 5 },
  },
  {
    method: 'PUT',
    route: '/channels/{channel_id}/permissions/{overwrite_id}',
    open: async (bench) => `${inChannel(bench)}/permissions/${bench.alice.id}`,
    body: { type: 1, allow: '1024', deny: '0' },
  },
  {
    method: 'POST',
    route: '/guilds/{guild_id}/roles',
    open: async (bench) => `${inGuild(bench)}/roles`,
    body: { ...role, colors: { primary_color: 1 } },
  },
  {
    method: 'PATCH',
    route: '/guilds/{guild_id}/roles/{role_id}',
    open: async (bench) => {
      const made = bench.guild.createRole({ name: 'r', position: 0 });
      return `${inGuild(bench)}/roles/${made.id}`;
    },
    body: role,
  },
  {
    method: 'PATCH',
    route: '/guilds/{guild_id}/members/{user_id}',
    open: async (bench) => `${inGuild(bench)}/members/${bench.alice.id}`,
    body: { nick: 'n', roles: [], communication_disabled_until: '2020-01-01T00:00:00Z' },
  },
  {
    method: 'POST',
    route: EVENTS,
    open: async (bench) => `${inGuild(bench)}/scheduled-events`,
    body: event,
  },
  {
    method: 'PATCH',
    route: `${EVENTS}/{guild_scheduled_event_id}`,
    open: async (bench) => {
      const path = `${inGuild(bench)}/scheduled-events`;
      return `${path}/${await made(bench, path, event)}`;
    },
    body: { ...event, status: 2 },
  },
  {
    method: 'POST',
    route: '/applications/{application_id}/commands',
    open: commandsOf,
    body: { ...command, type: 1 },
  },
  {
    method: 'PUT',
    route: '/applications/{application_id}/commands',
    open: commandsOf,
    body: [{ ...command, type: 1 }],
    depth: 2,
  },
  {
    method: 'PATCH',
    route: '/applications/{application_id}/commands/{command_id}',
    open: async (bench) => {
      const path = await commandsOf(bench);
      const id = await made(bench, path, { name: 'old', description: 'd' });
      return `${path}/${id}`;
    },
    body: command,
    depth: 1,
  },
  {
    method: 'POST',
    route: '/users/@me/channels',
    open: async () => '/users/@me/channels',
    body: { recipient_id: ALICE },
  },
  { method: 'POST', route: ANSWER, open: callback, body: { type: 4, data: message }, bare: true, depth: 2 },
  {
    method: 'POST',
    route: ANSWER,
    open: callback,
    body: { type: 4, data: layout },
    kind: 'layout',
    bare: true,
    depth: 2,
  },
  { method: 'POST', route: ANSWER, open: callback, body: { type: 9, data: modal }, bare: true },
  { method: 'POST', route: HOOK, open: answered, body: { ...message, tts: false }, bare: true, depth: 1 },
  {
    method: 'PATCH',
    route: `${HOOK}/messages/@original`,
    open: async (bench) => `${await answered(bench)}/messages/@original`,
    body: { ...message, attachments: [] },
    bare: true,
    depth: 1,
  },
];
