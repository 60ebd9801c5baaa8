import { isStopWord, looksFrench, wordsOf } from './words.ts';

/** What is typed on a phone, as the words that are meant. */

/** What only French is written with on a phone: "jai un bug undefined is not a function" has more English small words. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:j(?:ai|e|aimerais|arr?ive|sui[st]?)|lapi|ke|ki|kan|pk|ds|tjrs|alor|coment|pourquoi|kelkun|qqn)(?![\p{L}\p{N}])/iu;

/** Whether a question is in French, however it is typed. */
export function isFrenchQuestion(query: string): boolean {
  return looksFrench(query) || PHONE.test(query);
}

/** Nobody types the apostrophe: jarrive, lapi, dune, quil, saffiche. */
const GLUED = /^(?:jusqu|lorsqu|puisqu|qu|[cdjlmnst])(?=[aeiouyh])/u;
/** Several words that say it together, and something else apart: a line, a hand, a place, the world. */
const TOGETHER: readonly (readonly [string, string])[] = [
  // What holds a sentence together, and has words in it that would be looked for.
  [
    "(?:en (?:gros|fait|effet|vrai|plus|train d[e’']?|tout cas)|du coup|par (?:contre|exemple|rapport [aà](?:ux?)?))",
    ' ',
  ],
  [
    '(?:(?:quand|tout de) m[eê]me|(?:tou?t|tt) le temps|(?:au|o) (?:niveau|bout) d(?:e|u|es)?|au fur et [aà] mesure)',
    ' ',
  ],
  [
    "(?:(?:[aà] )?chaque fois(?: qu?e?)?|une fois(?! sur)(?: qu?e?)?|d[’'\\s]?habitude|bien s[uû]r|pas mal de)",
    ' ',
  ],
  ['au lieu', 'instead'],
  ['des fois', 'parfois'],
  ['(?:prend|tient|pris)(?:s|nent|ne)? (?:pas |plus |jamais )?(?:en )?compte', 'ignore'],
  ['en ligne', 'online'],
  ['[aà] la main', 'manuellement'],
  ['[aà] la place', 'instead'],
  ['en clair', 'plaintext'],
  ['en dur', 'hardcoded'],
  ['en direct', 'realtime'],
  ['(?:chaque jour|t(?:ou)?s les jours)', 'daily'],
  ['existe(?:nt)? d[eé]j[aà]', 'already exists'],
  ['(?:toujours|tjrs?|encore) connect[eé]e?s?', 'reste connecte'],
  ["n[’'\\s]?importe (?:[qk]ui|(?:qu|k)el\\p{L}*)", 'everyone'],
  ['(?:(?:bcp|beaucoup|trop|plein) (?:de|du) (?:monde|gens)|du monde)', 'many users'],
  // It is asked whether it is normal: nothing is normalised.
  ["(?:c|ce)(?:[’'\\s]?est)?(?: pa?s?)? normal", ' '],
  ['au secours', ' '],
  // Whose: of another one, not of another product.
  ["(?:d[’'\\s]?un autre|des autres?)(?=\\s*(?:$|[?.!,]))", 'autre utilisateur'],
];

