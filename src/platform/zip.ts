import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/**
 * Files as one zip, packed outside of the event loop in Node's own threads. Rejects with what went wrong while a text was
 * made: yazl does not listen to its sources, and an error nobody hears ends the process.
 */
export async function zipped(
  files: readonly { name: string; text: AsyncIterable<Buffer> }[],
): Promise<Buffer> {
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => {
    for (const { name, text } of files) zip.addReadStream(Readable.from(text).on('error', reject), name);
  });
  zip.end();
  return await Promise.race([buffer(zip.outputStream), failed]);
}
