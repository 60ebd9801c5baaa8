import {
  type APIGuildScheduledEvent,
  GuildScheduledEventEntityType,
  GuildScheduledEventPrivacyLevel,
  GuildScheduledEventStatus,
  Routes,
} from 'discord.js';
import type { ServerEvent, Transport } from '../../delivery/types.ts';
import type { CourierRest } from './rest.ts';

type Events = Pick<Transport, 'ownEvents' | 'createEvent' | 'editEvent' | 'deleteEvent'>;

/** Scheduled events of servers. */
export function createServerEvents({ call, create, selfId }: CourierRest): Events {
  return {
    async ownEvents(guildId) {
      const [events, me] = [
        await call<APIGuildScheduledEvent[]>('get', Routes.guildScheduledEvents(guildId)),
        await selfId(),
      ];
      return events
        .filter((event) => event.creator_id === me && event.status === GuildScheduledEventStatus.Scheduled)
        .map((event) => event.id);
    },

    async createEvent(guildId, event) {
      return await create(Routes.guildScheduledEvents(guildId), { body: eventBody(event) });
    },

    async editEvent(guildId, eventId, event) {
      await call('patch', Routes.guildScheduledEvent(guildId, eventId), { body: eventBody(event) });
    },

    async deleteEvent(guildId, eventId) {
      await call('delete', Routes.guildScheduledEvent(guildId, eventId));
    },
  };
}

/** https://docs.discord.com/developers/resources/guild-scheduled-event: an external one needs a place and an end. */
function eventBody(event: ServerEvent) {
  return {
    name: event.name,
    description: event.description,
    entity_type: GuildScheduledEventEntityType.External,
    entity_metadata: { location: event.location },
    privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
    scheduled_start_time: new Date(event.startsAt).toISOString(),
    scheduled_end_time: new Date(event.endsAt).toISOString(),
  };
}
