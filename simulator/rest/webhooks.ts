import type { MessageRecord } from '../channel.ts';
import { refuse } from '../errors.ts';
import { CallbackType, type Interaction, TOKEN_LIFETIME_MS } from '../interactions/interaction.ts';
import { deleteMessage, placeOf, presentMessage } from '../platform/messages.ts';
import { isEmpty, readMessage } from '../validation/message.ts';
import { MessageFlag } from '../wire.ts';
import { editReply, sendReply } from './callbacks.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

const HOOK = '/webhooks/{webhook_id}/{webhook_token}';
const ORIGINAL = `${HOOK}/messages/@original`;
const MESSAGE = `${HOOK}/messages/{message_id}`;

/** https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages */
export const webhookRoutes: readonly Route[] = [
  { method: 'POST', path: HOOK, auth: 'none', handle: followUp },
  { method: 'GET', path: ORIGINAL, auth: 'none', handle: (call) => get(call, original) },
  { method: 'PATCH', path: ORIGINAL, auth: 'none', handle: (call) => edit(call, original) },
  { method: 'DELETE', path: ORIGINAL, auth: 'none', handle: (call) => remove(call, original) },
  { method: 'GET', path: MESSAGE, auth: 'none', handle: (call) => get(call, named) },
  { method: 'PATCH', path: MESSAGE, auth: 'none', handle: (call) => edit(call, named) },
  { method: 'DELETE', path: MESSAGE, auth: 'none', handle: (call) => remove(call, named) },
];

/** The interaction whose token stands in the path, as long as it lives. */
function owner(call: Call): Interaction {
  const { world, interactions } = call.context;
  if (call.param('webhook_id') !== world.application.id) return refuse('unknownWebhook');
  const interaction = interactions.byToken.get(call.param('webhook_token'));
  if (!interaction) return refuse('invalidWebhookToken');
  if (world.clock.elapsed() - interaction.createdAt > TOKEN_LIFETIME_MS) refuse('invalidWebhookToken');
  if (interaction.response === undefined) refuse('unknownWebhook');
  return interaction;
}

function followUp(call: Call): Answer {
  const interaction = owner(call);
  if (interaction.response === CallbackType.autocomplete) refuse('unknownWebhook');
  const { original: record } = interaction;
  // Right after a deferred answer a follow-up is the answer.
  if (record && interaction.response === CallbackType.deferredMessage && isLoading(record)) {
    return ok(editReply(call, interaction, record));
  }
  const draft = readMessage(call.body, call.files);
  call.approve();
  if (isEmpty({ ...draft, attachments: draft.files })) refuse('emptyMessage');
  const sent = sendReply(call, interaction, draft, 0, true);
  interaction.followUps.push(sent.message);
  interaction.observer.followedUp(sent.message);
  return ok(presentMessage(call.world, placeOf(call.world, interaction.channel), sent.message));
}

function isLoading(record: MessageRecord): boolean {
  return (record.message.flags & MessageFlag.loading) !== 0;
}

type Finder = (call: Call, interaction: Interaction) => MessageRecord;

function original(_call: Call, interaction: Interaction): MessageRecord {
  const record = interaction.original;
  return record && interaction.channel.find(record.message.id) ? record : refuse('unknownMessage');
}

/** The answer, one of its follow-ups, or the message whose component was used. */
function named(call: Call, interaction: Interaction): MessageRecord {
  const id = call.param('message_id');
  const known =
    interaction.original?.message.id === id ||
    interaction.source?.message.id === id ||
    interaction.followUps.some((message) => message.id === id);
  return (known ? interaction.channel.find(id) : undefined) ?? refuse('unknownMessage');
}

function get(call: Call, find: Finder): Answer {
  const interaction = owner(call);
  const { message } = find(call, interaction);
  return ok(presentMessage(call.world, placeOf(call.world, interaction.channel), message));
}

function edit(call: Call, find: Finder): Answer {
  const interaction = owner(call);
  return ok(editReply(call, interaction, find(call, interaction)));
}

function remove(call: Call, find: Finder): Answer {
  const interaction = owner(call);
  const record = find(call, interaction);
  deleteMessage(call.world, call.context.cdn, placeOf(call.world, interaction.channel), record);
  return NO_CONTENT;
}
