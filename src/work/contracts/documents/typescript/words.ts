const RESERVED = new Set(
  `any boolean break case catch class const continue debugger default delete do else enum export extends false finally for
  function if import in instanceof interface let never new null number object package return static string super switch
  symbol this throw true try type typeof undefined unknown var void while with yield Record Blob Array Promise Partial`.split(
    /\s+/,
  ),
);

/** A TypeScript name for each, no two alike and none of `taken`. */
export function identifiers(names: readonly string[], taken: readonly string[]): Map<string, string> {
  const used = new Set(taken);
  const found = new Map<string, string>();
  for (const name of names) {
    const plain = name.replaceAll(/[^\p{L}\p{N}_$]+/gu, '_').replace(/^(?=\p{N})/u, '_') || '_';
    const first = RESERVED.has(plain) ? `${plain}_` : plain;
    let free = first;
    for (let count = 2; used.has(free); count += 1) free = `${first}_${count}`;
    used.add(free);
    found.set(name, free);
  }
  return found;
}

/** A property's name, in quotes where it must be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

export function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** The first line of a description as a comment; nothing when there is none. */
export function comment(words: string, indent: string): string {
  const line =
    words
      .trim()
      .split(/[\n\r\u2028\u2029]/)[0]
      ?.replaceAll('*/', '* /')
      .slice(0, 200) ?? '';
  return line === '' ? '' : `${indent}/** ${line} */\n`;
}
