import { Channel } from '../channel.ts';
import { refuse } from '../errors.ts';
import { presentGuild } from '../platform/guilds.ts';
import { ChannelType, type User } from '../wire.ts';
import type { World } from '../world.ts';
import { type Answer, type Call, ok, type Route } from './route.ts';

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/gateway', auth: 'none', handle: (call) => ok({ url: call.context.gateway.url }) },
  { method: 'GET', path: '/gateway/bot', handle: gatewayBot },
  { method: 'GET', path: '/users/@me', handle: (call) => ok(ownUser(call.world)) },
  { method: 'GET', path: '/users/{user_id}', handle: getUser },
  { method: 'POST', path: '/users/@me/channels', handle: openDm },
  { method: 'GET', path: '/users/@me/guilds', handle: listGuilds },
  { method: 'GET', path: '/applications/@me', handle: (call) => ok(application(call.world)) },
  { method: 'GET', path: '/oauth2/applications/@me', handle: (call) => ok(application(call.world)) },
];

/** https://discord.com/developers/docs/events/gateway#get-gateway-bot */
function gatewayBot({ context }: Call): Answer {
  const { url, shards, sessionsLeft } = context.gateway;
  const limit = { total: 1000, remaining: sessionsLeft, reset_after: 86_400_000, max_concurrency: 1 };
  return ok({ url, shards, session_start_limit: limit });
}

function ownUser(world: World): Record<string, unknown> {
  return { ...world.bot, mfa_enabled: true, locale: 'en-US', verified: true, email: null };
}

function getUser(call: Call): Answer {
  return ok(call.world.users.get(call.userId('user_id')) ?? refuse('unknownUser'));
}

function openDm(call: Call): Answer {
  const fields = call.fields();
  const id = fields.snowflake('recipient_id', true) ?? '';
  fields.form.end();
  const { world } = call;
  const user = world.users.get(id) ?? refuse('unknownUser');
  if (user.bot) refuse('cannotDm');
  return ok(dmChannel(world, user).data);
}

/** The one DM channel between the bot and this user. */
export function dmChannel(world: World, user: User): Channel {
  const known = world.dmChannels.get(user.id);
  if (known) return known;
  const channel = new Channel(
    {
      id: world.ids.next(),
      type: ChannelType.dm,
      flags: 0,
      last_message_id: null,
      recipients: [user],
    },
    { keepMessages: world.limits.keepMessages, now: world.clock.now(), recipientId: user.id },
  );
  world.dmChannels.set(user.id, channel);
  world.channels.set(channel.id, channel);
  return channel;
}

function listGuilds(call: Call): Answer {
  const guilds = [...call.world.guilds.values()].filter((guild) => guild.members.has(call.world.bot.id));
  return ok(
    guilds.map((guild) => ({
      ...Object.fromEntries(
        Object.entries(presentGuild(guild)).filter(([key]) =>
          ['id', 'name', 'icon', 'banner', 'features'].includes(key),
        ),
      ),
      owner: guild.ownerId === call.world.bot.id,
      permissions: guild.permissionsOf(call.world.bot.id).toString(),
    })),
  );
}

/** https://discord.com/developers/docs/resources/application#application-object */
function application(world: World): Record<string, unknown> {
  const owner = [...world.users.values()].find((user) => !user.bot) ?? world.bot;
  return {
    id: world.application.id,
    name: world.application.name,
    icon: null,
    description: '',
    type: null,
    summary: '',
    bot: world.bot,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: world.application.flags,
    flags_new: String(world.application.flags),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}
