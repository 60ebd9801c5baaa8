import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIContainerComponent,
  type APILabelComponent,
  type APISectionComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type APITextInputComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  TextInputStyle,
} from 'discord.js';
import { codePoints, truncated } from '../text.ts';
import { customId } from './custom-id.ts';
import type { Modal } from './reply.ts';

/** Short forms for what our cards are made of. Limits: https://docs.discord.com/developers/components/reference */

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;
export type Look = 'primary' | 'secondary' | 'success' | 'danger';

const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

/** `to` is a route and its arguments. */
export function button(
  label: string,
  to: readonly [route: string, ...args: (string | number)[]],
  look: Look = 'secondary',
): APIButtonComponent {
  const [route, ...args] = to;
  return {
    type: ComponentType.Button,
    style: STYLES[look],
    label: truncated(label, 80),
    custom_id: customId(route, ...args),
  };
}

export function link(label: string, url: string): APIButtonComponent {
  return { type: ComponentType.Button, style: ButtonStyle.Link, label: truncated(label, 80), url };
}

/** Whether a message is made of Components V2, which bars content. */
export function isCard(message: Readonly<Record<string, unknown>>): boolean {
  return (Number(message['flags'] ?? 0) & MessageFlags.IsComponentsV2) !== 0;
}

/** At most five buttons. */
export function row(...buttons: readonly APIButtonComponent[]): Row {
  return { type: ComponentType.ActionRow, components: [...buttons] };
}

export function menu(
  to: readonly [route: string, ...args: (string | number)[]],
  placeholder: string,
  options: readonly APISelectMenuOption[],
): Row {
  const [route, ...args] = to;
  const select: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: customId(route, ...args),
    placeholder: truncated(placeholder, 150),
    options: options.slice(0, 25).map((option) => ({ ...option, label: truncated(option.label, 100) })),
  };
  return { type: ComponentType.ActionRow, components: [select] };
}

export function text(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content };
}

/** A text with one button beside it. */
export function section(content: string, accessory: APIButtonComponent): APISectionComponent {
  return { type: ComponentType.Section, components: [text(content)], accessory };
}

export function divider(): APIComponentInContainer {
  return { type: ComponentType.Separator };
}

/** A framed card. `accent` is a colour 0xRRGGBB; it never carries a meaning that the text does not. */
export function container(
  components: readonly APIComponentInContainer[],
  accent?: number,
): APIContainerComponent {
  return {
    type: ComponentType.Container,
    components: [...components],
    ...(accent === undefined ? {} : { accent_color: accent }),
  };
}

/** A picture that stands in the message's own attachments. */
export function picture(fileName: string, description: string): APIComponentInContainer {
  return {
    type: ComponentType.MediaGallery,
    items: [{ media: { url: `attachment://${fileName}` }, description: truncated(description, 1024) }],
  };
}

export function form(
  title: string,
  to: readonly [route: string, ...args: (string | number)[]],
  fields: APILabelComponent[],
): Modal {
  const [route, ...args] = to;
  return { title: truncated(title, 45), custom_id: customId(route, ...args), components: fields };
}

export interface FieldOptions {
  readonly long?: boolean;
  readonly required?: boolean;
  readonly min?: number;
  readonly max: number;
  readonly value?: string;
  readonly hint?: string;
}

/** Discord's limit for the text of a field. */
const LONGEST_INPUT = 4000;

/**
 * A text field of a modal. What was refused as too short or too long comes back whole, to be mended: Discord takes no
 * modal whose value is outside the limits of its field, so they give way; the code checks them again.
 */
export function field(id: string, label: string, options: FieldOptions): APILabelComponent {
  const value = truncated(options.value ?? '', LONGEST_INPUT);
  const length = codePoints(value);
  const isTooShort = length > 0 && length < (options.min ?? 0);
  const input: APITextInputComponent = {
    type: ComponentType.TextInput,
    custom_id: id,
    style: options.long === true ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required: options.required === true,
    max_length: Math.max(options.max, length),
    ...(options.min === undefined || isTooShort ? {} : { min_length: options.min }),
    ...(value === '' ? {} : { value }),
  };
  return labelled(label, input, options.hint);
}

export function choice(
  id: string,
  label: string,
  options: readonly APISelectMenuOption[],
  settings: { required?: boolean; hint?: string } = {},
): APILabelComponent {
  const required = settings.required === true;
  const select: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: id,
    options: options.slice(0, 25),
    required,
    min_values: required ? 1 : 0,
    max_values: 1,
  };
  return labelled(label, select, settings.hint);
}

function labelled(
  label: string,
  component: APILabelComponent['component'],
  hint: string | undefined,
): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: truncated(label, 45),
    component,
    ...(hint === undefined ? {} : { description: truncated(hint, 100) }),
  };
}
