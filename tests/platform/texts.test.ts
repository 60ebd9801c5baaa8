import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { Services } from '../../commands/services.ts';
import { catalogues } from '../../src/platform/i18n/catalogues.ts';
import { callsOf, sources } from './sources.ts';

type Texts = ReadonlyMap<string, string>;

function flat(catalogue: object): Texts {
  const texts = new Map<string, string>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'string') texts.set(path, node);
    else
      for (const [key, value] of Object.entries(node as object))
        walk(value, path === '' ? `${key}:` : `${path}${path.endsWith(':') ? '' : '.'}${key}`);
  };
  walk(catalogue, '');
  return texts;
}

const en = flat(catalogues.en);
const fr = flat(catalogues.fr);

const order = (a: string, b: string): number => (a < b ? -1 : 1);

describe('the catalogues', () => {
  it('have the same texts in English and French, plural forms included', () => {
    expect(en.size).toBeGreaterThan(300);
    // French has a form of its own for millions; without it the ordinary plural is taken.
    const french = [...fr.keys()].filter((key) => !key.endsWith('_many'));
    expect(french.toSorted(order)).toEqual([...en.keys()].toSorted(order));
    const single = [...en.keys()].filter(
      (key) => key.endsWith('_one') && !en.has(key.replace(/_one$/, '_other')),
    );
    expect(single).toEqual([]);
  });

  it('have the same placeholders in both', () => {
    const placeholders = (text: string): string =>
      [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => name))].toSorted(order).join(' ');
    const differing = [...en].filter(([key, text]) => placeholders(text) !== placeholders(fr.get(key) ?? ''));
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('have no empty text and none that could not be sent', () => {
    expect([...en, ...fr].filter(([, text]) => text.trim() === '' || text.length > 1500)).toEqual([]);
  });

  it('are translated: sentences are not the same in both languages', () => {
    const same = [...en].filter(
      ([key, text]) => fr.get(key) === text && /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i.test(text),
    );
    expect(same).toEqual([]);
  });

  it('set French as French is set: a no-break space before : ; ? ! and inside « »', () => {
    // A phone breaks lines at a plain space, and a line that begins with a question mark looks broken.
    const WRONG = /[^\u00a0\u202f\s][?!»;]|[ \n][:;?!»]|[^\u00a0\u202f]:(?=\s|$)|«[^\u00a0\u202f]/u;
    // What is typed or addressed stays as it is: `commands`, addresses, <mentions>; values may be anything.
    const OTHER = /`[^`]*`|https?:\/\/\S+|<[^>]*>|\{\{[^}]*\}\}/g;
    const wrong = [...fr].filter(([, text]) => WRONG.test(text.replaceAll(OTHER, 'x')));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('call staff by one name in French, wherever it names them', () => {
    /** What French says without naming anybody. */
    const UNNAMED =
      /^(?:outreach:(?:look\.title|matter\.look|matters\.head)|overview:(?:button\.)?matters|pulse:button\.look|suspensions:told\.lifted|commands:moderate\.audit)/;
    const unlike = [...en].filter(
      ([key, text]) =>
        /\bstaff\b/i.test(text.replaceAll(/`[^`]*`|\{\{[^}]*\}\}/g, '')) &&
        !/équipe du programme/i.test(fr.get(key) ?? '') &&
        !UNNAMED.test(key),
    );
    expect(unlike.map(([key]) => key)).toEqual([]);
    expect([...fr].filter(([, text]) => /équipe pédagogique|au programme de/i.test(text))).toEqual([]);
  });

  it('write an apostrophe in one way, so that no screen mixes two', () => {
    const curly = [...en, ...fr].filter(([, text]) => text.includes('’'));
    expect(curly.map(([key]) => key)).toEqual([]);
  });

  it('name commands that exist, and the same ones in both languages', () => {
    const named = (text: string): string =>
      [...text.matchAll(/`\/([\w-]+(?: [a-z][\w-]*)?)/g)]
        .map(([, name = '']) => name)
        .toSorted(order)
        .join(', ');
    const differing = [...en].filter(([key, text]) => named(text) !== named(fr.get(key) ?? ''));
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});

describe('labels', () => {
  /** Where a text is a label, how long it may be: https://docs.discord.com/developers/components/reference */
  const PLACES: readonly [call: string, argument: number, limit: number][] = [
    ['button', 0, 80],
    ['link', 0, 80],
    ['menu', 1, 150],
    ['form', 0, 45],
    ['field', 1, 45],
    ['choice', 1, 45],
  ];

  /** The keys that `t('...')` or t(`...${x}...`) in this source may stand for. */
  function keysIn(argument: string): string[] {
    const literal = [...argument.matchAll(/\bt\('([^']+)'/g)].flatMap(([, key = '']) => plurals(key));
    const built = [...argument.matchAll(/\bt\(\s*`([^`]+)`/g)].flatMap(([, template = '']) => {
      const parts = template
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
      const pattern = new RegExp(`^${parts.join('[\\w-]+')}$`);
      return [...en.keys()].filter((key) => pattern.test(key) && !key.endsWith('-hint'));
    });
    return [...literal, ...built];
  }

  function plurals(key: string): string[] {
    return en.has(key) ? [key] : [`${key}_one`, `${key}_other`];
  }

  it('fit where they stand, in both languages, with room for what is put into them', () => {
    const problems: string[] = [];
    let seen = 0;
    const check = (key: string, limit: number): void => {
      for (const [language, texts] of [
        ['en', en],
        ['fr', fr],
      ] as const) {
        seen++;
        const text = texts.get(key);
        const length = (text ?? '').replaceAll(/\{\{\w+\}\}/g, '1234567890').length;
        if (text === undefined || length > limit) problems.push(`${language} ${key}: ${length} of ${limit}`);
      }
    };
    for (const { source } of sources('src', 'commands')) {
      for (const [call, argument, limit] of PLACES)
        for (const given of callsOf(source, call))
          for (const key of keysIn(given[argument] ?? '')) check(key, limit);
      for (const call of ['field', 'choice', 'input'])
        for (const given of callsOf(source, call))
          for (const [, hint = ''] of given.join(', ').matchAll(/hint: (t\([^)]*\))/g))
            for (const key of keysIn(hint)) check(key, 100);
    }
    expect(seen).toBeGreaterThan(100);
    expect(problems).toEqual([]);
  });
});

