import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandType,
  InteractionType,
} from 'discord.js';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { codePoints, truncated } from '../text.ts';
import type { Call, Press } from './call.ts';
import type { Access, Command } from './command.ts';
import { indexCommands } from './command-index.ts';
import { parseCustomId } from './custom-id.ts';
import type { Directory } from './directory.ts';
import { chosenValues, readFields, readPress } from './interaction.ts';
import { chosenOf } from './offered.ts';
import { rawOptions, readOptions } from './options.ts';
import { refuseStranger } from './person.ts';
import { QUESTION_ROUTE, Question, questionBody } from './question.ts';
import { answer, type Choice, modal, type Reply } from './reply.ts';

/** An interaction that is answered by a reply. */
export type Answerable = Exclude<
  APIInteraction,
  APIApplicationCommandAutocompleteInteraction | { type: InteractionType.Ping }
>;

/** An interaction kept while the bot asks back. */
interface Asked {
  readonly type: InteractionType;
  readonly data: unknown;
  readonly answers: Readonly<Record<string, string>>;
}

const QUESTION_DRAFT = 'question';
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;

/** Finds who handles an interaction, lets them, and asks back where they need to. */
export interface Routing {
  /** Throws a UserError where nobody handles it, or it is for staff alone. */
  decide(interaction: Answerable, press: Press): Promise<Reply>;
  /** What somebody reads who sends what asks, answers or posts and may not for a time; undefined: they may. */
  refusal(interaction: APIInteraction, guildId: string, userId: string): Promise<UserError | undefined>;
  /** The choices of an autocomplete; `arrive` says who types. Never throws: a list that cannot be made is empty. */
  suggest(
    interaction: APIApplicationCommandAutocompleteInteraction,
    arrive: () => Promise<Press>,
  ): Promise<Choice[]>;
}

