import { describe, expect, it } from 'vitest';
import { parse, placeIn, plain, webAddress } from '../../simulator/web/markdown/parse.ts';

const types = (text: string): string[] => parse(text).map(({ type }) => type);

describe('markdown', () => {
  it.each([
    ['**bold** and *it*', ['strong', 'text', 'em']],
    ['# Big\nsmall', ['heading', 'text']],
    ['-# fine print', ['subtext']],
    ['> said\nand', ['blockQuote', 'text']],
    ['- a\n- b\n1. not nested', ['list']],
    ['- a\n-# fine print', ['list', 'subtext']],
    ['- a\n# Big', ['list', 'heading']],
    ['a # b -# c', ['text', 'text', 'text', 'text']],
    ['no - list', ['text', 'text']],
    [
      '<@80351110224678912> <#80351110224678912> <@&80351110224678912>',
      ['user', 'text', 'channel', 'text', 'role'],
    ],
    ['</find-partner:80351110224678912>', ['slashCommand']],
    ['<t:1794000000:R>', ['timestamp']],
    ['`<@80351110224678912>`', ['inlineCode']],
    ['snake_case_name', ['text', 'text', 'text']],
    ['\\*plain\\*', ['text', 'text', 'text']],
  ])('%s', (text, expected) => {
    expect(types(text)).toEqual(expected);
  });

  it('nests lists by their indent', () => {
    const [list] = parse('1. a\n   - b\n   - c\n2. d');
    expect(list?.ordered).toBe(true);
    expect(list?.items?.length).toBe(2);
    expect(list?.items?.[0]?.at(-1)?.items?.length).toBe(2);
  });

  it('says the words alone', () => {
    const names = {
      user: () => 'Ada',
      channel: () => '#general',
      moment: (at: number, style: string) => `${style} ${new Date(at).toISOString()}`,
    };
    const text =
      '## Hi\n**you** <@80351110224678912> in <#80351110224678912> <t:1794000000:R>: </find-partner:80351110224678912>';
    expect(plain(parse(text), names)).toBe(
      'Hi. you Ada in #general R 2026-11-06T21:20:00.000Z: /find-partner',
    );
  });

  it('leads only to the web and into the server', () => {
    expect(webAddress('javascript:alert(1)')).toBeUndefined();
    expect(webAddress('data:text/html,x')).toBeUndefined();
    expect(webAddress('https://example.org/')?.host).toBe('example.org');
    expect(placeIn(new URL('https://discord.com/channels/1/2/3'))).toEqual({
      channelId: '2',
      messageId: '3',
    });
    expect(placeIn(new URL('https://discord.com.evil.example/channels/1/2/3'))).toBeUndefined();
  });
});
