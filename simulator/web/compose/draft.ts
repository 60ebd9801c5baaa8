import type { CommandView, OptionView } from '../../door/page/protocol.ts';
import { CommandType, OptionType } from '../../wire.ts';
import { currentChannel } from '../names.ts';
import { state } from '../store.ts';
import type { Suggestion } from './suggest.ts';

/** What stands in the message box of one member in one channel. */
export interface Draft {
  text: string;
  files: File[];
  replyTo: string | undefined;
  command: CommandDraft | undefined;
  /** The highlighted command of the picker; undefined while the picker is closed by Escape. */
  active: number | undefined;
  error: string | undefined;
  sending: boolean;
}

/** A command that is being filled in. */
export interface CommandDraft extends Leaf {
  /** By option name, in the order in which they are shown. */
  entries: Map<string, Entry>;
  /** Suggestions for the option that has the keyboard. */
  offered: Offer | undefined;
}

export interface Offer {
  option: string;
  list: Suggestion[];
  active: number;
  loading: boolean;
  failed: boolean;
  /** Anything may be typed, nothing is offered. */
  free: boolean;
}

export interface Entry {
  text: string;
  /** What was picked; undefined while the text is free. */
  value: string | number | boolean | undefined;
  file: File | undefined;
}

/** A command that can be run: a subcommand where the command has any. */
export interface Leaf {
  command: CommandView;
  path: OptionView[];
  options: OptionView[];
  /** "/project show" */
  shown: string;
  description: string;
}

function emptyDraft(): Draft {
  return {
    text: '',
    files: [],
    replyTo: undefined,
    command: undefined,
    active: 0,
    error: undefined,
    sending: false,
  };
}

export function currentDraft(): Draft {
  const key = `${state.me ?? ''} ${state.channelId ?? ''}`;
  const known = state.drafts.get(key);
  if (known) return known;
  const draft = emptyDraft();
  state.drafts.set(key, draft);
  return draft;
}

/** Commands that can be typed here. */
export function leaves(): Leaf[] {
  if (currentChannel()?.can.command !== true) return [];
  return (state.commands?.commands ?? [])
    .filter((command) => command.type === CommandType.chatInput)
    .flatMap((command) => below(command, [], command.options))
    .sort((a, b) => a.shown.localeCompare(b.shown));
}

function below(command: CommandView, path: OptionView[], options: OptionView[]): Leaf[] {
  const branches = options.filter((option) => option.type <= OptionType.subcommandGroup);
  if (branches.length > 0) {
    return branches.flatMap((branch) => below(command, [...path, branch], branch.options));
  }
  const last = path.at(-1) ?? command;
  const shown = `/${[command.shown, ...path.map((step) => step.shown)].join(' ')}`;
  return [{ command, path, options, shown, description: last.description }];
}

/** Commands that begin with what was typed, then those that only contain it. */
export function matching(text: string): Leaf[] {
  const wanted = text.toLowerCase().replace(/\s+/g, ' ').trimEnd();
  const all = leaves();
  const begins = all.filter((leaf) => leaf.shown.toLowerCase().startsWith(wanted));
  const word = wanted.slice(1);
  const contains = all.filter(
    (leaf) => !begins.includes(leaf) && word !== '' && leaf.shown.toLowerCase().includes(word),
  );
  return [...begins, ...contains];
}

/** The picker's list; empty when it is closed. */
export function offeredCommands(draft: Draft): Leaf[] {
  const isOpen = draft.command === undefined && draft.active !== undefined && /^\/[^\n]*$/.test(draft.text);
  return isOpen ? matching(draft.text) : [];
}
