import { randomBytes } from 'node:crypto';
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
import { within } from '../async.ts';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import { type Locale, type Translate } from '../i18n/index.ts';
import type { Logger } from '../log.ts';
import { type Once, TakenElsewhereError } from '../once/service.ts';
import { codePoints, truncated } from '../text.ts';
import type { Call, CommunityView, Press } from './call.ts';
import type { Access, Command } from './command.ts';
import { indexCommands } from './command-index.ts';
import { parseCustomId } from './custom-id.ts';
import { chosenValues, readFields, readPress, senderOf } from './interaction.ts';
import { ready, refusalBody, type Ways } from './leading.ts';
import { rawOptions, readOptions } from './options.ts';
import { refuseStranger } from './person.ts';
import { QUESTION_ROUTE, Question, questionBody } from './question.ts';
import { answer, type Choice, modal, type Reply, under } from './reply.ts';
import type { Responder } from './responder.ts';

/** What the dispatcher needs to know about servers and members. */
export interface Directory {
  /** Remembers who acts (name, language) where, and tells the server's settings; creates both when new. */
  arrive(
    guildId: string,
    member: { id: string; displayName: string; locale: Locale },
    now: number,
    channelId?: string,
  ): Promise<CommunityView>;
  /**
   * The server that a press in a direct message is about: the one its custom_id names, else the one of the message it
   * stands on, or of the message that one answers; else the member's only one.
   */
  serverOf(press: {
    readonly userId: string;
    readonly guildId: string | undefined;
    readonly messageIds: readonly string[];
  }): Promise<{ guildId: string; community: CommunityView } | undefined>;
  /** Discord shows these with an interaction as members of the server. */
  present(guildId: string, userIds: readonly string[]): Promise<void>;
  /** Keeps what a member typed for 15 minutes; returns its id. */
  keepDraft(draft: { guildId: string; userId: string; kind: string; content: unknown }): Promise<string>;
  /** A kept draft of this member, or undefined when it is too old. */
  draft(draftId: string, userId: string): Promise<{ kind: string; content: unknown } | undefined>;
  /** News that a member reads once, under the next private answer: at most `limit` lines, without what it shows. */
  news(
    guildId: string,
    userId: string,
    how: { readonly limit: number; readonly shown: readonly string[] },
  ): Promise<readonly ((t: Translate) => string)[]>;
}

