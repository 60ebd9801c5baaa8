import { randomBytes } from 'node:crypto';
import { type APIInteraction, ChannelType, InteractionType } from 'discord.js';
import { within } from '../async.ts';
import type { Clock } from '../clock.ts';
import { asRead, awaited, hasChanged } from '../database/index.ts';
import { UserError } from '../errors.ts';
import { type Translate, translator } from '../i18n/index.ts';
import { type Logger, logging } from '../log.ts';
import { type InteractionOutcome, type Metrics, noMetrics } from '../metrics/metrics.ts';
import { DoneError, type Once, TakenElsewhereError } from '../once/service.ts';
import type { Press } from './call.ts';
import type { Command } from './command.ts';
import { parseCustomId } from './custom-id.ts';
import type { Directory } from './directory.ts';
import { commandOf, readPress, senderOf } from './interaction.ts';
import { ready, refusalBody, type Ways } from './leading.ts';
import { QUESTION_ROUTE } from './question.ts';
import { answer, type Body, type Reply, under } from './reply.ts';
import type { Responder } from './responder.ts';
import { roomIn } from './room.ts';
import { type Answerable, createRouting } from './routing.ts';

export interface Dispatcher {
  /** Handles one interaction to its end; never throws. */
  dispatch(interaction: APIInteraction): Promise<void>;
  /** Stops taking interactions and waits for those under way, at most `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/** At most so many lines stand under an answer that does not say otherwise; the rest waits for the next. */
const LINES = 3;
/** A line with the longest reason that staff may give. */
const LONGEST_LINE = 450;
/** Ids of interactions that are remembered: more than a resumed session can replay. */
const REMEMBERED = 10_000;

export function createDispatcher(parts: {
  commands: readonly Command[];
  directory: Directory;
  once: Pick<Once, 'run'>;
  responder: Responder;
  ways: Ways;
  /** What asks, answers or posts: nothing for whoever may not for a time. */
  posting: ReadonlySet<string>;
  clock: Clock;
  log: Logger;
  metrics?: Metrics;
}): Dispatcher {
  const { directory, once, responder, ways, clock, log, metrics = noMetrics } = parts;
  const routing = createRouting(parts);
  const running = new Set<Promise<void>>();
  const seen = new Set<string>();
  let stopping = false;

  async function handle(interaction: APIInteraction): Promise<InteractionOutcome> {
    if (interaction.type === InteractionType.Ping) return 'answered';
    const exchange = responder.open(interaction);
    let press: Press | undefined;
    let isDone = false;
    try {
      if (interaction.type === InteractionType.ApplicationCommandAutocomplete) {
        const arrives = async () => (await arrive(interaction)).press;
        await exchange.suggest(await routing.suggest(interaction, arrives));
        return 'answered';
      }
      const { press: arrived, refusal } = await arrive(interaction);
      press = arrived;
      if (refusal !== undefined) throw refusal;
      const reply = await once.run({ ...causeOf(interaction), userId: arrived.caller.id }, async () => {
        const { guildId, caller } = arrived;
        const news = guildId === undefined ? undefined : directory.news(guildId, caller.id);
        try {
          return await withNews(await routing.decide(interaction, arrived), arrived, news);
        } finally {
          isDone = hasChanged();
        }
      });
      await exchange.reply(ready(reply, interaction, arrived, ways), (error) =>
        told(asRead(error), arrived, interaction),
      );
      return 'answered';
    } catch (thrown) {
      const error = asRead(thrown);
      if (error instanceof TakenElsewhereError) {
        exchange.leave();
        return 'elsewhere';
      }
      const said = answer(told(error, press, interaction, isDone || error instanceof DoneError));
      await exchange.fail(press === undefined ? said : ready(said, interaction, press, ways));
      return error instanceof UserError ? 'refused' : 'failed';
    }
  }

  /** What is used up when something changes: the interaction, and the question it answers. */
  function causeOf({ id, type, data }: Answerable): Parameters<Once['run']>[0] {
    const route = type === InteractionType.MessageComponent ? parseCustomId(data.custom_id) : undefined;
    const draftId = route?.route === QUESTION_ROUTE ? route.args[0] : undefined;
    return draftId === undefined ? { interactionId: id } : { interactionId: id, draftId };
  }

  /** A reply that is edited later stays as it is: the edit would wipe the lines. */
  async function withNews(
    reply: Reply,
    { t }: Press,
    news: ReturnType<Directory['news']> | undefined,
  ): Promise<Reply> {
    if (reply.kind !== 'private' || news === undefined || reply.later !== undefined) return reply;
    const { lines: most = LINES, shown = [], isHome = false } = reply.body.news ?? {};
    const room = roomIn(reply.body);
    // What does not fit is not handed out: it waits for the next answer.
    const limit = room.parts > 1 ? Math.min(most, Math.floor(room.texts / LONGEST_LINE)) : 0;
    if (limit < 1) return reply;
    const lines = (await news({ limit, shown, isHome })).map((line) => line(t));
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

  /** Who acts, where, and what they read in place of an answer who may not for a time. */
  async function arrive(
    interaction: APIInteraction,
  ): Promise<{ press: Press; refusal: UserError | undefined }> {
    const now = clock.now();
    const sender = senderOf(interaction);
    const { guild_id: guildId } = interaction;
    if (guildId === undefined) {
      const place = await directory.serverOf(aboutOf(interaction, sender.id));
      const refusal = place && (await routing.refusal(interaction, place.guildId, sender.id));
      return { press: readPress(interaction, place, now, {}), refusal };
    }
    const [community, refusal] = await Promise.all([
      directory.arrive(guildId, sender, now, threadOf(interaction)),
      routing.refusal(interaction, guildId, sender.id),
    ]);
    const press = readPress(interaction, { guildId, community }, now, {});
    if (press.memberIds.size > 0) await directory.present(guildId, [...press.memberIds]);
    return { press, refusal };
  }

  /** What a member reads of an error. `isDone`: what they asked for stands, and only its answer could not be shown. */
  function told(error: unknown, press: Press | undefined, interaction: APIInteraction, isDone = false): Body {
    const t = press?.t ?? ownWords(interaction);
    return error instanceof UserError
      ? refusalBody(t, error, ways)
      : { content: apology(error, t, interaction, isDone) };
  }

  /** The language of whoever could not even be noted as here. */
  function ownWords(interaction: APIInteraction): Translate {
    return translator(senderOf(interaction).locale);
  }

  function apology(error: unknown, t: Translate, interaction: APIInteraction, isDone: boolean): string {
    const reference = randomBytes(3).toString('hex').toUpperCase();
    log.error({ err: error, reference, interactionType: interaction.type }, 'interaction failed');
    return t(isDone ? 'common:error.not-shown' : 'common:error.ours', { reference });
  }

  return {
    async dispatch(interaction) {
      if (stopping || isRepeated(interaction.id)) return;
      const work = logging({ interaction: interaction.id }, () =>
        awaited(() => handle(interaction))
          .then((outcome) => metrics.interaction(commandOf(interaction), outcome))
          .catch((error: unknown) => log.error({ err: error }, 'dispatch failed')),
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

/** The thread somebody acts in; undefined in a channel. */
function threadOf({ channel }: APIInteraction): string | undefined {
  const isChannel =
    channel?.type === ChannelType.GuildText || channel?.type === ChannelType.GuildAnnouncement;
  return isChannel ? undefined : channel?.id;
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
