// https://discord.com/developers/docs/events/gateway#list-of-intents
export const Intent = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  guildMessageReactions: 1 << 10,
  directMessages: 1 << 12,
  directMessageReactions: 1 << 13,
  messageContent: 1 << 15,
  guildScheduledEvents: 1 << 16,
} as const;

export const PRIVILEGED_INTENTS = ['guildMembers', 'guildPresences', 'messageContent'] as const;

/** Intents that must be switched on in the developer portal: events/gateway#privileged-intents */
export type PrivilegedIntent = (typeof PRIVILEGED_INTENTS)[number];

/**
 * The intents of a comma-separated list, in our names or Discord's (GUILD_MEMBERS), or "all".
 * Throws a RangeError for a name that is none.
 */
export function readPrivilegedIntents(list: string): PrivilegedIntent[] {
  if (list === 'all') return [...PRIVILEGED_INTENTS];
  return list.split(',').map((name) => {
    const bare = name.trim().replaceAll('_', '').toLowerCase();
    const found = PRIVILEGED_INTENTS.find((intent) => intent.toLowerCase() === bare);
    if (found) return found;
    throw new RangeError(`"${name}" is no privileged intent (${PRIVILEGED_INTENTS.join(', ')}, all).`);
  });
}

/**
 * What an application of fewer than 100 servers shows of its switched-on intents.
 * https://docs.discord.com/developers/resources/application#application-object-application-flags
 */
export const INTENT_FLAGS: Readonly<Record<PrivilegedIntent, number>> = {
  guildPresences: 1 << 13,
  guildMembers: 1 << 15,
  messageContent: 1 << 19,
};

/** Bits 17-19, 22 and 23 do not exist. */
export const ALL_INTENTS = 0b11_0011_0001_1111_1111_1111_1111;
