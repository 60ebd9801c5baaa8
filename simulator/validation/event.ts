import { createHash } from 'node:crypto';
import type { Fields } from '../form.ts';
import type { RecurrenceRule, ScheduledEvent } from '../wire.ts';

/** A picture comes as a data URI and is shown as a hash: reference#image-data */
export function readImage(fields: Fields, event: ScheduledEvent): void {
  if (fields.given('image') === null) event.image = null;
  const data = fields.text('image');
  if (data === undefined) return;
  if (!/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(data)) {
    fields.fail('image', 'IMAGE_INVALID', 'Invalid image data');
  }
  event.image = createHash('md5').update(data).digest('hex');
}

const WEEKLY = 2;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const FREQUENCIES = [0, 1, 2, 3];

/**
 * How an event repeats; null takes it away, undefined leaves it.
 * https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
 */
export function readRecurrence(parent: Fields): RecurrenceRule | null | undefined {
  if (parent.given('recurrence_rule') === null) return null;
  const fields = parent.object('recurrence_rule');
  if (!fields) return undefined;
  const frequency = fields.choice('frequency', FREQUENCIES, true) ?? 0;
  // "interval: can only be 1, except for weekly events, where it can be 1 or 2"
  const interval = fields.integer('interval', { min: 1, max: frequency === WEEKLY ? 2 : 1 }) ?? 1;
  for (const key of ['count', 'end', 'by_year_day']) {
    if (fields.given(key) != null) fields.fail(key, 'BASE_TYPE_CHOICES', `${key} cannot be set`);
  }
  return {
    start: fields.timestamp('start', true) ?? '',
    end: null,
    frequency,
    interval,
    by_weekday: readNumbers(fields, 'by_weekday', WEEKDAYS),
    by_n_weekday: readNthWeekdays(fields),
    by_month: readNumbers(
      fields,
      'by_month',
      Array.from({ length: 12 }, (_, index) => index + 1),
    ),
    by_month_day: readNumbers(
      fields,
      'by_month_day',
      Array.from({ length: 31 }, (_, index) => index + 1),
    ),
    by_year_day: null,
    count: null,
  };
}

function readNumbers(fields: Fields, key: string, allowed: readonly number[]): number[] | null {
  const list = fields.array(key, { min: 1, max: allowed.length });
  if (!list) return null;
  if (new Set(list).size !== list.length) {
    fields.fail(key, 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value');
  }
  list.forEach((value, index) => {
    if (typeof value === 'number' && allowed.includes(value)) return;
    fields.form.fail(
      [...fields.path, key, index],
      'BASE_TYPE_CHOICES',
      `Value must be one of ${allowed.join(', ')}.`,
    );
  });
  return list.filter((value) => typeof value === 'number');
}

function readNthWeekdays(fields: Fields): RecurrenceRule['by_n_weekday'] {
  const list = fields.list('by_n_weekday', { min: 1, max: 1 });
  if (!list) return null;
  return list.map((item) => ({
    n: item.integer('n', { min: 1, max: 5, required: true }) ?? 1,
    day: item.choice('day', WEEKDAYS, true) ?? 0,
  }));
}
