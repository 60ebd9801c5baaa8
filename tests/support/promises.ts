import type { Message } from '@nexus/simulator';
import { catalogues, type Namespace } from '../../src/platform/i18n/catalogues.ts';
import type { Locale } from '../../src/platform/i18n/index.ts';

/** What a sentence promises: who is to see what, where and by when. The walk holds Nexus to each that was shown. */
export const PROMISES = {
  'answer-reaches-asker':
    'Whoever asked hears the answer, or that the time ran out, within the request’s time.',
  'room-reaches-watcher': 'Whoever waits for room hears of it once, within a minute of it.',
  'fit-reaches-waiting': 'Whoever is on the waiting list hears within a minute that somebody fits.',
  'news-reach-follower': 'Whoever follows a project hears of its news, directly or under their next answer.',
  'reminder-comes': 'The reminder comes at its moment, in the place it names.',
  'deadline-event-stands': 'The deadline stands among the server’s events as soon as Discord takes it.',
  'no-such-reminders': 'No reminder of that kind comes to them any more.',
  'step-is-told-again': 'The step’s reminder comes to them again.',
  'not-matched': 'The two are never offered to each other again.',
  'no-step-twice': 'Whoever was reached by a step is not reminded of it again when staff change it.',
  'nothing-sent-later': 'What fell due during a pause does not come afterwards.',
  'confirmation-reaches-mentor':
    'Whoever asked to mentor reads under their next private answer that staff confirmed it.',
  'news-come-directly': 'The news come as one direct message, and nowhere public.',
  'news-come-in-thread': 'The news come as one mention in the thread of their project.',
  'news-come-under-answer': 'The news stand once under their next private answer, /help among them.',
  'allowed-again': 'From the moment named on the same is done without a refusal.',
  'announced-again': 'A withdrawn project can be announced again, filled in.',
  'shown-once-joined': 'A new learner is found by the next search.',
} as const;

export type PromiseName = keyof typeof PROMISES;

export interface Marked {
  readonly key: string;
  readonly promise: string;
  /** What the sentence looks like when it is shown, values and all. */
  readonly pattern: RegExp;
}

const MARK = '@promise';

/** Every text of a language as `namespace:path.to.text`; marks are texts whose key ends with `@promise`. */
export function textsOf(locale: Locale): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: object, path: string): void => {
    for (const [key, value] of Object.entries(node) as [string, unknown][]) {
      if (typeof value === 'string') found.set(`${path}${key}`, value);
      else walk(value as object, `${path}${key}.`);
    }
  };
  for (const namespace of Object.keys(catalogues[locale]) as Namespace[])
    walk(catalogues[locale][namespace], `${namespace}:`);
  return found;
}

/** The sentences of a language that promise something. */
export function markedIn(locale: Locale): Marked[] {
  const texts = textsOf(locale);
  return [...texts].flatMap(([key, promise]) => {
    if (!key.endsWith(MARK)) return [];
    const base = key.slice(0, -MARK.length);
    const said = [base, `${base}_one`, `${base}_many`, `${base}_other`].flatMap(
      (each) => texts.get(each) ?? [],
    );
    return said.map((text) => ({ key: base, promise, pattern: patternOf(text) }));
  });
}

/** Texts without a mark whose words speak of the future. */
export function futureWithoutMark(locale: Locale): string[] {
  const texts = textsOf(locale);
  const marked = new Set(markedIn(locale).map(({ key }) => key));
  return [...texts].flatMap(([key, text]) => {
    const base = key.replace(/_(?:one|other|many|zero)$/, '');
    return key.endsWith(MARK) || marked.has(base) || !FUTURE[locale].test(text) ? [] : [base];
  });
}

const FUTURE: Readonly<Record<Locale, RegExp>> = {
  en: /\b(?:will|won[’']t|(?:I|you|they|we|it)[’']ll|shall|going to)\b/i,
  // The simple future ends so, whatever the verb; "va" with an infinitive is the near one.
  fr: /(?<!\p{L})(?:\p{L}{2,}(?:er|ir|r)(?:ai|as|a|ons|ez|ont)|(?:va|vas|vais|vont|allez|allons) \p{L}+(?:er|ir|re))(?!\p{L})/iu,
};

/** The promises that a message shows. */
export function promisesIn(words: string, locale: Locale): Marked[] {
  return markedIn(locale).filter(({ pattern }) => pattern.test(words));
}

export type Shown = Marked & { readonly to: string; readonly message: Message };

/** What the texts whose keys begin so look like when they are shown. */
export function patternsOf(locale: Locale, ...beginnings: readonly string[]): RegExp[] {
  return [...textsOf(locale)]
    .filter(([key]) => !key.endsWith(MARK) && beginnings.some((each) => key.startsWith(each)))
    .map(([, text]) => patternOf(text));
}

function patternOf(text: string): RegExp {
  const words = text
    // A text within the text.
    .replace(/\$t\([^)]*\)/g, '{{text}}')
    .replace(/`(\/[^`]+)`/g, '{{command}}')
    .split(/\{\{\w+\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A value may be empty: a reminder that does not repeat says nothing of how.
  return new RegExp(words.join('[^]*?'));
}
