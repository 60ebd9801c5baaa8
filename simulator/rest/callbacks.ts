import { refuse } from '../errors.ts';
import { type Fields, Form } from '../form.ts';
import {
  CallbackType,
  FIRST_RESPONSE_MS,
  type Interaction,
  type ResponseKind,
} from '../interactions/interaction.ts';
import { createMessage, editMessage, placeOf, presentMessage } from '../platform/messages.ts';
import { readChoice } from '../validation/commands.ts';
import { PARSE_USERS } from '../validation/mentions.ts';
import { EMPTY_DRAFT, isEmpty, type MessageDraft, readMessage } from '../validation/message.ts';
import { readModal } from '../validation/modal.ts';
import { InteractionType, type Message, MessageFlag, MessageType } from '../wire.ts';
import { wake } from './messages.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

export const callbackRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/interactions/{interaction_id}/{interaction_token}/callback',
    auth: 'none',
    handle: respond,
  },
];

/** https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response */
function respond(call: Call): Answer {
  const { interactions } = call.context;
  const interaction = interactions.byId.get(call.param('interaction_id'));
  if (!interaction || interaction.token !== call.param('interaction_token')) refuse('unknownInteraction');
  const type = readType(call, interaction);
  if (interaction.response !== undefined) refuse('alreadyAcknowledged');
  const age = call.world.clock.elapsed() - interaction.createdAt;
  if (interaction.failed || age > FIRST_RESPONSE_MS) {
    interactions.fail(interaction);
    refuse('unknownInteraction');
  }
  const data = Form.read(call.body ?? {}).given('data') ?? undefined;
  const kind = RESPONDERS[type](call, interaction, data);
  interactions.answer(interaction, type);
  interaction.observer.answered(kind);
  call.world.changed('interaction');
  return call.queryFlag('with_response') ? ok(describe(call, interaction, type)) : NO_CONTENT;
}

const { message, deferredMessage, deferredUpdate, update, autocomplete, modal } = CallbackType;

type Answerable = (typeof CallbackType)[keyof typeof CallbackType];

const RESPONDERS: Record<Answerable, (call: Call, interaction: Interaction, data: unknown) => ResponseKind> =
  {
    [message]: respondMessage,
    [deferredMessage]: defer,
    [deferredUpdate]: deferUpdate,
    [update]: respondUpdate,
    [autocomplete]: respondChoices,
    [modal]: respondModal,
  };

