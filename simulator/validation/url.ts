import type { Fields } from '../form.ts';

/** A link of a message; `attachment://` only where a file may stand. */
export function readUrl(
  fields: Fields,
  key: string,
  options: { max?: number; attachment?: boolean; required?: boolean } = {},
): string | undefined {
  const value = fields.text(key, { max: options.max ?? 2048, required: options.required ?? false });
  if (value === undefined || value === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  const allowed = options.attachment ? ['http', 'https', 'attachment'] : ['http', 'https', 'discord'];
  if (scheme !== undefined && !allowed.includes(scheme)) {
    const choices = allowed.map((name) => `'${name}'`).join(', ');
    fields.fail(
      key,
      'URL_TYPE_INVALID_SCHEME',
      `Scheme "${scheme}" is not supported. Scheme must be one of (${choices}).`,
    );
  } else if (scheme === undefined || !(scheme === 'attachment' || hasHost(value))) {
    fields.fail(key, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  }
  return value;
}

function hasHost(value: string): boolean {
  try {
    const url = new URL(value);
    if (url.protocol === 'discord:') return true;
    return url.hostname === 'localhost' || url.hostname.includes('.') || url.hostname.includes(':');
  } catch {
    return false;
  }
}
