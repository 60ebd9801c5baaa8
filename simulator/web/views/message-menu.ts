import type { MessageView } from '../../door/page/protocol.ts';
import { CommandType, type Message } from '../../wire.ts';
import { act, Failure } from '../api.ts';
import { currentDraft } from '../compose/draft.ts';
import { replyTo } from '../compose/message.ts';
import { currentChannel } from '../names.ts';
import { changed, type MenuItem, state } from '../store.ts';
import { openMenu } from './menu.ts';
import { openPersonMenu, runMenuCommand } from './person-menu.ts';

/** What can be done with a message: what the bot offers for it first. */
export function openMessageMenu({ message }: MessageView, event: MouseEvent): void {
  const channel = currentChannel();
  const here = message.channel_id === state.channelId;
  const items: MenuItem[] = here ? messageCommands(message.id) : [];
  if (here && channel?.can.write) items.push({ label: 'Reply', act: () => replyTo(message.id) });
  if (here) items.push({ label: 'React with 👍', act: () => void react(message, '👍', true) });
  items.push({
    label: `About ${message.author.global_name ?? message.author.username} …`,
    act: () => openPersonMenu(message.author.id, event),
  });
  const isMine = message.author.id === state.me;
  if (here && (isMine || channel?.can.manage)) {
    items.push({
      label: 'Delete message',
      danger: true,
      act: () => void remove(message.channel_id, message.id),
    });
  }
  openMenu(event, 'Message', items);
}

function messageCommands(targetId: string): MenuItem[] {
  const { channelId, commands } = state;
  if (channelId === undefined) return [];
  return (commands?.commands ?? [])
    .filter((command) => command.type === CommandType.message)
    .map((command) => ({
      label: command.shown,
      act: () => {
        const data = { id: command.id, name: command.name, type: command.type, target_id: targetId };
        void runMenuCommand({ channelId, shown: command.shown, data });
      },
    }));
}

async function remove(channelId: string, messageId: string): Promise<void> {
  await attempt('delete', { channel_id: channelId, message_id: messageId });
}

export async function react(message: Message, emoji: string, on: boolean): Promise<void> {
  await attempt('react', { channel_id: message.channel_id, message_id: message.id, emoji, on });
}

/** What the client does not let them do is said at the message box. */
async function attempt(action: string, body: object): Promise<void> {
  if (state.me === undefined) return;
  try {
    await act(state.me, action, body);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    currentDraft().error = error.message;
    changed();
  }
}
