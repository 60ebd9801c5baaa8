import {
  announcementBody,
  announcementModal,
  listBody,
  receiptsBody,
  sentBody,
  translationBody,
} from '../src/calendar/announcements/cards.ts';
import type { Announcement } from '../src/calendar/announcements/rules.ts';
import type { Reader } from '../src/calendar/announcements/service.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command, type Route } from '../src/platform/discord/command.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Body, type Choice, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { rowId } from '../src/platform/numbers.ts';
import { literal, oneLine, truncated } from '../src/platform/text.ts';
import { announcing } from './parts/announcing.ts';
import { inServer } from './parts/pick.ts';
import { requireRunning } from './parts/running.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [announcement];

function announcement(services: Services): Command {
  const { announcements } = services;
  const writing = announcing(services);

  async function named(call: Call, id: string): Promise<Announcement> {
    return await announcements.get(call.guildId, rowId(id) ?? 0);
  }

  async function receipts(call: Call, found: Announcement): Promise<Body> {
    if (!found.acknowledge) throw new UserError({ key: 'announcements:error.not-asked' });
    if (found.outAt === null)
      throw new UserError({
        key: `announcements:error.${found.state === 'cancelled' ? 'cancelled' : 'not-out'}`,
      });
    const { receipts: who, table } = await announcements.receipts(found);
    return receiptsBody(call.t, found, who, table);
  }

  async function cancelled(call: Call, id: number): Promise<string> {
    const { title } = await announcements.cancel(call.guildId, id);
    return call.t('announcements:cancelled', { title: literal(title) });
  }

  async function suggest(
    call: Call,
    typed: string,
    which: (one: Announcement) => boolean,
  ): Promise<Choice[]> {
    if (!call.caller.isStaff) return [];
    const all = await announcements.list(call.guildId);
    return all
      .filter((one) => which(one) && one.title.toLowerCase().includes(typed.trim().toLowerCase()))
      .map(({ id, title }) => ({ name: truncated(oneLine(title), 100), value: String(id) }));
  }

  const option = (which: (one: Announcement) => boolean) =>
    ({
      kind: 'offered',
      required: true,
      suggest: (call: Call, typed: string) => suggest(call, typed, which),
    }) as const;

  return {
    type: 'slash',
    name: 'announcement',
    subcommands: {
      post: writing.post,
      schedule: writing.schedule,
      list: action({
        access: 'staff',
        run: async (call) => answer(listBody(call.t, await announcements.list(call.guildId), 0)),
      }),
      cancel: action({
        access: 'staff',
        options: { announcement: option(({ state, lacking }) => state === 'waiting' || lacking !== null) },
        async run(call, values) {
          return answer(await cancelled(call, (await named(call, values.announcement)).id));
        },
      }),
      receipts: action({
        access: 'staff',
        options: { announcement: option(({ outAt, acknowledge }) => outAt !== null && acknowledge) },
        async run(call, values) {
          return answer(await receipts(call, await named(call, values.announcement)));
        },
      }),
    },
    forms: writing.forms,
    reopens: writing.reopens,
    routes: [
      ...writing.routes,
      ...readingRoutes(services),
      {
        // announcement.list:<how many come before>
        name: 'announcement.list',
        access: 'staff',
        async run(press, [offset]) {
          const all = await announcements.list(inServer(press).guildId);
          return update(listBody(press.t, all, numberIn(offset, { min: 0, max: all.length })));
        },
      },
      {
        name: 'announcement.open',
        access: 'staff',
        async run(press, _, [id]) {
          const call = inServer(press);
          const found = await announcements.get(call.guildId, idIn(id));
          const mayPublish = await writing.mayPublish(found);
          const shown = announcementBody(call.t, found, { publicLocale: call.publicLocale, isRead: true });
          const [said] = shown.components ?? [];
          const [, buttons] = sentBody(call.t, found, mayPublish).components ?? [];
          const parts = [said, buttons].filter((part) => part !== undefined);
          return answer({ card: true, components: parts });
        },
      },
      {
        name: 'announcement.receipts',
        access: 'staff',
        async run(press, [id]) {
          const call = inServer(press);
          return answer(await receipts(call, await announcements.get(call.guildId, idIn(id))));
        },
      },
      {
        name: 'announcement.cancel',
        access: 'staff',
        run: async (press, [id]) => answer(await cancelled(inServer(press), idIn(id))),
      },
      {
        name: 'announcement.remind',
        access: 'staff',
        async run(press, [id]) {
          await announcements.remind(inServer(press).guildId, idIn(id));
          return answer(press.t('announcements:reminding'));
        },
      },
      {
        name: 'announcement.publish',
        access: 'staff',
        async run(press, [id]) {
          const isNew = await announcements.publish(inServer(press).guildId, idIn(id));
          return answer(press.t(isNew ? 'announcements:publishing' : 'announcements:published-before'));
        },
      },
      {
        name: 'announcement.change',
        access: 'staff',
        async run(press, [id]) {
          const found = await announcements.get(inServer(press).guildId, idIn(id));
          await requireRunning(services, found.cohortId);
          return modal(changeModal(press.t, found));
        },
      },
    ],
  };
}

function changeModal(t: Call['t'], { id, title, body, translation }: Announcement) {
  const typed = { title, body, ...(translation === null ? {} : { translation }) };
  return announcementModal(t, ['announcement.changed', id], typed);
}

/** What members press: under the message, in direct messages and at home. */
function readingRoutes({ announcements }: Services): Route[] {
  const readerOf = ({ guildId, caller, channelId }: Call, messageId?: string): Reader => ({
    guildId,
    userId: caller.id,
    isStaff: caller.isStaff,
    pressed: messageId === undefined ? undefined : { channelId, messageId },
  });

  async function read(call: Call, id: number): Promise<Reply> {
    const { announcement: found, isRead } = await announcements.readable(readerOf(call), id);
    return answer({
      ...announcementBody(call.t, found, { publicLocale: call.publicLocale, isRead }),
      news: { shown: [`announcement:${id}`] },
    });
  }

  return [
    {
      // *I have read this*: announcement.seen:<announcement>
      name: 'announcement.seen',
      async run(press, [id], _, message) {
        const reader = readerOf(inServer(press), message.id);
        const isNew = await announcements.seen(reader, idIn(id));
        return answer(press.t(isNew ? 'announcements:seen' : 'announcements:seen-before'));
      },
    },
    {
      // *Lire en français*: announcement.translate:<announcement>
      name: 'announcement.translate',
      async run(press, [id], _, message) {
        const reader = readerOf(inServer(press), message.id);
        const { announcement: found } = await announcements.readable(reader, idIn(id));
        return answer(translationBody(press.t, found));
      },
    },
    {
      // At home the last ones are offered: announcement.read, one is chosen.
      name: 'announcement.read',
      async run(press, _, [id]) {
        const chosen = rowId(id);
        if (chosen === undefined) throw new UserError({ key: 'common:error.old-button' });
        return await read(inServer(press), chosen);
      },
    },
  ];
}
