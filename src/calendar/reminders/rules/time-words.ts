/** Finding the time of day inside a phrase: 'tomorrow at 9am', 'demain soir à 8h', 'lundi midi'. */
import { readClock } from '../../../people/availability/rules/times.ts';

export interface TimeInPhrase {
  /** The phrase without its time. */
  readonly rest: string;
  /** undefined: no time given. 1440 is the midnight that ends the day. */
  readonly minutes: number | undefined;
  /** Named midnight (also '12am'): with a date people mean either end of that day. */
  readonly midnight: boolean;
  /** 'this evening', 'tonight', 'ce soir': the time is on today's date when no other is named. */
  readonly today: boolean;
}

export type TakenTime =
  | { readonly found: 'time'; readonly time: TimeInPhrase }
  /** '25:00', '9:75'. */
  | { readonly found: 'impossible' }
  /** More than one time. */
  | { readonly found: 'several' }
  /** A bare hour that could be morning or evening, 1..12, as typed. */
  | { readonly found: 'bare-hour'; readonly hour: number };

type DayPart = 'morning' | 'afternoon' | 'evening' | 'night' | 'late';

/** Minutes since midnight meant by a part of the day without a time. */
const PART_MINUTES: Readonly<Record<DayPart, number>> = {
  morning: 8 * 60,
  afternoon: 14 * 60,
  evening: 18 * 60,
  night: 20 * 60,
  late: 22 * 60,
};
const PART_WORDS: readonly (readonly [RegExp, DayPart])[] = [
  [/^(?:mornings?|matins?|matinee)$/, 'morning'],
  [/^(?:afternoons?|apres[ -]midi|aprem)$/, 'afternoon'],
  [/^(?:evenings?|soirs?|soiree)$/, 'evening'],
  [/^(?:nights?|tonight)$/, 'night'],
  [/^nuits?$/, 'late'],
];
const DAY_PART =
  /(?:^|\s)(?:(this|ce|cet|cette)\s+|(?:in the|the|le|la|l'|du|de l'|dans la)\s*|at\s+)?(mornings?|matins?|matinee|afternoons?|apres[ -]midi|aprem|evenings?|soirs?|soiree|tonight|nights?|nuits?)(?=$|\s)/;

const HALF =
  "(?:\\s*(?:am|pm|a\\.m\\.?|p\\.m\\.?|du matin|du soir|de l'apres[ -]midi|in the (?:morning|afternoon|evening)|at night))";
const CLOCK = new RegExp(
  `(?:^|\\s)(?:(?:at|a|@|vers|around|by)\\s*)?(?:` +
    [
      `(\\d{1,2}\\s?(?::|h)\\s?\\d{2}(?:min)?${HALF}?)`,
      `(\\d{1,2}\\.\\d{2}${HALF})`,
      `(\\d{1,2}\\s?h(?:eures?|rs?)?${HALF}?)`,
      `(\\d{1,2}${HALF})`,
      '(noon|midday|midi|midnight|minuit)',
    ].join('|') +
    `)(?=$|\\s)`,
  'g',
);
/** Figures alone are a time only after 'at', when they are all there is, or after 'tomorrow' and its like. */
const BARE = new RegExp(
  "(?:(?:^|\\s)(?:at|a|@)\\s*|^(?=\\d+$)|(?<=(?:^|\\s)(?:tomorrow|today|tonight|demain|aujourd'hui))\\s+)" +
    '(\\d{1,2}|\\d{4})(?=$|\\s)',
);

/** Takes the time of day out of a folded phrase (lower case, no accents). */
export function takeTime(plain: string): TakenTime {
  const phrase = plain
    .replaceAll(/\b(\d{1,2} ?)h(?:eures?)? et demie?\b/g, '$1h30')
    .replaceAll(/\b(\d{1,2} ?)h(?:eures?)? et quart\b/g, '$1h15');
  const clocks = [...phrase.matchAll(CLOCK)];
  if (clocks.length > 1) return { found: 'several' };
  const match = clocks[0] ?? BARE.exec(phrase);
  const { part, rest, today } = takeDayPart(match === null ? phrase : phrase.replace(match[0], ' '));
  if (match === null) {
    const minutes = part === undefined ? undefined : PART_MINUTES[part];
    return { found: 'time', time: { rest, minutes, midnight: false, today } };
  }
  const typed = match.slice(1).find((group) => group !== undefined) ?? '';
  const read = readClock(typed);
  if (read === undefined) return { found: 'impossible' };
  const minutes = inDayPart(read.minutes, part, /[ap]\.?m|du |de l'|in the|at night/.test(typed));
  if (read.bareHour && part === undefined) return { found: 'bare-hour', hour: read.minutes / 60 };
  const midnight = minutes === 0 && /midnight|minuit|12\s*a/.test(typed);
  return { found: 'time', time: { rest, minutes, midnight, today } };
}

function takeDayPart(phrase: string): { part: DayPart | undefined; rest: string; today: boolean } {
  const match = DAY_PART.exec(phrase);
  const word = match?.[2] ?? '';
  const part = PART_WORDS.find(([pattern]) => pattern.test(word))?.[1];
  const rest = match === null ? phrase : phrase.replace(match[0], ' ');
  return { part, rest: squeeze(rest), today: match?.[1] !== undefined || word === 'tonight' };
}

/** '8' in the evening is 20:00, '2' in the afternoon 14:00; nobody says '1 in the evening'. */
function inDayPart(minutes: number, part: DayPart | undefined, halfGiven: boolean): number {
  if (part === undefined || halfGiven || minutes >= 12 * 60) return minutes;
  const earliest = { morning: 24, afternoon: 1, evening: 5, night: 5, late: 24 }[part];
  return minutes >= earliest * 60 ? minutes + 12 * 60 : minutes;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
