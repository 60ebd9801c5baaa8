import type { Channel, MessageRecord } from '../channel.ts';
import type { Context } from '../context.ts';
import { DiscordError, type ErrorTree, RateLimited, refuse } from '../errors.ts';
import { type Fields, Form } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { type Place, placeOf } from '../platform/messages.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { UploadedFile } from '../validation/message.ts';
import type { GuildMember, Role } from '../wire.ts';
import type { World } from '../world.ts';

export interface Answer {
  status: number;
  body?: unknown;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with the parameter names of Discord's OpenAPI description. */
  path: string;
  /** Interaction endpoints are authorised by the token in their path. */
  auth?: 'none';
  handle(call: Call): Answer;
}

/** One request on its way through a handler. */
export class Call {
  readonly context: Context;
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** What Discord's OpenAPI description has against the body, or what of it nobody asked for. */
  readonly #objection: () => ErrorTree | undefined;

  constructor(init: {
    context: Context;
    params: Record<string, string>;
    query: Record<string, string>;
    body: unknown;
    files: readonly UploadedFile[];
    objection: () => ErrorTree | undefined;
  }) {
    this.context = init.context;
    this.world = init.context.world;
    this.params = init.params;
    this.query = init.query;
    this.body = init.body;
    this.files = init.files;
    this.#objection = init.objection;
  }

  /**
   * Refuses what the OpenAPI description refuses, and what it knows but no reader asked for. A handler that reads its
   * body by other means than fields() calls it when its own, finer rules are satisfied and before anything is changed.
   */
  approve(): void {
    const objection = this.#objection();
    if (objection) throw new DiscordError('invalidFormBody', objection);
  }

  /** The fields of the body; form.end() refuses by our rules or else by the OpenAPI description. */
  fields(): Fields {
    return new Form(this.#objection).read(this.body ?? {});
  }

  param(name: string): string {
    return this.params[name] ?? '';
  }

  /** An integer of the query string, within limits. */
  queryInteger(name: string, fallback: number, min: number, max: number): number {
    if (this.query[name] === undefined) return fallback;
    const fields = Form.read(this.query);
    const value = fields.integer(name, { min, max });
    fields.form.end();
    return value ?? fallback;
  }

  querySnowflake(name: string): string | undefined {
    const fields = Form.read(this.query);
    const value = fields.snowflake(name);
    fields.form.end();
    return value;
  }

  queryFlag(name: string): boolean {
    return this.query[name] === 'true' || this.query[name] === '1';
  }

  guild(): Guild {
    const guild = this.world.guilds.get(this.param('guild_id')) ?? refuse('unknownGuild');
    // A server that is down takes REST along: events/gateway-events#unavailable-guild-object
    if (!guild.available) refuse('overloaded');
    return guild.members.has(this.world.bot.id) ? guild : refuse('missingAccess');
  }

  member(guild: Guild, name = 'user_id'): GuildMember {
    const id = this.userId(name);
    return guild.members.get(id) ?? refuse(this.world.users.has(id) ? 'unknownMember' : 'unknownUser');
  }

  role(guild: Guild): Role {
    return guild.roles.get(this.param('role_id')) ?? refuse('unknownRole');
  }

  userId(name: string): string {
    const id = this.param(name);
    return id === '@me' ? this.world.bot.id : id;
  }

  /** The channel of the path, if the bot may know it: 10003 or 50001 otherwise. */
  place(name = 'channel_id'): Place {
    const channel = this.world.channels.get(this.param(name)) ?? refuse('unknownChannel');
    const place = placeOf(this.world, channel);
    if (place.guild?.available === false) refuse('overloaded');
    if (place.guild && !place.guild.sees(this.world.bot.id, channel)) refuse('missingAccess');
    return place;
  }

  guildPlace(name = 'channel_id'): { guild: Guild; channel: Channel } {
    const { guild, channel } = this.place(name);
    return guild ? { guild, channel } : refuse('dmChannelAction');
  }

  /** A message of the channel that the bot can see; ephemeral ones are not among them. */
  message({ channel }: Place, name = 'message_id'): MessageRecord {
    const record = channel.find(this.param(name));
    return record && record.visibleTo === undefined ? record : refuse('unknownMessage');
  }

  botCan(place: Place, permission: bigint): boolean {
    return place.guild ? place.guild.can(this.world.bot.id, place.channel, permission) : true;
  }

  need(place: Place, permission: bigint): void {
    if (!this.botCan(place, permission)) refuse('missingPermissions');
  }

  /** Counts an act under a limit that the route's headers do not show. */
  limitHidden(
    kind: Parameters<RateLimits['takeHidden']>[0],
    { channel }: { channel: Channel },
    message?: string,
    code?: number,
  ): void {
    const wait = this.context.limits.takeHidden(kind, channel.id);
    if (wait !== undefined) throw new RateLimited(wait, message, code);
  }

  /** In a locked thread only MANAGE_THREADS may change anything: topics/threads#locked-threads */
  needUnlocked(place: Place): void {
    const metadata = place.channel.data.thread_metadata;
    if (!metadata?.locked || this.botCan(place, Permission.MANAGE_THREADS)) return;
    refuse(metadata.archived ? 'archivedThread' : 'threadLocked');
  }

  needInGuild(guild: Guild, permission: bigint): void {
    const bits = guild.permissionsOf(this.world.bot.id);
    if ((bits & (permission | Permission.ADMINISTRATOR)) === 0n) refuse('missingPermissions');
  }
}

export const NO_CONTENT: Answer = { status: 204 };

export function ok(body: unknown): Answer {
  return { status: 200, body };
}
