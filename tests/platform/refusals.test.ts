import { expect, it } from 'vitest';
import { ways } from '../../commands/index.ts';
import { textsOf } from '../support/promises.ts';
import { callsOf, sources } from './sources.ts';

/** What refuses typed options keeps them, where they are more than a word: *Edit* opens them again. */
const TYPED = 'what was typed can be corrected: *Edit*, or the command again';
const STAFF = 'staff typed a command, which the sentence asks to correct';
/** Refusals without a button of their own, each with the reason; they get the way home like every answer. */
const NO_BUTTON: Readonly<Record<string, string>> = {
  'announcements:error.everyone': STAFF,
  'announcements:error.reminded': 'it was done',
  'announcements:error.role-with-lacking': STAFF,
  'announcements:error.lines': TYPED,
  'announcements:error.unknown': TYPED,
  'blockers:error.bot': 'people only can be named; the command again is what helps',
  'blockers:error.mentors-only': 'its sentence names the button on the card, which is for everybody',
  'blockers:error.no-answer-here': 'what can be an answer stands in the thread itself',
  'blockers:error.not-solved': 'there is nothing to undo',
  'blockers:error.not-yours-to-solve': 'somebody else presses it',
  'blockers:error.over': 'it is over',
  'blockers:error.own': 'it is their own',
  'blockers:error.tech': TYPED,
  'cohorts:error.deadline-before-start': STAFF,
  'cohorts:error.events': 'the setting it asks for is in Discord',
  'cohorts:error.name-taken': STAFF,
  'cohorts:error.not-a-date': STAFF,
  'cohorts:error.nothing-to-change': STAFF,
  'cohorts:error.too-long': STAFF,
  'cohorts:error.unknown': TYPED,
  'cohorts:error.zone': STAFF,
  'cohorts:mentor.builds': 'the press it asks for is on the card of which the member pressed another button',
  'cohorts:weights.refused': TYPED,
  'contracts:error.file-too-large': 'a smaller file is attached to the same command',
  'contracts:error.file-unreachable': 'the file is attached once more to the same command',
  'common:error.draft-gone': 'nothing is left to open',
  'common:error.option.invalid': TYPED,
  'common:error.option.missing': TYPED,
  'common:error.option.not-a-choice': TYPED,
  'common:error.option.not-a-number': TYPED,
  'common:error.option.too-long': TYPED,
  'common:error.option.too-short': TYPED,
  'common:error.option.wrong-channel': TYPED,
  'common:error.server-only': 'no server is known in which a button could act',
  'common:error.too-often': 'nothing helps but the time it names',
  'common:error.try-again': 'the same press again is what helps',
  'communities:none-given.channels': STAFF,
  'communities:none-given.locale': STAFF,
  'communities:none-given.roles': STAFF,
  'journal:error.asked-already': 'the author is asked, and answers when they want',
  'journal:error.gone': 'it is gone',
  'journal:error.no-words': 'another message is chosen by its own menu',
  'journal:error.private-words': 'nobody but its author can do it',
  'journal:error.not-yours': 'nobody but its author can do it',
  'journal:error.public-already': 'what it asks for has happened',
  'journal:progress.hours-wrong': TYPED,
  'learners:language-closest': TYPED,
  'learners:language-unknown': TYPED,
  'learners:zone-unknown': TYPED,
  'moderation:error.days': TYPED,
  'moderation:error.own': 'its own buttons are on it',
  'moderation:error.self': STAFF,
  'outreach:error.too-long': TYPED,
  'outreach:error.too-short': TYPED,
  'projects:error.brief': TYPED,
  'projects:error.links': TYPED,
  'projects:error.not-owner': 'nobody but the owner can do it',
  'projects:error.one-link': TYPED,
  'projects:error.stack': TYPED,
  'projects:error.unknown': TYPED,
  'projects:error.url': TYPED,
  'suspensions:error.asked': 'it was asked once, which is all there is',
  'suspensions:error.over': 'it is over',
  'readme:answer.none': 'what it asks for is written in the repository',
  'readme:error.not-read': 'the address or the host has to change first',
  'readme:error.not-text': 'another file is attached to the same command',
  'readme:error.too-large': 'the file has to become smaller first',
  'readme:error.topic': TYPED,
  'reminders:error.not-paused': STAFF,
  'reminders:error.step-braces': TYPED,
  'reminders:error.step-filled': TYPED,
  'reminders:error.step-hours': STAFF,
  'reminders:error.step-needs-something': STAFF,
  'reminders:error.step-placeholder': TYPED,
  'reminders:error.step-text': TYPED,
  'reminders:error.step-time': STAFF,
  'reminders:error.step-time-ambiguous': STAFF,
  'reminders:error.when-once': TYPED,
  'reminders:error.when.ambiguous': TYPED,
  'reminders:error.when.empty': TYPED,
  'reminders:error.when.impossible': TYPED,
  'reminders:error.when.not-understood': TYPED,
  'reminders:error.when.past': TYPED,
  'reminders:error.when.too-far': TYPED,
  'reminders:error.when.unsupported-repeat': TYPED,
  'reminders:error.when.vague': TYPED,
  'reminders:mute.unknown': 'the cohort is gone, and nothing of it can be reminded of',
  'requests:error.block-self': 'there is nothing to do',
  'rounds:error.archived': STAFF,
  'rounds:error.died': 'whoever runs the bot has to look',
  'rounds:error.running': 'waiting helps',
  'submissions:error.archived': 'what it asks for is on another platform',
  'rounds:error.timeout': 'waiting helps',
  'rounds:error.too-many': 'whoever runs the bot has to look',
  'rounds:error.unkept': 'whoever runs the bot has to look',
};