describe('custom_ids', () => {
  /** Routes that the ground itself handles. */
  const OWN = ['answer', 'draft.edit'];
  /** Promised by a button, still being built: *Help me choose*. */
  const COMING = ['brief.help'];
  const nothing = new Proxy({}, { get: () => nothing }) as Services;
  const commands = createCommands(nothing);
  const routes = commands.flatMap(({ routes: list = [] }) => list.map(({ name }) => name));
  const forms = commands.flatMap(({ forms: list = [] }) => list.map(({ name }) => name));

  /** The routes that buttons, menus and modals are built with, wherever they stand in the source. */
  function used(...calls: readonly (readonly [call: string, argument: number])[]): string[] {
    const found = sources('src', 'commands').flatMap(({ source }) =>
      calls.flatMap(([call, argument]) =>
        callsOf(source, call).flatMap((given) =>
          [...(given[argument] ?? '').matchAll(/^\[\s*'([\w.-]+)'/g)].map(([, name = '']) => name),
        ),
      ),
    );
    return [...new Set(found)].toSorted(order);
  }

  it('of buttons and menus all lead somewhere', () => {
    const pressed = used(['button', 1], ['menu', 0], ['row', 0]);
    expect(pressed.length).toBeGreaterThan(15);
    const handled = [...routes, ...OWN, ...COMING];
    expect(pressed.filter((name) => !handled.includes(name))).toEqual([]);
  });

  it('of modals all lead to a form', () => {
    const submitted = [...used(['form', 1]), ...used(['announceModal', 1])];
    expect(submitted.length).toBeGreaterThan(2);
    expect(submitted.filter((name) => !forms.includes(name))).toEqual([]);
  });

  it('have short names, each of one handler', () => {
    for (const names of [routes, forms]) expect(names).toHaveLength(new Set(names).size);
    expect([...routes, ...forms].filter((name) => !/^[a-z][\w.-]{1,30}$/.test(name))).toEqual([]);
  });
});
