// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes

const catalogue = {
  internalError: [500, 0, '500: Internal Server Error'],
  badRequest: [400, 0, '400: Bad Request'],
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownOverwrite: [404, 10009, 'Unknown Permission Overwrite'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  unknownCommandPermissions: [404, 10066, 'Unknown application command permissions'],
  unknownScheduledEvent: [404, 10070, 'Unknown Guild Scheduled Event'],
  dailyCommandCreates: [400, 30034, 'Max number of daily application command creates has been reached (200)'],
  maxPins: [400, 30003, 'Maximum number of pins reached for the channel (250)'],
  maxReactions: [400, 30010, 'Maximum number of reactions reached (20)'],
  maxChannels: [400, 30013, 'Maximum number of server channels reached (500)'],
  maxCommands: [400, 30032, 'Maximum number of application commands reached'],
  maxScheduledEvents: [400, 30038, 'Maximum number of uncompleted guild scheduled events reached (100)'],
  maxThreadMembers: [400, 30033, 'Maximum number of thread participants has been reached (1000)'],
  entityTooLarge: [413, 40005, 'Request entity too large'],
  alreadyCrossposted: [400, 40033, 'This message has already been crossposted'],
  forumChannel: [400, 40058, 'Cannot send a message in a forum channel'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  tagRequired: [400, 40067, 'A tag is required to create a forum post in this channel'],
  missingAccess: [403, 50001, 'Missing Access'],
  dmChannelAction: [403, 50003, 'Cannot execute action on a DM channel'],
  editAnotherUsersMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotDm: [403, 50007, 'Cannot send messages to this user'],
  nonTextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  bulkDeleteCount: [
    400,
    50016,
    'Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete',
  ],
  systemMessage: [400, 50021, 'Cannot execute action on a system message'],
  channelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidRole: [400, 50028, 'Invalid Role'],
  tooOldToBulkDelete: [400, 50034, 'A message provided was too old to bulk delete'],
  invalidFormBody: [400, 50035, 'Invalid Form Body'],
  archivedThread: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noMutualGuilds: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  missingFeature: [400, 50101, 'This server needs more boosts to perform this action'],
  overloaded: [503, 130000, 'API resource is currently overloaded. Try again a little later'],
  cannotReply: [403, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  threadLocked: [400, 160005, 'Thread is locked'],
  maxActiveThreads: [400, 160006, 'Maximum number of active threads reached'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type ErrorName = keyof typeof catalogue;

/** One field's complaints, or the fields below it: the `errors` object of a 50035. */
export interface ErrorTree {
  [key: string]: ErrorTree | readonly FieldError[];
}

export interface FieldError {
  code: string;
  message: string;
}

/** An answer Discord gives instead of doing what was asked. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | undefined;

  constructor(name: ErrorName, errors?: ErrorTree) {
    const [status, code, message] = catalogue[name];
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toJSON(): { message: string; code: number; errors?: ErrorTree } {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** The paths of an error tree at which something has this code. */
export function pathsOf(tree: ErrorTree, code: string, path: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([key, below]) => {
    if (!Array.isArray(below)) return pathsOf(below as ErrorTree, code, [...path, key]);
    return (below as readonly FieldError[]).some((error) => error.code === code) ? [path.join('.')] : [];
  });
}

/** A limit below the bucket of the route, which its headers do not show; some have a code of their own. */
export class RateLimited extends Error {
  /** Seconds. */
  readonly retryAfter: number;
  readonly code: number | undefined;

  constructor(retryAfter: number, message = 'You are being rate limited.', code?: number) {
    super(message);
    this.retryAfter = retryAfter;
    this.code = code;
  }
}

export function refuse(name: ErrorName): never {
  throw new DiscordError(name);
}
