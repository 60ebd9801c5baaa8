import { contractOf } from '../read/hash.ts';
import { listed, refused } from '../read/outcome.ts';
import { LIMITS, type Problem, type Reading } from '../types.ts';
import { type Line, readLine } from './grammar.ts';
import { documentOf } from './openapi.ts';

/**
 * Reads typed lines as a contract: `GET /products -> id, name, price`, `POST /orders items [id, quantity] -> id (token)`.
 * Lines that are no endpoint are problems; without a single one that is, it is refused.
 */
export function fromLines(text: string, title: string): Reading {
  if (text.length > LIMITS.bytes) return refused('too-large');
  const lines: Line[] = [];
  const problems: Problem[] = [];
  for (const [at, written] of text.split('\n').entries()) {
    if (written.trim() === '' || written.trim().startsWith('#')) continue;
    const line = readLine(written);
    if (line === undefined)
      problems.push({
        rule: 'lines-unreadable',
        line: at + 1,
        values: { text: written.trim().slice(0, 60) },
      });
    else lines.push(line);
    if (lines.length > LIMITS.endpoints) return refused('too-many-endpoints');
  }
  if (lines.length === 0) return refused('no-lines', problems);
  const value = documentOf(lines, title);
  const endpointCount = new Set(lines.map(({ method, path }) => `${method} ${path}`)).size;
  const contract = contractOf({
    format: 'openapi',
    normalised: JSON.stringify(value),
    value,
    title,
    version: '1.0.0',
    endpointCount,
  });
  return { outcome: 'accepted', contract, ...listed(problems) };
}
