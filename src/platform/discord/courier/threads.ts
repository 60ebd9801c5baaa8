import {
  type APIChannel,
  type APIThreadChannel,
  type APIThreadList,
  ChannelType,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import { DeliveryError } from '../../delivery/failures.ts';
import type { Transport } from '../../delivery/types.ts';
import { type CourierRest, hasCode } from './rest.ts';
import { timeOf } from './snowflakes.ts';

type Threads = Pick<
  Transport,
  | 'startThread'
  | 'startPrivateThread'
  | 'activeThreads'
  | 'archiveThread'
  | 'renameThread'
  | 'addThreadMember'
  | 'removeThreadMember'
>;

/** Threads and who is in them. */
export function createThreads({ call, create, selfId, unarchived }: CourierRest): Threads {
  async function ownThreads(channelId: string, name: string): Promise<string[]> {
    const channel = await call<APIChannel>('get', Routes.channel(channelId));
    if (!('guild_id' in channel) || channel.guild_id === undefined) return [];
    const [active, archived, me] = [
      await call<APIThreadList>('get', Routes.guildActiveThreads(channel.guild_id)),
      await call<APIThreadList>('get', Routes.channelJoinedArchivedThreads(channelId)),
      await selfId(),
    ];
    return [...active.threads, ...archived.threads]
      .map((thread) => thread as APIThreadChannel)
      .filter(
        (thread) =>
          thread.parent_id === channelId &&
          thread.owner_id === me &&
          thread.name === name &&
          thread.type === ChannelType.PrivateThread,
      )
      .map((thread) => thread.id)
      .toSorted((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1));
  }

  return {
    async startThread(channelId, messageId, { name, autoArchiveMinutes }) {
      try {
        return await create(Routes.threads(channelId, messageId), {
          body: { name, auto_archive_duration: autoArchiveMinutes },
        });
      } catch (error) {
        // A thread on a message has the message's id.
        if (hasCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) return { id: messageId };
        throw error;
      }
    },

    async startPrivateThread(channelId, { name, autoArchiveMinutes, adopt }) {
      if (adopt !== undefined) {
        for (const threadId of await ownThreads(channelId, name)) {
          if (await adopt(threadId)) return { id: threadId };
        }
      }
      return await create(Routes.threads(channelId), {
        body: {
          name,
          type: ChannelType.PrivateThread,
          auto_archive_duration: autoArchiveMinutes,
          invitable: false,
        },
      });
    },

    async activeThreads(guildId) {
      const [list, me] = [
        await call<APIThreadList>('get', Routes.guildActiveThreads(guildId)),
        await selfId(),
      ];
      const threads = list.threads.map((thread) => thread as APIThreadChannel);
      return {
        total: threads.length,
        own: threads
          .filter((thread) => thread.owner_id === me)
          .map((thread) => ({
            id: thread.id,
            isPrivate: thread.type === ChannelType.PrivateThread,
            lastActiveAt: timeOf(thread.last_message_id ?? thread.id),
          })),
      };
    },

    async archiveThread(threadId, { maybeArchived } = { maybeArchived: false }) {
      // An archived one cannot be changed (error 50083).
      if (maybeArchived) {
        const thread = await call<APIThreadChannel>('get', Routes.channel(threadId));
        if (thread.thread_metadata?.archived === true) return;
      }
      await call('patch', Routes.channel(threadId), { body: { archived: true } });
    },

    async renameThread(threadId, name) {
      await unarchived(threadId, () => call('patch', Routes.channel(threadId), { body: { name } }));
    },

    async addThreadMember(threadId, userId) {
      try {
        await unarchived(threadId, () => call('put', Routes.threadMembers(threadId, userId)));
      } catch (error) {
        throw error instanceof DeliveryError && error.failure === 'left' ? named(error, userId) : error;
      }
    },

    async removeThreadMember(threadId, userId) {
      try {
        await unarchived(threadId, () => call('delete', Routes.threadMembers(threadId, userId)));
      } catch (error) {
        // They are not in the thread: they left it themselves, or went before they were added.
        if (!hasCode(error, RESTJSONErrorCodes.UnknownMember)) throw error;
      }
    },
  };
}

function named(error: DeliveryError, member: string): DeliveryError {
  return new DeliveryError(error.failure, error.code, error.message, { member, cause: error });
}
