import { type Fields, lengthOf } from '../form.ts';
import type { Embed } from '../wire.ts';
import { readUrl } from './url.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export function readEmbeds(fields: Fields): Embed[] | undefined {
  if (fields.given('embeds') === null) return [];
  const list = fields.list('embeds', { max: 10 });
  if (!list) return undefined;
  const embeds = list.map(readEmbed);
  const total = embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  if (total > 6000) {
    fields.fail('embeds', 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
  }
  return embeds;
}

function readEmbed(fields: Fields): Embed {
  const embed: Embed = { type: 'rich' };
  // What only Discord itself fills in: resources/message#embed-object
  fields.passOver('type', 'provider', 'video');
  const title = fields.text('title', { max: 256 });
  const description = fields.text('description', { max: 4096 });
  const url = readUrl(fields, 'url');
  const color = fields.integer('color', { min: 0, max: 0xffffff });
  const timestamp = fields.timestamp('timestamp');
  if (title?.trim()) embed.title = title.trim();
  if (description?.trim()) embed.description = description.trim();
  if (url !== undefined) embed.url = url;
  if (color !== undefined) embed.color = color;
  if (timestamp !== undefined) embed.timestamp = new Date(timestamp).toISOString().replace('Z', '000+00:00');
  readAuthor(fields.object('author'), embed);
  readFooter(fields.object('footer'), embed);
  readImage(fields.object('image'), embed, 'image');
  readImage(fields.object('thumbnail'), embed, 'thumbnail');
  const list = fields.list('fields', { max: 25 });
  if (list?.length) embed.fields = list.map(readField);
  const { title: shown, author, footer, image, thumbnail, fields: rows } = embed;
  if (
    !fields.form.failed &&
    !(shown ?? embed.description ?? author ?? footer ?? image ?? thumbnail ?? rows)
  ) {
    fields.fail('description', ...REQUIRED);
  }
  return embed;
}

function readAuthor(fields: Fields | undefined, embed: Embed): void {
  if (!fields) return;
  const name = fields.text('name', { max: 256 });
  const url = readUrl(fields, 'url');
  const icon = readUrl(fields, 'icon_url', { attachment: true });
  if (!name?.trim()) {
    if (url !== undefined || icon !== undefined) fields.fail('name', ...REQUIRED);
    return;
  }
  embed.author = {
    name: name.trim(),
    ...(url === undefined ? {} : { url }),
    ...(icon === undefined ? {} : { icon_url: icon }),
  };
}

function readFooter(fields: Fields | undefined, embed: Embed): void {
  if (!fields) return;
  const text = fields.text('text', { max: 2048 });
  const icon = readUrl(fields, 'icon_url', { attachment: true });
  if (!text?.trim()) {
    if (icon !== undefined) fields.fail('text', ...REQUIRED);
    return;
  }
  embed.footer = { text: text.trim(), ...(icon === undefined ? {} : { icon_url: icon }) };
}

function readImage(fields: Fields | undefined, embed: Embed, key: 'image' | 'thumbnail'): void {
  if (!fields) return;
  fields.passOver('width', 'height', 'proxy_url', 'placeholder', 'placeholder_version', 'is_animated');
  const url = readUrl(fields, 'url', { attachment: true });
  if (url !== undefined) embed[key] = { url, proxy_url: url };
}

function readField(fields: Fields): { name: string; value: string; inline: boolean } {
  const name = fields.text('name', { max: 256, required: true }) ?? '';
  const value = fields.text('value', { max: 1024, required: true }) ?? '';
  if (fields.has('name') && name.trim() === '') fields.fail('name', ...REQUIRED);
  if (fields.has('value') && value.trim() === '') fields.fail('value', ...REQUIRED);
  return { name: name.trim(), value: value.trim(), inline: fields.boolean('inline') ?? false };
}

const REQUIRED = ['BASE_TYPE_REQUIRED', 'This field is required'] as const;

/** What counts towards the 6000 characters of all embeds of a message together. */
function embedLength(embed: Embed): number {
  let sum = lengthOf(embed.title ?? '') + lengthOf(embed.description ?? '');
  sum += lengthOf(embed.footer?.text ?? '') + lengthOf(embed.author?.name ?? '');
  for (const field of embed.fields ?? []) sum += lengthOf(field.name) + lengthOf(field.value);
  return sum;
}