export interface Dispatcher {
  /** Interactions since the process started; `failed`: ended by a fault of ours. */
  readonly counts: { readonly handled: number; readonly failed: number };
  /** Handles one interaction to its end; never throws. */
  dispatch(interaction: APIInteraction): Promise<void>;
  /** Stops taking interactions and waits for those under way, at most `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

type Answerable = Exclude<
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
/** At most so many lines stand under an answer that does not say otherwise; the rest waits for the next. */
const LINES = 3;
/** Ids of interactions that are remembered: more than a resumed session can replay. */
const REMEMBERED = 10_000;
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;

export function createDispatcher(parts: {
  commands: readonly Command[];
  directory: Directory;
  once: Pick<Once, 'run'>;
  responder: Responder;
  ways: Ways;
  clock: Clock;
  log: Logger;
}): Dispatcher {
  const { directory, once, responder, ways, clock, log } = parts;
  const index = indexCommands(parts.commands);
  const running = new Set<Promise<void>>();
  const seen = new Set<string>();
  const counts = { handled: 0, failed: 0 };
  let stopping = false;

  async function handle(interaction: APIInteraction): Promise<void> {
    if (interaction.type === InteractionType.Ping) return;
    const exchange = responder.open(interaction);
    let press: Press | undefined;
    try {
      if (interaction.type === InteractionType.ApplicationCommandAutocomplete) {
        await exchange.suggest(await suggest(interaction));
        return;
      }
      const arrived = await arrive(interaction, {});
      press = arrived;
      const reply = await once.run(causeOf(interaction), async () =>
        withNews(await decide(interaction, arrived), arrived),
      );
      await exchange.reply(ready(reply, interaction, arrived, ways));
    } catch (error) {
      if (error instanceof TakenElsewhereError) return exchange.leave();
      const said = error instanceof UserError ? refusal(error, press) : apology(error, press, interaction);
      await exchange.fail(press === undefined ? said : ready(said, interaction, press, ways));
    }
  }

  /** What is used up when something changes: the interaction, and the question it answers. */
  function causeOf({ id, type, data }: Answerable): Parameters<Once['run']>[0] {
    const route = type === InteractionType.MessageComponent ? parseCustomId(data.custom_id) : undefined;
    const draftId = route?.route === QUESTION_ROUTE ? route.args[0] : undefined;
    return draftId === undefined ? { interactionId: id } : { interactionId: id, draftId };
  }

  /** A reply that is edited later stays as it is: the edit would wipe the lines. */
  async function withNews(reply: Reply, press: Press): Promise<Reply> {
    if (reply.kind !== 'private' || press.guildId === undefined || reply.later !== undefined) return reply;
    const { lines: limit = LINES, shown = [] } = reply.body.news ?? {};
    const news = await directory.news(press.guildId, press.caller.id, { limit, shown });
    const lines = news.map((line) => line(press.t));
    return lines.length === 0 ? reply : { ...reply, body: under(reply.body, lines) };
  }

  /** A session that is resumed replays what it is not sure we heard. */
  function isRepeated(id: string): boolean {
    if (seen.has(id)) return true;
    seen.add(id);
    if (seen.size > REMEMBERED) {
      const oldest = seen.values().next();
      if (!oldest.done) seen.delete(oldest.value);
    }
    return false;
  }

  async function arrive(
    interaction: APIInteraction,
    answers: Readonly<Record<string, string>>,
  ): Promise<Press> {
    const now = clock.now();
    const sender = senderOf(interaction);
    const guildId = interaction.guild_id;
    const place =
      guildId === undefined
        ? await directory.serverOf(aboutOf(interaction, sender.id))
        : { guildId, community: await directory.arrive(guildId, sender, now, interaction.channel?.id) };
    const press = readPress(interaction, place, now, answers);
    if (guildId !== undefined && press.memberIds.size > 0)
      await directory.present(guildId, [...press.memberIds]);
    return press;
  }

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
      return await found.action.run(
        call,
        readOptions(found.action.options, found.sent, call, attachments) as never,
      );
    } catch (error) {
      if (!(error instanceof UserError) || error.draftId !== undefined || found.action.keep === undefined)
        throw error;
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

  /** Never throws: a list that cannot be made is empty. */
  async function suggest(interaction: APIApplicationCommandAutocompleteInteraction): Promise<Choice[]> {
    try {
      const found = index.find(interaction);
      const focused = found?.sent.find((option) => 'focused' in option && option.focused);
      const spec = focused === undefined ? undefined : found?.action.options[focused.name];
      if (found === undefined || focused === undefined || spec?.kind !== 'text' || spec.suggest === undefined)
        return [];
      const typed = String(focused.value);
      // No choice is longer, so none can complete it; looking for one would hold up everybody else's answers.
      if (codePoints(typed) > MAX_CHOICE_LENGTH) return [];
      const press = await arrive(interaction, {});
      const choices = await spec.suggest(inServer(press), typed, rawOptions(found.sent));
      return choices
        .filter((choice) => choice.value.length <= MAX_CHOICE_LENGTH)
        .slice(0, MAX_CHOICES)
        .map(({ name, value }) => ({ name: truncated(name, MAX_CHOICE_LENGTH), value }));
    } catch (error) {
      log.error({ err: error }, 'autocomplete failed');
      return [];
    }
  }

  function refusal(error: UserError, press: Press | undefined): Reply {
    return answer(refusalBody(press?.t ?? ((key) => key), error, ways));
  }

  function apology(error: unknown, press: Press | undefined, interaction: APIInteraction): Reply {
    counts.failed++;
    const reference = randomBytes(3).toString('hex').toUpperCase();
    log.error({ err: error, reference, interactionType: interaction.type }, 'interaction failed');
    const t = press?.t;
    return answer(
      t === undefined
        ? `Something broke on our side (ref ${reference}).`
        : t('common:error.ours', { reference }),
    );
  }

  return {
    counts,
    async dispatch(interaction) {
      if (stopping || isRepeated(interaction.id)) return;
      counts.handled++;
      const work = handle(interaction).catch((error: unknown) =>
        log.error({ err: error }, 'dispatch failed'),
      );
      running.add(work);
      await work;
      running.delete(work);
    },
    async stop(timeoutMs) {
      stopping = true;
      const end = clock.now() + timeoutMs;
      await within(timeoutMs, Promise.allSettled(running));
      await responder.idle(Math.max(0, end - clock.now()));
    },
  };
}

/** What tells which server a press in a direct message is about. */
function aboutOf(interaction: APIInteraction, userId: string): Parameters<Directory['serverOf']>[0] {
  const customId =
    interaction.type === InteractionType.MessageComponent || interaction.type === InteractionType.ModalSubmit
      ? interaction.data.custom_id
      : '';
  const message = 'message' in interaction ? interaction.message : undefined;
  const cause = message?.interaction_metadata;
  const answered =
    cause !== undefined && 'interacted_message_id' in cause ? [cause.interacted_message_id] : [];
  const messageIds = message === undefined ? [] : [message.id, ...answered];
  return { userId, guildId: parseCustomId(customId)?.guildId, messageIds };
}

function inServer(press: Press): Call {
  if (press.guildId === undefined) throw new UserError({ key: 'common:error.server-only' });
  return { ...press, guildId: press.guildId };
}

function allow(access: Access, press: Press): void {
  if (access === 'staff' && !press.caller.isStaff) throw new UserError({ key: 'common:error.staff-only' });
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
