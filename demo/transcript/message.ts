import type { Component, Embed, Message } from '@nexus/simulator';
import { type Reader, readMarkdown } from './markdown.ts';
import { columns, printable, type Span } from './terminal.ts';

/** Component types of Discord's API that carry something to read. */
const TYPE = {
  row: 1,
  button: 2,
  select: 3,
  section: 9,
  text: 10,
  gallery: 12,
  separator: 14,
  container: 17,
} as const;

/** A message as lines: text, embeds, buttons, files by what their alternative text says. */
export function messageLines(message: Message, reader: Reader): Span[][] {
  const files = message.attachments.map(({ description, filename }) =>
    isPicture(filename) ? pictureLine(description ?? filename) : fileLine(filename),
  );
  return [
    ...(message.content === '' ? [] : readMarkdown(message.content, reader)),
    ...message.embeds.flatMap((embed) => embedLines(embed, reader)),
    ...files,
    ...message.components.flatMap((component) => componentLines(component, reader)),
  ];
}

function componentLines(component: Component, reader: Reader): Span[][] {
  const children = component.components ?? [];
  switch (component.type) {
    case TYPE.text:
      return readMarkdown(component.content ?? '', reader);
    case TYPE.row:
      return [children.flatMap((child, index) => [...(index === 0 ? [] : [{ text: ' ' }]), control(child)])];
    case TYPE.section: {
      const lines = children.flatMap((child) => componentLines(child, reader));
      const { accessory } = component;
      return accessory?.type === TYPE.button ? [...lines, [control(accessory)]] : lines;
    }
    case TYPE.gallery:
      return (component.items ?? []).map((item) => pictureLine(item.description ?? ''));
    case TYPE.separator:
      return [[]];
    default:
      return children.flatMap((child) => componentLines(child, reader));
  }
}

/** A button or select as a pressable thing. */
function control(component: Component): Span {
  const name = printable(component.label ?? component.emoji?.name ?? component.placeholder ?? 'choose');
  const shown = component.type === TYPE.button ? `[${name}]` : `[${name} ▾]`;
  return { text: shown.replaceAll(' ', '\u00A0'), style: component.disabled === true ? 'dim' : 'yellow' };
}

function embedLines(embed: Embed, reader: Reader): Span[][] {
  const parts = [
    embed.title === undefined ? '' : `**${embed.title}**`,
    embed.description ?? '',
    ...(embed.fields ?? []).map((field) => `**${field.name}** ${field.value}`),
    embed.footer === undefined ? '' : `-# ${embed.footer.text}`,
  ];
  return parts.filter((part) => part !== '').flatMap((part) => readMarkdown(part, reader));
}

function isPicture(filename: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(filename);
}

function pictureLine(words: string): Span[] {
  return [{ text: `(picture: ${printable(words).replaceAll('\n', ' ')})`, style: 'dim' }];
}

function fileLine(name: string): Span[] {
  return [{ text: `(file: ${printable(name)})`, style: 'dim' }];
}

/** Whether a line holds nothing to read. */
export function isBlank(line: readonly Span[]): boolean {
  return (
    columns(
      line
        .map((span) => span.text)
        .join('')
        .trim(),
    ) === 0
  );
}
