import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FileInput } from '../../driver/body.ts';
import type { Member } from '../../driver/member.ts';
import { isObject, type Json, scalar } from '../../form.ts';
import { Refused, refuseClient } from '../../interactions/refused.ts';
import type { Message } from '../../wire.ts';
import type { House } from '../door.ts';
import { viewReply } from '../views.ts';
import { Assets } from './assets.ts';
import { avatar } from './avatar.ts';
import type { PageOptions } from './options.ts';
import type { Complaint } from './protocol.ts';
import { Rooms } from './rooms.ts';
import { openStream } from './stream.ts';
import { viewPerson } from './view.ts';

const MESSAGES = 50;
/** Of all simulators of a process: making them takes a second. */
const assets = new Assets();

/** The web page at / and what it needs: its files, its event stream, and an action for everything a member can do. */
export function openPage(app: FastifyInstance, house: () => House, options: PageOptions): void {
  let opened: Rooms | undefined;
  const rooms = (): Rooms => (opened ??= new Rooms(house(), options));
  for (const path of assets.paths) {
    app.get(path, async (request, reply) => assets.send(path, request, reply));
  }
  app.get('/page/avatar/:id', async (request, reply) => {
    const { id = '' } = request.params as Record<string, string>;
    const user = house().world.users.get(id.replace(/\.svg$/, ''));
    if (!user) return reply.code(404).send();
    void reply.header('cache-control', 'max-age=3600');
    return reply.type('image/svg+xml').send(avatar(viewPerson(user, house().world.application)));
  });
  app.get('/simulator/page/events', (request, reply) => {
    const query = request.query as Record<string, string | undefined>;
    const look = {
      as: query['as'] ?? '',
      channelId: query['channel'] ?? '',
      limit: Number(query['limit'] ?? MESSAGES),
      from: query['from'],
      requests: query['requests'] === '1',
    };
    openStream(rooms(), look, reply);
  });
  app.get('/simulator/page/people', async () => {
    const [someone] = house().guilds.flatMap((guild) => guild.owner);
    return someone ? rooms().people(someone).featured : [];
  });
  app.get('/simulator/page/requests/:number', async (request, reply) => {
    const { number = '' } = request.params as Record<string, string>;
    const entry = rooms().request(Number(number));
    if (!entry) return reply.code(404).send();
    return { body: entry.body ?? null, response: entry.response ?? null };
  });
  for (const [url, act] of Object.entries(ACTIONS)) {
    app.post(`/simulator/page${url}`, async (request, reply) => perform(act, rooms(), request, reply));
  }
}

type Act = (
  rooms: Rooms,
  body: Json,
  params: Record<string, string>,
) => Promise<Json | undefined> | Json | undefined;

const ACTIONS: Record<string, Act> = {
  '/clock': moveClock,
  '/members/:id/interactions': async (rooms, body, { id = '' }) =>
    viewReply(await at(rooms, id, body).member.interact(body)),
  '/members/:id/messages': say,
  '/members/:id/delete': (rooms, body, { id = '' }) => {
    const { member, message } = messageAt(rooms, id, body);
    member.deleteMessage(message);
    return undefined;
  },
  '/members/:id/react': (rooms, body, { id = '' }) => {
    const { member, message } = messageAt(rooms, id, body);
    member.react(message, scalar(body['emoji']), body['on'] === true);
    return undefined;
  },
  '/members/:id/dismiss': (rooms, body) => {
    rooms.marks.dismiss(scalar(body['message_id']));
    rooms.changed();
    return undefined;
  },
  '/members/:id/read': (rooms, body, { id = '' }) => {
    if (rooms.marks.read(id, scalar(body['channel_id']), scalar(body['message_id']))) rooms.changed();
    return undefined;
  },
  '/members/:id/dm': (rooms, _body, { id = '' }) => {
    const dm = someone(rooms, id).dmChannel();
    return { channel: rooms.channels(id).find((channel) => channel.id === dm.id) };
  },
  '/members/:id/settings': (rooms, body, { id = '' }) => {
    const member = someone(rooms, id);
    const { locale, dms_open: dmsOpen } = body;
    if (typeof locale === 'string') member.locale = locale;
    if (typeof dmsOpen === 'boolean') member.dmsOpen = dmsOpen;
    rooms.changed();
    return undefined;
  },
};

async function perform(
  act: Act,
  rooms: Rooms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const text = typeof request.body === 'string' && request.body !== '' ? request.body : '{}';
    const body: unknown = JSON.parse(text);
    const answer = await act(rooms, isObject(body) ? body : {}, request.params as Record<string, string>);
    return await reply.send(answer ?? {});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof Refused ? 'refused' : /did not respond/.test(message) ? 'silent' : 'broken';
    const complaint: Complaint = { error: message, kind };
    // A refusal is an ordinary answer here; a browser would report other statuses as errors of the page.
    return reply.code(kind === 'broken' ? 500 : 200).send(complaint);
  }
}

async function moveClock(rooms: Rooms, body: Json): Promise<Json> {
  const { jump, ms } = body;
  const distance = typeof jump === 'number' ? await rooms.untilJump(jump) : Number(ms);
  if (distance === undefined) return refuseClient('Nothing of that kind is planned.');
  const objection = rooms.objection(distance);
  if (objection !== undefined) return refuseClient(objection);
  await rooms.advance(distance);
  return { now: rooms.clock().now };
}

function say(rooms: Rooms, body: Json, { id = '' }: Record<string, string>): Json {
  const { member, channel } = at(rooms, id, body);
  const replyTo = body['reply_to'] === undefined ? undefined : channel.find(scalar(body['reply_to']));
  const message = member.say(channel, scalar(body['content']), {
    files: readFiles(body['files']),
    ...(replyTo ? { replyTo: replyTo.message } : {}),
  });
  rooms.marks.read(id, channel.id, message.id);
  return { id: message.id };
}

function readFiles(value: unknown): FileInput[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((file) => ({
    filename: scalar(file['filename']),
    content: Buffer.from(scalar(file['content_base64']), 'base64'),
    ...(file['content_type'] ? { contentType: scalar(file['content_type']) } : {}),
  }));
}

function at(rooms: Rooms, memberId: string, body: Json): NonNullable<ReturnType<Rooms['place']>> {
  return rooms.place(memberId, scalar(body['channel_id'])) ?? refuseClient('You cannot see this channel.');
}

function messageAt(rooms: Rooms, memberId: string, body: Json): { member: Member; message: Message } {
  const { member, channel } = at(rooms, memberId, body);
  const record = channel.find(scalar(body['message_id'])) ?? refuseClient('The message is gone.');
  return { member, message: record.message };
}

function someone(rooms: Rooms, id: string): Member {
  return rooms.memberAnywhere(id) ?? refuseClient(`There is no member ${id}.`);
}
