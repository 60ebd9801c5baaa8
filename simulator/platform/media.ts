import { DiscordError } from '../errors.ts';
import { collect } from '../validation/components.ts';
import type { Attachment, Component, Embed, UnfurledMedia } from '../wire.ts';

const SCHEME = 'attachment://';

/**
 * Points attachment:// references at the files. A file that an embed shows is no longer listed as an attachment.
 * https://discord.com/developers/docs/reference#uploading-files
 */
export function placeMedia(
  files: readonly Attachment[],
  embeds: readonly Embed[],
  components: readonly Component[],
): { attachments: Attachment[]; embedded: Attachment[] } {
  const embedded = new Set<Attachment>();
  const find = (url: string): Attachment => {
    const file = files.find((candidate) => candidate.filename === url.slice(SCHEME.length));
    if (file) return file;
    throw new DiscordError('invalidFormBody', {
      attachments: { _errors: [{ code: 'ATTACHMENT_NOT_FOUND', message: `No file for ${url}` }] },
    });
  };
  for (const embed of embeds) placeInEmbed(embed, find, files, embedded);
  const all: Component[] = [];
  for (const component of components) collect(component, all);
  for (const component of all) placeInComponent(component, find);
  return { attachments: files.filter((file) => !embedded.has(file)), embedded: [...embedded] };
}

/** "Only .jpg, .jpeg, .png, .webp, and .gif may be used at this time": reference#uploading-files */
const PICTURE = /\.(jpe?g|png|webp|gif)$/i;

function refusePicture({ filename }: Attachment): never {
  throw new DiscordError('invalidFormBody', {
    embeds: {
      _errors: [{ code: 'EMBED_PICTURE_TYPE', message: `${filename} is no picture an embed can show` }],
    },
  });
}

function placeInEmbed(
  embed: Embed,
  find: (url: string) => Attachment,
  files: readonly Attachment[],
  embedded: Set<Attachment>,
): void {
  const resolve = (url: string): string => {
    const file = url.startsWith(SCHEME) ? find(url) : files.find((candidate) => candidate.url === url);
    if (file && !PICTURE.test(file.filename)) refusePicture(file);
    if (file) embedded.add(file);
    return file?.url ?? url;
  };
  for (const image of [embed.image, embed.thumbnail]) {
    if (!image) continue;
    image.url = resolve(image.url);
    image.proxy_url = image.url;
  }
  if (embed.author?.icon_url) embed.author.icon_url = resolve(embed.author.icon_url);
  if (embed.footer?.icon_url) embed.footer.icon_url = resolve(embed.footer.icon_url);
}

function placeInComponent(component: Component, find: (url: string) => Attachment): void {
  for (const media of [
    component.media,
    component.file,
    ...(component.items ?? []).map((item) => item.media),
  ]) {
    if (!media) continue;
    const file = media.url.startsWith(SCHEME) ? find(media.url) : undefined;
    fill(media, file);
    if (component.file && file) Object.assign(component, { name: file.filename, size: file.size });
  }
}

function fill(media: UnfurledMedia, file: Attachment | undefined): void {
  media.id ??= file?.id ?? '0';
  if (file) Object.assign(media, { url: file.url, attachment_id: file.id, content_type: file.content_type });
  media.proxy_url = media.url;
}
