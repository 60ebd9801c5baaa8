/** People who try what members said went wrong, in both languages. */
import { type Component, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { expect } from 'vitest';
import type { Locale } from '../../src/platform/i18n/index.ts';
import { patternsOf } from './promises.ts';
import { foreignTo } from './walker.ts';
import { plain } from './words.ts';
import type { World } from './world.ts';

export const BOTH: readonly Locale[] = ['en', 'fr'];
type Options = Record<string, string | number | boolean | Member>;

function controls(components: readonly Component[] = []): Component[] {
  return components.flatMap((each) => [
    each,
    ...controls(each.components),
    ...(each.accessory === undefined ? [] : [each.accessory]),
  ]);
}

/** The custom ids of what can be pressed. */
export const waysIn = (message: Message): string[] =>
  controls(message.components).flatMap(({ custom_id: id, disabled }) =>
    id === undefined || disabled === true ? [] : [id],
  );

/** Presses the button that leads there, whatever it is called in their language. */
export async function pressed(member: Member, message: Message, route: string): Promise<Reply> {
  const id = waysIn(message).find((each) => each.includes(route));
  if (id === undefined)
    throw new Error(`nothing leads to ${route} in ${waysIn(message).join()}: ${text(message)}`);
  return await member.click(message, id);
}

/** Whether one of the sentences whose keys begin so is among what they read. */
export function isSaid(message: Message, locale: Locale, ...keys: readonly string[]): boolean {
  return patternsOf(locale, ...keys).some((pattern) => pattern.test(plain(message)));
}

/** These sentences are among what they read, all of it in their language. */
export function reads(message: Message, locale: Locale, ...keys: readonly string[]): void {
  const words = plain(message);
  expect(foreignTo(words, locale), words).toBeUndefined();
  for (const key of keys) {
    expect(patternsOf(locale, key).length, key).toBeGreaterThan(0);
    expect(isSaid(message, locale, key), `${key} in ${words}`).toBe(true);
  }
}

export const home = async (member: Member): Promise<Message> => (await member.slash('/help')).message;

/** People and projects of one world. */
export function people(worldNow: () => World) {
  let count = 0;

  async function settled(): Promise<void> {
    await worldNow().settle();
  }

  /** Somebody new, who reads this language. */
  async function person(
    locale: Locale,
    track: 'backend' | 'frontend',
    options: Options = {},
  ): Promise<Member> {
    const member = stranger(locale);
    await member.slash('/profile set', { track, dm: false, ...options });
    return member;
  }

  /** Somebody new who never used Nexus. */
  function stranger(locale: Locale): Member {
    return worldNow().guild.addMember({
      name: `Learner ${++count}`,
      locale: locale === 'fr' ? 'fr' : 'en-GB',
    });
  }

  async function announce(member: Member, options: Options = {}): Promise<string> {
    const title = `Shop ${++count}`;
    await member.slash('/announce-project', {
      title,
      brief: 'online-poll',
      summary: 'A summary that is long enough to be accepted.',
      track: 'backend',
      ...options,
    });
    await settled();
    return title;
  }

  async function invited(owner: Member, guest: Member): Promise<void> {
    await owner.slash('/team invite', { member: guest });
    await pressed(guest, (await guest.slash('/partner requests')).message, 'request.accept');
    await settled();
  }

  async function team(owner: Member, guests: readonly Member[], options: Options = {}): Promise<string> {
    const title = await announce(owner, options);
    for (const guest of guests) await invited(owner, guest);
    return title;
  }

  function card(part: string): Message {
    const { staff, projects } = worldNow();
    const found = staff.sees(projects).findLast((message) => text(message).includes(part));
    if (found === undefined) throw new Error(`no card of ${part}`);
    return found;
  }

  return { person, stranger, announce, invited, team, card };
}