export function createRouting(parts: {
  readonly commands: readonly Command[];
  readonly directory: Pick<Directory, 'draft' | 'keepDraft' | 'withheld'>;
  /** What asks, answers or posts, by its name: commands with their subcommand, routes, forms. */
  readonly posting: ReadonlySet<string>;
  readonly log: Logger;
}): Routing {
  const { directory, posting, log } = parts;
  const index = indexCommands(parts.commands);

  /** Runs the handler; where it has to ask back, keeps the interaction and sends the question. */
  async function decide(interaction: Answerable, press: Press): Promise<Reply> {
    try {
      return await run(interaction, press);
    } catch (error) {
      if (!(error instanceof Question)) throw error;
      const content: Asked = { type: interaction.type, data: interaction.data, answers: press.answers };
      const draftId = await directory.keepDraft({
        guildId: press.guildId ?? '',
        userId: press.caller.id,
        kind: QUESTION_DRAFT,
        content,
      });
      return answer(questionBody(error, draftId, press.t));
    }
  }

  /** The member answered a question: what they had typed runs again, with the answer. */
  async function resume(
    interaction: APIMessageComponentInteraction,
    press: Press,
    args: readonly string[],
  ): Promise<Reply> {
    const [draftId = '', name = '', pressed] = args;
    const draft = await directory.draft(draftId, press.caller.id);
    if (draft?.kind !== QUESTION_DRAFT) throw new UserError({ key: 'common:error.draft-gone' });
    const asked = draft.content as Asked;
    const answers = { ...asked.answers, [name]: pressed ?? chosenValues(interaction)[0] ?? '' };
    const again = { ...interaction, type: asked.type, data: asked.data } as Answerable;
    const { guildId, caller } = press;
    const refusal = guildId === undefined ? undefined : await refusalOf(again, guildId, caller.id);
    if (refusal !== undefined) throw refusal;
    return inPlace(await decide(again, readAgain(again, press, answers)));
  }

  function run(interaction: Answerable, press: Press): Promise<Reply> {
    switch (interaction.type) {
      case InteractionType.ApplicationCommand:
        return runCommand(interaction, inServer(press));
      case InteractionType.MessageComponent:
        return runRoute(interaction, press);
      case InteractionType.ModalSubmit:
        return runForm(interaction, inServer(press));
      default:
        // Discord has come to send more kinds than this program knows.
        throw new UserError({ key: 'common:error.unknown-command' });
    }
  }

  async function runCommand(interaction: APIApplicationCommandInteraction, call: Call): Promise<Reply> {
    if (interaction.data.type === ApplicationCommandType.ChatInput) {
      return runSlash(interaction as APIChatInputApplicationCommandInteraction, call);
    }
    const command = index.menus.get(interaction.data.name);
    if (command === undefined || !('target_id' in interaction.data))
      throw new UserError({ key: 'common:error.unknown-command' });
    const target = interaction.data.target_id;
    if (interaction.data.type === ApplicationCommandType.User) {
      refuseStranger(call, target, command.who);
      return command.run(call, { user: target });
    }
    const message =
      'messages' in interaction.data.resolved ? interaction.data.resolved.messages[target] : undefined;
    return command.run(call, message === undefined ? {} : { message });
  }

  async function runSlash(
    interaction: APIChatInputApplicationCommandInteraction,
    call: Call,
  ): Promise<Reply> {
    const found = index.find(interaction);
    if (found === undefined) throw new UserError({ key: 'common:error.unknown-command' });
    allow(found.action.access, call);
    try {
      const attachments = interaction.data.resolved?.attachments ?? {};
      const { options, run: act } = found.action;
      const sent = await chosenOf(options, found.sent, call);
      return await act(call, readOptions(options, sent, call, attachments) as never);
    } catch (error) {
      const isTyped = found.sent.length > 0 && found.action.keep !== undefined;
      if (!(error instanceof UserError) || error.draftId !== undefined || !isTyped) throw error;
      throw error.kept(await found.action.keep(call, rawOptions(found.sent)));
    }
  }

  async function runRoute(interaction: APIMessageComponentInteraction, press: Press): Promise<Reply> {
    const id = parseCustomId(interaction.data.custom_id);
    if (id?.route === QUESTION_ROUTE) return resume(interaction, press, id.args);
    if (id?.route === 'draft.edit') return reopen(inServer(press), id.args[0] ?? '');
    const route = id === undefined ? undefined : index.routes.get(id.route);
    if (id === undefined || route === undefined) throw new UserError({ key: 'common:error.old-button' });
    allow(route.access ?? 'everyone', press);
    return route.run(press, id.args, chosenValues(interaction), interaction.message);
  }

  async function reopen(call: Call, draftId: string): Promise<Reply> {
    const draft = await directory.draft(draftId, call.caller.id);
    const kind = draft === undefined ? undefined : index.reopens.get(draft.kind);
    if (draft === undefined || kind === undefined) throw new UserError({ key: 'common:error.draft-gone' });
    return modal(kind.modal(call, draftId, draft.content));
  }

  async function runForm(interaction: APIModalSubmitInteraction, call: Call): Promise<Reply> {
    const id = parseCustomId(interaction.data.custom_id);
    const form = id === undefined ? undefined : index.forms.get(id.route);
    if (id === undefined || form === undefined) throw new UserError({ key: 'common:error.old-button' });
    allow(form.access ?? 'everyone', call);
    return form.run(call, id.args, readFields(interaction));
  }

  /** Throws before anything is said of what it is about. */
  function allow(access: Access, { caller }: Press): void {
    if (access === 'staff' && !caller.isStaff) throw new UserError({ key: 'common:error.staff-only' });
  }

  /** As {@link Routing.refusal}. */
  async function refusalOf(
    interaction: APIInteraction,
    guildId: string,
    userId: string,
  ): Promise<UserError | undefined> {
    const name = nameOf(interaction);
    return name !== undefined && posting.has(name) ? await directory.withheld(guildId, userId) : undefined;
  }

  /** Commands with their subcommand, routes and forms, as `posting` names them. */
  function nameOf(interaction: APIInteraction): string | undefined {
    switch (interaction.type) {
      case InteractionType.ApplicationCommand:
        return interaction.data.type === ApplicationCommandType.ChatInput
          ? index.find(interaction as APIChatInputApplicationCommandInteraction)?.path
          : interaction.data.name;
      case InteractionType.MessageComponent:
        return `button ${parseCustomId(interaction.data.custom_id)?.route}`;
      case InteractionType.ModalSubmit:
        return `form ${parseCustomId(interaction.data.custom_id)?.route}`;
      default:
        return undefined;
    }
  }

  async function suggest(
    interaction: APIApplicationCommandAutocompleteInteraction,
    arrive: () => Promise<Press>,
  ): Promise<Choice[]> {
    try {
      const found = index.find(interaction);
      const focused = found?.sent.find((option) => 'focused' in option && option.focused);
      const spec = focused === undefined ? undefined : found?.action.options[focused.name];
      const offers = spec?.kind === 'text' || spec?.kind === 'offered' ? spec.suggest : undefined;
      if (found === undefined || focused === undefined || offers === undefined) return [];
      const typed = String(focused.value);
      // No choice is longer, so none can complete it; looking for one would hold up everybody else's answers.
      if (codePoints(typed) > MAX_CHOICE_LENGTH) return [];
      const press = await arrive();
      const choices = await offers(inServer(press), typed, rawOptions(found.sent));
      return choices
        .filter((choice) => choice.value.length <= MAX_CHOICE_LENGTH)
        .slice(0, MAX_CHOICES)
        .map(({ name, value }) => ({ name: truncated(name, MAX_CHOICE_LENGTH), value }));
    } catch (error) {
      log.error({ err: error }, 'autocomplete failed');
      return [];
    }
  }

  return { decide, refusal: refusalOf, suggest };
}

function inServer(press: Press): Call {
  if (press.guildId === undefined) throw new UserError({ key: 'common:error.server-only' });
  return { ...press, guildId: press.guildId };
}

/** The same member and place, reading the options of the interaction that is run again. */
function readAgain(interaction: Answerable, press: Press, answers: Readonly<Record<string, string>>): Press {
  const again = readPress(interaction, undefined, press.now, answers);
  return { ...again, guildId: press.guildId, publicLocale: press.publicLocale, caller: press.caller };
}

/** The question gives way to its outcome; a card cannot take the place of plain text, so it comes as a new answer. */
function inPlace(reply: Reply): Reply {
  return reply.kind === 'private' && reply.body.card !== true ? { ...reply, kind: 'update' } : reply;
}
