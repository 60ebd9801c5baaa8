import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/program.ts';

/** The program's own source files with their text, without comments. */
export function sources(...rooms: readonly string[]): { file: string; source: string }[] {
  return rooms.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
      .map((name) => join(room, name))
      .map((file) => ({
        file,
        source: readFileSync(join(ROOT, file), 'utf8')
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .replace(/^\s*\/\/.*$/gm, ''),
      })),
  );
}

/** The arguments of every call of a function with this name, each as its source text. */
export function callsOf(source: string, name: string): string[][] {
  return [...source.matchAll(new RegExp(String.raw`(?<![\w.$])${name}\(`, 'g'))].map(({ 0: call, index }) =>
    argumentsFrom(source, index + call.length),
  );
}

/** The comma-separated parts from here to the closing bracket; strings and templates are skipped over. */
function argumentsFrom(source: string, start: number): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at] ?? '';
    const quoted = /^(['"`])(?:\\.|(?!\1)[^\\])*\1/s.exec(source.slice(at, at + 500))?.[0];
    if (quoted !== undefined) {
      parts[parts.length - 1] += quoted;
      at += quoted.length - 1;
      continue;
    }
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character) && depth-- === 0) break;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
