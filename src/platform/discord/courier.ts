import { type APIChannel, type APIGuild, type APIRole, PermissionFlagsBits, Routes } from 'discord.js';
import { DeliveryError } from '../delivery/failures.ts';
import type { Transport } from '../delivery/types.ts';
import type { CommandMentions } from './command-mentions.ts';
import { createServerEvents } from './courier/events.ts';
import { createMessages } from './courier/messages.ts';
import { createRest, type RestOptions } from './courier/rest.ts';
import { createThreads } from './courier/threads.ts';
import { permissionsIn } from './may-read-history.ts';

export interface CourierOptions extends RestOptions {
  /** Makes commands in texts clickable. */
  readonly mentions?: Pick<CommandMentions, 'apply'>;
}

export interface Courier extends Transport {
  /** Whether Discord can be reached and takes the token. Never throws. */
  answers(): Promise<boolean>;
}

/**
 * The outbox's own REST client. Unlike the gateway client's it never retries and never sleeps on a rate limit: both
 * would happen behind the outbox's back, a retried POST without its knowledge is how messages come twice.
 */
export function createCourier(options: CourierOptions): Courier {
  const rest = createRest(options);
  return {
    ...createMessages(rest, options.mentions),
    ...createThreads(rest),
    ...createServerEvents(rest),
    async isReadByAll(channelId) {
      const channel = await rest.call<APIChannel>('get', Routes.channel(channelId));
      if (!('permission_overwrites' in channel) || channel.guild_id === undefined) return false;
      const guild = await rest.call<APIGuild>('get', Routes.guild(channel.guild_id));
      const anybody = permissionsIn(guild, [], '', channel.permission_overwrites ?? []);
      return (anybody & PermissionFlagsBits.ViewChannel) !== 0n;
    },
    async giveRole(guildId, userId, roleId) {
      const roles = await rest.call<APIRole[]>('get', Routes.guildRoles(guildId));
      if (!isHarmless(roles, guildId, roleId)) return false;
      await rest.call('put', Routes.guildMemberRole(guildId, userId, roleId));
      return true;
    },
    async answers() {
      return await rest.call('get', Routes.user()).then(
        () => true,
        () => false,
      );
    },
    async isMember(guildId, userId) {
      try {
        await rest.call('get', Routes.guildMember(guildId, userId));
        return true;
      } catch (error) {
        if (error instanceof DeliveryError && error.failure === 'left') return false;
        throw error;
      }
    },
  };
}

/** It allows nothing that everybody may not do, and nobody but us gives it. */
function isHarmless(roles: readonly APIRole[], guildId: string, roleId: string): boolean {
  const [role, everyone] = [roleId, guildId].map((id) => roles.find((each) => each.id === id));
  if (role === undefined || everyone === undefined || role.managed || roleId === guildId) return false;
  return (BigInt(role.permissions) & ~BigInt(everyone.permissions)) === 0n;
}
