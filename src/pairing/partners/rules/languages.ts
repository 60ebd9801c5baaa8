/**
 * The languages a learner can work in, as lower-case primary subtags ("fr-FR" -> "fr"), sorted. What the learner has
 * set counts; where nothing is set, the server's language and the one their Discord client uses. An empty answer
 * means unknown and excludes nobody.
 */
export function effectiveLanguages(
  set: readonly string[],
  serverLanguage: string | null,
  discordLocale: string | null,
): string[] {
  const sources = set.length > 0 ? set : [serverLanguage, discordLocale];
  const subtags = sources.map((tag) => (tag ?? '').trim().toLowerCase().split(/[-_]/u)[0] ?? '');
  return [...new Set(subtags)].filter((subtag) => subtag !== '').sort();
}
