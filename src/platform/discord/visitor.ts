import {
  type APIApplication,
  type APIApplicationCommand,
  ApplicationFlags,
  Client,
  type ClientUser,
  DiscordAPIError,
  type RESTGetAPICurrentUserGuildsResult,
  type RESTGetAPIGatewayBotResult,
  Routes,
} from 'discord.js';
import { createInspector, type Inspector } from './inspector.ts';

/** Looks at what Discord knows of the bot, over the REST API alone: no gateway connection, nothing is changed. */
export interface Visitor {
  readonly inspector: Inspector;
  /** Throws {@link VisitError}. */
  application(): Promise<{
    readonly id: string;
    readonly name: string;
    /** Privileged intents that are switched on in the developer portal; Nexus needs none. */
    readonly privileged: readonly string[];
    /** Gateway connections that may still be made today. */
    readonly sessionsLeft: number;
  }>;
  /** Ids of the registered commands by name, in one server or (undefined) everywhere. */
  commands(applicationId: string, guildId: string | undefined): Promise<Readonly<Record<string, string>>>;
  servers(): Promise<{ readonly id: string; readonly name: string }[]>;
  /** By how much this machine's clock is ahead of Discord's, in ms; to the second. */
  clockAhead(now: () => number): Promise<number>;
  close(): Promise<void>;
}

/** `refused`: the token is not valid. `unreachable`: no answer from Discord. */
export class VisitError extends Error {
  override readonly name = 'VisitError';
  readonly kind: 'refused' | 'unreachable';

  constructor(kind: VisitError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** https://docs.discord.com/developers/resources/application#application-object-application-flags */
const PRIVILEGED: Readonly<Record<string, number>> = {
  Presence: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  'Server Members': ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  'Message Content': ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
};

export function createVisitor({ token, api }: { token: string; api: string }): Visitor {
  // Without shards of its own discord.js parses SHARDS of the environment as JSON, which is ours and no JSON.
  const client = new Client({
    intents: [],
    shards: [0],
    rest: { api, version: '10', retries: 1, timeout: 10_000 },
  });
  client.rest.setToken(token);

  async function ask<T>(route: `/${string}`): Promise<T> {
    try {
      return (await client.rest.get(route)) as T;
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401)
        throw new VisitError('refused', 'Discord refuses the token.');
      if (error instanceof DiscordAPIError) throw error;
      throw new VisitError('unreachable', error instanceof Error ? error.message : String(error));
    }
  }

  return {
    // A server is fetched before it is looked at: nothing tells of it without a gateway connection.
    inspector: {
      ...createInspector(() => client),
      async inspect(guildId, settings) {
        const self = await ask<{ id: string }>(Routes.user('@me'));
        client.user = (await client.users.fetch(self.id)) as ClientUser;
        const guild = await client.guilds.fetch(guildId);
        // discord.js takes a server without a list of channels for one that is struck by an outage.
        guild.available = true;
        return await createInspector(() => client).inspect(guildId, settings);
      },
    },
    async application() {
      const application = await ask<APIApplication>(Routes.currentApplication());
      const gateway = await ask<RESTGetAPIGatewayBotResult>(Routes.gatewayBot());
      const flags = application.flags ?? 0;
      return {
        id: application.id,
        name: application.name,
        privileged: Object.entries(PRIVILEGED).flatMap(([name, bits]) =>
          (flags & bits) === 0 ? [] : [name],
        ),
        sessionsLeft: gateway.session_start_limit.remaining,
      };
    },
    async commands(applicationId, guildId) {
      const route =
        guildId === undefined
          ? Routes.applicationCommands(applicationId)
          : Routes.applicationGuildCommands(applicationId, guildId);
      const found = await ask<readonly APIApplicationCommand[]>(route);
      return Object.fromEntries(found.map(({ id, name }) => [name, id]));
    },
    async servers() {
      const found = await ask<RESTGetAPICurrentUserGuildsResult>(Routes.userGuilds());
      return found.map(({ id, name }) => ({ id, name }));
    },
    async clockAhead(now) {
      const response = await fetch(`${api}/v10/gateway`, { signal: AbortSignal.timeout(10_000) });
      await response.body?.cancel();
      const theirs = Date.parse(response.headers.get('date') ?? '');
      return Number.isNaN(theirs) ? 0 : now() - theirs;
    },
    close: () => client.destroy(),
  };
}
