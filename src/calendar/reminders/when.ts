/** Moments and repetitions as people type them into `/remind-me when` and `/announcement schedule when`. */
import { Temporal } from 'temporal-polyfill';
import { clockText } from '../../people/availability/rules/times.ts';
import { addDays, instantAt, localDate, localMoment } from '../../platform/zones/rules.ts';
import { readDate } from './rules/date-words.ts';
import { type DurationPhrase, isElapsed, takeDuration } from './rules/durations.ts';
import { nextOccurrence, type Recurrence } from './rules/recurrence.ts';
import { isRepeat, readRepeat } from './rules/repeat-words.ts';
import { type TimeInPhrase, takeTime } from './rules/time-words.ts';
import { withoutTypos } from './rules/typos.ts';

export interface WhenContext {
  /** The present instant, ms. */
  readonly now: number;
  /** The member's IANA zone: what they type is their local time. */
  readonly zone: string;
  /** Both languages are read; this one comes first and is used for suggestions. */
  readonly locale: 'en' | 'fr';
}

export interface WhenRefusal {
  readonly problem:
    | 'empty'
    | 'not-understood'
    /** Morning or evening, day or month, which midnight: the suggestions are the readings. */
    | 'ambiguous'
    /** 30 February, 25:00, a Monday that is a Saturday. */
    | 'impossible'
    | 'past'
    /** More than MAX_AHEAD_DAYS ahead. */
    | 'too-far'
    /** Every hour, every second week: repeats are daily, on days of the week, or monthly. */
    | 'unsupported-repeat';
  /** One or more phrases that are understood as they stand. */
  readonly suggestions: readonly string[];
}

export type ParsedWhen =
  | {
      readonly ok: true;
      /** The (first) moment, ms; later than now. */
      readonly instant: number;
      /** Undefined for a single moment. Its local times are in `zone`. */
      readonly recurrence: Recurrence | undefined;
      /** The zone the phrase is in: the member's, unless it ends with another ('tomorrow 9am UTC'). */
      readonly zone: string;
    }
  | { readonly ok: false; readonly refusal: WhenRefusal };

/** How far ahead a moment may lie: a year and a day. */
export const MAX_AHEAD_DAYS = 366;
/** The time of a day named without one. */
export const DEFAULT_TIME = '09:00';
const MAX_LENGTH = 100;
const DAY_MS = 86_400_000;
/** Zones people name by letters: those of Africa, Central Europe and UTC, which mean one thing only there. */
const ZONE_WORDS: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  wat: 'Africa/Lagos',
  cat: 'Africa/Maputo',
  eat: 'Africa/Nairobi',
  sast: 'Africa/Johannesburg',
  cet: 'Europe/Paris',
};
const EXAMPLES = {
  en: {
    once: 'tomorrow 9am',
    repeat: 'every monday 18:00',
    later: 'in 30 days',
    tomorrow: 'tomorrow',
    today: 'today',
  },
  fr: {
    once: 'demain 9h',
    repeat: 'chaque lundi 18h',
    later: 'dans 30 jours',
    tomorrow: 'demain',
    today: 'aujourd’hui',
  },
};
const PAST =
  /\b(?:yesterday|(?:avant-?)?hier|ago|il y a|last (?!day\b)|derni(?:er|ere)(?! jour)|(?<!from )now|maintenant)\b/;
const EXACT = /^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:z|[+-]\d{2}:?\d{2})$/;
const DISCORD_TIMESTAMP = /^<t:(\d{1,12})(?::[a-z])?>$/;

/**
 * Reads 'tomorrow 9am', 'in 3 days', 'next friday at noon', '2026-12-01 14:00', 'every weekday 9:00', 'demain 9h',
 * 'dans 1h30', 'lundi prochain', '25 décembre à 9h', 'tous les jours à 8h', in the member's zone with the daylight
 * saving of the target day. The answer is meant to be shown back before it counts.
 */
export function parseWhen(text: string, context: WhenContext): ParsedWhen {
  const parsed = read(text, context);
  if (parsed.ok) return parsed;
  const { problem } = parsed.refusal;
  const corrected =
    problem === 'not-understood' && text.length <= MAX_LENGTH ? [withoutTypos(fold(text))] : [];
  // Nothing is suggested that would be refused in its turn.
  const suggestions = [...corrected, ...parsed.refusal.suggestions].filter(
    (phrase) => read(phrase, context).ok,
  );
  return refuse(problem, suggestions.length > 0 ? suggestions : examples(context));
}

