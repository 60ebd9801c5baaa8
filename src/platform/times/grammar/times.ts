/** Times of day, parts of the day and zones. */
import { type Captures, type Input, type Match, type Procedure, type Rule, rule } from '../patterns.ts';
import type { PartWords, TimeWords, ZoneWords } from '../phrase.ts';
import type { DayPart } from '../words.ts';
import { offsetZone } from '../zone-words.ts';

type Half = 'am' | 'pm';

/** Far-fetched readings: figures that are a time only because nothing else is left. */
const LOOSE = 2;
const UNUSUAL = 1;
/** The end of a working day, and of the day. */
const DAY = 1440;
const NOON = 720;
/** '25:00', '15 am'. */
const NONE: TimeWords = { minutes: [], certain: true };
const END_OF_DAY = [17 * 60, 23 * 60 + 59];

export const timeRules: readonly Rule[] = [
  rule('number', 'n=num', (found) => short(found.text('n'))),
  rule('number', 'n=word', (found) => found.number('n')),
  rule('number', 'tens=word -? and? unit=word', (found) => {
    const [tens = 0, unit = 0] = [found.number('tens'), found.number('unit')];
    return tens >= 20 && tens % 10 === 0 && unit > 0 && unit < 10 ? tens + unit : undefined;
  }),

  rule('clock', 'h=num : m=num half=halves?', (found) => figures(found)),
  rule('clock', 'h=num ~: ~m=num ~: ~s=num half=halves?', (found) => figures(found)),
  rule('clock', 'h=num ~: ~m=num ~: ~s=num ~.|, ~f=num', (found) =>
    Number(found.text('f')) === 0 ? figures(found) : undefined,
  ),
  // '31.12' is no time that nobody has: it is a date.
  rule('clock', 'h=num ~. ~m=num half=halves?', (found) => possible(figures(found))),
  rule('clock', "h=num ~';' ~m=num", (found) => figures(found)),
  // '15.00 hrs' is no fifteen hours.
  rule('clock', 'h=num ~.|: ~m=num hrs', (found) => withUnit(possible(figures(found)), found.text('h'))),
  rule('clock', 'h=num ~, ~m=num half=halves', (found) => figures(found)),
  rule('clock', 'h=num m=num half=halves?', (found) => figures(found), UNUSUAL),
  rule('clock', 'h=number unit=h half=halves?', (found) => inHours(found, 0)),
  rule('clock', 'h=number unit=h m=number', (found) => inHours(found, found.number('m') ?? 0)),
  rule('clock', 'h=number unit=h m=number minutes', (found) => inHours(found, found.number('m') ?? 0), LOOSE),
  rule('clock', 'h=number unit=h half-past', (found) => inHours(found, 30)),
  rule('clock', 'h=number unit=h and-a-quarter', (found) => inHours(found, 15)),
  rule('clock', 'h=number unit=h less-a-quarter', (found) => inHours(found, -15)),
  rule('clock', 'h=number unit=h less m=number', (found) => inHours(found, -(found.number('m') ?? 0))),
  rule('clock', 'h=number half=halves', (found) => spoken(found, 0)),
  rule('clock', 'h=number o-clock half=halves?', (found) => spoken(found, 0)),
  rule('clock', 'half-past h=number o-clock? half=halves?', (found) => spoken(found, 30)),
  rule('clock', 'half h=number half=halves?', (found) => spoken(found, 30), UNUSUAL),
  rule('clock', 'quarter-past h=number o-clock? half=halves?', (found) => spoken(found, 15)),
  rule('clock', 'quarter-to h=number o-clock? half=halves?', (found) => spoken(found, -15)),
  rule('clock', 'm=number minutes? past h=number half=halves?', (found) =>
    spoken(found, found.number('m') ?? 0),
  ),
  rule(
    'clock',
    'm=number minutes? to-the-hour h=number half=halves?',
    (found) => spoken(found, -(found.number('m') ?? 0)),
    UNUSUAL,
  ),
  rule(
    'clock',
    'h=word m=number half=halves?',
    (found) => ((found.number('m') ?? 0) > 9 ? spoken(found, found.number('m') ?? 0) : undefined),
    UNUSUAL,
  ),
  rule('clock', 'n=num hrs', (found) => military(found.text('n'))),
  rule('clock', 'n=num half=halves', (found) => militaryHalf(found)),
  rule('clock', 'n=num', (found) => military(found.text('n')), UNUSUAL),
  rule('clock', 'twelve? noon', () => at(720)),
  rule('clock', 'noon half-past', () => at(750)),
  rule(
    'clock',
    'noon m=num',
    (found) => (found.text('m').length === 2 ? at(NOON + Number(found.text('m')), NOON + 60) : undefined),
    UNUSUAL,
  ),
  rule('clock', 'noon m=word', (found) => at(NOON + (found.number('m') ?? 0), NOON + 60), UNUSUAL),
  rule('clock', 'noon and-a-quarter', () => at(735)),
  rule('clock', 'noon less-a-quarter', () => at(705)),
  rule('clock', 'half-past noon', () => at(750)),
  rule('clock', 'quarter-past noon', () => at(735)),
  rule('clock', 'quarter-to noon', () => at(705)),
  rule('clock', 'twelve? midnight', (): TimeWords => ({ minutes: [0], certain: true, midnight: true })),
  rule('clock', 'midnight half-past', () => at(30)),
  rule('clock', 'midnight and-a-quarter', () => at(15)),
  rule('clock', 'half-past midnight', () => at(30)),
  rule('clock', 'end-of-day', (): TimeWords => ({ minutes: END_OF_DAY, certain: true })),
  rule('twelve', 'n=number', (found) => (found.number('n') === 12 ? true : undefined)),
  rule('minutes', 'u=unit', (found) => (found.text('u') === 'minute' ? true : undefined)),

  rule('time', 'at? the? clock=clock', (found) => found.get('clock')),
  rule('time', 'at h=number', (found) => spoken(found, 0)),
  rule('time', 'at n=num', (found) => military(found.text('n'))),
  rule('time', 'h=number', (found) => (found.number('h') === 0 ? undefined : spoken(found, 0)), LOOSE),

  rule('daypart', 'tonight', () => dayPart('night', true)),
  rule('daypart', 'this p=part', (found) => dayPart(found.text('p'), true)),
  rule('daypart', 'the|at|of|filler? the? p=part', (found) => dayPart(found.text('p'), false)),
  rule('daypart', 'the|of|in? the? p=parts', (found) => dayPart(found.text('p'), false, true)),
];

