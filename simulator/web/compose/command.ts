import type { OptionView } from '../../door/page/protocol.ts';
import { OptionType } from '../../wire.ts';
import { encodeFile, type SentFile } from '../api.ts';
import { complete, runCommand } from '../interact.ts';
import { changed, focusOn, state } from '../store.ts';
import { type CommandDraft, currentDraft, type Draft, type Entry, type Leaf, type Offer } from './draft.ts';
import { type Suggestion, suggestionsFor } from './suggest.ts';

// Filling in a command: options, suggestions for the one that has the keyboard, and sending it.

const PAUSE_MS = 120;

export function startCommand(leaf: Leaf): void {
  const draft = currentDraft();
  const required = leaf.options.filter((option) => option.required);
  draft.text = '';
  draft.error = undefined;
  draft.command = {
    ...leaf,
    entries: new Map(required.map(({ name }) => [name, emptyEntry()])),
    offered: undefined,
  };
  const [first] = required;
  if (first) focusOption(first.name);
  else focusOn('.command-form [data-send]');
  changed('in the box');
}

export function cancelCommand(): void {
  const draft = currentDraft();
  draft.command = undefined;
  draft.error = undefined;
  changed('in the box');
  focusOn('.composer textarea');
}

export function addOption(command: CommandDraft, name: string): void {
  command.entries.set(name, emptyEntry());
  focusOption(name);
  changed('in the box');
}

export function removeOption(command: CommandDraft, name: string): void {
  const option = command.options.find((candidate) => candidate.name === name);
  if (option?.required === true) return;
  command.entries.delete(name);
  command.offered = undefined;
  const last = [...command.entries.keys()].at(-1);
  if (last === undefined) focusOn('.command-form [data-send]');
  else focusOption(last);
  changed('in the box');
}

export function optionId(name: string): string {
  return `option-${name}`;
}

function focusOption(name: string): void {
  focusOn(`#${CSS.escape(optionId(name))}`);
}

function emptyEntry(): Entry {
  return { text: '', value: undefined, file: undefined };
}

let asked = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Offers what fits the option's text; asks the bot where it completes. */
export function offer(command: CommandDraft, option: OptionView): void {
  clearTimeout(timer);
  const entry = command.entries.get(option.name);
  if (!entry) return;
  const { name } = option;
  if (!option.autocomplete) {
    const list = suggestionsFor(option, entry.value === undefined ? entry.text : '');
    command.offered = { ...nothingYet(name), list: list ?? [], active: at(list ?? [], entry), free: !list };
    changed('in the box');
    return;
  }
  const known = command.offered?.option === name ? command.offered.list : [];
  command.offered = { ...nothingYet(name), list: known, loading: true };
  changed('in the box');
  const number = ++asked;
  timer = setTimeout(() => void askBot(command, option, number), PAUSE_MS);
}

function nothingYet(option: string): Offer {
  return { option, list: [], active: 0, loading: false, failed: false, free: false };
}

/** What was picked before stays highlighted; else the first. */
function at(list: readonly Suggestion[], entry: Entry | undefined): number {
  return Math.max(
    0,
    list.findIndex(({ value }) => value === entry?.value),
  );
}

async function askBot(command: CommandDraft, option: OptionView, number: number): Promise<void> {
  const { channelId } = state;
  if (channelId === undefined) return;
  const finish = (list: Suggestion[], failed: boolean): void => {
    // Somebody who types faster than the bot answers sees the last answer only.
    if (number !== asked || command.offered?.option !== option.name) return;
    const entry = command.entries.get(option.name);
    command.offered = { ...nothingYet(option.name), list, active: at(list, entry), failed };
    changed('in the box');
  };
  try {
    const choices = (await complete(channelId, body(command, [], option.name))) ?? [];
    finish(
      choices.map(({ name, value }) => ({ label: name, value })),
      false,
    );
  } catch {
    finish([], true);
  }
}

export function closeOffer(command: CommandDraft): void {
  clearTimeout(timer);
  asked++;
  command.offered = undefined;
  changed('in the box');
}

export function typeOption(command: CommandDraft, option: OptionView, text: string): void {
  const draft = currentDraft();
  draft.error = undefined;
  command.entries.set(option.name, { text, value: undefined, file: undefined });
  offer(command, option);
}

