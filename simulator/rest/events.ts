import { refuse } from '../errors.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Intent } from '../intents.ts';
import { Permission } from '../permissions.ts';
import { readImage, readRecurrence } from '../validation/event.ts';
import { ChannelType, type ScheduledEvent } from '../wire.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

const ALL = '/guilds/{guild_id}/scheduled-events';
const ONE = `${ALL}/{guild_scheduled_event_id}`;

/** https://discord.com/developers/docs/resources/guild-scheduled-event */
export const eventRoutes: readonly Route[] = [
  { method: 'GET', path: ALL, handle: (call) => ok([...call.guild().events.values()]) },
  { method: 'POST', path: ALL, handle: create },
  { method: 'GET', path: ONE, handle: (call) => ok(find(call, call.guild())) },
  { method: 'PATCH', path: ONE, handle: update },
  { method: 'DELETE', path: ONE, handle: remove },
];

const EntityType = { stage: 1, voice: 2, external: 3 } as const;
const Status = { scheduled: 1, active: 2, completed: 3, canceled: 4 } as const;
/** Events of a server that are scheduled or going on. */
const MOST_OPEN = 100;
/** Which status may follow which. */
const NEXT: Record<number, readonly number[]> = {
  [Status.scheduled]: [Status.active, Status.canceled],
  [Status.active]: [Status.completed],
};

function find(call: Call, guild: Guild): ScheduledEvent {
  return guild.events.get(call.param('guild_scheduled_event_id')) ?? refuse('unknownScheduledEvent');
}

function create(call: Call): Answer {
  const { world } = call;
  const guild = call.guild();
  call.needInGuild(guild, Permission.CREATE_EVENTS);
  const open = [...guild.events.values()].filter(({ status }) => status <= Status.active);
  if (open.length >= MOST_OPEN) refuse('maxScheduledEvents');
  const fields = call.fields();
  const event: ScheduledEvent = {
    id: world.ids.next(),
    guild_id: guild.id,
    channel_id: null,
    creator_id: world.bot.id,
    creator: world.bot,
    name: '',
    description: null,
    image: null,
    scheduled_start_time: '',
    scheduled_end_time: null,
    privacy_level: fields.choice('privacy_level', [2], true) ?? 2,
    status: Status.scheduled,
    entity_type: fields.choice('entity_type', [1, 2, 3], true) ?? EntityType.external,
    entity_id: null,
    entity_metadata: null,
    recurrence_rule: null,
    guild_scheduled_event_exceptions: [],
    user_count: 0,
  };
  fields.text('name', { required: true });
  fields.timestamp('scheduled_start_time', true);
  readChanges(call, guild, fields, event);
  fields.form.end();
  guild.events.set(event.id, event);
  announce(call, guild, 'GUILD_SCHEDULED_EVENT_CREATE', event);
  return ok(event);
}

function update(call: Call): Answer {
  const guild = call.guild();
  const event = find(call, guild);
  requireEdit(call, guild, event);
  const fields = call.fields();
  const copy = { ...event };
  copy.privacy_level = fields.choice('privacy_level', [2]) ?? event.privacy_level;
  const status = fields.choice('status', [1, 2, 3, 4]);
  if (status !== undefined && status !== event.status && !NEXT[event.status]?.includes(status)) {
    fields.fail(
      'status',
      'GUILD_SCHEDULED_EVENT_INVALID_STATUS',
      'Invalid Guild Scheduled Event Status Update',
    );
  }
  copy.entity_type = fields.choice('entity_type', [1, 2, 3]) ?? event.entity_type;
  readChanges(call, guild, fields, copy);
  fields.form.end();
  Object.assign(event, copy, status === undefined ? {} : { status });
  announce(call, guild, 'GUILD_SCHEDULED_EVENT_UPDATE', event);
  return ok(event);
}

/** CREATE_EVENTS is enough for one's own, MANAGE_EVENTS is needed for others'. */
function requireEdit(call: Call, guild: Guild, event: ScheduledEvent): void {
  const own = event.creator_id === call.world.bot.id;
  call.needInGuild(
    guild,
    own ? Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS : Permission.MANAGE_EVENTS,
  );
}

function remove(call: Call): Answer {
  const guild = call.guild();
  const event = find(call, guild);
  requireEdit(call, guild, event);
  guild.events.delete(event.id);
  announce(call, guild, 'GUILD_SCHEDULED_EVENT_DELETE', event);
  return NO_CONTENT;
}

function readChanges(call: Call, guild: Guild, fields: Fields, event: ScheduledEvent): void {
  event.name = fields.text('name', { min: 1, max: 100 }) ?? event.name;
  const description = fields.text('description', { min: 1, max: 1000 });
  if (fields.given('description') === null) event.description = null;
  else if (description !== undefined) event.description = description;
  readImage(fields, event);
  const rule = readRecurrence(fields);
  if (rule !== undefined) event.recurrence_rule = rule;
  event.scheduled_start_time = fields.timestamp('scheduled_start_time') ?? event.scheduled_start_time;
  event.scheduled_end_time = fields.timestamp('scheduled_end_time') ?? event.scheduled_end_time;
  checkTimes(call, fields, event);
  if (event.entity_type === EntityType.external) readExternal(fields, event);
  else readVoice(guild, fields, event);
}

function checkTimes(call: Call, fields: Fields, event: ScheduledEvent): void {
  const start = Date.parse(event.scheduled_start_time);
  if (fields.has('scheduled_start_time') && start < call.world.clock.now()) {
    fields.fail(
      'scheduled_start_time',
      'GUILD_SCHEDULED_EVENT_SCHEDULE_PAST',
      'Cannot schedule event in the past.',
    );
  }
  if (event.scheduled_end_time !== null && Date.parse(event.scheduled_end_time) <= start) {
    fields.fail(
      'scheduled_end_time',
      'GUILD_SCHEDULED_EVENT_END_BEFORE_START',
      'Cannot schedule event to end before it starts.',
    );
  }
}

/** An external event has a place and an end and no channel. */
function readExternal(fields: Fields, event: ScheduledEvent): void {
  const metadata = fields.object('entity_metadata', event.entity_metadata === null);
  const location = metadata?.text('location', { min: 1, max: 100, required: true });
  if (location !== undefined) event.entity_metadata = { location };
  if (event.scheduled_end_time === null) {
    fields.fail('scheduled_end_time', 'BASE_TYPE_REQUIRED', 'This field is required');
  }
  if (typeof fields.given('channel_id') === 'string') {
    fields.fail('channel_id', 'GUILD_SCHEDULED_EVENT_CHANNEL', 'An external event has no channel');
  }
  event.channel_id = null;
}

function readVoice(guild: Guild, fields: Fields, event: ScheduledEvent): void {
  event.channel_id = fields.snowflake('channel_id', event.channel_id === null) ?? event.channel_id;
  const type = guild.channels.get(event.channel_id ?? '')?.type;
  const needed = event.entity_type === EntityType.stage ? ChannelType.stage : ChannelType.voice;
  if (event.channel_id !== null && type !== needed) {
    fields.fail('channel_id', 'CHANNEL_TYPE_INVALID', 'Invalid channel type');
  }
}

function announce(call: Call, guild: Guild, event: string, data: ScheduledEvent): void {
  call.world.dispatch({ event, data, intents: Intent.guildScheduledEvents, guildId: guild.id });
}
