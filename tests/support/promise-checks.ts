import type { Member } from '@nexus/simulator';
import type { Locale } from '../../src/platform/i18n/index.ts';
import { rowsOf } from './pairs.ts';
import { type PromiseName, patternsOf, textsOf } from './promises.ts';
import type { Given, Walk } from './walker.ts';
import { plain } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The longest a request waits for its answer. */
const REQUEST = 72 * HOUR;

/** Whether what somebody read came true. `step`: the bot of the walk wakes so often, in ms. */
type Check = (given: Given, walk: Walk, step: number) => boolean;

const ANSWERS = ['requests:notice.', 'requests:accepted', 'requests:closed.', 'same-side:notice.'];
const FITS = ['waiting:card.free', 'waiting:notice.free'];
const ROOM = ['waiting:card.room', 'waiting:notice.room'];

const languageOf = (member: Member): Locale => (member.locale === 'fr' ? 'fr' : 'en');

/** What reached somebody from then on, for so long (ms): direct messages, mentions, private answers. */
function reached({ to, at }: Pick<Given, 'to' | 'at'>, walk: Walk, within: number): string[] {
  const isThen = (when: number): boolean => when >= at && when <= at + within;
  const sent = to.pings().filter(({ timestamp }) => isThen(Date.parse(timestamp)));
  const read = walk.heard.filter((each) => each.to === to && isThen(each.at));
  return [...sent.map(plain), ...read.map(({ words }) => words)];
}

function says(texts: readonly string[], locale: Locale, ...beginnings: readonly string[]): boolean {
  // What stands in a thread is in the language of the server.
  const patterns = [...patternsOf(locale, ...beginnings), ...patternsOf('en', ...beginnings)];
  return texts.some((text) => patterns.some((pattern) => pattern.test(text)));
}

const hears =
  (within: number, ...beginnings: readonly string[]): Check =>
  (given, walk, step) =>
    says(reached(given, walk, within + step), languageOf(given.to), ...beginnings);

const EVER = Number.MAX_SAFE_INTEGER / 2;

const countOf = (walk: Walk, query: string, ...params: readonly string[]): number =>
  rowsOf<{ n: number }>(walk.world, query, ...params)[0]?.n ?? 0;

/** They wait still, or heard of it, or what they waited for is no longer wanted. */
const waits = (table: 'waiting_list' | 'waiting_watches', ...told: readonly string[]): Check =>
  function check(given, walk) {
    const query = `select count(*) as n from ${table} where user_id = ?`;
    if (countOf(walk, query, given.to.id) > 0) return true;
    const read = reached(given, walk, EVER);
    return says(
      read,
      languageOf(given.to),
      ...told,
      'waiting:left',
      'waiting:off.',
      'requests:accepted',
      'requests:notice.accepted',
    );
  };

/** Something that the sentence was about, whichever it was: an answer, a fit, room, news of a project. */
const NEWS = [...ANSWERS, ...FITS, ...ROOM, 'projects:news.', 'teams:replacement.', 'teams:news.'];

/** The moments (ms UTC) that a text names. */
const momentsIn = (words: string): number[] =>
  [...words.matchAll(/<t:(\d+)(?::\w)?>/g)].map(([, seconds]) => Number(seconds) * 1_000);

const personsIn = (words: string): string[] => [...words.matchAll(/<@(\d+)>/g)].map(([, id = '']) => id);

