import { collect } from '../validation/components.ts';
import { type Component, ComponentType, type Embed, type Message } from '../wire.ts';

/** Everything a person can read in a message, as one text: content, embeds, text displays, labels of components. */
export function text(message: Message): string {
  return [
    message.content,
    ...message.embeds.flatMap(embedText),
    ...allComponents(message).flatMap(componentText),
    ...message.attachments.map((attachment) => attachment.filename),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function embedText(embed: Embed): string[] {
  return [
    embed.author?.name ?? '',
    embed.title ?? '',
    embed.description ?? '',
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
    embed.footer?.text ?? '',
  ];
}

function componentText(component: Component): string[] {
  return [
    component.content ?? '',
    component.label ?? '',
    component.placeholder ?? '',
    ...(component.options ?? []).flatMap((option) => [option.label, option.description ?? '']),
  ];
}

export interface ButtonView {
  label: string;
  customId: string | undefined;
  disabled: boolean;
  url: string | undefined;
}

export function buttons(message: Message): ButtonView[] {
  return allComponents(message)
    .filter((component) => component.type === ComponentType.button)
    .map((button) => ({
      label: button.label ?? button.emoji?.name ?? '',
      customId: button.custom_id,
      disabled: button.disabled ?? false,
      url: button.url,
    }));
}

/** All components of a message, parents before children. */
export function allComponents(message: Message): Component[] {
  const all: Component[] = [];
  for (const component of message.components) collect(component, all);
  return all;
}
