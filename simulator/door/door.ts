import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Channel } from '../channel.ts';
import type { GuildDriver } from '../driver/guild.ts';
import type { Member } from '../driver/member.ts';
import type { Fault } from '../faults.ts';
import { isObject, type Json, scalar } from '../form.ts';
import { isPermitted } from '../interactions/commands.ts';
import { Refused } from '../interactions/refused.ts';
import type { RequestEntry, Violation } from '../log.ts';
import type { World } from '../world.ts';
import { guardDoor } from './guard.ts';
import { viewChannel, viewGuild, viewReply } from './views.ts';

/** What the door opens onto; the Simulator. */
export interface House {
  readonly world: World;
  readonly guilds: readonly GuildDriver[];
  readonly requests: readonly RequestEntry[];
  readonly violations: readonly Violation[];
  readonly faults: { next(matcher: { method?: string; route?: RegExp }, fault: Fault, times?: number): void };
}

/**
 * The members' side over HTTP, for programs in other languages and for the web page. It is ours, not Discord's:
 * everything lies under /simulator and is described in simulator/README.md.
 */
export function openDoor(app: FastifyInstance, house: () => House): void {
  guardDoor(app);
  const at = (
    method: 'GET' | 'POST',
    url: string,
    answer: (house: House, request: DoorRequest) => unknown,
  ): void => {
    app.route({
      method,
      url: `/simulator${url}`,
      handler: async (request, reply) => {
        try {
          return await reply.send((await answer(house(), read(request))) ?? {});
        } catch (error) {
          return complain(reply, error);
        }
      },
    });
  };
  openState(at);
  openMembers(at);
  app.get('/simulator/events', (_request, reply) => stream(house().world, reply));
}

interface DoorRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Json;
}

type At = (
  method: 'GET' | 'POST',
  url: string,
  answer: (house: House, request: DoorRequest) => unknown,
) => void;

function read(request: FastifyRequest): DoorRequest {
  const text = typeof request.body === 'string' && request.body !== '' ? request.body : '{}';
  const body: unknown = JSON.parse(text);
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: isObject(body) ? body : {},
  };
}

function complain(reply: FastifyReply, error: unknown): FastifyReply {
  const message = error instanceof Error ? error.message : String(error);
  return reply.code(error instanceof Refused ? 400 : 504).send({ error: message });
}

function openState(at: At): void {
  at('GET', '/state', ({ world, guilds }) => ({
    now: world.clock.now(),
    application: world.application,
    bot: world.bot,
    guilds: guilds.map((guild) => viewGuild(guild)),
  }));
  at('GET', '/requests', ({ requests }, { query }) => ({
    requests: requests
      .filter((entry) => entry.at >= Number(query['since'] ?? 0))
      .slice(-500)
      .map(viewRequest),
  }));
  at('GET', '/violations', ({ violations }) => ({ violations }));
  at('POST', '/clock', ({ world }, { body }) => {
    const objection = world.clock.objection(Number(body['advance']));
    if (objection !== undefined) throw new Refused(objection);
    world.clock.advance(Number(body['advance']));
    return { now: world.clock.now() };
  });
  at('POST', '/faults', ({ faults }, { body }) => {
    const { method, route, fault, times } = body;
    faults.next(
      {
        ...(typeof method === 'string' ? { method } : {}),
        ...(typeof route === 'string' ? { route: new RegExp(route) } : {}),
      },
      fault as Fault,
      Number(times ?? 1),
    );
  });
}

function viewRequest({
  method,
  route,
  path,
  status,
  at,
  durationMs,
  body,
  response,
  fault,
}: RequestEntry): Json {
  return { method, route, path, status, at, durationMs, body, response, fault };
}

function openMembers(at: At): void {
  at('POST', '/members/:id/interactions', async (house, { params, body }) =>
    viewReply(await member(house, params, body).interact(body)),
  );
  at('POST', '/members/:id/messages', (house, { params, body }) =>
    member(house, params, body).say(scalar(body['channel_id']), scalar(body['content'])),
  );
  at('GET', '/members/:id/channels', (house, { params }) => {
    const actor = member(house, params, {});
    const visible = [...house.world.channels.values()].filter((channel) => actor.canSee(channel));
    return { channels: visible.map((channel) => viewChannel(channel)) };
  });
  at('GET', '/members/:id/channels/:channel/messages', (house, { params }) => ({
    messages: member(house, params, {}).sees(params['channel'] ?? ''),
  }));
  at('GET', '/members/:id/dms', (house, { params }) => ({ messages: member(house, params, {}).dms() }));
  at('GET', '/members/:id/pings', (house, { params }) => ({ messages: member(house, params, {}).pings() }));
  at('GET', '/members/:id/commands', (house, { params, query }) => {
    const actor = member(house, params, query);
    const channel = house.world.channels.get(query['channel_id'] ?? '') ?? firstChannel(actor);
    return {
      commands: actor.commands().filter((command) => isPermitted(actor.guild, channel, actor.id, command)),
    };
  });
}

function firstChannel(actor: Member): Channel {
  const [channel] = actor.guild.channels.values();
  if (!channel) throw new Refused(`${actor.guild.name} has no channel.`);
  return channel;
}

/** The person; in the server of the request where somebody is in several. */
function member(house: House, params: Record<string, string>, body: Json): Member {
  const id = params['id'] ?? '';
  const channel = house.world.channels.get(scalar(body['channel_id']));
  const guildId = channel?.data.guild_id ?? scalar(body['guild_id']);
  const guilds = house.guilds.filter((guild) => guild.state.members.has(id));
  const guild = guilds.find((candidate) => candidate.id === guildId) ?? guilds[0];
  if (!guild) throw new Refused(`There is no member ${id}.`);
  return guild.member(id);
}

/** Server-sent events: one line per change, so that a page knows when to look again. */
function stream(world: World, reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  reply.raw.write(': open\n\n');
  const forget = world.onChange((what) => {
    reply.raw.write(`event: change\ndata: ${JSON.stringify({ what, now: world.clock.now() })}\n\n`);
  });
  reply.raw.on('close', forget);
}