function read(text: string, context: WhenContext): ParsedWhen {
  const plain = fold(text);
  if (plain === '') return refuse('empty', examples(context));
  if (plain.length > MAX_LENGTH) return refuse('not-understood', examples(context));
  const exact = readExact(plain);
  if (exact !== undefined)
    return exact === 'impossible' ? refuse(exact, examples(context)) : checked(exact, context);
  const zoneWord = / ([a-z]{3,4})$/.exec(plain)?.[1] ?? '';
  const zone = ZONE_WORDS[zoneWord];
  const inZone = zone === undefined ? context : { ...context, zone };
  const phrase = (zone === undefined ? plain : plain.slice(0, -zoneWord.length - 1)).replace(
    /^(\d{4}-\d{2}-\d{2})t(?=\d)/,
    '$1 ',
  );
  if (isRepeat(phrase)) return readRepeated(phrase, inZone, text);
  if (PAST.test(phrase)) return refuse('past', examples(context));
  const duration = takeDuration(phrase);
  return duration === undefined ? readOnce(phrase, inZone, text) : readAfter(duration, inZone, text);
}

function readRepeated(phrase: string, context: WhenContext, text: string): ParsedWhen {
  const read = readRepeat(phrase, localDate(context.now, context.zone), context.locale);
  if (read.found === 'bare-hour') return refuse('ambiguous', bothHalves(text, read.hour, context));
  if (read.found === 'unsupported') return refuse('unsupported-repeat', [EXAMPLES[context.locale].repeat]);
  if (read.found !== 'repeat') return refuse(read.found, [EXAMPLES[context.locale].repeat]);
  const instant = nextOccurrence(read.recurrence, context.zone, context.now);
  return { ok: true, instant, recurrence: read.recurrence, zone: context.zone };
}

/** 'in 3 days' keeps the time of day, 'in 3 days at 9am' sets it, 'in 45 minutes' is elapsed time. */
function readAfter({ duration, rest }: DurationPhrase, context: WhenContext, text: string): ParsedWhen {
  const amounts = Object.values(duration);
  if (amounts.every((amount) => amount === 0)) return refuse('past', examples(context));
  if (amounts.some((amount) => amount > 1_000_000))
    return refuse('too-far', [EXAMPLES[context.locale].later]);
  // Date units count local days, time units elapsed time, whatever clocks do (Temporal's arithmetic).
  const local = Temporal.Instant.fromEpochMilliseconds(context.now)
    .toZonedDateTimeISO(context.zone)
    .add(duration);
  if (rest.trim() === '') return checked(local.epochMilliseconds, context);
  if (isElapsed(duration)) return refuse('not-understood', examples(context));
  const taken = takeTime(rest);
  if (taken.found === 'bare-hour') return refuse('ambiguous', bothHalves(text, taken.hour, context));
  if (taken.found === 'impossible') return refuse('impossible', examples(context));
  if (taken.found === 'several' || taken.time.minutes === undefined || taken.time.rest !== '') {
    return refuse('not-understood', examples(context));
  }
  const date = local.toPlainDate().toString();
  return checked(momentOf(date, taken.time.minutes, context.zone), context);
}

function readOnce(phrase: string, context: WhenContext, text: string): ParsedWhen {
  const taken = takeTime(phrase);
  if (taken.found === 'bare-hour') return refuse('ambiguous', bothHalves(text, taken.hour, context));
  if (taken.found === 'impossible') return refuse('impossible', examples(context));
  if (taken.found === 'several') return refuse('not-understood', examples(context));
  const { time } = taken;
  if (time.rest === '') return atTime(time, context);
  const today = localDate(context.now, context.zone);
  const read = readDate(time.rest, today, context.locale);
  if (read.found === 'ambiguous') {
    return refuse(
      'ambiguous',
      read.dates.map((date) => fold(text).replace(read.part, dayInWords(date, context))),
    );
  }
  if (read.found !== 'date') return refuse(read.found, examples(context));
  if (time.midnight && read.date !== today) {
    const dates = ['00:00', '23:59'].map((clock) => `${read.date} ${clock}`);
    return refuse('ambiguous', dates);
  }
  if (time.minutes === undefined && read.date === today && !read.weekdayOnly)
    return refuse('ambiguous', laterToday(context));
  // Midnight 'today' is the one to come.
  const minutes = time.midnight ? 1440 : time.minutes;
  const instant = momentOf(read.date, minutes, context.zone);
  const passed = read.weekdayOnly && instant <= context.now;
  return checked(passed ? momentOf(addDays(read.date, 7), minutes, context.zone) : instant, context);
}

