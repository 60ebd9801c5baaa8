import type { Channel } from '../channel.ts';
import type { Guild } from '../guild.ts';
import { Intent } from '../intents.ts';
import { type PermissionInput, permissionBits } from '../permissions.ts';
import {
  addMember,
  addRole,
  createChannel,
  deleteChannel,
  deleteRole,
  dispatchChannel,
  dispatchMember,
  dispatchRole,
  guildCreate,
  newRole,
} from '../platform/guilds.ts';
import { dispatchThread, setArchived } from '../platform/threads.ts';
import { ChannelType, type GuildMember, type Overwrite, type Role } from '../wire.ts';
import { type DriverContext, Member, type MemberInit } from './member.ts';

const TYPES = {
  text: ChannelType.text,
  announcement: ChannelType.announcement,
  forum: ChannelType.forum,
  media: ChannelType.media,
  voice: ChannelType.voice,
  category: ChannelType.category,
  stage: ChannelType.stage,
} as const;

export interface OverwriteInput {
  /** A role or member; the server itself (or 'everyone') means @everyone. */
  for: { id: string } | 'everyone';
  allow?: PermissionInput;
  deny?: PermissionInput;
}

export interface ChannelOptions {
  name: string;
  type?: keyof typeof TYPES;
  overwrites?: readonly OverwriteInput[];
  topic?: string;
  parent?: Channel;
  /** Forums only. */
  tags?: string[];
}

export interface RoleOptions {
  name: string;
  permissions?: PermissionInput;
  mentionable?: boolean;
  position?: number;
}

/** A server, seen by those who run it. */
export class GuildDriver {
  readonly state: Guild;
  readonly owner: Member;
  readonly #driver: DriverContext;
  readonly #members = new Map<string, Member>();
  #botBefore: GuildMember | undefined;

  constructor(driver: DriverContext, state: Guild) {
    this.#driver = driver;
    this.state = state;
    this.owner = this.member(state.ownerId);
  }

  get id(): string {
    return this.state.id;
  }

  get name(): string {
    return this.state.name;
  }

  get locale(): string {
    return this.state.locale;
  }

  createChannel(options: ChannelOptions): Channel {
    return createChannel(this.#world, this.state, {
      name: options.name,
      type: TYPES[options.type ?? 'text'],
      overwrites: this.#overwrites(options.overwrites),
      topic: options.topic ?? null,
      parentId: options.parent?.id ?? null,
      tags: options.tags ?? [],
    });
  }

  setOverwrites(channel: Channel, overwrites: readonly OverwriteInput[]): void {
    channel.data.permission_overwrites = this.#overwrites(overwrites);
    dispatchChannel(this.#world, 'CHANNEL_UPDATE', channel);
  }

  deleteChannel(channel: Channel): void {
    deleteChannel(this.#world, this.state, channel);
  }

  /** A moderator archives, wakes, locks or unlocks a thread. */
  updateThread(thread: Channel, changes: { archived?: boolean; locked?: boolean }): void {
    const metadata = thread.data.thread_metadata;
    if (metadata && changes.locked !== undefined) metadata.locked = changes.locked;
    if (changes.archived !== undefined) setArchived(this.#world, this.state, thread, changes.archived);
    dispatchThread(this.#world, this.state, 'THREAD_UPDATE', thread, false);
  }

  deleteRole(role: { id: string }): void {
    deleteRole(this.#world, this.state, role.id);
  }

  createRole(options: RoleOptions): Role {
    const role = newRole(this.#world.ids.next(), options.name, options.position ?? 1);
    role.permissions = permissionBits(options.permissions ?? 0n).toString();
    role.mentionable = options.mentionable ?? false;
    return addRole(this.#world, this.state, role);
  }

  updateRole(
    role: Role,
    changes: Partial<Pick<Role, 'name' | 'mentionable' | 'permissions' | 'position'>>,
  ): void {
    Object.assign(role, changes);
    dispatchRole(this.#world, this.state, 'GUILD_ROLE_UPDATE', role);
  }

  /** What the bot's own role allows it. */
  setBotPermissions(permissions: PermissionInput): void {
    const managed = [...this.state.roles.values()].find((role) => role.tags?.bot_id === this.#world.bot.id);
    if (managed) this.updateRole(managed, { permissions: permissionBits(permissions).toString() });
  }

  addMember(init: MemberInit): Member {
    const user = this.#world.addUser(init.name, init.locale ?? 'en-US');
    return this.#join(user.id, init);
  }

  /** Lets somebody from another server join this one too. */
  addUser(user: { id: string }, init: Omit<MemberInit, 'name'> = {}): Member {
    return this.#join(user.id, init);
  }

  #join(userId: string, init: Omit<MemberInit, 'name'>): Member {
    const roles = (init.roles ?? []).map((role) => (typeof role === 'string' ? role : role.id));
    const data = addMember(this.#world, this.state, userId, roles);
    if (init.nick !== undefined) {
      data.nick = init.nick;
      dispatchMember(this.#world, this.state, data);
    }
    const member = this.member(userId);
    if (init.dmsOpen === false) member.dmsOpen = false;
    return member;
  }

  /** The person with this user id. */
  member(userId: string): Member {
    const known = this.#members.get(userId);
    if (known) return known;
    const user = this.#world.users.get(userId);
    if (!user) throw new Error(`There is no user ${userId}.`);
    const member = new Member(this.#driver, this.state, user);
    this.#members.set(userId, member);
    return member;
  }

  /** A server admin hides or opens a command for a role or member (Server Settings, Integrations). */
  setCommandPermission(commandName: string, forWhom: { id: string } | 'everyone', allowed: boolean): void {
    const id = forWhom === 'everyone' ? this.id : forWhom.id;
    for (const command of this.#world.commands.values()) {
      if (command.name !== commandName) continue;
      const known = this.state.commandPermissions.get(command.id) ?? new Map<string, boolean>();
      this.state.commandPermissions.set(command.id, known.set(id, allowed));
    }
  }

  /** An outage: the bot hears that the server is unavailable, or is back. */
  setAvailable(available: boolean): void {
    this.state.available = available;
    this.#world.dispatch({
      event: available ? 'GUILD_CREATE' : 'GUILD_DELETE',
      data: available ? guildCreate(this.#world, this.state) : { id: this.id, unavailable: true },
      intents: Intent.guilds,
      guildId: this.id,
    });
  }

  /** Removes the bot from the server. */
  kickBot(): void {
    this.#botBefore = this.state.members.get(this.#world.bot.id);
    this.state.members.delete(this.#world.bot.id);
    this.#world.dispatch({
      event: 'GUILD_DELETE',
      data: { id: this.id },
      intents: Intent.guilds,
      guildId: this.id,
    });
  }

  /** Brings the bot back that was removed, with the roles it had. */
  inviteBot(): void {
    if (this.#botBefore !== undefined) this.state.members.set(this.#world.bot.id, this.#botBefore);
    this.setAvailable(true);
  }

  #overwrites(inputs: readonly OverwriteInput[] = []): Overwrite[] {
    return inputs.map((input) => {
      const id = input.for === 'everyone' ? this.id : input.for.id;
      return {
        id,
        type: this.state.roles.has(id) ? 0 : 1,
        allow: permissionBits(input.allow ?? 0n).toString(),
        deny: permissionBits(input.deny ?? 0n).toString(),
      };
    });
  }

  get #world(): DriverContext['context']['world'] {
    return this.#driver.context.world;
  }
}
