import type { APITextDisplayComponent } from 'discord.js';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import {
  button,
  container,
  field,
  form,
  type Row,
  row,
  section,
  text,
} from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { say, type Translate } from '../../platform/i18n/index.ts';
import { codePoints, literal, truncated } from '../../platform/text.ts';
import type { Happening } from '../insight/rules.ts';
import { LIMITS, type Matter, type Outreach } from './rules.ts';

const CALM = 0x5865f2;
/** Below Discord's 2000 of one message, with the words, and without them. */
const MOST_CONTENT = 1_900;
const MOST_SAID = 1_600;

/** A letter as its member reads it, with the ways to answer. */
export function letterParts(t: Translate, letter: Outreach): (APITextDisplayComponent | Row)[] {
  const head = t('outreach:letter.head', {
    person: `<@${letter.staffId}>`,
    when: timestamp(letter.writtenAt, 'D'),
  });
  return [
    text(`${head}\n${quoted(letter.text)}`),
    row(
      button(t('outreach:button.answer'), ['outreach.answer', letter.id], 'primary'),
      button(t('outreach:button.fine'), ['outreach.fine', letter.id], 'success'),
    ),
  ];
}

export function letterCard(t: Translate, letter: Outreach): MessagePayload {
  return messageJson({ card: true, components: [container(letterParts(t, letter), CALM)] });
}

export function writeModal(
  t: Translate,
  to: { cohortId: number; userId: string; name: string },
  typed = '',
): Modal {
  return form(
    t('outreach:write.title'),
    ['outreach.writing', to.cohortId, to.userId],
    [
      field('text', t('outreach:write.field', { name: to.name }), {
        ...LIMITS.letter,
        long: true,
        required: true,
        value: typed,
        hint: t('outreach:write.hint'),
      }),
    ],
  );
}

export function answerModal(t: Translate, id: number, typed = ''): Modal {
  return form(
    t('outreach:answer.title'),
    ['outreach.answering', id],
    [
      field('text', t('outreach:answer.field'), {
        ...LIMITS.answer,
        long: true,
        required: true,
        value: typed,
        hint: t('outreach:answer.hint'),
      }),
    ],
  );
}

export function lookModal(t: Translate, teamId: number, typed = ''): Modal {
  return form(
    t('outreach:look.title'),
    ['outreach.looking', teamId],
    [
      field('text', t('outreach:look.field'), {
        ...LIMITS.look,
        long: true,
        value: typed,
        hint: t('outreach:look.hint'),
      }),
    ],
  );
}

/** What staff read of an answer, or of a team that wants somebody to look; `recent`: what its member did last. */
export function matterBody(
  t: Translate,
  facts: {
    readonly matter: Matter;
    readonly name: string;
    /** Who wrote the letter it answers. */
    readonly staffId?: string | undefined;
    readonly team?: { readonly name: string; readonly threadId: string | null } | undefined;
    readonly recent: readonly Happening[];
  },
): Body {
  const { matter, name, staffId, team, recent } = facts;
  const head = t(`outreach:matter.${matter.kind}`, {
    person: `<@${matter.userId}>`,
    name: literal(name),
    staff: staffId === undefined ? '' : `<@${staffId}>`,
    team: team === undefined ? '' : literal(team.name),
    thread: team?.threadId == null ? '' : `<#${team.threadId}>`,
  });
  const said = matter.text === null ? [] : [truncated(quoted(matter.text), MOST_SAID)];
  const handled =
    matter.handledBy === null ? [] : [t('outreach:matter.handled', { person: `<@${matter.handledBy}>` })];
  const did = recent.map((each) => `-# ${happeningLine(t, each)}`);
  const around = codePoints([head, ...said, ...handled].join('\n'));
  // What their member did last, as much of it as there is room for.
  while (around + codePoints(did.join('\n')) > MOST_CONTENT) did.pop();
  const lines = [head.trimEnd(), ...said, ...did, ...handled];
  const buttons = [
    ...(matter.handledBy === null
      ? [button(t('outreach:button.handled'), ['outreach.handled', matter.id], 'success')]
      : []),
    button(t('outreach:button.timeline'), ['insight.learner', matter.cohortId, matter.userId]),
  ];
  return { content: lines.join('\n'), components: [row(...buttons)] };
}

function happeningLine(t: Translate, { at, what }: Happening): string {
  return `${timestamp(at, 'f')} · ${say(t, what)}`;
}

function quoted(words: string): string {
  return literal(words)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** What waits for staff in a cohort, one text each; more of it behind a button. */
export function mattersBody(
  t: Translate,
  cohort: Cohort,
  matters: readonly { readonly id: number; readonly words: string }[],
  next: number | undefined,
): Body {
  const head = text(t('outreach:matters.head', { name: literal(cohort.name) }));
  const parts = matters.map(({ id, words }) =>
    section(
      truncated(words, LONGEST),
      button(t('outreach:button.handled'), ['outreach.handled', id, 'list'], 'success'),
    ),
  );
  const more =
    next === undefined ? [] : [row(button(t('overview:list.more'), ['outreach.matters', cohort.id, next]))];
  const body = parts.length === 0 ? [text(t('overview:list.nobody'))] : parts;
  return { card: true, components: [container([head, ...body, ...more], CALM)] };
}

/** How much of one matter stands in a list: ten of them fit into a message of 4,000 characters. */
const LONGEST = 380;
