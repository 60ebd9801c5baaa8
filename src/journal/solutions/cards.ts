import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal, truncated } from '../../platform/text.ts';
import { LIMITS, type Solution } from './rules.ts';

const FIELDS = ['rootCause', 'diagnosis', 'solution', 'lesson'] as const;

export interface Marked {
  readonly helped: number;
  readonly outdated: number;
}

/** How somebody solved something, where others read it. */
export function solutionCard(t: Translate, solution: Solution, marks: Marked): MessagePayload {
  return messageJson(solutionBody(t, solution, marks));
}

export function solutionBody(t: Translate, solution: Solution, marks: Marked): Body {
  const { id, title, authorId, userId, technologies } = solution;
  const by = [
    ...(authorId === null ? [] : [t('journal:solution.by', { person: `<@${authorId}>` })]),
    ...(userId === null || userId === authorId
      ? []
      : [t('journal:solution.saved-by', { person: `<@${userId}>` })]),
    ...(technologies.length === 0 ? [] : [literal(technologies.join(', '))]),
  ];
  const lines = [
    `### ${literal(title)}`,
    ...(by.length === 0 ? [] : [by.join(' · ')]),
    ...FIELDS.flatMap((name) => {
      const words = solution[name];
      if (words === null) return [];
      return [
        labelled(t, `**${t(`blockers:field.${name}`)}**`, fewLines(truncated(literal(words), 800), 15)),
      ];
    }),
    ...(marks.helped === 0 ? [] : [t('blockers:card.helped', { count: marks.helped })]),
    ...(marks.outdated === 0 ? [] : [t('blockers:card.outdated', { count: marks.outdated })]),
  ];
  const buttons = [
    button(t('blockers:button.helped-me'), ['entry.mark', 'solution', id, 'helped']),
    button(t('blockers:button.outdated'), ['entry.mark', 'solution', id, 'outdated']),
  ];
  return { card: true, components: [container([text(lines.join('\n')), row(...buttons)], 0x57f287)] };
}

export interface SolutionFields {
  readonly title?: string | undefined;
  readonly rootCause?: string | undefined;
  readonly diagnosis?: string | undefined;
  readonly solution?: string | undefined;
  readonly lesson?: string | undefined;
}

/** `hint` says who reads it. */
export function solutionModal(t: Translate, hint: string, draftId: string, typed: SolutionFields): Modal {
  const part = (name: (typeof FIELDS)[number]) =>
    field(name, t(`blockers:field.${name}`), {
      ...LIMITS.field,
      long: true,
      required: name === 'solution',
      value: typed[name] ?? '',
      hint: t(`blockers:hint.${name}`),
    });
  return form(
    t('journal:solution.modal'),
    ['solution.share', draftId],
    [
      field('title', t('journal:solution.title'), {
        ...LIMITS.title,
        required: true,
        value: typed.title ?? '',
        ...(hint === '' ? {} : { hint }),
      }),
      ...FIELDS.map(part),
    ],
  );
}

export function sharedSolutionBody(t: Translate, solution: Solution, place: string): Body {
  const isPublic = solution.publicAt !== null;
  const key = isPublic ? 'journal:solution.shared' : 'journal:solution.shared-team';
  const show = row(button(t('journal:button.publish'), ['solution.publish', solution.id]));
  return {
    content: t(key, { title: literal(solution.title), place }),
    ...(isPublic ? {} : { components: [show] }),
  };
}

/** May it be made of their words? */
export function solutionConsentBody(t: Translate, { id, title, userId, source, solution }: Solution): Body {
  const words = [
    t('journal:solution.consent', { person: `<@${userId ?? ''}>`, source: source ?? '' }),
    `**${literal(title)}**`,
    ...fewLines(literal(solution), 15)
      .split('\n')
      .map((line) => `> ${line}`),
  ];
  return {
    content: truncated(words.join('\n'), 1900),
    components: [
      row(
        button(t('journal:button.allow'), ['solution.agree', id, 'yes'], 'success'),
        button(t('journal:button.refuse'), ['solution.agree', id, 'no']),
      ),
    ],
  };
}