/** For each promise of the table, whether it was kept. */
export const CHECKS: Readonly<Record<PromiseName, Check>> = {
  'answer-reaches-asker': hears(REQUEST, ...ANSWERS),
  'room-reaches-watcher': waits('waiting_watches', ...ROOM),
  'fit-reaches-waiting': waits('waiting_list', ...FITS),
  'news-reach-follower': hears(EVER, 'projects:news.'),
  'reminder-comes': ({ to, words }, walk, step) => {
    const [due = 0] = momentsIn(words);
    const said = reached({ to, at: due }, walk, step + 10 * MINUTE);
    return says(said, languageOf(to), 'reminders:personal.', 'teams:meet.reminder');
  },
  'deadline-event-stands': (_, { world }) => [...world.guild.state.events.values()].length > 0,
  'no-such-reminders': (given) => !remind(pingsAfter(given)),
  'step-is-told-again': ({ to }, walk) =>
    countOf(walk, 'select count(*) as n from reminder_mutes where user_id = ?', to.id) === 0,
  'not-matched': ({ to, at, words }, walk) => {
    const [other = ''] = personsIn(words).filter((id) => id !== to.id);
    const offered = walk.heard.filter(
      (each) => each.to === to && each.at > at && /\*\*1\.\*\*/.test(each.words),
    );
    return offered.every(({ words: said }) => !said.includes(`<@${other}>`));
  },
  'no-step-twice': (given, walk) => walk.people.every((member) => hadNoStepTwice(member, given.at)),
  'nothing-sent-later': (given, walk) => {
    const resumed = walk.heard.find(
      ({ at, words }) => at > given.at && says([words], languageOf(given.to), 'reminders:staff.resumed'),
    );
    const end = resumed === undefined ? EVER : resumed.at + MINUTE;
    return walk.people.every((to) =>
      to.pings().every((message) => {
        const sent = Date.parse(message.timestamp);
        return sent <= given.at || sent >= end || !remind([plain(message)]);
      }),
    );
  },
  'confirmation-reaches-mentor': hears(EVER, 'cohorts:mentor.confirmed'),
  'news-come-directly': (given, walk, step) => {
    const letters = given.to
      .dms()
      .filter(({ timestamp }) => Date.parse(timestamp) > given.at)
      .map(plain);
    return says(letters, languageOf(given.to), ...NEWS) || waitsStill(given, walk, step);
  },
  'news-come-in-thread': (given, walk, step) =>
    says(pingsAfter(given), languageOf(given.to), ...NEWS) || waitsStill(given, walk, step),
  'news-come-under-answer': (given, walk, step) => {
    const read = walk.heard
      .filter(({ to, at }) => to === given.to && at > given.at)
      .map(({ words }) => words);
    return (
      says(read, languageOf(given.to), ...NEWS, 'cohorts:mentor.confirmed') || waitsStill(given, walk, step)
    );
  },
  'allowed-again': ({ to, words }, walk) => {
    const [when = 0] = momentsIn(words);
    const later = walk.heard.filter((each) => each.to === to && each.at >= when);
    return (
      later.length > 0 && !later.some((each) => says([each.words], languageOf(to), 'common:error.too-often'))
    );
  },
  'announced-again': hears(EVER, 'projects:announced'),
  'shown-once-joined': hears(EVER, 'partners:head.found', 'partners:head.some'),
};

/** Nothing came, because what they wait for has not happened. */
function waitsStill(given: Given, walk: Walk, step: number): boolean {
  return (
    CHECKS['fit-reaches-waiting'](given, walk, step) &&
    countOf(walk, 'select count(*) as n from waiting_list where user_id = ?', given.to.id) > 0
  );
}

function pingsAfter({ to, at }: Given): string[] {
  return to
    .pings()
    .filter(({ timestamp }) => Date.parse(timestamp) > at)
    .map(plain);
}

/** Whether one of these is a reminder of the programme; it stands where all read, in the language of the server. */
function remind(texts: readonly string[]): boolean {
  return texts.some((text) => stepPatterns().some((pattern) => pattern.test(text)));
}

/** Of every step its text; how the plan names it may stand anywhere. */
function stepPatterns(): RegExp[] {
  const keys = [...textsOf('en').keys()].filter((key) => /^reminders:steps\.[^.]+\.text/.test(key));
  return patternsOf('en', ...keys);
}

function hadNoStepTwice(member: Member, since: number): boolean {
  const after = member.pings().filter(({ timestamp }) => Date.parse(timestamp) >= since);
  // The weekly ones come every week.
  return stepPatterns().every(
    (pattern) =>
      /progress/.test(pattern.source) || after.filter((message) => pattern.test(plain(message))).length <= 1,
  );
}
