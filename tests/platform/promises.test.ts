import { describe, expect, it } from 'vitest';
import { futureWithoutMark, markedIn, PROMISES, textsOf } from '../support/promises.ts';

/** Texts that speak of the future and promise nothing, each with the reason. */
const NO_PROMISE: Readonly<Record<string, string>> = {
  'commands:announce-project.options.summary': 'asks what the project is meant to do',
  'projects:modal.summary': 'asks what the project is meant to do',
  'cohorts:event.past': 'holds only if staff move the deadline, and cohorts:event.on says so then',
  'partners:ask-track': 'the answer to the question is the search itself',
  'reminders:steps.announce.text': 'says what the learner is able to do later',
  'reminders:steps.blockers.text': 'a kind word about talking to each other',
  'reminders:choose.hint-backend': 'advice about chances',
  'reminders:choose.hint-frontend': 'advice about chances',
  'requests:decline.hint': 'says who reads what is typed; nothing follows by itself',
  'teams:replacement.withdrawn': 'holds only if the reader leaves, which says so itself',
  'teams:rematch.ask': 'a question; teams:rematch.done promises it once it is answered',
  'rounds:error.no-pairs': 'advice for when more have joined',
};

describe.each(['en', 'fr'] as const)('what sentences promise in %s', (locale) => {
  it('every sentence about the future carries the name of its promise, or a reason why it is none', () => {
    const unmarked = new Set(futureWithoutMark(locale));
    expect([...unmarked].filter((key) => NO_PROMISE[key] === undefined)).toEqual([]);
  });

  it('every mark stands beside a sentence and names a promise of the table', () => {
    const marks = [...textsOf(locale).keys()].filter((key) => key.endsWith('@promise'));
    const marked = markedIn(locale);
    expect(marks.filter((key) => !marked.some((each) => `${each.key}@promise` === key))).toEqual([]);
    expect(marked.filter(({ promise }) => !Object.hasOwn(PROMISES, promise))).toEqual([]);
  });
});

it('a sentence promises the same in both languages', () => {
  const names = (locale: 'en' | 'fr') =>
    Object.fromEntries(markedIn(locale).map(({ key, promise }) => [key, promise]));
  expect(names('fr')).toEqual(names('en'));
});

it('no promise of the table is without a sentence', () => {
  const given = new Set(markedIn('en').map(({ promise }) => promise));
  expect(Object.keys(PROMISES).filter((name) => !given.has(name))).toEqual([]);
});

it('no reason is kept for a sentence that needs none any more', () => {
  const unmarked = new Set([...futureWithoutMark('en'), ...futureWithoutMark('fr')]);
  expect(Object.keys(NO_PROMISE).filter((key) => !unmarked.has(key))).toEqual([]);
});
