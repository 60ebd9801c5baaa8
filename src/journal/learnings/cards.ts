import {
  button,
  choice,
  container,
  field,
  form,
  menu,
  row,
  text,
} from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { KINDS, type Learning, LIMITS } from './rules.ts';

const SHOWN = 25;

export function learningModal(
  t: Translate,
  typed: {
    readonly kind?: string | undefined;
    readonly text?: string | undefined;
    readonly week?: string | undefined;
  },
): Modal {
  const kinds = KINDS.map((value) => ({
    label: t(`commands:choices.learning.${value}`),
    value,
    default: value === (typed.kind ?? 'technology'),
  }));
  return form(
    t('journal:learning.modal'),
    ['learning.add'],
    [
      choice('kind', t('journal:learning.kind'), kinds, { required: true }),
      field('text', t('journal:learning.text'), {
        ...LIMITS.text,
        long: true,
        required: true,
        value: typed.text ?? '',
        hint: t('journal:learning.hint'),
      }),
      field('week', t('journal:learning.week'), {
        max: 2,
        value: typed.week ?? '',
        hint: t('journal:learning.week-hint'),
      }),
    ],
  );
}

/** What was kept, with the way to show it to others. */
export function addedBody(t: Translate, added: readonly Learning[]): Body {
  const ids = added.map(({ id }) => id);
  const [first] = ids;
  const lines = [
    t('journal:learning.added', { count: added.length, week: added[0]?.week ?? 1 }),
    ...added.map(({ text: words }) => `- ${literal(truncated(oneLine(words), 150))}`),
    t('journal:learning.private'),
  ];
  const share = button(
    t('journal:button.share-server'),
    ['learning.share', first ?? 0, ids.at(-1) ?? 0],
    'primary',
  );
  return { content: truncated(lines.join('\n'), 1900), components: [row(share)] };
}

/** A member's own by week, each to be shared or taken out. */
export function learningsBody(t: Translate, all: readonly Learning[], offset: number): Body {
  if (all.length === 0) {
    const add = row(button(t('journal:button.learned'), ['learning.new'], 'primary'));
    return { card: true, components: [container([text(t('journal:learning.none')), add])] };
  }
  const page = all.slice(offset, offset + SHOWN);
  const weeks = Map.groupBy(page, ({ week }) => week);
  const lines = [...weeks].flatMap(([week, entries]) => [
    `**${t('journal:learning.of-week', { week })}**`,
    ...entries.map((entry) => {
      const kind = t(`commands:choices.learning.${entry.kind}`);
      const shared = entry.sharedAt === null ? '' : ` · ${t('journal:learning.shared')}`;
      return `- ${literal(truncated(oneLine(entry.text), 90))} (${kind})${shared}`;
    }),
  ]);
  const options = (entries: readonly Learning[]) =>
    entries.map(({ id, text: words }) => ({ label: truncated(oneLine(words), 100), value: String(id) }));
  const own = page.filter(({ sharedAt }) => sharedAt === null);
  const turns = [
    ...(offset > 0 ? [button(t('blockers:list.newer'), ['learning.list', Math.max(0, offset - SHOWN)])] : []),
    ...(offset + SHOWN < all.length
      ? [button(t('blockers:list.older'), ['learning.list', offset + SHOWN])]
      : []),
  ];
  return {
    card: true,
    components: [
      container([
        text(t('journal:learning.head', { count: all.length })),
        text(lines.join('\n')),
        ...(own.length === 0 ? [] : [menu(['learning.pick'], t('journal:learning.pick'), options(own))]),
        menu(['learning.remove'], t('journal:learning.remove'), options(page)),
        ...(turns.length === 0 ? [] : [row(...turns)]),
      ]),
    ],
  };
}
