import { act, encodeFile, Failure } from '../api.ts';
import { scrollToEnd } from '../scrolling.ts';
import { changed, focusOn, state } from '../store.ts';
import { sendCommand, startCommand } from './command.ts';
import { currentDraft, type Draft, matching } from './draft.ts';

// Writing a plain message.

/** What is typed into the message box. "/find-partner " with the space picks the command. */
export function typeText(draft: Draft, text: string): void {
  draft.text = text;
  draft.active = 0;
  draft.error = undefined;
  if (text.startsWith('/') && text.endsWith(' ')) {
    const wanted = text.trimEnd().toLowerCase();
    const fits = matching(wanted).filter((leaf) => leaf.shown.toLowerCase().startsWith(wanted));
    const [only] = fits;
    if (only && fits.length === 1 && only.shown.toLowerCase() === wanted) startCommand(only);
  }
  changed('in the box');
}

export async function send(draft: Draft): Promise<void> {
  if (draft.command) {
    await sendCommand(draft, draft.command);
    return;
  }
  const { me, channelId } = state;
  const content = draft.text.trim();
  if (me === undefined || channelId === undefined || draft.sending) return;
  if (content === '' && draft.files.length === 0) return;
  if (content.startsWith('/') && !areCommandsHere()) {
    prefillWhenReady(content);
    return;
  }
  draft.sending = true;
  try {
    const files = await Promise.all(draft.files.map(async (file, i) => encodeFile(file, String(i))));
    await act(me, 'messages', {
      channel_id: channelId,
      content,
      files,
      ...(draft.replyTo === undefined ? {} : { reply_to: draft.replyTo }),
    });
    Object.assign(draft, { text: '', files: [], replyTo: undefined, error: undefined });
    scrollToEnd();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    draft.error = error.message;
  } finally {
    draft.sending = false;
    changed('in the box');
  }
}

export function replyTo(messageId: string): void {
  const draft = currentDraft();
  draft.replyTo = messageId;
  changed('in the box');
  focusOn('.composer textarea');
}

/** Puts a text into the message box, as the tour does; a whole command is picked at once. */
export function prefill(text: string): void {
  const draft = currentDraft();
  draft.command = undefined;
  const leaf = matching(text).find(({ shown }) => shown === text.trim());
  if (leaf) startCommand(leaf);
  else {
    draft.text = text;
    draft.active = 0;
    focusOn('.composer textarea');
  }
  changed('in the box');
}

let waiting: string | undefined;

/** The same, as soon as the commands of the place are known. */
export function prefillWhenReady(text: string): void {
  waiting = text;
  fillWaiting();
}

/** To be called when the commands may have arrived. */
export function fillWaiting(): void {
  if (waiting === undefined || !areCommandsHere()) return;
  const text = waiting;
  waiting = undefined;
  prefill(text);
}

function areCommandsHere(): boolean {
  return state.commands !== undefined && state.commands.channelId === state.channelId;
}
