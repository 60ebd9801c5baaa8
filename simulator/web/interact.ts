import type { Component, Message } from '../wire.ts';
import { act, encodeFile, Failure, type SentFile } from './api.ts';
import { openModal, type ReplyModal, submission } from './modal.ts';
import { scrollToEnd } from './scrolling.ts';
import { changed, focusOn, state } from './store.ts';

// What the acting member does to messages of the bot, and what comes back.

const SILENCE = 'The application did not respond';
const FAILED = 'This interaction failed';

/** The first answer to an interaction, as the simulator reports it. */
export interface Answer {
  response: string;
  modal?: ReplyModal;
  choices?: { name: string; value: string | number }[];
}

export function pressKey(message: Message, component: Component): string {
  return `${message.id} ${component.custom_id ?? ''}`;
}

/** Presses a button, or chooses in a select. */
export async function press(message: Message, component: Component, values?: string[]): Promise<void> {
  const { me } = state;
  const key = pressKey(message, component);
  if (me === undefined || state.pressed.has(key)) return;
  state.pressed.add(key);
  state.failures.delete(message.id);
  changed();
  try {
    const answer = await act<Answer>(me, 'interactions', {
      type: 3,
      channel_id: message.channel_id,
      message_id: message.id,
      data: {
        component_type: component.type,
        custom_id: component.custom_id,
        ...(values ? { values } : {}),
      },
    });
    take(answer, message.channel_id);
  } catch (error) {
    state.failures.set(message.id, wordsFor(error, FAILED));
  } finally {
    state.pressed.delete(key);
    changed();
  }
}

export interface CommandCall {
  channelId: string;
  /** As the member typed it, for the note that it is under way. */
  shown: string;
  data: object;
}

let lastNotice = 0;

/** Runs a command. Returns what the client objects to; what becomes of it otherwise shows in the channel. */
export async function runCommand(call: CommandCall): Promise<string | undefined> {
  const { me } = state;
  if (me === undefined) return undefined;
  const notice = {
    id: ++lastNotice,
    channelId: call.channelId,
    command: call.shown,
    error: undefined as string | undefined,
  };
  state.notices.push(notice);
  scrollToEnd();
  try {
    const answer = await act<Answer>(me, 'interactions', {
      type: 2,
      channel_id: call.channelId,
      data: call.data,
    });
    dropNotice(notice.id);
    take(answer, call.channelId);
    return undefined;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') {
      dropNotice(notice.id);
      return error.message;
    }
    notice.error = wordsFor(error, SILENCE);
    return undefined;
  } finally {
    changed();
  }
}

export function dropNotice(id: number): void {
  state.notices = state.notices.filter((notice) => notice.id !== id);
  changed();
}

/** What the bot offers while somebody types; nothing when it does not answer. */
export async function complete(channelId: string, data: object): Promise<Answer['choices']> {
  if (state.me === undefined) return [];
  const body = { type: 4, channel_id: channelId, data };
  return (await act<Answer>(state.me, 'interactions', body)).choices;
}

export async function submitModal(): Promise<void> {
  const { modal, me } = state;
  if (!modal || me === undefined || modal.sending) return;
  modal.error = undefined;
  modal.sending = true;
  changed();
  try {
    const { components, files } = submission(modal);
    const attachments: SentFile[] = await Promise.all(
      files.map(async (file, index) => encodeFile(file, String(index))),
    );
    const data = { custom_id: modal.custom_id, components, attachments };
    const answer = await act<Answer>(me, 'interactions', { type: 5, channel_id: modal.channelId, data });
    state.modal = undefined;
    take(answer, modal.channelId);
  } catch (error) {
    modal.error = wordsFor(error, 'Something went wrong. Try again.');
    focusOn('.modal [role=alert]');
  } finally {
    modal.sending = false;
    changed();
  }
}

function take({ response, modal }: Answer, channelId: string): void {
  if (modal) openModal(modal, channelId);
  if (response === 'message' || response === 'deferred') scrollToEnd();
}

function wordsFor(error: unknown, silence: string): string {
  if (!(error instanceof Failure)) throw error;
  return error.kind === 'silent' ? silence : error.message;
}
