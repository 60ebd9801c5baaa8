import { DiscordError } from '../errors.ts';
import { type Fields, lengthOf } from '../form.ts';
import { type Component, ComponentType, type UnfurledMedia } from '../wire.ts';
import { readEmoji } from './emoji.ts';
import { readSelect, SELECT_TYPES } from './selects.ts';
import { readUrl } from './url.ts';

const MAX_COMPONENTS = 40;
const MAX_TEXT = 4000;
const MAX_TEXT_BYTES = 10_170;
const V2_TOP_LEVEL: readonly number[] = [
  ComponentType.actionRow,
  ComponentType.section,
  ComponentType.textDisplay,
  ComponentType.mediaGallery,
  ComponentType.file,
  ComponentType.separator,
  ComponentType.container,
];
const IN_CONTAINER = V2_TOP_LEVEL.filter((type) => type !== ComponentType.container);

/**
 * The components of a message: rows of buttons and selects, or with the Components V2 flag the whole layout.
 * https://discord.com/developers/docs/components/reference
 */
export function readMessageComponents(fields: Fields, v2: boolean): Component[] | undefined {
  if (fields.given('components') === null) return [];
  const list = fields.list('components', { max: v2 ? MAX_COMPONENTS : 5 });
  if (!list) return undefined;
  const reader = new ComponentReader();
  const components = list.map((child) => reader.read(child, v2 ? V2_TOP_LEVEL : [ComponentType.actionRow]));
  if (v2) reader.checkTotals(fields);
  if (v2 && !fields.form.failed) reader.checkBytes();
  return assignIds(components);
}

/** Ids that were not given are counted up, skipping those that were. */
export function assignIds(components: Component[]): Component[] {
  const all: Component[] = [];
  for (const component of components) collect(component, all);
  const taken = new Set(all.map((component) => component.id));
  let next = 1;
  for (const component of all) {
    if (component.id !== 0) continue;
    while (taken.has(next)) next++;
    component.id = next++;
  }
  return components;
}

/** All components of a tree, parents before children. */
export function collect(component: Component, into: Component[]): void {
  into.push(component);
  for (const child of component.components ?? []) collect(child, into);
  if (component.accessory) collect(component.accessory, into);
  if (component.component) collect(component.component, into);
}

/** Keeps what must be unique or counted over the whole message. */
export class ComponentReader {
  readonly #customIds = new Set<string>();
  readonly #ids = new Set<number>();
  #count = 0;
  #text = 0;
  #bytes = 0;

  checkTotals(fields: Fields): void {
    if (this.#count > MAX_COMPONENTS) {
      fields.fail(
        'components',
        'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
        `Total number of components must be ${MAX_COMPONENTS} or fewer`,
      );
    }
    if (this.#text > MAX_TEXT) {
      fields.fail(
        'components',
        'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
        `Total displayable text size exceeds the maximum of ${MAX_TEXT}`,
      );
    }
  }

