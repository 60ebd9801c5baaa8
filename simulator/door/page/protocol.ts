// What the page is told over its event stream and what it may ask for. Types only: the page imports them as well.
import type { CommandChoice, Message } from '../../wire.ts';

/** One line of the stream: a part of what the page shows, sent whenever it has changed. */
export type PageEvent =
  | { part: 'world'; value: WorldPart }
  | { part: 'clock'; value: ClockPart }
  | { part: 'people'; value: PeoplePart }
  | { part: 'guilds'; value: GuildView[] }
  | { part: 'channels'; value: ChannelsPart }
  | { part: 'messages'; value: MessagesPart }
  | { part: 'commands'; value: CommandsPart }
  | { part: 'requests'; value: RequestsPart };

export interface WorldPart {
  /** Media addresses that begin with this are the simulator's own. */
  origin: string;
  application: { id: string; name: string };
  attachmentBytes: number;
  /** Names of the moments the clock can jump to. */
  jumps: string[];
  tour: TourStep[];
}

/** Something worth trying, offered as a button. */
export interface TourStep {
  label: string;
  /** Who does it: a member's id. */
  as?: string | undefined;
  /** Where: a channel's id. */
  channel?: string | undefined;
  /** What is put into the message box, for example "/find-partner". */
  type?: string | undefined;
}

export interface ClockPart {
  /** Simulated time in ms since 1970. */
  now: number;
  /** The clock is being moved and the bot has not caught up yet. */
  moving: boolean;
}

export interface PeoplePart {
  me: string;
  locale: string;
  dmsOpen: boolean;
  /** Everybody there is, bots too. */
  users: PersonView[];
  /** Members offered first under "act as". */
  featured: { id: string; note: string; pings: number }[];
}

export interface PersonView {
  id: string;
  name: string;
  username: string;
  bot: boolean;
}

/** A server the acting member is in. */
export interface GuildView {
  id: string;
  name: string;
  roles: RoleView[];
  members: { id: string; nick?: string | undefined; roles: string[] }[];
}

/** Channels, threads and the conversation with the bot: all that the acting member can open. */
export interface ChannelsPart {
  ids: string[];
  changed: ChannelView[];
}

export interface RoleView {
  id: string;
  name: string;
  color: number;
  position: number;
  hoist: boolean;
}

export interface ChannelView {
  id: string;
  guildId: string | undefined;
  type: number;
  name: string;
  topic: string;
  parentId: string | undefined;
  position: number;
  /** Of the last message, else of its creation; ms since 1970. */
  active: number;
  unread: boolean;
  pings: number;
  can: { write: boolean; command: boolean; attach: boolean; manage: boolean };
  thread?: {
    archived: boolean;
    locked: boolean;
    joined: boolean;
    messages: number;
    members: number;
  };
}

export interface MessagesPart {
  channelId: string;
  /** Oldest first. */
  ids: string[];
  /** There are older ones. */
  more: boolean;
  /** Those that are new or different since the last time. */
  changed: MessageView[];
}

export interface MessageView {
  message: Message;
  /** It notified the acting member. */
  pinged: boolean;
  /** Emoji the acting member reacted with. */
  mine: string[];
  /** The thread that hangs on it. */
  threadId: string | undefined;
}

export interface CommandsPart {
  channelId: string;
  commands: CommandView[];
}

/** A command in the acting member's language. `name` and `options[].name` are what travels. */
export interface CommandView {
  id: string;
  version: string;
  type: number;
  name: string;
  shown: string;
  description: string;
  options: OptionView[];
}

export interface OptionView {
  type: number;
  name: string;
  shown: string;
  description: string;
  required: boolean;
  autocomplete: boolean;
  choices: CommandChoice[];
  options: OptionView[];
  channelTypes: number[];
  minValue?: number | undefined;
  maxValue?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
}

export interface RequestsPart {
  changed: RequestView[];
}

export interface RequestView {
  number: number;
  method: string;
  path: string;
  /** 0 while there is no answer, and when it was lost. */
  status: number;
  at: number;
  durationMs: number;
  fault?: string | undefined;
}

/** A refused or unanswered action. */
export interface Complaint {
  error: string;
  /** refused: the client would not have let it through; silent: the bot gave no answer within 3 seconds. */
  kind: 'refused' | 'silent' | 'broken';
}
