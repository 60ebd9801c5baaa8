import { ComponentType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { hoursText, presetsBody, weekBody } from '../../../src/people/availability/cards.ts';
import { onDays, WEEKLY_PRESETS, type WeeklyInterval } from '../../../src/people/availability/rules.ts';
import {
  ownProfileBody,
  PAGES,
  profileBody,
  profileModal,
  profileTexts,
} from '../../../src/people/learners/cards.ts';
import type { Learner } from '../../../src/people/learners/rules.ts';
import type { Body } from '../../../src/platform/discord/reply.ts';
import { translator } from '../../../src/platform/i18n/index.ts';
import { codePoints } from '../../../src/platform/text.ts';

const t = translator('en');
const NOW = Date.UTC(2026, 10, 9, 8);

/** Everything is as long and as awkward as the rules allow. */
const FULL: Learner = {
  guildId: '1',
  userId: '22222222222222222',
  displayName: 'Ada',
  locale: 'en',
  track: 'fullstack',
  timezone: 'America/Argentina/Buenos_Aires',
  hoursPerWeek: 60,
  api: 'both',
  stack: Array.from({ length: 40 }, (_, index) => `${'*'.repeat(48)}${index}`),
  languages: ['en', 'fr', 'sw', 'am', 'ha', 'yo', 'ig', 'pcm', 'rw', 'rn'],
  experience: 5,
  goal: 'portfolio',
  bio: '_`|*~'.repeat(60),
  teams: 3,
  dm: true,
  reminders: 'important',
  pausedUntil: NOW + 86_400_000,
  goneAt: null,
  // Every second quarter hour of the week.
  week: Array.from({ length: 7 * 48 }, (_, index) => {
    const from = (index % 48) * 30;
    return { day: Math.floor(index / 48) + 1, from, to: from + 15 };
  }),
};
const EMPTY: Learner = {
  ...FULL,
  track: null,
  timezone: null,
  hoursPerWeek: null,
  api: null,
  stack: [],
  languages: [],
  experience: null,
  goal: null,
  bio: null,
  teams: 1,
  dm: false,
  reminders: 'all',
  pausedUntil: null,
  goneAt: null,
  week: [],
};

interface Node {
  readonly type?: number;
  readonly content?: string;
  readonly label?: string;
  readonly custom_id?: string;
  readonly components?: readonly Node[];
}

function nodes(body: Body): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    for (const child of node.components ?? []) visit(child);
  };
  for (const component of body.components ?? []) visit(component);
  return found;
}

function words(body: Body): string {
  return [body.content ?? '', ...nodes(body).map((node) => node.content ?? '')].join('\n');
}

function labels(body: Body): string[] {
  return nodes(body).flatMap((node) => node.label ?? []);
}

const other = (learner: Learner, shared?: { week: readonly WeeklyInterval[]; minutes: number }) =>
  profileBody(t, 'en', learner, {
    shared,
    zone: 'Africa/Lagos',
    projects: Array.from({ length: 9 }, () => ({
      title: '*'.repeat(80),
      brief: 'E-Commerce',
      link: undefined,
    })),
    now: NOW,
  });