function dayPart(part: string, today: boolean, repeats = false): PartWords {
  return { part: part as DayPart, today, repeats };
}

function at(minutes: number, below = 1441): TimeWords | undefined {
  return minutes < below ? { minutes: [minutes], certain: true } : undefined;
}

/** Figures of a day, a month, an hour or an amount: a year or '0900' is none. */
function short(figures: string): number | undefined {
  return figures.length <= 15 && !(figures.length === 4 && figures.startsWith('0'))
    ? Number(figures)
    : undefined;
}

/** '9:30', '18.30', '6:30 pm': as on a clock of 24 hours unless its half is named. */
function figures(found: Captures): TimeWords | undefined {
  const [hour, minute, second] = [found.text('h'), found.text('m'), found.text('s')];
  if (hour.length > 2 || minute.length !== 2 || (second !== '' && second.length !== 2)) return undefined;
  if (Number(second) > 59) return NONE;
  return exact(Number(hour), Number(minute) + Number(second) / 60, found.get('half') as Half | undefined);
}

function possible(time: TimeWords | undefined): TimeWords | undefined {
  return time?.minutes.length === 0 ? undefined : time;
}

/** '15:00 hrs' is a time, '1:30 hours' may be as long, as '1h30' may. */
function withUnit(time: TimeWords | undefined, hour: string): TimeWords | undefined {
  return time !== undefined && hour.length === 1 ? { ...time, hours: 'hm' } : time;
}

/** '8h', '18 heures 30', 'neuf heures moins dix': of 24 hours too. */
function inHours(found: Captures, added: number): TimeWords | undefined {
  const hour = found.number('h') ?? 0;
  if (hour > 99) return undefined;
  const letter = found.get('unit') as 'h' | 'word' | undefined;
  const hours = letter === 'h' && found.has('m') ? 'hm' : letter;
  const time = exact(hour, added, found.get('half') as Half | undefined);
  return { ...time, hours };
}

/** '9', 'nine', 'half past nine': in the morning or in the evening, where it can be both. */
function spoken(found: Captures, added: number): TimeWords | undefined {
  const [hour, half] = [found.number('h') ?? 0, found.get('half') as Half | undefined];
  if (hour > 99) return undefined;
  if (half !== undefined || hour < 1 || hour > 12) return exact(hour, added, half);
  if (Math.abs(added) > 59) return NONE;
  const morning = ((hour % 12) * 60 + added + DAY) % DAY;
  const evening = (morning + DAY / 2) % DAY;
  // Twelve is noon before it is midnight.
  return { minutes: hour === 12 ? [evening, morning] : [morning, evening], certain: false };
}

function exact(hour: number, added: number, half: Half | undefined): TimeWords {
  const read = inHalf(hour, half);
  if (read === undefined || Math.abs(added) >= 60 || hour > 24 || (hour === 24 && added > 0)) return NONE;
  if (hour === 24 && added === 0) return { minutes: [DAY], certain: true };
  const minutes = (read * 60 + added + DAY) % DAY;
  const midnight = half === 'am' && minutes === 0;
  return {
    minutes: [minutes],
    certain: half !== undefined || minutes >= 13 * 60,
    ...(midnight ? { midnight } : {}),
  };
}

/** The hour of the day when its half is named; undefined for '15 am'. */
function inHalf(hour: number, half: Half | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour > 12) return half === 'pm' && hour < 24 ? hour : undefined;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** '0930', '1700hrs'. */
function military(figures: string): TimeWords | undefined {
  if (figures.length !== 4) return undefined;
  const [hour, minute] = [Number(figures.slice(0, 2)), Number(figures.slice(2))];
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  return { minutes: [hour * 60 + minute], certain: true };
}

