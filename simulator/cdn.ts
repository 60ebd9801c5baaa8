import type { Attachment } from './wire.ts';
import type { World } from './world.ts';

const LINK_LIFETIME_MS = 24 * 60 * 60_000;

interface StoredFile {
  bytes: Buffer;
  contentType: string;
  filename: string;
  storedAt: number;
  messageless: boolean;
}

export interface NewFile {
  filename: string;
  bytes: Buffer;
  contentType: string | undefined;
  description?: string | undefined;
  title?: string | undefined;
}

/** Files of messages and options. Links are signed and expire, as Discord's do: the day after, ask for a new one. */
export class Cdn {
  readonly #world: World;
  readonly #files = new Map<string, StoredFile>();

  constructor(world: World) {
    this.#world = world;
  }

  /** `messageless`: an upload into an option or modal, which nobody can ask for again once its link expired. */
  store(channelId: string, file: NewFile, ephemeral: boolean, messageless = false): Attachment {
    const id = this.#world.ids.next();
    const filename = safeName(file.filename);
    const contentType = file.contentType ?? guessType(filename);
    this.#forgetExpired();
    this.#files.set(id, {
      bytes: file.bytes,
      contentType,
      filename,
      storedAt: this.#world.clock.now(),
      messageless,
    });
    const path = `attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;
    const expires = Math.floor((this.#world.clock.now() + LINK_LIFETIME_MS) / 1000).toString(16);
    const url = `${this.#world.origin}/cdn/${path}?ex=${expires}&is=0&hm=0`;
    const attachment: Attachment = {
      id,
      filename,
      size: file.bytes.length,
      url,
      proxy_url: url,
      content_type: contentType,
      ...pictureSize(file.bytes),
    };
    if (file.description !== undefined) attachment.description = file.description;
    if (file.title !== undefined) attachment.title = file.title;
    if (ephemeral) attachment.ephemeral = true;
    return attachment;
  }

  /** The file behind a link, or undefined once the link has expired. */
  read(id: string, filename: string, expires: string | undefined): StoredFile | undefined {
    const file = this.#files.get(id);
    if (!file || file.filename !== filename || expires === undefined) return undefined;
    return Number.parseInt(expires, 16) * 1000 >= this.#world.clock.now() ? file : undefined;
  }

  #forgetExpired(): void {
    const oldest = this.#world.clock.now() - LINK_LIFETIME_MS;
    for (const [id, file] of this.#files) {
      if (file.storedAt >= oldest) return;
      if (file.messageless) this.#files.delete(id);
    }
  }

  delete(attachments: readonly Attachment[]): void {
    for (const { id } of attachments) this.#files.delete(id);
  }
}

/** Discord replaces what does not belong into a file name. */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.()-]+/g, '_').slice(-255) || 'file';
}

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  csv: 'text/csv; charset=utf-8',
  zip: 'application/zip',
  pdf: 'application/pdf',
};

function guessType(filename: string): string {
  return TYPES[filename.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** Width and height of a PNG or GIF. */
function pictureSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length >= 10 && bytes.toString('latin1', 0, 3) === 'GIF') {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  return undefined;
}
