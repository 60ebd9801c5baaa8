import { textIn } from '../../../../platform/text-file.ts';
import { LIMITS, type Problem } from '../types.ts';
import { RefusedError } from './outcome.ts';

/**
 * The text of a file, with a word about an encoding that others may read otherwise.
 *
 * @throws RefusedError when it is empty, too large or no text.
 */
export function textOf(bytes: Uint8Array): { text: string; problems: Problem[] } {
  if (bytes.length > LIMITS.bytes) throw new RefusedError('too-large');
  const found = textIn(bytes);
  if (typeof found === 'string') throw new RefusedError(found);
  if (found.text.trim() === '') throw new RefusedError('empty');
  return {
    text: found.text,
    problems: found.isForeign ? [{ rule: 'not-utf8', line: null, values: {} }] : [],
  };
}
