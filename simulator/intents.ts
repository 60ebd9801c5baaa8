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

export const PRIVILEGED = Intent.guildMembers | Intent.guildPresences | Intent.messageContent;

/** Bits 17-19, 22 and 23 do not exist. */
export const ALL_INTENTS = 0b11_0011_0001_1111_1111_1111_1111;
