import type { Call } from '../../src/platform/discord/call.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { list } from '../../src/platform/i18n/index.ts';
import { literal } from '../../src/platform/text.ts';
import { clockText, DAY } from '../../src/platform/times/minutes.ts';
import { type ParsedWhen, parseWhen, type Reading, type WhenRefusal } from '../../src/platform/times/read.ts';
import { phraseOf } from '../../src/platform/times/show.ts';
import { readTimeOfDay } from '../../src/platform/times/time-of-day.ts';

/** Pressed instead of a reading: the form opens again with what was typed. */
const EDIT = 'edit';
/** Drafts live shorter (ms): what claims to be older than this was not asked by us. */
const LONGEST_ASKED = 3_600_000;

/**
 * The moment or repetition typed into a command's or form's `when`, in the member's `zone`. What has several readings,
 * or none, is asked about: each reading or suggestion is a button, and so is *Edit*, for which the caller opens its form
 * filled in. Throws the Question.
 */
export function readWhen(call: Call, typed: string, zone: string): Reading | 'edit' {
  const answered = call.answers.when;
  if (answered === EDIT || call.answers.once === EDIT) return 'edit';
  const context = { now: call.now, zone, locale: call.locale };
  const chosen = answered === undefined ? undefined : chosenOf(answered, typed, context);
  if (chosen !== undefined && chosen.instant > call.now) return chosen;
  const parsed = parseWhen(typed, context);
  if (parsed.ok) return parsed;
  const { problem, suggestions } = parsed.refusal;
  const examples = list(
    call.locale,
    suggestions.map((phrase) => `\`${phrase}\``),
    'disjunction',
  );
  const choices = suggestions.map((phrase, index) => ({
    name: phrase,
    value: `${index}-${call.now.toString(36)}`,
  }));
  throw new Question(
    'when',
    { key: `reminders:error.when.${problem}`, params: { typed: literal(typed), examples } },
    [...choices, { name: call.t('common:button.edit'), value: EDIT }],
  );
}

/** The same where a repetition makes no sense: one moment. */
export function readMoment(call: Call, typed: string, zone: string): Reading | 'edit' {
  const read = readWhen(call, typed, zone);
  if (read === 'edit' || read.recurrence === undefined) return read;
  const once = { ...read, recurrence: undefined };
  const phrase = phraseOf(once, { zone, locale: call.locale });
  if (call.answers.once === 'yes') return once;
  throw new Question('once', { key: 'reminders:error.when-once', params: { examples: `\`${phrase}\`` } }, [
    { name: phrase, value: 'yes' },
    { name: call.t('common:button.edit'), value: EDIT },
  ]);
}

/** The reading that was pressed, seen from when it was asked: 'tomorrow' stays that day over midnight. */
function chosenOf(
  answered: string,
  typed: string,
  context: { now: number; zone: string; locale: 'en' | 'fr' },
): Reading | undefined {
  const [index = '', asked = ''] = answered.split('-');
  const askedAt = Number.parseInt(asked, 36);
  if (!(askedAt <= context.now && askedAt > context.now - LONGEST_ASKED)) return undefined;
  const then = { ...context, now: askedAt };
  const parsed = parseWhen(typed, then);
  if (parsed.ok) return parsed;
  return parsed.refusal.readings[Number(index)] ?? suggested(parsed.refusal, Number(index), then);
}

function suggested(
  { suggestions }: WhenRefusal,
  index: number,
  context: { now: number; zone: string; locale: 'en' | 'fr' },
): Reading | undefined {
  const parsed: ParsedWhen = parseWhen(suggestions[index] ?? '', context);
  return parsed.ok ? parsed : undefined;
}

/**
 * A time of day typed into `time`, as 'HH:MM', 00:00 to 23:59; asked about in the same way. 24:00 is no time of the day
 * it ends. Undefined: *Edit* was pressed.
 */
export function readClock(call: Call, typed: string): string | undefined {
  const answered = call.answers.time;
  if (answered === EDIT) return undefined;
  if (answered !== undefined && /^\d{1,4}$/.test(answered) && Number(answered) < DAY)
    return clockText(Number(answered));
  const readings = readTimeOfDay(typed, call.locale).filter((each) => each < DAY);
  const [minutes, ...others] = readings;
  if (minutes !== undefined && others.length === 0) return clockText(minutes);
  const choices = minutes === undefined ? [USUAL_CLOCK] : readings;
  const examples = list(
    call.locale,
    choices.map((each) => `\`${clockText(each)}\``),
    'disjunction',
  );
  const key = minutes === undefined ? 'reminders:error.step-time' : 'reminders:error.step-time-ambiguous';
  throw new Question('time', { key, params: { typed: literal(typed), examples } }, [
    ...choices.map((each) => ({ name: clockText(each), value: String(each) })),
    { name: call.t('common:button.edit'), value: EDIT },
  ]);
}

/** Offered where nothing was understood: when most steps come, in minutes. */
const USUAL_CLOCK = 9 * 60;