/** Said in many ways on a phone, and none of its words says anything alone. */
const SAID: readonly (readonly [RegExp, string])[] = [
  // Whom Discord names, its emojis, and how every trace begins.
  [/<(?:@[!&]?|#|a?:\w+:)\d+>|\(most recent call last\)/gu, ' '],
  // "2 fois", "3x": words of one figure are none.
  [/(?<![\p{L}\p{N}.,])[2-9]\s?(?:x|fois|times)(?![\p{L}\p{N}])/giu, ' plusieurs fois '],
  // Who is greeted and thanked, and for how long it has been so: no team, no people and no days are asked for.
  [
    /(?<!\p{L})(?:bonjour|bonsoir|salut|slt|bjr|bsr|hello|coucou)(?:\s+(?:[aà]|les?|la)?\s*(?:tous|toutes|tout le monde|team|famille|gars|amis|devs?|equipe|équipe))?(?!\p{L})/giu,
    ' ',
  ],
  [/(?<!\p{L})merci\s+(?:d['’]?\s?avance|a tous|à tous)(?!\p{L})/giu, ' '],
  [
    /(?<!\p{L})(?:depuis|depui|ca fait|ça fait|sa fait)\s+(?:deja\s+|déjà\s+)?(?:(?:\d+|une?|deux|trois|des|plusieurs|toute?)\s*(?:la\s+)?(?:h|heures?|jours?|journ[eé]es?|nuits?|semaines?|mois|minutes?)|hier(?:\s+soir)?|ce matin|ce soir|cette semaine|longtemps)(?!\p{L})/giu,
    ' ',
  ],
  // One logs in, and writes it like a log.
  [/(?<![\p{L}])(?:(?:me|se|te|m|s|t)['’]?\s*)(?:re)?log(?:uer|ger|ue|gue|er|ge)(?!\p{L})/giu, ' login '],
  // What one cannot do fails.
  [
    /(?<!\p{L})(?:(?:(?:j|n|y)['’]?\s?)?arr?iv(?:e|es|ent)\s+(?:pas?|plus|pu|jamais|jms)\s+[aà]|(?:veu[tx]?|veulent|peu[tx]?|peuvent)\s+(?:pas?|plus|pu))(?!\p{L})/giu,
    ' echoue ',
  ],
];

const IDIOMS = TOGETHER.map(
  ([said, meant]) =>
    [new RegExp(`(?<!\\p{L})${said.replaceAll(' ', '\\s+')}(?!\\p{L})`, 'giu'), ` ${meant} `] as const,
);

/** Words that are others in French: "entre" is between where nobody enters, "pr" is "pour" but for "ma pr". */
const IN_FRENCH: readonly (readonly [RegExp, string])[] = [
  [/(?<!(?:\p{L}|\b(?:j|je|on|il|elle|ils|k?qu?i|user|utilisateur|client)['’]?\s))entre(?=\s)/giu, ' '],
  [
    /(?<!(?:\p{L}|\b(?:l[ae]s?|une?|[mts]a|[mts]es|cette|nos|notre|chaque|chak|d[eu]s?|nouvelle|sur|par)\s))pr(?=\s)/giu,
    ' ',
  ],
];

/** The question with what is said in many ways said in one. */
export function reworded(query: string, isFrench: boolean): string {
  const rules = isFrench ? [...SAID, ...IDIOMS, ...IN_FRENCH] : [...SAID, ...IDIOMS];
  return rules.reduce((text, [said, meant]) => text.replace(said, meant), query);
}

/** "marche pas" is the opposite of "marche", and no other than "marche plus"; what stands alone says nothing. */
export const NOT = 'pas';
const DENIED = new Set(['plus', 'jamais', 'sans', 'ss', 'non', 'aucun', 'aucune', 'pa', 'pu', 'plu', 'jms']);

/** The words of a name in their order that say something, and NOT. */
export function meaningOf(name: string): string[] {
  const words = wordsOf(name).flatMap(({ text, joined }) => (joined === true ? [] : [readAsNot(text)]));
  const meaningful = words.filter((word) => word === NOT || !isStopWord(word));
  return meaningful.every((word) => word === NOT) ? [] : meaningful;
}

export function readAsNot(word: string): string {
  return DENIED.has(word) ? NOT : word;
}

/** Who speaks, glued to what is done: jpush, jmet, jvoi. No other French word begins so. */
const SPEAKER = /^j(?=[^aeiouyh\d])/u;

/** What stands behind an elision; undefined where none is, or could be. */
function behindElision(word: string): string | undefined {
  const rest = word.replace(GLUED, '');
  return rest === word || rest.length < 2 ? undefined : rest;
}

/**
 * The word without what is glued to it; as it is where it is known itself, or where the rest says nothing either. Small
 * words stand behind an elision in French only: "ten" and "len" are no "t'en" and "l'en" elsewhere.
 */
export function unglued(
  word: string,
  { isKnown, isFrench }: { isKnown: (word: string) => boolean; isFrench: boolean },
): string {
  if (isFrench && SPEAKER.test(word) && !isKnown(word)) return word.slice(1);
  const rest = behindElision(word);
  if (rest === undefined || isStopWord(word) || isKnown(word)) return word;
  return isKnown(rest) || (isFrench && isStopWord(rest)) ? rest : word;
}
