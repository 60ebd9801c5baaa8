import { expect, it } from 'vitest';
import { reasonLines, whyLines } from '../../../src/pairing/partners/cards.ts';
import type { Reason } from '../../../src/pairing/partners/rules.ts';
import { translator } from '../../../src/platform/i18n/index.ts';

const PART = { fit: 0.5, known: true, weight: 1, points: 1 };
/** Two who build different things, have no shared hour, and have two technologies in common. */
const REASONS: readonly Reason[] = [
  { ...PART, key: 'overlap', minutes: 0 },
  { ...PART, key: 'brief-differs', seeker: ['ecommerce'], candidate: ['job-board'] },
  { ...PART, key: 'stack', common: ['Django', 'Docker'], wanted: 2, covered: ['Django', 'Docker'] },
  { ...PART, key: 'commitment', seeker: 20, candidate: 2, fit: 0.1 },
];
const FACTS = { reasons: [...REASONS], shared: [] };

it.each([
  ['en', 'Builds Job Board', 'Django, Docker'],
  ['fr', 'Offres d', 'Django, Docker'],
] as const)('"Why you fit" (%s) names nothing that speaks against it', (locale, brief, stack) => {
  const t = translator(locale);
  // A search says everything, so that they can judge.
  expect(reasonLines(t, locale, FACTS).join('\n')).toContain(brief);
  const why = whyLines(t, locale, FACTS);
  expect(why).toHaveLength(1);
  expect(why[0]).toContain(stack);
});

it('"Why you fit" names the brief that both build', () => {
  const reasons: Reason[] = [{ ...PART, key: 'brief-shared', brief: 'job-board' }];
  expect(whyLines(translator('en'), 'en', { reasons, shared: [] })).toEqual(['Builds Job Board too']);
});
