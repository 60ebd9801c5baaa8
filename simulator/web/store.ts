import type {
  ChannelView,
  ClockPart,
  CommandsPart,
  GuildView,
  MessageView,
  PeoplePart,
  RequestView,
  WorldPart,
} from '../door/page/protocol.ts';
import type { Component } from '../wire.ts';
import type { Draft } from './compose/draft.ts';

/** A form the bot opened. */
export interface OpenModal {
  custom_id: string;
  title: string;
  components: Component[];
  channelId: string;
  values: Map<string, FieldState>;
  error: string | undefined;
  sending: boolean;
}

export interface FieldState {
  text: string;
  chosen: string[];
  checked: boolean;
  files: File[];
}

export interface MenuItem {
  label: string;
  act: () => void;
  danger?: boolean;
}

export interface State {
  me: string | undefined;
  /** undefined: direct messages. */
  guildId: string | undefined;
  channelId: string | undefined;
  /** A message to be looked at, by a link. */
  target: string | undefined;
  limit: number;
  connected: boolean;
  /** What follows the server of this page, by the difference between simulated and real time in ms. */
  clockAhead: number;
  clock: ClockPart | undefined;
  /** This page asked for the clock to be moved and waits. */
  moving: boolean;
  world: WorldPart | undefined;
  people: PeoplePart | undefined;
  guilds: GuildView[] | undefined;
  /** All that the acting member can open, in the simulator's order; undefined until known. */
  channels: ChannelView[] | undefined;
  commands: CommandsPart | undefined;
  messages: { channelId: string; ids: string[]; more: boolean } | undefined;
  views: Map<string, MessageView>;
  requests: Map<number, RequestView>;
  openRequest: { number: number; text: string } | undefined;
  drafts: Map<string, Draft>;
  /** Components whose press has not been answered, by message and custom_id. */
  pressed: Set<string>;
  /** "This interaction failed", by message. */
  failures: Map<string, string>;
  /** Commands under way or unanswered, shown below the messages of a channel. */
  notices: { id: number; channelId: string; command: string; error: string | undefined }[];
  /** The select that is open: message or modal, and custom_id. */
  select: { key: string; chosen: string[]; query: string; active: number } | undefined;
  modal: OpenModal | undefined;
  menu: { x: number; y: number; title: string; items: MenuItem[] } | undefined;
  dialog: 'people' | 'threads' | 'tour' | undefined;
  query: string;
  drawer: boolean;
  panel: 'members' | 'requests' | undefined;
  /** Said to screen readers. */
  spoken: string;
}

export const state: State = {
  me: undefined,
  guildId: undefined,
  channelId: undefined,
  target: undefined,
  limit: 50,
  connected: false,
  clockAhead: 0,
  clock: undefined,
  moving: false,
  world: undefined,
  people: undefined,
  guilds: undefined,
  channels: undefined,
  commands: undefined,
  messages: undefined,
  views: new Map(),
  requests: new Map(),
  openRequest: undefined,
  drafts: new Map(),
  pressed: new Set(),
  failures: new Map(),
  notices: [],
  select: undefined,
  modal: undefined,
  menu: undefined,
  dialog: undefined,
  query: '',
  drawer: false,
  panel: undefined,
  spoken: '',
};

let draw: () => void = () => {};
let scheduled = false;
let after: (() => void)[] = [];

export function onChange(redraw: () => void): void {
  draw = redraw;
}

/** Grows with every change that messages may show; the message box alone is no reason to draw them again. */
export let revision = 0;

/** Says that the state is different now; the page is drawn anew once all who are at it are done. */
export function changed(where: 'anywhere' | 'in the box' = 'anywhere'): void {
  if (where === 'anywhere') revision++;
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    draw();
    const due = after;
    after = [];
    for (const task of due) task();
  });
}

/** Runs once the page shows the current state. */
export function afterDraw(task: () => void): void {
  after.push(task);
  changed();
}

/** Puts the keyboard where the next step is, once it is there and dialogs are open. */
export function focusOn(selector: string): void {
  afterDraw(() => {
    afterDraw(() => {
      const found = document.querySelector(selector);
      if (found instanceof HTMLElement) found.focus();
    });
  });
}

/** Simulated time in ms since 1970. */
export function now(): number {
  return Date.now() + state.clockAhead;
}
