import type { Channel } from './channel.ts';
import type { TimeSource } from './clock.ts';
import { ALL_PERMISSIONS, applyOverwrites, guildPermissions, Permission } from './permissions.ts';
import { ChannelType, type GuildMember, type Role, type ScheduledEvent } from './wire.ts';

/** A server: its roles, members and channels, and what each may do where. */
export class Guild {
  readonly id: string;
  name: string;
  locale: string;
  ownerId: string;
  systemChannelId: string | null = null;
  available = true;
  readonly joinedAt: string;
  readonly roles = new Map<string, Role>();
  readonly members = new Map<string, GuildMember>();
  readonly channels = new Map<string, Channel>();
  readonly events = new Map<string, ScheduledEvent>();
  readonly bannedUsers = new Set<string>();
  /** Per-command permission overwrites a server admin made: command id -> role or user id -> allowed. */
  readonly commandPermissions = new Map<string, Map<string, boolean>>();

  readonly #clock: TimeSource;

  constructor(init: {
    id: string;
    name: string;
    locale: string;
    ownerId: string;
    joinedAt: string;
    clock: TimeSource;
  }) {
    this.#clock = init.clock;
    this.id = init.id;
    this.name = init.name;
    this.locale = init.locale;
    this.ownerId = init.ownerId;
    this.joinedAt = init.joinedAt;
  }

  /** Permissions in the whole server; 0 for who is not a member. */
  permissionsOf(userId: string): bigint {
    const member = this.members.get(userId);
    if (!member) return 0n;
    return this.#quieted(member, guildPermissions(this, { userId, roleIds: member.roles }));
  }

  /** Permissions in a channel; a thread has those of its parent, and a private one is open only to its members. */
  permissionsIn(channel: Channel, userId: string): bigint {
    const member = this.members.get(userId);
    if (!member) return 0n;
    const subject = { userId, roleIds: member.roles };
    const base = guildPermissions(this, subject);
    if (base === ALL_PERMISSIONS) return base;
    const place = channel.isThread ? this.parentOf(channel) : channel;
    if (!place) return 0n;
    const overwritten = applyOverwrites(base, this.id, place.data.permission_overwrites ?? [], subject);
    const bits = this.#quieted(member, overwritten);
    if (channel.type === ChannelType.privateThread && !channel.threadMembers.has(userId)) {
      return bits & Permission.MANAGE_THREADS ? bits : 0n;
    }
    return bits;
  }

  /** Whoever is timed out may look and nothing else: topics/permissions#permissions-for-timed-out-members */
  #quieted(member: GuildMember, bits: bigint): bigint {
    const until = Date.parse(member.communication_disabled_until ?? '');
    const isOut = until > this.#clock.now() && bits !== ALL_PERMISSIONS;
    return isOut ? bits & (Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY) : bits;
  }

  can(userId: string, channel: Channel, permission: bigint): boolean {
    return (this.permissionsIn(channel, userId) & permission) === permission;
  }

  sees(userId: string, channel: Channel): boolean {
    return this.can(userId, channel, Permission.VIEW_CHANNEL);
  }

  parentOf(channel: Channel): Channel | undefined {
    const parent = channel.data.parent_id;
    return parent ? this.channels.get(parent) : undefined;
  }

  threads(): Channel[] {
    return [...this.channels.values()].filter((channel) => channel.isThread);
  }

  activeThreads(): Channel[] {
    return this.threads().filter((thread) => !thread.isArchived);
  }

  /** Position of the member's highest role; the owner stands above all. */
  rankOf(userId: string): number {
    if (userId === this.ownerId) return Infinity;
    const roles = this.members.get(userId)?.roles ?? [];
    return Math.max(0, ...roles.map((id) => this.roles.get(id)?.position ?? 0));
  }
}
