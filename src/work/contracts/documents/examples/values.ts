import { ownText } from '../read/source.ts';

/** A text as people would write it, by its format, else by its name. */
export function exampleText(name: string, schema: unknown): string {
  const format = ownText(schema, 'format');
  const known = BY_FORMAT[format] ?? BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  const text = known ?? 'text';
  const longest = Number(ownText(schema, 'maxLength') || text.length);
  return text.slice(0, Math.max(1, longest));
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-19T09:00:00Z',
  date: '2026-01-19',
  time: '09:00:00',
  email: 'ama@example.com',
  uuid: '3f2b8c1e-5d4a-4e6b-9c7f-1a2b3c4d5e6f',
  uri: 'https://example.com/item',
  url: 'https://example.com/item',
  decimal: '19.99',
  ipv4: '192.0.2.1',
  byte: 'dGV4dA==',
};

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/i, 'ama@example.com'],
  [/(?:image|photo|avatar|poster|url|link)/i, 'https://example.com/item'],
  [/(?:_at|At|date)$/, '2026-01-19T09:00:00Z'],
  [/(?:price|amount|total)/i, '19.99'],
  [/phone/i, '+233200000000'],
  [/(?:token|access|refresh)/i, 'token'],
  [/city/i, 'Accra'],
  [/country/i, 'Ghana'],
  [/(?:first_?name|user_?name|author)/i, 'Ama'],
  [/title/i, 'A title'],
  [/(?:description|summary|content|body|comment)/i, 'A short text.'],
  [/name/i, 'A name'],
];

export function exampleNumber(name: string, schema: unknown, isWhole: boolean): number {
  const least = Number(ownText(schema, 'minimum') || 1);
  if (isWhole) return Number.isSafeInteger(least) ? Math.max(1, least) : 1;
  return /price|amount|total|cost/i.test(name) ? Math.max(19.99, least) : Math.max(1.5, least);
}