describe('profiles', () => {
  test('the longest ones fit into a message', () => {
    const own = ownProfileBody(t, 'en', FULL, { headline: 'Saved.', zone: 'UTC', now: NOW });
    expect(codePoints(words(own))).toBeLessThan(4000);
    const shared = { week: FULL.week, minutes: 5040 };
    expect(codePoints(words(other(FULL, shared)))).toBeLessThan(4000);
  });

  test('another member reads nothing private', () => {
    const text = words(other(FULL));
    const own = words(ownProfileBody(t, 'en', FULL, { zone: 'UTC', now: NOW }));
    for (const secret of ['Direct messages', 'Reminders', 'Teams at once', '<t:', 'Buenos_Aires']) {
      expect(text).not.toContain(secret);
    }
    for (const shown of ['Direct messages', 'Only the important ones', 'Teams at once: 3', '<t:'])
      expect(own).toContain(shown);
    expect(labels(other(FULL))).toEqual([]);
  });

  test('one’s own says what is still unknown, and offers hours first while there are none', () => {
    const body = ownProfileBody(t, 'en', EMPTY, { zone: 'UTC', now: NOW });
    expect(words(body)).toContain('Not said yet: your side, API style');
    expect(labels(body)).toEqual(['Edit', 'More settings', 'Add hours']);
    const full = ownProfileBody(t, 'en', FULL, { zone: 'UTC', now: NOW });
    expect(words(full)).not.toContain('Not said yet');
    expect(labels(full)).toContain('I am back');
  });

  test('shared hours are in words, with their sum', () => {
    const shared = { week: onDays([2, 4], 1140, 1260), minutes: 240 };
    expect(words(other(FULL, shared))).toContain('Tue and Thu 19:00-21:00 in Africa/Lagos time (4 h a week)');
    expect(words(other(FULL))).toContain('unknown until both of you have added hours');
    expect(words(other(FULL, { week: [], minutes: 0 }))).toContain('Hours you share: none');
  });

  test('markdown and mentions of members are shown, not obeyed', () => {
    const text = words(other({ ...FULL, bio: '@everyone **bold** <@22222222222222222>', stack: ['`x`'] }));
    expect(text).not.toContain('@everyone');
    expect(text).toContain(String.raw`\*\*bold\*\* \<@22222222222222222>`);
    expect(text).toContain(String.raw`\`x\``);
  });
});

describe('the modals of Edit', () => {
  test.each(['main', 'more'] as const)('%s: five fields, filled in, within Discord’s limits', (page) => {
    for (const [learner, locale] of [
      [FULL, 'fr'],
      [EMPTY, 'en'],
    ] as const) {
      const modal = profileModal(translator(locale), page, profileTexts(learner, locale), 'draft1234567');
      expect(modal.components).toHaveLength(PAGES[page].length);
      expect(modal.components.length).toBeLessThanOrEqual(5);
      expect(modal.title.length).toBeLessThanOrEqual(45);
      for (const label of modal.components) {
        if (label.type !== ComponentType.Label) throw new Error('only labels stand in a modal');
        expect(label.label.length).toBeLessThanOrEqual(45);
        expect((label.description ?? '').length).toBeLessThanOrEqual(100);
        const { component } = label;
        if (component.type !== ComponentType.TextInput) continue;
        expect(codePoints(component.value ?? '')).toBeLessThanOrEqual(component.max_length ?? 4000);
        expect(component.value).not.toBe('');
      }
    }
  });
});

describe('hours', () => {
  test('words stay short for any week', () => {
    expect(codePoints(hoursText(t, 'en', FULL.week))).toBeLessThanOrEqual(700);
    const body = weekBody(t, 'en', { headline: 'Added.', week: FULL.week, zone: 'UTC' });
    expect(codePoints(words(body))).toBeLessThan(2000);
  });

  test('presets the week has already are not offered again', () => {
    const all = labels(presetsBody(t, 'en', [], 'UTC'));
    expect(all).toHaveLength(WEEKLY_PRESETS.length + 1);
    const evenings = WEEKLY_PRESETS.find(({ key }) => key === 'weekday-evenings');
    const left = labels(presetsBody(t, 'en', evenings?.intervals ?? [], 'UTC'));
    expect(all.filter((label) => !left.includes(label))).toEqual(['Weekday evenings, 18:00-21:00']);
    const always = Array.from({ length: 7 }, (_, index) => ({ day: index + 1, from: 0, to: 1440 }));
    expect(labels(presetsBody(t, 'en', always, 'UTC'))).toEqual(['Other hours']);
  });

  test.each(['en', 'fr'] as const)('the names of the presets (%s) tell the hours they add', (locale) => {
    for (const { key, intervals } of WEEKLY_PRESETS) {
      const [first] = intervals;
      const clock = (minutes: number) => `${String(minutes / 60).padStart(2, '0')}:00`;
      const hours = `${clock(first?.from ?? 0)}-${clock(first?.to ?? 0)}`;
      expect(translator(locale)(`availability:preset.${key}`)).toContain(hours);
    }
  });
});
