/** The words of moments and repetitions, to correct mistyped ones. */
import { distance } from 'fastest-levenshtein';

const WORDS = (
  'tomorrow today tonight morning afternoon evening night noon midnight next every each week month weekday weekend ' +
  'monday tuesday wednesday thursday friday saturday sunday minutes hours days weeks months ' +
  'january february march april june july august september october november december ' +
  "demain aujourd'hui matin soir midi minuit chaque prochain prochaine semaine mois jours heures dans " +
  'lundi mardi mercredi jeudi vendredi samedi dimanche ' +
  'janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre'
).split(' ');

/** A folded phrase (lower case, no accents) with each word that is nearly one of ours replaced by it. */
export function withoutTypos(plain: string): string {
  return plain.replaceAll(/[a-z']{4,}/g, (word) => nearest(word));
}

function nearest(word: string): string {
  if (WORDS.includes(word)) return word;
  const near = WORDS.map((candidate) => ({ candidate, steps: distance(word, candidate) }))
    .filter(({ candidate, steps }) => steps <= (word.length < 6 ? 1 : 2) && candidate[0] === word[0])
    .sort((a, b) => a.steps - b.steps)[0];
  return near?.candidate ?? word;
}
