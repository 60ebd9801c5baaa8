import type { Component, Message } from '@nexus/simulator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../../demo/transcript/markdown.ts';
import { columns, WIDTH, wrap } from '../../demo/transcript/terminal.ts';
import { Transcript } from '../../demo/transcript/transcript.ts';

const NOW = Date.UTC(2026, 10, 9, 8);
const reader = {
  nameOf: (id: string) => `Name${id}`,
  channelName: (id: string) => `channel-${id}`,
  zone: 'Africa/Lagos',
  now: () => NOW,
};

function plain(markdown: string): string[] {
  return readMarkdown(markdown, reader).map((line) => line.map((span) => span.text).join(''));
}

function written(message: Partial<Message>): string[] {
  const lines: string[] = [];
  const whole = {
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    ...message,
  } as unknown as Message;
  new Transcript(reader, (line) => lines.push(line)).post(NOW, '#projects', whole);
  return lines;
}

describe('readMarkdown', () => {
  it.each([
    ['### A **title** of `code`', 'A title of code'],
    ['<@12> and <@!34> in <#56>', '@Name12 and @Name34 in #channel-56'],
    ['[the card](https://discord.com/channels/1/2/3)', 'the card'],
    ['see https://discord.com/channels/1/22/3 there', 'see #channel-22 there'],
    [String.raw`2 \* 3, \<@12>`, '2 * 3, <@12>'],
    ['- first\n-# small', '• first\nsmall'],
    [`until <t:${NOW / 1000 + 3 * 86_400}:F>`, 'until Thursday, 12 November 2026 at 09:00'],
    [`until <t:${NOW / 1000 + 3 * 86_400}:R>`, 'until in 3 days'],
    ['<t:99999999999999:F>', '(no date)'],
    ['\u001B[31mred\u0007\u202E', '[31mred'],
  ])('reads %j', (markdown, expected) => {
    expect(plain(markdown).join('\n')).toBe(expected);
  });

  it('shortens a long row of mentions and says by how many', () => {
    const row = Array.from({ length: 30 }, (_, index) => `<@${index}>`).join(' ');
    expect(plain(row)[0]).toMatch(/^@Name0 .*@Name9 and 20 more$/);
  });
});

describe('Transcript', () => {
  it('shows a card with its buttons, and pictures by what they say', () => {
    const button = (label: string, disabled = false): Component => ({ type: 2, id: 0, label, disabled });
    const components: Component[] = [
      { type: 10, id: 0, content: '### Bazaar' },
      { type: 14, id: 0 },
      { type: 9, id: 0, components: [{ type: 10, id: 0, content: '1. <@1>' }], accessory: button('Ask') },
      { type: 1, id: 0, components: [button('Team up'), button('Details')] },
    ];
    const attachments = [{ filename: 'week.png', description: 'Your week' }] as Message['attachments'];
    expect(written({ components: [{ type: 17, id: 0, components }], attachments })).toEqual([
      '',
      '09:00  #projects',
      '  │ (picture: Your week)',
      '  │ Bazaar',
      '  │',
      '  │ 1. @Name1',
      '  │ [Ask]',
      '  │ [Team up] [Details]',
    ]);
  });

  it('is never wider than the terminal and sends it no control character, whatever members write', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001B[2J', '👩‍👩‍👧‍👦', '商品', '<@1>', ' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const line of written({ content: pieces.join('') })) {
          expect(columns(line)).toBeLessThanOrEqual(WIDTH);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('loses no word when it breaks lines', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '商', '👍'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 4, max: 40 }), (words, width) => {
        const lines = wrap([{ text: words.join(' ') }], width).map((line) =>
          line.map(({ text }) => text).join(''),
        );
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      }),
    );
  });
});
