/** The text of a file that a member attached, however their editor saves it. */

/** Why a file has no text: it is an archive, or a picture, a PDF, a program. */
export type NoText = 'archive' | 'not-text';

/**
 * UTF-8 or UTF-16, with or without byte order mark; what is neither is read as Windows writes it in Western Europe
 * (`isForeign`).
 */
export function textIn(bytes: Uint8Array): { readonly text: string; readonly isForeign: boolean } | NoText {
  if (startsWith(bytes, [0x50, 0x4b]) || startsWith(bytes, [0x1f, 0x8b])) return 'archive';
  const found = decoded(bytes);
  // Pictures, PDFs and programs have controls that no editor writes.
  // oxlint-disable-next-line no-control-regex
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]|^%PDF-/.test(found.text) ? 'not-text' : found;
}

function decoded(bytes: Uint8Array): { text: string; isForeign: boolean } {
  try {
    return { text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes), isForeign: false };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), isForeign: true };
  }
}

/** By the byte order mark, or by where the zero bytes of ASCII characters stand. */
function encodingOf(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  if (bytes.length > 3 && bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0) return 'utf-16le';
  if (bytes.length > 3 && bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0) return 'utf-16be';
  return 'utf-8';
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}
