import { type APIMessage, MessageType, type RawFile, Routes } from 'discord.js';
import { DeliveryError } from '../../delivery/failures.ts';
import type { MessagePayload, StoredFile, Transport } from '../../delivery/types.ts';
import type { CommandMentions } from '../command-mentions.ts';
import { mayReadHistory } from '../may-read-history.ts';
import type { CourierRest } from './rest.ts';
import { snowflakeAt, timeOf } from './snowflakes.ts';

/** Messages a page of a channel's history holds. */
const PAGE = 100;
/** Discord's error code for a message that was published before. */
const ALREADY_PUBLISHED = '40033';
/** How far back a thread is read for who wrote in it. */
const MOST_PAGES = 5;

type Messages = Pick<
  Transport,
  | 'createMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'replaceId'
  | 'publishMessage'
  | 'pinMessage'
  | 'openDm'
  | 'lastWritten'
  | 'writers'
  | 'findOwn'
>;

/** Messages: sent, edited, and found again in a channel's history. */
export function createMessages(
  { call, create, selfId, unarchived }: CourierRest,
  mentions?: Pick<CommandMentions, 'apply'>,
): Messages {
  const clickable = (payload: MessagePayload): MessagePayload => mentions?.apply(payload) ?? payload;

  return {
    async createMessage(channelId, payload, { nonce, mentions }) {
      const { body, files } = withFiles(clickable(payload));
      return await create(Routes.channelMessages(channelId), {
        body: {
          ...body,
          nonce,
          enforce_nonce: true,
          allowed_mentions: allowed(mentions),
        },
        ...(files.length === 0 ? {} : { files }),
      });
    },

    async editMessage(channelId, messageId, payload) {
      const { body, files } = withFiles(clickable(payload));
      await unarchived(channelId, () =>
        call('patch', Routes.channelMessage(channelId, messageId), {
          body: { ...body, allowed_mentions: { parse: [] } },
          ...(files.length === 0 ? {} : { files }),
        }),
      );
    },

    async deleteMessage(channelId, messageId) {
      try {
        await call('delete', Routes.channelMessage(channelId, messageId));
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.failure !== 'gone') throw error;
      }
    },

    async replaceId(channelId, messageId, id, by) {
      const route = Routes.channelMessage(channelId, messageId);
      const { content, components } = await call<APIMessage>('get', route);
      const said = JSON.stringify({ ...(content === '' ? {} : { content }), components });
      if (!said.includes(id)) return;
      const body = JSON.parse(said.replaceAll(id, by)) as Record<string, unknown>;
      await unarchived(channelId, () =>
        call('patch', route, { body: { ...body, allowed_mentions: { parse: [] } } }),
      );
    },

    async publishMessage(channelId, messageId) {
      try {
        await call('post', Routes.channelMessageCrosspost(channelId, messageId));
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.code !== ALREADY_PUBLISHED) throw error;
      }
    },

    async pinMessage(channelId, messageId) {
      await call('put', `/channels/${channelId}/messages/pins/${messageId}`);
    },

    async openDm(userId) {
      return await create(Routes.userChannels(), { body: { recipient_id: userId } });
    },

    async lastWritten(channelId, after, authors) {
      const found = new Map<string, number>();
      let before: string | undefined;
      let readable = false;
      // Newest first: it ends as soon as everybody was seen.
      while (found.size < authors.length) {
        const page: APIMessage[] = await call('get', Routes.channelMessages(channelId), {
          query: { limit: String(PAGE), ...(before === undefined ? {} : { before }) },
        });
        readable ||= page.length > 0;
        const recent = page.filter((message) => timeOf(message.id) > after);
        for (const { id, author } of recent) {
          if (authors.includes(author.id))
            found.set(author.id, Math.max(timeOf(id), found.get(author.id) ?? 0));
        }
        before = recent.at(-1)?.id;
        if (recent.length < PAGE) break;
      }
      // Without Read Message History Discord answers with an empty list, not with an error.
      return readable || (await mayReadHistory(call, channelId, await selfId())) ? found : 'unreadable';
    },

    async writers(channelId, after) {
      const found = new Map<string, number>();
      let before: string | undefined;
      let readable = false;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page: APIMessage[] = await call('get', Routes.channelMessages(channelId), {
          query: { limit: String(PAGE), ...(before === undefined ? {} : { before }) },
        });
        readable ||= page.length > 0;
        const recent = page.filter((message) => timeOf(message.id) > after);
        for (const { id, author, type } of recent) {
          const isWord = type === MessageType.Default || type === MessageType.Reply;
          if (author.bot !== true && isWord)
            found.set(author.id, Math.max(timeOf(id), found.get(author.id) ?? 0));
        }
        before = recent.at(-1)?.id;
        if (recent.length < PAGE) break;
      }
      return readable || (await mayReadHistory(call, channelId, await selfId())) ? found : 'unreadable';
    },

    async findOwn(channelId, after, matches) {
      const me = await selfId();
      let cursor = snowflakeAt(after);
      let readable = false;
      for (;;) {
        const page = await call<APIMessage[]>('get', Routes.channelMessages(channelId), {
          query: { after: cursor, limit: String(PAGE) },
        });
        const oldestFirst = page.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
        for (const message of oldestFirst) {
          if (
            message.author.id === me &&
            (await matches(message as unknown as MessagePayload & { id: string }))
          )
            return { id: message.id };
        }
        readable ||= page.length > 0;
        const last = oldestFirst.at(-1);
        if (page.length < PAGE || last === undefined) break;
        cursor = last.id;
      }
      // Without Read Message History Discord answers with an empty list, not with an error.
      if (readable || (await mayReadHistory(call, channelId, me))) return undefined;
      return 'unreadable';
    },
  };
}

/** Members by their id, roles as `&id`: nobody else is notified. */
function allowed(mentions: readonly string[]) {
  const roles = mentions.filter((id) => id.startsWith('&')).map((id) => id.slice(1));
  const users = mentions.filter((id) => !id.startsWith('&')).slice(0, 100);
  return { parse: [], users, ...(roles.length === 0 ? {} : { roles }) };
}

function withFiles(payload: MessagePayload): { body: Record<string, unknown>; files: RawFile[] } {
  const { files, ...body } = payload;
  const stored = Array.isArray(files) ? (files as StoredFile[]) : [];
  return {
    body,
    files: stored.map((file) => ({
      name: file.name,
      data: Buffer.from(file.base64, 'base64'),
      contentType: file.contentType,
    })),
  };
}
