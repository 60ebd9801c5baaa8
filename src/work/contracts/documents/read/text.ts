import { LIMITS, type Problem } from '../types.ts';
import { RefusedError } from './outcome.ts';

/**
 * The text of a file: UTF-8 or UTF-16, with or without byte order mark; what is neither is read as Windows writes it in
 * Western Europe, with a word about it.
 *
 * @throws RefusedError when it is empty, too large or no text.
 */
export function textOf(bytes: Uint8Array): { text: string; problems: Problem[] } {
  if (bytes.length > LIMITS.bytes) throw new RefusedError('too-large');
  if (startsWith(bytes, [0x50, 0x4b]) || startsWith(bytes, [0x1f, 0x8b])) throw new RefusedError('archive');
  const problems: Problem[] = [];
  let text: string;
  try {
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
    problems.push({ rule: 'not-utf8', line: null, values: {} });
  }
  // Pictures, PDFs and programs have controls that no editor writes.
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]|^%PDF-/.test(text)) throw new RefusedError('not-text');
  if (text.trim() === '') throw new RefusedError('empty');
  return { text, problems };
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
