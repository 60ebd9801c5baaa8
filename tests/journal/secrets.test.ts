import { expect, it } from 'vitest';
import { mentionedIds, suspiciousLine, unmentioned, weekOf } from '../../src/journal/entries/rules.ts';

/** Made up here, piece by piece, so that no scanner takes this file for a leak. */
const SECRETS = [
  ['MTk4NjIyNDgzNDcxOTI1MjQ4', 'Cl2FMQ', 'ZnCjm1XVW7vRze4b7Cq4se7kKWs'].join('.'),
  ['git clone with ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_'),
  'SECRET_KEY=django-insecure-9f8a7b6c',
  'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
  'DB_PASSWORD="s3cr3tpass"',
  'password: hunter2hunter',
  'mot de passe : azerty123',
  'postgres://nexus:s3cret@db.example.com/shop',
  ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'dBjftJeZ4CVPmB92K27u'].join('.'),
  '-----BEGIN RSA PRIVATE KEY-----',
  'STRIPE_API_KEY=whatever12345',
  'EMAIL_HOST_PASSWORD=abcd efgh ijkl mnop',
  'EMAIL_HOST_PASSWORD = "abcd efgh ijkl mnop"',
  'mdp = azerty123',
  ['//registry/:_auth npm', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_'),
  ['glpat', 'a1B2c3D4e5F6g7H8i9J0'].join('-'),
  ['hf', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7'].join('_'),
];
const HARMLESS = [
  'The token expires after an hour',
  'SECRET_KEY = os.environ["SECRET_KEY"]',
  'password=<your password>',
  'const token = process.env.TOKEN',
  'Keyerror: token is missing',
  'token: string',
  'postgres://user:password@localhost/shop',
  'I learned that a primary key = unique + not null',
  'refresh token: expired after 5 minutes',
  'PASSWORD=changeme',
  'https://github.com/me/shop',
  'KEYBOARD=qwerty123',
  'password: that they must typed again',
  'npm_config_registry, npm_lifecycle_event',
];

it.each(SECRETS)('points out %s', (line) => {
  expect(suspiciousLine(`It works now:\n${line}\nthanks`)).toBe(line);
});
it.each(HARMLESS)('lets %s be', (line) => {
  expect(suspiciousLine(line)).toBeUndefined();
});

it('keeps no mention of anybody', () => {
  const typed =
    'Thanks <@123456789012345678> and <@!223456789012345678>, <@&323456789012345678>, @everyone, @here';
  expect(mentionedIds(typed)).toEqual(['123456789012345678', '223456789012345678']);
  const names = new Map([['123456789012345678', 'Ada']]);
  expect(unmentioned(typed, names)).toBe('Thanks Ada and …, …, everyone, here');
});

it('counts weeks from the first day of the cohort, in its zone', () => {
  const cohort = { startDate: '2026-11-09', timezone: 'Africa/Lagos' };
  const at = (iso: string): number => weekOf(cohort, Date.parse(iso));
  expect(at('2026-11-08T22:30:00Z')).toBe(1);
  expect(at('2026-11-15T22:59:00Z')).toBe(1);
  expect(at('2026-11-15T23:00:00Z')).toBe(2);
  expect(at('2026-10-01T12:00:00Z')).toBe(1);
  expect(at('2028-11-15T23:00:00Z')).toBe(60);
});