/** '730pm', '1030 am'. */
function militaryHalf(found: Captures): TimeWords | undefined {
  const figures = found.text('n');
  if (figures.length < 3 || figures.length > 4) return undefined;
  const [hour, minute] = [Number(figures.slice(0, -2)), Number(figures.slice(-2))];
  const read = inHalf(hour, found.get('half') as Half | undefined);
  if (read === undefined || hour === 0 || minute > 59) return undefined;
  return { minutes: [read * 60 + minute], certain: true };
}

/** 'am' and 'pm'; their letters alone only directly behind a figure: '6p'. */
const halves: Procedure = (input, at) => {
  const matches: Match<Half>[] = [];
  for (const name of ['am', 'pm'] as const) {
    for (const { end } of input.match(`${name}-word`, at)) matches.push({ value: name, end, cost: 0 });
  }
  return matches;
};

function halfWord(name: Half): Procedure {
  return (input, at) => {
    const found = (input.lexemes[at] ?? []).filter(({ kind }) => kind === name);
    return found
      .filter(
        () =>
          (input.tokens[at]?.text ?? '').length > 1 || input.tokens[at]?.tight === true || isSplit(input, at),
      )
      .map(({ length }) => ({ value: true, end: at + length, cost: 0 }));
  };
}

/** 'a m', 'p m'. */
function isSplit(input: Input, at: number): boolean {
  return input.tokens[at + 1]?.text === 'm';
}

/** Which way of saying hours stands here: the letter of '8h', or the word. */
const hourSign: Procedure = (input, at) =>
  (input.lexemes[at] ?? [])
    .filter(({ kind }) => kind === 'h')
    .map(({ length }) => ({
      value: (input.tokens[at]?.text ?? '').length === 1 ? 'h' : 'word',
      end: at + length,
      cost: 0,
    }));

/** 'UTC', 'GMT+2', '+0100', 'Africa/Nairobi', 'Lagos time', 'heure de Paris'. Never what a phrase begins with. */
const zone: Procedure = (input, at) => {
  if (at === 0) return [];
  const found: Match<ZoneWords>[] = [];
  for (const { value, end } of input.match('zone-word', at)) {
    if (value === 'UTC') found.push(...offsetAt(input, end, false));
    found.push({ value: { zone: String(value) }, end, cost: 0 });
  }
  found.push(...offsetAt(input, at, true));
  const cities = [
    ...input
      .match('city', at)
      .flatMap(({ value, end }) => ends(input, end, 'time-of').map((after) => ({ value, after }))),
    ...['clock-of', 'in', 'at']
      .flatMap((symbol) => input.match(symbol, at))
      .flatMap(({ end }) => input.match('city', end).map((city) => ({ value: city.value, after: city.end }))),
  ];
  for (const { value, after } of cities) found.push({ value: { zone: String(value) }, end: after, cost: 0 });
  for (const end of ends(input, at, 'local-time')) found.push({ value: { zone: undefined }, end, cost: 0 });
  return found;
};

function ends(input: Input, at: number, symbol: string): number[] {
  return input.match(symbol, at).map(({ end }) => end);
}

/** '+1', '-5', '+01:00', '+0530'; `alone`: without UTC before it, where only the long forms are an offset. */
function offsetAt(input: Input, at: number, alone: boolean): Match<ZoneWords>[] {
  const sign = input.tokens[at]?.text;
  const figures = input.tokens[at + 1];
  const negative = sign === '-' || sign === '−' || sign === '–';
  if ((sign !== '+' && !negative) || figures?.tight !== true || !/^\d+$/.test(figures.text)) return [];
  const [colon, rest] = [input.tokens[at + 2], input.tokens[at + 3]];
  const split = colon?.text === ':' && colon.tight && /^\d\d$/.test(rest?.text ?? '') && rest?.tight === true;
  const long = split || figures.text.length === 4;
  if (figures.text.length > 4 || figures.text.length === 3 || (alone && !long)) return [];
  const hours = split ? figures.text : long ? figures.text.slice(0, 2) : figures.text;
  const minutes = split ? (rest?.text ?? '') : long ? figures.text.slice(2) : '0';
  const found = offsetZone(negative ? -1 : 1, Number(hours), Number(minutes));
  return found === undefined ? [] : [{ value: { zone: found }, end: split ? at + 4 : at + 2, cost: 0 }];
}

const zoneWord: Procedure = (input, at) =>
  (input.lexemes[at] ?? [])
    .filter(({ kind }) => kind === 'zone')
    .map(({ value, length }) => ({ value, end: at + length, cost: 0 }));

export const timeProcedures: Readonly<Record<string, Procedure>> = {
  halves,
  'am-word': halfWord('am'),
  'pm-word': halfWord('pm'),
  h: hourSign,
  zone,
  'zone-word': zoneWord,
};
