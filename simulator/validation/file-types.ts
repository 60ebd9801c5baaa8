import type { Fields } from '../form.ts';

const GROUPS: Record<string, readonly string[]> = {
  image: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'bmp', 'heic', 'svg', 'tiff'],
  video: ['mp4', 'mov', 'webm', 'mkv', 'avi', 'm4v'],
  audio: ['mp3', 'wav', 'ogg', 'm4a', 'flac', 'aac', 'opus'],
};

/** https://discord.com/developers/docs/reference#file-type-filtering: groups or dot-prefixed extensions, at most 10 */
export function readFileTypes(fields: Fields): string[] | undefined {
  const list = fields.array('file_types', { max: 10 });
  list?.forEach((type, index) => {
    if (typeof type === 'string' && (type in GROUPS || /^\.[a-z0-9]+$/i.test(type))) return;
    const choices = Object.keys(GROUPS).join(', ');
    fields.form.fail(
      [...fields.path, 'file_types', index],
      'BASE_TYPE_CHOICES',
      `Value must be one of {${choices}} or a dot-prefixed extension.`,
    );
  });
  return list?.filter((type) => typeof type === 'string');
}

/** Only the extension is looked at; what is in the file nobody checks. */
export function isFileType(filename: string, types: readonly string[] | undefined): boolean {
  if (!types?.length) return true;
  const extension = filename.split('.').pop()?.toLowerCase() ?? '';
  return types.some((type) => type.toLowerCase() === `.${extension}` || GROUPS[type]?.includes(extension));
}
