import type { MessageRecord } from '../channel.ts';
import type { Json } from '../form.ts';
import { collect } from '../validation/components.ts';
import { SELECT_TYPES } from '../validation/selects.ts';
import { type Component, ComponentType, MessageFlag, type User } from '../wire.ts';
import { type OptionScope, resolveChannel, resolveRole, resolveUser } from './options.ts';
import { refuseClient } from './refused.ts';

/** The message and component of a click or selection, checked as a client would. */
export function prepareComponent(
  scope: OptionScope,
  user: User,
  messageId: string,
  sent: Json,
): { record: MessageRecord; data: Json } {
  const record = scope.channel.find(messageId);
  if (!record || (record.visibleTo !== undefined && record.visibleTo !== user.id)) {
    return refuseClient(`${user.username} sees no message ${messageId} in #${scope.channel.name}.`);
  }
  if (record.message.author.id !== scope.context.world.bot.id) {
    refuseClient('The message is not the bot’s.');
  }
  if (record.message.flags & MessageFlag.loading) refuseClient('The message is still being thought about.');
  const component = findComponent(record, String(sent['custom_id']));
  if (component.disabled) refuseClient(`"${nameOf(component)}" is disabled.`);
  const data: Json = {
    custom_id: component.custom_id,
    component_type: component.type,
    id: component.id,
  };
  if (SELECT_TYPES.includes(component.type)) {
    data['values'] = checkValues(scope, component, sent['values']);
    if (Object.keys(scope.resolved).length > 0) data['resolved'] = scope.resolved;
  }
  return { record, data };
}

function findComponent(record: MessageRecord, customId: string): Component {
  const all: Component[] = [];
  for (const component of record.message.components) collect(component, all);
  const found = all.find((component) => component.custom_id === customId);
  if (found) return found;
  const known = all.flatMap((component) => component.custom_id ?? []).join(', ') || 'none';
  return refuseClient(`The message has no component "${customId}" (it has: ${known}).`);
}

function nameOf(component: Component): string {
  return component.label ?? component.placeholder ?? component.custom_id ?? '?';
}

/** The values of a select, resolved for the bot. Also used for selects in modals. */
export function checkValues(scope: OptionScope, component: Component, given: unknown): string[] {
  const values = Array.isArray(given) ? given.map(String) : [];
  const { min_values: min = 1, max_values: max = 1, required } = component;
  const least = required === false && values.length === 0 ? 0 : min;
  if (values.length < least || values.length > max) {
    refuseClient(`"${nameOf(component)}" takes ${min} to ${max} values, not ${values.length}.`);
  }
  if (new Set(values).size !== values.length)
    refuseClient(`"${nameOf(component)}": a value is chosen twice.`);
  for (const value of values) {
    if (!isOffered(scope, component, value)) {
      const offered = component.options?.map((option) => option.value).join(', ');
      refuseClient(`"${nameOf(component)}" does not offer "${value}"${offered ? ` (but ${offered})` : ''}.`);
    }
  }
  return values;
}

function isOffered(scope: OptionScope, component: Component, value: string): boolean {
  switch (component.type) {
    case ComponentType.userSelect:
      return resolveUser(scope, value);
    case ComponentType.roleSelect:
      return resolveRole(scope, value);
    case ComponentType.mentionableSelect:
      return resolveUser(scope, value) || resolveRole(scope, value);
    case ComponentType.channelSelect: {
      const type = resolveChannel(scope, value);
      return (
        type !== undefined && (!component.channel_types?.length || component.channel_types.includes(type))
      );
    }
    default:
      return component.options?.some((option) => option.value === value) ?? false;
  }
}
