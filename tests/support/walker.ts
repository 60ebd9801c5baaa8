import { buttons, type Component, type Member, type Message, type Reply, text } from '@nexus/simulator';
import type { Locale } from '../../src/platform/i18n/index.ts';
import { type Marked, promisesIn, textsOf } from './promises.ts';
import { plain } from './words.ts';
import type { World } from './world.ts';

/** A promise that somebody read. */
export interface Given extends Marked {
  readonly to: Member;
  /** ms UTC. */
  readonly at: number;
  readonly words: string;
}

/** What a walk has gathered: what was promised, and what should not have been. */
export interface Walk {
  readonly world: World;
  readonly given: Given[];
  readonly faults: string[];
  /** Every private answer somebody read, in its order. */
  readonly heard: Heard[];
  /** Everybody who walks. */
  readonly people: Member[];
}

export interface Heard {
  readonly to: Member;
  /** ms UTC. */
  readonly at: number;
  /** What was pressed or typed for it. */
  readonly what: string;
  readonly words: string;
}

/** After these nothing is left to do: they need no next step. */
const DONE = ['help:next.nothing', 'silences:said.well'];
/** A piece of a sentence that is shorter may stand in the other language too. */
const TELLING = 14;

const languageOf = (member: Member): Locale => (member.locale === 'fr' ? 'fr' : 'en');

/** A learner, mentor or staff member who looks at every answer the way a person does. */
export function walker(walk: Walk, member: Member) {
  const locale = languageOf(member);
  walk.people.push(member);

  function judge(message: Message, what: string, isPrivate = true): Message {
    const words = plain(message);
    const blame = (why: string): void => {
      walk.faults.push(`${member.name}, ${what}: ${why}: ${words}`);
    };
    const foreign = foreignTo(words, locale);
    if (foreign !== undefined) blame(`not in ${locale} ("${foreign}")`);
    if (/Something broke|Quelque chose a cassé|undefined|\{\{|NaN/.test(words)) blame('broken');
    if (isPrivate && !leadsOn(message, locale)) blame('a dead end');
    const at = Date.parse(message.timestamp);
    if (isPrivate) walk.heard.push({ to: member, at, what, words });
    for (const each of promisesIn(words, locale)) walk.given.push({ ...each, to: member, at, words });
    return message;
  }

  async function judged(reply: Reply, what: string): Promise<Message> {
    const message = await reply.finished();
    return judge(message, what);
  }

  return {
    member,
    locale,
    judge,
    /** The member's home; with a topic, what it says of that. */
    async help(): Promise<Message> {
      return judged(await member.slash('/help'), '/help');
    },
    async topic(home: Message, topic: string): Promise<Message> {
      return judged(await member.select(home, 'n1:help.topic', topic), `/help ${topic}`);
    },
    /** Presses a button of which no more than the label is known. */
    async press(message: Message, label: string, where?: number | string): Promise<Message> {
      const reply = await member.click(message, label, where === undefined ? {} : { in: where });
      return judged(reply, label);
    },
    /** Presses a button that opens a form, and sends it. */
    async fill(
      message: Message,
      label: string,
      values: Record<string, string | string[]>,
      where?: number | string,
    ): Promise<Message> {
      const opened = await member.click(message, label, where === undefined ? {} : { in: where });
      return judged(await member.submitModal(opened, values), label);
    },
    async choose(message: Message, custom: string, value: string): Promise<Message> {
      return judged(await member.select(message, custom, value), custom);
    },
    /** Touches a command in a text, as one does on a phone: it must be one to touch. */
    async touch(message: Message, command: string): Promise<Message> {
      if (!new RegExp(`<${command}:\\d+>`).test(text(message)))
        throw new Error(`${command} is nothing to press in: ${text(message)}`);
      return judged(await member.slash(command), command);
    },
    /** Staff type. */
    async type(line: string, options: Record<string, string | number> = {}): Promise<Message> {
      return judged(await member.slash(line, options), line);
    },
  };
}

export type Walker = ReturnType<typeof walker>;

/** Something to press: a button, a menu, a command; or the word that nothing is left to do. */
function leadsOn(message: Message, locale: Locale): boolean {
  if (buttons(message).some(({ disabled }) => !disabled)) return true;
  if (hasMenu(message.components) || /<\/[^:<>]+:\d+>/.test(text(message))) return true;
  const texts = textsOf(locale);
  return DONE.some((key) => text(message).includes(texts.get(key) ?? key));
}

function hasMenu(components: readonly Component[]): boolean {
  return components.some((each) => [3, 5, 6, 7, 8].includes(each.type) || hasMenu(each.components ?? []));
}

/** Sentences of one language that the other one does not have, each by its longest piece without values. */
const telling = new Map<Locale, string[]>();

function piecesOf(locale: Locale): string[] {
  const found = telling.get(locale);
  if (found !== undefined) return found;
  const other = [...textsOf(locale === 'en' ? 'fr' : 'en').values()].join('\n');
  const pieces = [...textsOf(locale)]
    // Descriptions of commands are shown by Discord, in the language of the client.
    .filter(([key]) => !key.startsWith('commands:') && !key.endsWith('@promise'))
    .map(([, words]) => longest(words))
    .filter((piece) => piece.length >= TELLING && piece.includes(' ') && !other.includes(piece));
  telling.set(locale, pieces);
  return pieces;
}

function longest(words: string): string {
  return words
    .split(/\{\{\w+\}\}|`[^`]+`|\n/)
    .reduce((best, each) => (each.trim().length > best.length ? each.trim() : best), '');
}

/** Words of the other language in a text. */
export function foreignTo(words: string, locale: Locale): string | undefined {
  return piecesOf(locale === 'en' ? 'fr' : 'en').find((piece) => words.includes(piece));
}
