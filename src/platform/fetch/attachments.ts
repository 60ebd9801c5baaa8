/** What a member attached: Discord keeps it, and nobody else is asked for it. */

/** It is not at Discord's, is too large, or did not come. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';
  readonly why: 'elsewhere' | 'too-large' | 'unreachable';

  constructor(why: AttachmentError['why'], cause?: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

const TIMEOUT = 15_000;

/**
 * Downloads an attachment from one of Discord's own origins (DISCORD_CDN); redirects are not followed. Throws
 * {@link AttachmentError}.
 */
export async function downloadAttachment(
  { url, size }: { readonly url: string; readonly size: number },
  { origins, maxBytes }: { readonly origins: readonly string[]; readonly maxBytes: number },
): Promise<Buffer> {
  if (!origins.includes(URL.parse(url)?.origin ?? '')) throw new AttachmentError('elsewhere');
  // What Discord says of its size spares the download; the bytes are counted all the same.
  if (size > maxBytes) throw new AttachmentError('too-large');
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok || response.body === null) throw new AttachmentError('unreachable');
    const chunks: Uint8Array[] = [];
    let read = 0;
    for await (const chunk of response.body) {
      read += chunk.length;
      if (read > maxBytes) throw new AttachmentError('too-large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw error instanceof AttachmentError ? error : new AttachmentError('unreachable', error);
  }
}
