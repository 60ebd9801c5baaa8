/** Keys whose values are names of the API: changing them would change what was agreed. */
const OF_THE_API = new Set([
  '$ref',
  'operationId',
  'name',
  'in',
  'type',
  'format',
  'pattern',
  'propertyName',
]);
const IN_ITS_PLACE = '…';

/**
 * A normalised document without somebody's names and titles: what people wrote about the API loses them, its paths,
 * fields and values stay as they were agreed. OpenAPI loses its contact too.
 */
export function withoutWords(normalised: string, words: readonly string[]): string {
  const named = patternOf(words);
  const isJson = normalised.startsWith('{');
  const known = isJson ? normalised.replace(/"contact":\{[^{}]*\}/g, '"contact":{}') : normalised;
  if (named === undefined || !named.test(known)) return known;
  named.lastIndex = 0;
  // Descriptions of GraphQL; "key":"value" of JSON.
  return isJson
    ? known.replace(/"((?:[^"\\]|\\.)*)":"((?:[^"\\]|\\.)*)"/g, (whole, key: string, value: string) =>
        OF_THE_API.has(key) ? whole : `"${key}":"${value.replace(named, IN_ITS_PLACE)}"`,
      )
    : known.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"/g, (told) => told.replace(named, IN_ITS_PLACE));
}

export function textWithout(text: string, words: readonly string[]): string {
  const named = patternOf(words);
  return named === undefined ? text : text.replace(named, IN_ITS_PLACE);
}

/** The words as they stand in text and, escaped, in JSON; not as a part of other words. */
function patternOf(words: readonly string[]): RegExp | undefined {
  const spellings = words
    .filter((word) => word.trim() !== '')
    .flatMap((word) => [word, JSON.stringify(word).slice(1, -1)])
    // The longest first: a title may hold a name.
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (spellings.length === 0) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${[...new Set(spellings)].join('|')})(?![\\p{L}\\p{N}])`, 'gu');
}
