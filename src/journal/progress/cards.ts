import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, field, form, row } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal } from '../../platform/text.ts';
import { LIMITS, type Progress } from './rules.ts';

const MOST_LINES = 15;

/** What somebody did, where others read it. `title`: of the project, where the place does not say it. */
export function progressCard(t: Translate, progress: Progress, title: string | undefined): MessagePayload {
  const person = `<@${progress.userId}>`;
  const head =
    title === undefined
      ? t('journal:progress.head', { person })
      : t('journal:progress.head-of', { person, title: literal(title) });
  const time = progress.minutes === null ? [] : [hoursText(t, progress.minutes)];
  const content = [
    [head, ...time].join(' · '),
    ...fewLines(literal(progress.text), MOST_LINES)
      .split('\n')
      .map((line) => `> ${line}`),
  ].join('\n');
  return messageJson({ content });
}

export function hoursText(t: Translate, minutes: number): string {
  return t('journal:progress.hours', { hours: inHours(minutes), count: minutes / 60 });
}

/** To the hundredth: what was typed as hours comes back as it was. */
export function inHours(minutes: number): number {
  return Number((minutes / 60).toFixed(2));
}

/** '2 entries, 3.5 hours'. */
export function weekWords(t: Translate, entries: number, minutes: number): string {
  return [
    t('journal:progress.entries', { count: entries }),
    ...(minutes === 0 ? [] : [hoursText(t, minutes)]),
  ].join(', ');
}

/** What somebody typed or is to type. `hint` says who reads it; `stand` is where it goes, as the form carries it. */
export function progressModal(
  t: Translate,
  hint: string,
  stand: readonly (string | number)[],
  typed: { readonly update?: string | undefined; readonly hours?: string | undefined },
): Modal {
  const { update = '', hours = '' } = typed;
  return form(
    t('journal:progress.modal'),
    ['progress.share', ...stand],
    [
      field('update', t('journal:progress.update'), {
        ...LIMITS.update,
        long: true,
        required: true,
        value: update,
        ...(hint === '' ? {} : { hint }),
      }),
      field('hours', t('journal:progress.hours-label'), {
        max: 10,
        value: hours,
        hint: t('journal:progress.hours-hint'),
      }),
    ],
  );
}

/** The private answer. `place`: the thread, where it stands already. */
export function sharedBody(
  t: Translate,
  facts: {
    readonly progress: Progress;
    readonly place: string;
    readonly week: { readonly entries: number; readonly minutes: number; readonly number: number };
  },
): Body {
  const { progress, place, week } = facts;
  const lines = [
    progress.publicAt === null
      ? t('journal:progress.told-team', { place })
      : t('journal:progress.told', { place }),
    labelled(
      t,
      t('journal:progress.week', { number: week.number }),
      weekWords(t, week.entries, week.minutes),
    ),
  ];
  const show = button(t('journal:button.publish'), ['progress.publish', progress.id]);
  return {
    content: lines.join('\n'),
    ...(progress.publicAt === null ? { components: [row(show)] } : {}),
  };
}
