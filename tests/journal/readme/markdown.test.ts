import { array, assert, constantFrom, property } from 'fast-check';
import { remark } from 'remark';
import gfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import { blocks, item, oneLined } from '../../../src/journal/readme/rules/markdown.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const parser = remark().use(gfm);

function parsed(markdown: string): Node {
  return parser.parse(markdown);
}

/** What a reader sees of it, without spaces. */
function shown(node: Node): string {
  const own = node.value ?? '';
  return (own + (node.children ?? []).map(shown).join('')).replace(/\s+/gu, '');
}

function types(node: Node): string[] {
  return [node.type, ...(node.children ?? []).flatMap(types)];
}

const HOSTILE = [
  '| a | b |\n|---|---|\n| 1 | 2 |',
  'a\n:-',
  '`code` and ``more`` and ```',
  '<script>alert(1)</script> <!-- nexus:overview --> &lt;b&gt; &copy;',
  '@everyone <@123456789012345678> @somebody #12',
  'مرحبا بالعالم (hello) ‏',
  '# not a heading\n## nor this\n===\n---\n***',
  '- not a list\n+ nor\n* this\n1. or\n2) this',
  '> not a quote\n    not code',
  '![picture](https://example.org/x.png) [link](javascript:alert(1)) [ref]: x',
  '$x^2$ and $$y$$ ~strike~ ~~two~~ *a* _b_ __c__ **d**',
  'http://not-a-link.example and www.example.org and me@example.org',
  'C:\\path\\*star and \\\\ backslashes\\',
  '[^1] a footnote\n\n[^1]: text',
  '- [ ] task\n- [x] done',
];

const PLAIN = new Set(['root', 'paragraph', 'text', 'break', 'link', 'list', 'listItem']);

describe('what members typed', () => {
  it.each(HOSTILE)('shows %j to the letter and nothing more', (text) => {
    const tree = parsed(blocks(text));
    expect(shown(tree)).toBe(text.replace(/\s+/gu, ''));
    expect(types(tree).filter((type) => !PLAIN.has(type))).toEqual([]);
  });

  it('is the same in a list and in a heading', () => {
    const list = parsed(HOSTILE.map(item).join('\n'));
    const items = list.children?.flatMap((node) => (node.type === 'list' ? (node.children ?? []) : [])) ?? [];
    expect(items.map(shown)).toEqual(HOSTILE.map((text) => text.replace(/\s+/gu, '')));
    const heading = parsed(`### ${oneLined(HOSTILE.join(' '))}`);
    expect(heading.children).toHaveLength(1);
    expect(shown(heading)).toBe(HOSTILE.join('').replace(/\s+/gu, ''));
  });

  it('is never anything else, whatever it is', () => {
    const letters = constantFrom(
      ...'ab1 \n`*_[]()<>#+-=.!|~&\\$:/^@"\''.split(''),
      'http://',
      'https://',
      'www.',
    );
    assert(
      property(array(letters, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('').replace(/^ {0,3}[`~]{3}.*$/gm, '');
        const tree = parsed(item(text));
        expect(shown(tree)).toBe(text.replace(/\s+/gu, ''));
        expect(types(tree).filter((type) => !PLAIN.has(type))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

it('keeps code between fences as code, in a list too', () => {
  const text = 'Run this:\n```sh\ndocker compose up\n~~~\n<b>\n```\nand wait';
  for (const markdown of [blocks(text), item(text)]) {
    const tree = parsed(markdown);
    expect(types(tree)).toContain('code');
    const found = JSON.stringify(tree);
    expect(found).toContain(String.raw`"value":"docker compose up\n~~~\n<b>"`);
    expect(shown(tree)).toContain('andwait');
  }
});
