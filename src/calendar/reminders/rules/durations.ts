/**
 * Durations as people type them: 'in 45 minutes', 'in 1 week and 2 days', 'dans 1h30', 'dans une demi-heure', '3 days
 * from now'. Not left to chrono-node, which misses '1h30', 'et', 'quinze' and 'un an' and adds in the time zone of the
 * machine instead of the member's.
 */
export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** What was typed besides the duration, as ' at 9am' in 'in 3 days at 9am', with its duration. */
export interface DurationPhrase {
  readonly duration: Duration;
  readonly rest: string;
}

const UNITS: Readonly<Record<keyof Duration, string>> = {
  years: 'years?|yrs?|ans?|annees?',
  months: 'months?|mois',
  weeks: 'weeks?|wks?|w|semaines?|sem',
  days: 'days?|d|jours?|j',
  hours: 'hours?|hrs?|hr|h|heures?',
  minutes: 'minutes?|mins?|min|mn|m',
  seconds: 'seconds?|secs?|s|secondes?',
};
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  un: 1,
  une: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  quinze: 15,
  vingt: 20,
  trente: 30,
};
/** Spellings that are no number with a unit, made into one. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:half an hour|(?:une )?demi[ -]heure)\b/g, '30 minutes'],
  [/\b(?:a )?quarter of an hour\b|\b(?:un )?quart d'heure\b/g, '15 minutes'],
  [/\btrois quarts d'heure\b|\bthree quarters of an hour\b/g, '45 minutes'],
  [/\b(?:an|one|1) hour and a half\b|\b(?:une|1) ?h(?:eure)? et demie?\b/g, '90 minutes'],
  [/\ba fortnight\b/g, '2 weeks'],
  [/\ba couple of\b/g, '2'],
  // Not after 'à': 'dans 3 jours à 14h30' is a time of day.
  [/(?<!(?:^|\s)(?:a|at|@) ?)\b(\d{1,2})h([0-5]\d)(?:m|mn|min)?\b/g, '$1 hours $2 minutes'],
  [/\b(\d{1,3})[.,]5 ?(?:hours?|heures?|h)\b/g, '$1 hours 30 minutes'],
];
const AMOUNT = `\\d+|${Object.keys(NUMBERS).join('|')}`;
const UNIT = Object.values(UNITS).join('|');
const PART = new RegExp(`^(${AMOUNT})\\s*(${UNIT})(?![a-z0-9'])`);
const JOINT = /^(?:\s|,|and\b|et\b)+/;
const OPENING = /^(?:in|within|after|dans|d'ici|apres)\s+/;
const CLOCK_LIKE = /^\d{1,2} ?h(?:eures?)?(?:$|[ \d])/;
const CLOSING = /^(?:'?\s*time\b|\s*from now\b|\s*later\b|\s*plus tard\b)/;

/** A duration at the beginning of a folded text (lower case, no accents); undefined when there is none. */
export function takeDuration(plain: string): DurationPhrase | undefined {
  const written = REWRITES.reduce((text, [pattern, phrase]) => text.replaceAll(pattern, phrase), plain);
  const opened = written.replace(OPENING, '');
  const duration = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
  let rest = opened;
  let parts = 0;
  for (let match = PART.exec(rest); match !== null; match = PART.exec(rest.replace(JOINT, ''))) {
    const [whole, amount = '', unit = ''] = match;
    duration[unitOf(unit)] += NUMBERS[amount] ?? Number(amount);
    rest = (parts === 0 ? rest : rest.replace(JOINT, '')).slice(whole.length);
    parts++;
  }
  const closed = rest.replace(CLOSING, '');
  // '3h' and '3 heures' alone are times of day in French: only 'in', 'dans', 'from now' make a duration of them.
  const said = opened !== written || closed !== rest || (closed === '' && !CLOCK_LIKE.test(plain));
  return parts > 0 && said ? { duration, rest: closed } : undefined;
}

/** Whether a duration has hours, minutes or seconds: it then means elapsed time and no time of day can be added. */
export function isElapsed(duration: Duration): boolean {
  return duration.hours + duration.minutes + duration.seconds > 0;
}

function unitOf(word: string): keyof Duration {
  for (const [unit, pattern] of Object.entries(UNITS)) {
    if (new RegExp(`^(?:${pattern})$`).test(word)) return unit as keyof Duration;
  }
  throw new RangeError(`Not a unit of time: ${word}`);
}
