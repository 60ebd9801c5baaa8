import { CommandType } from '../../wire.ts';
import { currentDraft } from '../compose/draft.ts';
import { runCommand } from '../interact.ts';
import { nameOf, person } from '../names.ts';
import { actAs } from '../session.ts';
import { changed, focusOn, type MenuItem, state } from '../store.ts';
import { openMenu } from './menu.ts';

/** What can be done with somebody: mention them, be them, and what the bot offers for members. */
export function openPersonMenu(id: string, event: Event): void {
  const items: MenuItem[] = userCommands(id);
  items.push({ label: 'Mention', act: () => insertMention(id) });
  if (id !== state.me && person(id)?.bot === false) {
    items.push({ label: `Act as ${nameOf(id)}`, act: () => actAs(id) });
  }
  openMenu(event, nameOf(id), items);
}

function userCommands(id: string): MenuItem[] {
  const { channelId, commands } = state;
  if (channelId === undefined) return [];
  return (commands?.commands ?? [])
    .filter((command) => command.type === CommandType.user)
    .map((command) => ({
      label: command.shown,
      act: () => {
        const data = { id: command.id, name: command.name, type: command.type, target_id: id };
        void runMenuCommand({ channelId, shown: command.shown, data });
      },
    }));
}

/** A refusal of a menu command has no message box to stand in; it is shown like a silence. */
export async function runMenuCommand(call: {
  channelId: string;
  shown: string;
  data: object;
}): Promise<void> {
  const objection = await runCommand(call);
  if (objection === undefined) return;
  currentDraft().error = objection;
  changed();
}

function insertMention(id: string): void {
  const draft = currentDraft();
  if (draft.command) return;
  draft.text = `${draft.text}${draft.text === '' || draft.text.endsWith(' ') ? '' : ' '}<@${id}> `;
  focusOn('.composer textarea');
}