/** A time without a date: today, or tomorrow when it has passed; 'this evening' is always today. */
function atTime(time: TimeInPhrase, context: WhenContext): ParsedWhen {
  if (time.minutes === undefined) return refuse('not-understood', examples(context));
  const today = localDate(context.now, context.zone);
  const minutes = time.midnight && time.today ? 1440 : time.minutes;
  const instant = momentOf(today, minutes, context.zone);
  if (instant > context.now || time.today) return checked(instant, context);
  return checked(momentOf(addDays(today, 1), minutes, context.zone), context);
}

function checked(instant: number, context: WhenContext): ParsedWhen {
  if (instant <= context.now) return refuse('past', examples(context));
  if (instant > context.now + MAX_AHEAD_DAYS * DAY_MS)
    return refuse('too-far', [EXAMPLES[context.locale].later]);
  return { ok: true, instant, recurrence: undefined, zone: context.zone };
}

/** An ISO date and time with an offset, or a timestamp copied out of Discord: an instant, whatever the zone. */
function readExact(plain: string): number | 'impossible' | undefined {
  const seconds = DISCORD_TIMESTAMP.exec(plain)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (!EXACT.test(plain)) return undefined;
  try {
    return Temporal.Instant.from(plain.toUpperCase().replace(' ', 'T')).epochMilliseconds;
  } catch {
    return 'impossible';
  }
}

function momentOf(date: string, minutes: number | undefined, zone: string): number {
  if (minutes === undefined) return instantAt(date, DEFAULT_TIME, zone);
  return minutes < 1440
    ? instantAt(date, clockText(minutes), zone)
    : instantAt(addDays(date, 1), '00:00', zone);
}

/** What was typed with its bare hour once as morning and once as evening. */
function bothHalves(text: string, hour: number, { locale }: WhenContext): string[] {
  const french = [`${hour % 12}h`, `${(hour % 12) + 12}h`];
  // '12am' would be ambiguous again.
  const english = hour === 12 ? ['12:00', '00:00'] : [`${hour}am`, `${hour}pm`];
  const spellings = locale === 'fr' ? french : english;
  const last = new RegExp(`(?<!\\d)0?${hour}(?!\\d)(?!.*(?<!\\d)0?${hour}(?!\\d))`);
  return spellings.map((spelling) => text.trim().replace(last, spelling));
}

function laterToday({ now, zone, locale }: WhenContext): string[] {
  const next = Math.floor(localMoment(now, zone).minutes / 60) + 1;
  const words = EXAMPLES[locale];
  return next < 24 ? [`${words.today} ${clockText(next * 60)}`] : [words.once];
}

function dayInWords(date: string, { locale }: WhenContext): string {
  const format = new Intl.DateTimeFormat(locale === 'fr' ? 'fr' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(Date.parse(`${date}T00:00:00Z`));
}

function examples({ locale }: WhenContext): string[] {
  return [EXAMPLES[locale].once, EXAMPLES[locale].repeat];
}

function refuse(problem: WhenRefusal['problem'], suggestions: readonly string[]): ParsedWhen {
  return { ok: false, refusal: { problem, suggestions } };
}

/** Lower case, no accents, one space between words, no commas and no sign at the end. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[,\s]+/g, ' ')
    .replaceAll(/\b(?:at )?(\d{1,2}) ?o'?clock\b/g, 'at $1')
    .replaceAll(/ (?:o'?clock|sharp|exactly|pile|precises?)\b/g, '')
    .replace(/[.!?]+$/, '')
    .trim();
}
