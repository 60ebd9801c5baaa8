/**
 * What a form of an irregular French verb is a form of. Stems cannot know: "recoit" and "recevoir" begin alike and no more.
 * Folded words only. Whoever asks keeps an infinitive only where it is known, so a rule may also fit what is no verb.
 */

/** Behind the stem of the present. */
const BEHIND = '(?:i?ons|i?ez|ent|ai[st]|aient|ant|es?)';
/** Behind a participle, or nothing. */
const AGREED = '(?:e?s?)';
const FUTURE = '(?:ai|as|a|ons|ez|ont|ais|ait|aient)';

const IRREGULAR: readonly (readonly [RegExp, string])[] = (
  [
    [`([vt])(?:iens|ient|ienn${BEHIND}|en${BEHIND}|enu${AGREED}|iendr${FUTURE})`, '$1enir'],
    [`pr(?:ends?|enn?${BEHIND}|is${AGREED}|endr${FUTURE})`, 'prendre'],
    [`m(?:ets?|ett${BEHIND}|is${AGREED}|ettr${FUTURE})`, 'mettre'],
    [`c(?:oi[st]|oiv${BEHIND}|ev${BEHIND}|u${AGREED}|evr${FUTURE})`, 'cevoir'],
    [`(par|conn)(?:ai[st]|aiss${BEHIND}|u${AGREED}|aitr${FUTURE})`, '$1aitre'],
    [`([aeo])i(?:n[st]|nt${AGREED}|gn${BEHIND}|ndr${FUTURE})`, '$1indre'],
    [`ui(?:[st]|t${AGREED}|s${BEHIND}|r${FUTURE})`, 'uire'],
    [`([aeo]n|er|or)d(?:s?|u${AGREED}|${BEHIND}|r${FUTURE})`, '$1dre'],
    [`romp(?:[st]|u${AGREED}|${BEHIND}|r${FUTURE})`, 'rompre'],
    [`crit?(?:[st]?|t${AGREED}|v${BEHIND}|r${FUTURE})`, 'crire'],
    [`^(re)?l(?:i[st]|is${BEHIND}|u${AGREED}|ir${FUTURE})`, '$1lire'],
    [`sui(?:[st]|v${BEHIND}|vi${AGREED}|vr${FUTURE})`, 'suivre'],
    [`v(?:i[st]|iv${BEHIND}|ecu${AGREED}|ivr${FUTURE})`, 'vivre'],
    [`clu(?:[st]?|s${AGREED}|${BEHIND}|r${FUTURE})`, 'clure'],
    [`s(?:ou[ts]|olv${BEHIND}|olu${AGREED}|oudr${FUTURE})`, 'soudre'],
    [`v(?:oi[st]|oient|oy${BEHIND}|u${AGREED}|err${FUTURE})`, 'voir'],
    [`f(?:ai[st]|ait${AGREED}|ais${BEHIND}|ont|er${FUTURE})`, 'faire'],
    [`(sor|par)[st]`, '$1tir'],
    [`ser[st]`, 'servir'],
    [`dor[st]`, 'dormir'],
    [`meur(?:[st]|ent)`, 'mourir'],
    [`iss${BEHIND}`, 'ir'],
    [`enverr${FUTURE}`, 'envoyer'],
    // "nous affichons"; a shorter word is a noun: boutons, jetons.
    [`(?<=\\p{L}{5})(?:er)?ons`, 'er'],
  ] as const
).map(([ending, infinitive]) => [new RegExp(`${ending}$`, 'u'), infinitive] as const);

/** The infinitives that a word may be a form of, as far as its ending tells. */
export function infinitivesOf(word: string): string[] {
  return IRREGULAR.flatMap(([ending, infinitive]) =>
    ending.test(word) ? [word.replace(ending, infinitive)] : [],
  );
}
