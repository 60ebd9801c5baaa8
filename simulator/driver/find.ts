import { refuseClient } from '../interactions/refused.ts';
import { collect } from '../validation/components.ts';
import { SELECT_TYPES } from '../validation/selects.ts';
import { type Component, ComponentType, type Message } from '../wire.ts';
import { allComponents } from './text.ts';

/** Which of several equal buttons: the nth from 0, or the one in the section or row whose text contains this. */
export type Within = string | number | undefined;

/** The button a person would press when told its label (or custom_id). */
export function findButton(message: Message, name: string, within: Within): Component {
  const buttons = allComponents(message).filter((component) => component.type === ComponentType.button);
  const found = pick(
    message,
    buttons,
    (button) => (button.label ?? button.emoji?.name ?? '') === name,
    name,
    within,
  );
  if (found) return found;
  const labels =
    buttons.map((button) => `"${button.label ?? button.emoji?.name ?? ''}"`).join(', ') || 'none';
  return refuseClient(`The message has no button "${name}" (it has: ${labels}).`);
}

/** The select with this custom_id, placeholder or, in a section or label, this text next to it. */
export function findSelect(message: Message, name: string, within: Within): Component {
  const selects = allComponents(message).filter((component) => SELECT_TYPES.includes(component.type));
  const found = pick(message, selects, (select) => select.placeholder === name, name, within);
  if (found) return found;
  const names =
    selects.map((select) => `"${select.placeholder ?? select.custom_id ?? ''}"`).join(', ') || 'none';
  return refuseClient(`The message has no select "${name}" (it has: ${names}).`);
}

function pick(
  message: Message,
  candidates: readonly Component[],
  matches: (component: Component) => boolean,
  name: string,
  within: Within,
): Component | undefined {
  const byId = candidates.find((component) => component.custom_id === name);
  if (byId) return byId;
  const found = candidates.filter(matches);
  if (typeof within === 'number') return found[within];
  const group = typeof within === 'string' ? groupOf(message, within) : undefined;
  const inGroup = group ? found.filter((component) => group.includes(component)) : found;
  if (inGroup.length > 1) {
    refuseClient(
      `The message has ${inGroup.length} components "${name}": say which with { in: index | "text beside it" }.`,
    );
  }
  return inGroup[0];
}

/** The smallest top-level or nested group whose own text contains `within`, with what stands below it. */
function groupOf(message: Message, within: string): Component[] {
  let best: Component[] = [];
  for (const component of allComponents(message)) {
    const all: Component[] = [];
    collect(component, all);
    const hasText = all.some((child) => child.content?.includes(within));
    const hasButton = all.some((child) => child.custom_id !== undefined);
    if (hasText && hasButton && (best.length === 0 || all.length < best.length)) best = all;
  }
  return best;
}