export function pick(command: CommandDraft, option: OptionView, { label, value }: Suggestion): void {
  command.entries.set(option.name, { text: label, value, file: undefined });
  closeOffer(command);
  const next = command.options.find(({ name }) => {
    const entry = command.entries.get(name);
    return entry && entry.text === '' && entry.file === undefined;
  });
  if (next) focusOption(next.name);
}

export function attach(command: CommandDraft, option: OptionView, file: File | undefined): void {
  command.entries.set(option.name, { text: file?.name ?? '', value: undefined, file });
  changed('in the box');
}

/** Sends the command; what is wrong with it is said in the message box. */
export async function sendCommand(draft: Draft, command: CommandDraft): Promise<void> {
  const { channelId } = state;
  if (channelId === undefined || draft.sending) return;
  closeOffer(command);
  for (const [name, entry] of command.entries) {
    const option = command.options.find((candidate) => candidate.name === name);
    const problem = option && problemWith(option, entry);
    if (option && problem !== undefined) {
      draft.error = `${option.shown}: ${problem}`;
      focusOption(name);
      changed('in the box');
      return;
    }
  }
  draft.sending = true;
  draft.error = undefined;
  const files = [...command.entries.values()].flatMap(({ file }) => file ?? []);
  const attachments = await Promise.all(files.map(async (file, i) => encodeFile(file, String(i))));
  draft.command = undefined;
  focusOn('.composer textarea');
  const objection = await runCommand({
    channelId,
    shown: command.shown,
    data: body(command, attachments),
  });
  draft.sending = false;
  if (objection !== undefined) {
    draft.command = command;
    draft.error = objection;
    const [first] = command.entries.keys();
    if (first !== undefined) focusOption(first);
  }
  changed('in the box');
}

function problemWith(option: OptionView, entry: Entry): string | undefined {
  const { text, value, file } = entry;
  if (text === '' && file === undefined) return option.required ? 'This option is required' : undefined;
  if (option.type === OptionType.integer && plainValue(option, entry) === undefined) {
    return 'Input a valid whole number';
  }
  if (option.type === OptionType.number && plainValue(option, entry) === undefined)
    return 'Input a valid number';
  if (value === undefined && suggestionsFor(option, '') && chosenByName(option, text) === undefined) {
    return 'Choose one from the list';
  }
  return undefined;
}

/** Somebody may type a choice's whole name instead of picking it. */
function chosenByName(option: OptionView, text: string): Suggestion | undefined {
  const wanted = text.trim().toLowerCase();
  return suggestionsFor(option, text)?.find(({ label }) => label.toLowerCase() === wanted);
}

function plainValue(option: OptionView, { text, value }: Entry): string | number | boolean | undefined {
  if (value !== undefined) return value;
  const picked = chosenByName(option, text);
  if (picked) return picked.value;
  if (option.type === OptionType.integer) return /^-?\d+$/.test(text.trim()) ? Number(text) : undefined;
  if (option.type === OptionType.number) return Number.isFinite(Number(text)) ? Number(text) : undefined;
  return text;
}

interface SentOption {
  type: number;
  name: string;
  value?: string | number | boolean;
  focused?: boolean;
  options?: SentOption[];
}

/** The command as a client sends it. While one option has the focus, the others are there as far as they are valid. */
function body(command: CommandDraft, attachments: SentFile[], focused?: string): object {
  let file = 0;
  const options = [...command.entries].flatMap(([name, entry]): SentOption[] => {
    const option = command.options.find((candidate) => candidate.name === name);
    if (!option) return [];
    const { type } = option;
    if (name === focused) return [{ type, name, value: entry.text, focused: true }];
    if (entry.file) return focused === undefined ? [{ type, name, value: String(file++) }] : [];
    const value = plainValue(option, entry);
    const isEmpty = entry.text.trim() === '' || value === undefined;
    if (isEmpty || (focused !== undefined && problemWith(option, entry) !== undefined)) return [];
    return [{ type, name, value }];
  });
  const { id, name, version, type } = command.command;
  return { id, name, version, type, options: wrap(command.path, options), attachments };
}

function wrap(path: readonly OptionView[], options: SentOption[]): SentOption[] {
  const [step, ...rest] = path;
  if (!step) return options;
  return [{ type: step.type, name: step.name, options: wrap(rest, options) }];
}