/** Which answers an interaction may get: 6 and 7 change the message whose component was used, so there must be one. */
function readType(call: Call, interaction: Interaction): Answerable {
  const fields = Form.read(call.body ?? {});
  const type = fields.integer('type', { required: true });
  fields.form.end();
  const allowed = allowedTypes(interaction);
  const found = allowed.find((candidate) => candidate === type);
  if (found === undefined) {
    // A modal that a command opened has no message to update (github.com/discord/discord-api-docs/issues/7774).
    if (type === update && interaction.type === InteractionType.modalSubmit) refuse('unknownMessage');
    fields.fail('type', 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
    fields.form.end();
  }
  return found ?? message;
}

function allowedTypes(interaction: Interaction): Answerable[] {
  if (interaction.type === InteractionType.autocomplete) return [autocomplete];
  const types: Answerable[] = [message, deferredMessage];
  if (interaction.source) types.push(deferredUpdate, update);
  // A modal cannot answer a modal.
  if (interaction.type !== InteractionType.modalSubmit) types.push(modal);
  return types;
}

function respondMessage(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const draft = readMessage(data, call.files, undefined, ['data']);
  call.approve();
  if (isEmpty({ ...draft, attachments: draft.files })) refuse('emptyMessage');
  interaction.original = sendReply(call, interaction, draft, 0);
  return 'message';
}

const REPLY_FLAGS = MessageFlag.suppressEmbeds | MessageFlag.suppressNotifications | MessageFlag.componentsV2;

/** The message of an answer, deferred answer or follow-up; ephemeral ones are the member's alone. */
export function sendReply(
  call: Call,
  interaction: Interaction,
  draft: MessageDraft,
  extraFlags: number,
  followUp = false,
): NonNullable<Interaction['original']> {
  const { world, cdn } = call.context;
  const ephemeral = ((draft.flags ?? 0) & MessageFlag.ephemeral) !== 0;
  const place = placeOf(world, interaction.channel);
  if (place.channel.isArchived && place.channel.data.thread_metadata?.locked) refuse('archivedThread');
  wake(world, place);
  const onComponent = interaction.type === InteractionType.component && interaction.source !== undefined;
  const quoted = followUp ? interaction.original : onComponent ? interaction.source : undefined;
  return createMessage(world, cdn, place, {
    author: world.bot,
    draft,
    type: replyType(interaction, followUp || onComponent),
    flags: ((draft.flags ?? 0) & REPLY_FLAGS) | extraFlags,
    visibleTo: ephemeral ? interaction.user.id : undefined,
    defaults: PARSE_USERS,
    interaction: {
      id: interaction.id,
      token: interaction.token,
      metadata:
        followUp && interaction.original
          ? { ...interaction.metadata, original_response_message_id: interaction.original.message.id }
          : interaction.metadata,
      name: followUp ? undefined : interaction.commandName,
    },
    ...(quoted
      ? { reference: referenceTo(quoted.message, place.guild?.id), referenced: quoted.message }
      : {}),
  });
}

function replyType(interaction: Interaction, reply: boolean): number {
  if (reply) return MessageType.reply;
  if (interaction.type !== InteractionType.command) return MessageType.default;
  return interaction.contextMenu ? MessageType.contextMenuCommand : MessageType.chatInputCommand;
}

function referenceTo(
  quoted: Message,
  guildId: string | undefined,
): NonNullable<Message['message_reference']> {
  const { channel_id, id } = quoted;
  return { type: 0, channel_id, message_id: id, ...(guildId === undefined ? {} : { guild_id: guildId }) };
}

/** Of a deferred answer only the EPHEMERAL flag counts, and it stays for the later edit. */
function defer(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const fields = Form.read(data ?? {}, ['data']);
  fields.passOver(...fields.keys);
  const flags = fields.integer('flags') ?? 0;
  call.approve();
  const draft: MessageDraft = {
    ...EMPTY_DRAFT,
    flags: flags & MessageFlag.ephemeral,
  };
  interaction.original = sendReply(call, interaction, draft, MessageFlag.loading);
  return 'deferred';
}

function deferUpdate(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const fields = Form.read(data ?? {}, ['data']);
  fields.passOver(...fields.keys);
  call.approve();
  interaction.original = interaction.source;
  return 'deferred-update';
}

function respondUpdate(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const { source } = interaction;
  if (!source) return refuse('unknownMessage');
  const draft = readMessage(data, call.files, source.message, ['data']);
  call.approve();
  const { world, cdn } = call.context;
  const place = placeOf(world, interaction.channel);
  if (!place.channel.find(source.message.id)) refuse('unknownMessage');
  if (place.channel.isArchived) refuse('archivedThread');
  editMessage(world, cdn, place, source, draft, { defaults: PARSE_USERS });
  interaction.original = source;
  return 'update';
}

function respondChoices(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const fields = Form.read(data, ['data']);
  const list = fields.list('choices', { max: 25, required: true }) ?? [];
  interaction.choices = list.map((choice) => readChoice(choice, interaction.focusedType ?? 3, 100));
  fields.form.end();
  call.approve();
  return 'autocomplete';
}

function respondModal(call: Call, interaction: Interaction, data: unknown): ResponseKind {
  const fields: Fields = Form.read(data, ['data']);
  const definition = readModal(fields);
  fields.form.end();
  call.approve();
  interaction.modal = definition;
  call.context.interactions.openModals.set(interaction.user.id, interaction);
  return 'modal';
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object */
function describe(call: Call, interaction: Interaction, type: number): unknown {
  const { world } = call;
  const place = placeOf(world, interaction.channel);
  const original = interaction.original?.message;
  const about = {
    id: interaction.id,
    type: interaction.type,
    channel_id: interaction.channel.id,
    ...(interaction.guild ? { guild_id: interaction.guild.id } : {}),
    ...(original
      ? {
          response_message_id: original.id,
          response_message_loading: (original.flags & MessageFlag.loading) !== 0,
          response_message_ephemeral: (original.flags & MessageFlag.ephemeral) !== 0,
        }
      : {}),
  };
  // "Only present if type is CHANNEL_MESSAGE_WITH_SOURCE or UPDATE_MESSAGE": not for deferred answers.
  const shows = type === message || type === update;
  const resource = original && shows ? { type, message: presentMessage(world, place, original) } : undefined;
  return resource ? { interaction: about, resource } : { interaction: about };
}

/** The answer whose message is being changed through @original or by its id. */
export function editReply(
  call: Call,
  interaction: Interaction,
  record: NonNullable<Interaction['original']>,
): Message {
  const draft = readMessage(call.body, call.files, record.message);
  call.approve();
  const { world, cdn } = call.context;
  const place = placeOf(world, interaction.channel);
  if (!place.channel.find(record.message.id)) refuse('unknownMessage');
  if (place.channel.isArchived) refuse('archivedThread');
  editMessage(world, cdn, place, record, draft, { defaults: PARSE_USERS });
  interaction.observer.edited(record.message);
  return presentMessage(world, place, record.message);
}
