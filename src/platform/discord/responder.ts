import {
  type APIInteraction,
  type APIInteractionResponse,
  DiscordAPIError,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import { within } from '../async.ts';
import { BusyError } from '../database/index.ts';
import type { Logger } from '../log.ts';
import { type Metrics, noMetrics } from '../metrics/metrics.ts';
import type { CommandMentions } from './command-mentions.ts';
import { isCard } from './components.ts';
import { asCard, type Body, type Choice, callbackJson, type File, messageJson, type Reply } from './reply.ts';

/** Discord gives 3 s; a handler that is not ready by then has its answer deferred (ms). */
const DEFER_AFTER = 2_000;

/** One interaction's answers. Each method sends at most one first response and then edits it. */
export interface Exchange {
  /** `failed`: what is said in place of an answer that was owed (see `owing`) and could not be made. */
  reply(reply: Reply, failed: (error: unknown) => Body): Promise<void>;
  /** Never throws: of a list that comes too late, or cannot be sent, nobody needs to hear. */
  suggest(choices: readonly Choice[]): Promise<void>;
  /** Somebody else answers. */
  leave(): void;
  /** The last resort: tells the member, whatever was sent before. Never throws. */
  fail(reply: Reply): Promise<void>;
}

export interface Responder {
  open(interaction: APIInteraction): Exchange;
  /** Resolves when no late edits are under way, or after `timeoutMs`. */
  idle(timeoutMs: number): Promise<void>;
}

type State = 'open' | 'deferred' | 'answered';

/**
 * Sends answers to Discord. One call of type 4 is the rule: an edit of a deferred answer waits in the client's own
 * 50-per-second queue, a callback does not. `deferAfter` in ms.
 */
export function createResponder(parts: {
  rest: REST;
  log: Logger;
  mentions?: Pick<CommandMentions, 'apply'>;
  deferAfter?: number;
  metrics?: Pick<Metrics, 'acknowledged'>;
}): Responder {
  const { rest, log, mentions = { apply: (message) => message }, deferAfter = DEFER_AFTER } = parts;
  const { metrics = noMetrics } = parts;
  const late = new Set<Promise<void>>();
  /** The late edit each message waits for, by the interaction that made the message. */
  const awaited = new Map<string, symbol>();

  function clickable(response: APIInteractionResponse): APIInteractionResponse {
    return 'data' in response
      ? ({ ...response, data: mentions.apply(response.data) } as APIInteractionResponse)
      : response;
  }

  function open(interaction: APIInteraction): Exchange {
    let state: State = 'open';
    const arrivedAt = performance.now();
    const isAutocomplete = interaction.type === InteractionType.ApplicationCommandAutocomplete;
    const timer = isAutocomplete ? undefined : setTimeout(() => void defer(), deferAfter);
    let deferring: Promise<void> = Promise.resolve();
    const origin = originOf(interaction);

    function defer(): Promise<void> {
      if (state !== 'open') return deferring;
      const data = { flags: MessageFlags.Ephemeral };
      deferring = first('deferred', {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data,
      }).catch((error: unknown) => log.warn({ err: error }, 'could not defer'));
      return deferring;
    }

    /** The first response. When it did not arrive the interaction is open again, for a better one. */
    async function first(becomes: State, body: unknown, files: readonly File[] = []): Promise<void> {
      state = becomes;
      const route = Routes.interactionCallback(interaction.id, interaction.token);
      try {
        await rest.post(route, { body, files: rawFiles(files), auth: false });
        metrics.acknowledged(performance.now() - arrivedAt);
      } catch (error) {
        // It arrived, only Discord's word of that was lost, and the client has sent it again.
        if (hasCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) return;
        state = 'open';
        throw error;
      }
    }

    async function editOriginal(body: Body): Promise<void> {
      const route = Routes.webhookMessage(interaction.application_id, interaction.token, '@original');
      const json = {
        ...mentions.apply(messageJson(body, { replaces: true })),
        allowed_mentions: { parse: [] },
      };
      await rest.patch(route, { body: json, files: rawFiles(body.files ?? []), auth: false });
    }

    async function followUp(body: Body): Promise<void> {
      const route = Routes.webhook(interaction.application_id, interaction.token);
      const json = {
        ...mentions.apply(messageJson(body, { ephemeral: true })),
        allowed_mentions: { parse: [] },
      };
      await rest.post(route, { body: json, files: rawFiles(body.files ?? []), auth: false });
    }

    async function send(reply: Reply): Promise<void> {
      clearTimeout(timer);
      await deferring;
      // What replaces a message is newer than what the message still waits for.
      if (reply.kind === 'update') awaited.delete(origin);
      if (state === 'open') {
        await first(
          'answered',
          clickable(callbackJson(reply)),
          reply.kind === 'modal' ? [] : (reply.body.files ?? []),
        );
        return;
      }
      // Discord opens no form after a deferred answer; it asks before anything is changed.
      if (reply.kind === 'modal') throw new BusyError();
      if (state === 'deferred') await editOriginal(reply.body);
      else await followUp(reply.body);
      state = 'answered';
    }

    function runLater(reply: Reply, failed: (error: unknown) => Body): void {
      if (reply.kind === 'modal' || reply.later === undefined) return;
      const mine = Symbol(interaction.id);
      const message = reply.kind === 'update' ? origin : interaction.id;
      awaited.set(message, mine);
      const show = async (body: Body): Promise<void> => {
        if (awaited.get(message) === mine) await editOriginal(body);
      };
      // How far the work is may no longer be shown (Discord ends a token after 15 minutes): that is no reason to end the work.
      const showing = (body: Body): Promise<void> =>
        show(body).catch((error: unknown) => log.warn({ err: error }, 'late edit failed'));
      const made = reply.later(showing);
      const isOwed = reply.kind === 'private' && reply.isOwed === true;
      const inPlace = (said: Body): Body => (reply.body.card === true ? asCard(said) : said);
      const work = (isOwed ? made.catch((error: unknown) => inPlace(failed(error))) : made)
        .then(async (body) => {
          if (body !== undefined) await show(body);
        })
        .catch((error: unknown) => log.warn({ err: error }, 'late edit failed'))
        .finally(() => {
          if (awaited.get(message) === mine) awaited.delete(message);
        });
      track(work);
    }

    return {
      async reply(given, failed) {
        const reply = placed(given, interaction);
        await send(reply);
        runLater(reply, failed);
      },
      async suggest(choices) {
        await first('answered', {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices },
        }).catch((error: unknown) => log.debug({ err: error }, 'suggestions were not taken'));
      },
      leave: () => clearTimeout(timer),
      async fail(reply) {
        await send(reply).catch((error: unknown) => log.warn({ err: error }, 'could not tell the member'));
      },
    };
  }

  function track(work: Promise<void>): void {
    late.add(work);
    void work.finally(() => late.delete(work));
  }

  return {
    open,
    async idle(timeoutMs) {
      await within(timeoutMs, Promise.allSettled(late));
    },
  };
}

/** A message of Components V2 stays one (Discord refuses content in it): what is no card stands under it. */
function placed(reply: Reply, interaction: APIInteraction): Reply {
  if (reply.kind !== 'update' || reply.body.card === true) return reply;
  const message = 'message' in interaction ? interaction.message : undefined;
  return message !== undefined && isCard({ ...message }) ? { ...reply, kind: 'private' } : reply;
}

/** The interaction that made the message a press stands on; of anything else, itself. */
function originOf(interaction: APIInteraction): string {
  const isPress = interaction.type === InteractionType.MessageComponent;
  return (isPress ? interaction.message.interaction_metadata?.id : undefined) ?? interaction.id;
}

function hasCode(error: unknown, code: RESTJSONErrorCodes): boolean {
  return error instanceof DiscordAPIError && error.code === code;
}

function rawFiles(files: readonly File[]) {
  return files.map((file) => ({ name: file.name, data: file.data, contentType: file.contentType }));
}