  /** Discord breaks on more (github.com/discord/discord-api-docs/issues/8554), although no limit is documented. */
  checkBytes(): void {
    if (this.#bytes > MAX_TEXT_BYTES) throw new DiscordError('internalError');
  }

  read(fields: Fields, allowed: readonly number[]): Component {
    const component = this.begin(fields, allowed);
    if (!allowed.includes(component.type)) return component;
    switch (component.type) {
      case ComponentType.actionRow:
        return this.#readRow(fields, component);
      case ComponentType.button:
        return this.#readButton(fields, component);
      case ComponentType.section:
        return this.#readSection(fields, component);
      case ComponentType.textDisplay:
        return this.readText(fields, component);
      case ComponentType.thumbnail:
        component.media = readMedia(fields, 'media');
        return Object.assign(component, describeMedia(fields));
      case ComponentType.mediaGallery:
        return readGallery(fields, component);
      case ComponentType.file:
        return readFile(fields, component);
      case ComponentType.separator:
        component.divider = fields.boolean('divider') ?? true;
        component.spacing = fields.choice('spacing', [1, 2]) ?? 1;
        return component;
      case ComponentType.container:
        return this.#readContainer(fields, component);
      default:
        this.readCustomId(fields, component);
        return readSelect(fields, component, 'message');
    }
  }

  /** Type and id of any component, counted. */
  begin(fields: Fields, allowed: readonly number[]): Component {
    const type = fields.integer('type', { required: true }) ?? 0;
    if (fields.has('type') && !allowed.includes(type)) {
      fields.fail(
        'type',
        'UNION_TYPE_CHOICES',
        `Value of field "type" must be one of (${allowed.join(', ')}${allowed.length === 1 ? ',' : ''}).`,
      );
    }
    this.#count++;
    const id = fields.integer('id', { min: 0, max: 2 ** 31 - 1 }) ?? 0;
    if (id !== 0 && this.#ids.has(id)) {
      fields.fail('id', 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
    }
    this.#ids.add(id);
    return { type, id };
  }

  readCustomId(fields: Fields, component: Component): void {
    const customId = fields.text('custom_id', { min: 1, max: 100, required: true });
    if (customId === undefined) return;
    component.custom_id = customId;
    if (this.#customIds.has(customId)) {
      fields.fail('custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    this.#customIds.add(customId);
  }

  readText(fields: Fields, component: Component): Component {
    component.content = fields.text('content', { min: 1, max: MAX_TEXT, required: true }) ?? '';
    if (component.content !== '' && component.content.trim() === '') {
      fields.fail('content', 'BASE_TYPE_REQUIRED', 'This field is required');
    }
    this.#text += lengthOf(component.content);
    this.#bytes += Buffer.byteLength(component.content) + 12;
    return component;
  }

  #readRow(fields: Fields, row: Component): Component {
    const list = fields.list('components', { min: 1, max: 5, required: true }) ?? [];
    row.components = list.map((child) => this.read(child, [ComponentType.button, ...SELECT_TYPES]));
    const selects = row.components.filter((child) => SELECT_TYPES.includes(child.type)).length;
    if (selects > 0 && row.components.length > 1) {
      fields.fail(
        'components',
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
    }
    return row;
  }

  #readButton(fields: Fields, button: Component): Component {
    const style = fields.integer('style', { min: 1, max: 6, required: true }) ?? 1;
    button.style = style;
    const label = fields.text('label', { max: 80 });
    const emoji = readEmoji(fields.object('emoji'));
    if (label) button.label = label;
    if (emoji) button.emoji = emoji;
    button.disabled = fields.boolean('disabled') ?? false;
    if (style === 5) this.#readLink(fields, button);
    else if (style === 6) readPremium(fields, button);
    else this.readCustomId(fields, button);
    if (style < 5 && fields.given('url') != null) {
      fields.fail(
        'url',
        'BUTTON_COMPONENT_CUSTOM_ID_AND_URL',
        'A custom id and url cannot both be specified',
      );
    }
    if (style !== 6 && !label?.trim() && !emoji) {
      fields.fail('label', 'BUTTON_COMPONENT_LABEL_REQUIRED', 'A button must have a label or an emoji');
    }
    return button;
  }

  #readLink(fields: Fields, button: Component): void {
    const url = readUrl(fields, 'url', { max: 512, required: true });
    if (url !== undefined) button.url = url;
    if (fields.given('custom_id') != null) {
      fields.fail(
        'custom_id',
        'BUTTON_COMPONENT_CUSTOM_ID_AND_URL',
        'A custom id and url cannot both be specified',
      );
    }
  }

  #readSection(fields: Fields, section: Component): Component {
    const list = fields.list('components', { min: 1, max: 3, required: true }) ?? [];
    section.components = list.map((child) => this.read(child, [ComponentType.textDisplay]));
    const accessory = fields.object('accessory', true);
    if (accessory) {
      section.accessory = this.read(accessory, [ComponentType.button, ComponentType.thumbnail]);
    }
    return section;
  }

  #readContainer(fields: Fields, container: Component): Component {
    const list = fields.list('components', { min: 1, max: MAX_COMPONENTS, required: true }) ?? [];
    container.components = list.map((child) => this.read(child, IN_CONTAINER));
    container.accent_color = fields.integer('accent_color', { min: 0, max: 0xffffff }) ?? null;
    container.spoiler = fields.boolean('spoiler') ?? false;
    return container;
  }
}

/** A button that sells has a sku_id and no words of its own: components/reference#button-button-styles */
function readPremium(fields: Fields, button: Component): void {
  button.sku_id = fields.snowflake('sku_id', true) ?? '0';
  for (const key of ['custom_id', 'label', 'url', 'emoji']) {
    if (fields.given(key) == null) continue;
    fields.fail(key, 'BUTTON_COMPONENT_PREMIUM', `A premium button cannot have ${key}`);
  }
}

function readGallery(fields: Fields, gallery: Component): Component {
  const list = fields.list('items', { min: 1, max: 10, required: true }) ?? [];
  gallery.items = list.map((item) => ({ media: readMedia(item, 'media'), ...describeMedia(item) }));
  return gallery;
}

function readFile(fields: Fields, component: Component): Component {
  component.file = readMedia(fields, 'file');
  component.spoiler = fields.boolean('spoiler') ?? false;
  if (!component.file.url.startsWith('attachment://')) {
    fields.fail('file', 'UNFURLED_MEDIA_ATTACHMENT_REQUIRED', 'A file must be an attachment:// reference');
  }
  return component;
}

function describeMedia(fields: Fields): { description: string | null; spoiler: boolean } {
  return {
    description: fields.text('description', { min: 1, max: 1024 }) ?? null,
    spoiler: fields.boolean('spoiler') ?? false,
  };
}

function readMedia(fields: Fields, key: string): UnfurledMedia {
  const media = fields.object(key, true);
  const url = media ? readUrl(media, 'url', { attachment: true, required: true }) : undefined;
  return { url: url ?? '' };
}
