import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import { type Message, say, type Translate } from '../i18n/index.ts';
import { truncated } from '../text.ts';
import { customId } from './custom-id.ts';
import type { Body, Choice } from './reply.ts';

/**
 * A handler cannot go on without one more answer (which track, which project): it throws this. The dispatcher keeps
 * everything that was typed, asks, and runs the same handler again with `call.answers[name]` set.
 */
export class Question extends Error {
  override readonly name = 'Question';
  readonly answer: string;
  readonly text: Message;
  readonly choices: readonly Choice[];

  constructor(answer: string, text: Message, choices: readonly Choice[]) {
    super(answer);
    this.answer = answer;
    this.text = text;
    this.choices = choices;
  }
}

export const QUESTION_ROUTE = 'answer';
const MOST_BUTTONS = 5;
const MOST_OPTIONS = 25;

/** Up to five choices are buttons, more are a menu; values are ids and slugs. */
export function questionBody(question: Question, draftId: string, t: Translate): Body {
  const { choices } = question;
  const content = say(t, question.text);
  if (choices.length <= MOST_BUTTONS) {
    const buttons = choices.map(
      ({ name, value }): APIButtonComponentWithCustomId => ({
        type: ComponentType.Button,
        style: ButtonStyle.Primary,
        label: truncated(name, 80),
        custom_id: customId(QUESTION_ROUTE, draftId, question.answer, value),
      }),
    );
    return { content, components: [{ type: ComponentType.ActionRow, components: buttons }] };
  }
  const menu = {
    type: ComponentType.StringSelect as const,
    custom_id: customId(QUESTION_ROUTE, draftId, question.answer),
    options: choices
      .slice(0, MOST_OPTIONS)
      .map(({ name, value }) => ({ label: truncated(name, 100), value })),
  };
  return { content, components: [{ type: ComponentType.ActionRow, components: [menu] }] };
}
