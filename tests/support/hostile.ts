/** Texts that break careless programs: by name, for a field of `min` to `max` characters. `ids` are mentioned in some. */
export function hostileTexts(
  limits: { min: number; max: number },
  ids: { user: string; role: string },
): Readonly<Record<string, string>> {
  const { min, max } = limits;
  const full = (unit: string): string => unit.repeat(Math.floor(max / Array.from(unit).length));
  return {
    empty: '',
    blanks: ' \u00A0\u2003\u2800 ',
    'one too short': 'y'.repeat(Math.max(0, min - 1)),
    'exactly the most': 'x'.repeat(max),
    'one too many': 'x'.repeat(max + 1),
    'as much as Discord takes': 'x'.repeat(6000),
    'zero-width only': '\u200B\u200D\uFEFF\u2060\uFE0F\u00AD\u3164',
    'families of emoji': full('👩‍👩‍👧‍👦'),
    'flags of emoji': full('🇳🇬🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'),
    'right to left': 'متجر الكتب \u202Eevil\u202C שלום \u2067x',
    'combining marks': `e${'\u0301'.repeat(max - 1)}`,
    mentions: `@everyone @here <@${ids.user}> <@!${ids.user}> <@&${ids.role}> @everyone`,
    'full of mentions': full('@everyone'),
    markdown: '# **_~~||`x`||~~_** > - [a](https://evil.example) <https://evil.example> </help:1> <t:0:R>',
    'all to be escaped': full('*_`|~[<\\'),
    'an address full of stars': `https://e.example/${'*'.repeat(max)}`.slice(0, max),
    'a code fence': '```js\nalert(1)\n``` ```',
    '2,000 newlines': `a${'\n'.repeat(2000)}b`,
    'a thousand lines': 'line\n'.repeat(1000).slice(0, max),
    SQL: `'); drop table projects; -- " or 1=1`,
    'lone surrogates': 'ab\uD800cd\uDC00ef\uDBFF',
    NUL: 'ab\0cd\u0007\u001B[31m',
    templates: '{{title}} $t(common:error.ours) $& ${x} %s \\u0000',
    'ids of ours': 'n1:draft.edit:x:y',
    prototypes: '__proto__',
    commas: full(',;'),
    'many items': full('a,b,c,d,e,f,g,h,').slice(0, max),
    'a huge number': '99999999999999999999999',
    JSON: '{"a":[1,null,"\\u0000"]}',
  };
}