const texts = { en: textsOf('en'), fr: textsOf('fr') };

interface Refused {
  readonly key: string;
  readonly helped: boolean;
}

/** Every text that is thrown as a UserError, and whether help stands beside it. */
function thrown(): Refused[] {
  return sources('src', 'commands').flatMap(({ source }) =>
    callsOf(source, 'UserError').flatMap((given) => {
      const text = given.join(', ');
      const keys = [...text.matchAll(/['`]([a-z-]+:[\w.${}-]+)['`]/g)].flatMap(([, name = '']) =>
        keysOf(name),
      );
      return keys.map((key) => ({ key, helped: /\bhelp\b/.test(text) }));
    }),
  );
}

/** Refusals that are made in one place and thrown in another: what stands against a request, options, dates. */
const MADE =
  /^(?:common:error\.(?:option|person)|(?:requests|same-side|teams|cohorts|projects|reminders):error|requests:ended)\./;

function made(): Refused[] {
  const all = sources('src', 'commands').map(({ source }) => source);
  const named = [...texts.en.keys()].filter((key) => MADE.test(key) && !key.endsWith('@promise'));
  return [...new Set(named.map(withoutPlural))].map((key) => {
    const stem = key.replace(/\.(?:backend|frontend|fullstack)$/, '.');
    const helped = all.some((source) => {
      const at = source.indexOf(stem);
      return at >= 0 && /\bhelp\b/.test(source.slice(at, at + 120));
    });
    return { key, helped };
  });
}

function withoutPlural(key: string): string {
  return key.replace(/_(?:one|other)$/, '');
}

/** The texts that a key with parts filled in may stand for. */
function keysOf(name: string): string[] {
  const pattern = new RegExp(
    `^${name.replaceAll('.', String.raw`\.`).replace(/\$\{[^}]*\}/g, String.raw`[\w-]+`)}$`,
  );
  return [...new Set([...texts.en.keys()].map(withoutPlural))].filter((key) => pattern.test(key));
}

/** A command in a text is pressed like a button. */
function namesCommand(key: string): boolean {
  return (['en', 'fr'] as const).every((locale) => {
    const said = [texts[locale].get(key), texts[locale].get(`${key}_other`)].filter(
      (each) => each !== undefined,
    );
    return said.length > 0 && said.every((each) => /`\/\p{L}/u.test(each));
  });
}

const all = Map.groupBy([...thrown(), ...made()], ({ key }) => key);
const hasWay = (key: string): boolean =>
  namesCommand(key) || key in ways.out || (all.get(key) ?? []).some(({ helped }) => helped);

it('every refusal offers the press that helps, or is listed with a reason', () => {
  expect(all.size).toBeGreaterThan(120);
  const bare = [...all.keys()].filter((key) => !hasWay(key) && NO_BUTTON[key] === undefined);
  expect(bare.toSorted()).toEqual([]);
});

it('no reason is kept for a refusal that has its press, and none for one that is gone', () => {
  expect(Object.keys(NO_BUTTON).filter((key) => !all.has(key) || hasWay(key))).toEqual([]);
});

it('no way is kept for a refusal that is gone', () => {
  expect(Object.keys(ways.out).filter((key) => !all.has(key))).toEqual([]);
});
