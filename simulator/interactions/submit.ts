import { randomBytes } from 'node:crypto';
import type { Channel, MessageRecord } from '../channel.ts';
import type { Context } from '../context.ts';
import { isObject, type Json } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { presentChannel } from '../platform/guilds.ts';
import { placeOf } from '../platform/messages.ts';
import { dispatchThread, setArchived } from '../platform/threads.ts';
import { type InteractionMetadata, InteractionType, type User } from '../wire.ts';
import type { World } from '../world.ts';
import { prepareCommand, readSentFiles } from './commands.ts';
import { prepareComponent } from './components.ts';
import type { Interaction, InteractionObserver } from './interaction.ts';
import { prepareModal } from './modals.ts';
import type { OptionScope } from './options.ts';
import { refuseClient } from './refused.ts';

/** What a prepared interaction adds to what all have in common. */
interface Prepared {
  data: Json;
  source?: MessageRecord | undefined;
  commandName?: string;
  contextMenu?: boolean;
  focusedType?: number | undefined;
  metadata?: Partial<InteractionMetadata>;
}

/**
 * Takes what a member's client sends (the body of its POST /interactions), checks it, and hands it to the bot.
 * Throws Refused for what a client would not let its user do.
 */
export function submitInteraction(
  context: Context,
  user: User,
  body: Json,
  observer: InteractionObserver,
): Interaction {
  const channel = findChannel(context, user, String(body['channel_id']));
  const { guild } = placeOf(context.world, channel);
  const sent = isObject(body['data']) ? body['data'] : {};
  const files = readSentFiles(sent['attachments'] ?? body['files']);
  const scope: OptionScope = { context, user, guild, channel, files, resolved: {} };
  const type = Number(body['type']);
  const prepared = prepare(scope, user, type, body, sent);
  const interaction = build(context, { user, guild, channel, type, observer }, prepared);
  context.interactions.add(interaction, interaction.createdAt);
  context.world.dispatch({
    event: 'INTERACTION_CREATE',
    data: payload(context, interaction, prepared),
    intents: 0,
    guildId: guild?.id,
  });
  return interaction;
}

function findChannel({ world }: Context, user: User, id: string): Channel {
  const channel = world.channels.get(id) ?? refuseClient(`There is no channel ${id}.`);
  const { guild } = placeOf(world, channel);
  const open = guild ? guild.sees(user.id, channel) : channel.recipientId === user.id;
  if (!open) refuseClient(`${user.username} does not see the channel ${channel.name || id}.`);
  if (guild && channel.isArchived) unarchive(world, guild, channel, user);
  return channel;
}

/** In an archived thread nothing can be used; the client wakes it first, if its user may. */
function unarchive(world: World, guild: Guild, thread: Channel, user: User): void {
  const locked = thread.data.thread_metadata?.locked === true;
  const needed = locked ? Permission.MANAGE_THREADS : Permission.SEND_MESSAGES_IN_THREADS;
  if (!guild.can(user.id, thread, needed)) {
    refuseClient(`#${thread.name} is archived and ${user.username} may not reopen it.`);
  }
  setArchived(world, guild, thread, false);
  dispatchThread(world, guild, 'THREAD_UPDATE', thread, false);
}

function prepare(scope: OptionScope, user: User, type: number, body: Json, sent: Json): Prepared {
  switch (type) {
    case InteractionType.command:
    case InteractionType.autocomplete: {
      const { name, target, ...rest } = prepareCommand(
        scope,
        user,
        sent,
        type === InteractionType.autocomplete,
      );
      const metadata: Partial<InteractionMetadata> = {};
      if (target.user) metadata.target_user = target.user;
      if (target.messageId) metadata.target_message_id = target.messageId;
      return { ...rest, commandName: name, metadata };
    }
    case InteractionType.component: {
      const messageId = String(body['message_id']);
      const { record, data } = prepareComponent(scope, user, messageId, sent);
      return { data, source: record, metadata: { interacted_message_id: messageId } };
    }
    case InteractionType.modalSubmit:
      return prepareSubmit(scope, user, sent);
    default:
      return refuseClient(`No client sends interactions of type ${type}.`);
  }
}

function prepareSubmit(scope: OptionScope, user: User, sent: Json): Prepared {
  const opener = scope.context.interactions.openModals.get(user.id);
  const modal = opener?.modal;
  if (!opener || !modal || modal.custom_id !== sent['custom_id']) {
    return refuseClient(`${user.username} has no modal "${String(sent['custom_id'])}" open.`);
  }
  const data = prepareModal(scope, modal, sent);
  return { data, source: opener.source, metadata: { triggering_interaction_metadata: opener.metadata } };
}

interface Common {
  user: User;
  guild: Guild | undefined;
  channel: Channel;
  type: number;
  observer: InteractionObserver;
}

function build({ world }: Context, common: Common, prepared: Prepared): Interaction {
  const id = world.ids.next();
  const { user, guild, type } = common;
  return {
    ...common,
    id,
    // Real tokens are about this long and carry no secret of ours.
    token: `${Buffer.from(id).toString('base64url')}${randomBytes(96).toString('base64url')}`,
    createdAt: world.clock.elapsed(),
    response: undefined,
    failed: false,
    metadata: {
      id,
      type,
      user,
      authorizing_integration_owners: { '0': guild?.id ?? '0' },
      ...prepared.metadata,
    },
    commandName: prepared.commandName,
    contextMenu: prepared.contextMenu ?? false,
    source: prepared.source,
    original: undefined,
    modal: undefined,
    choices: undefined,
    focusedType: prepared.focusedType,
    followUps: [],
  };
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
function payload({ world }: Context, interaction: Interaction, { data, source }: Prepared): Json {
  const { guild, channel, user, type } = interaction;
  const locale = world.locales.get(user.id) ?? 'en-US';
  const common: Json = {
    id: interaction.id,
    application_id: world.application.id,
    type,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channel.id,
    locale,
    entitlements: [],
    authorizing_integration_owners: { '0': guild?.id ?? '0' },
    context: guild ? 0 : 1,
    attachment_size_limit: world.limits.attachmentBytes,
    ...(source ? { message: source.message } : {}),
  };
  const shown = presentChannel(world, channel);
  const botPermissions = guild?.permissionsIn(channel, world.bot.id) ?? DM_PERMISSIONS;
  common['app_permissions'] = botPermissions.toString();
  if (!guild) return { ...common, channel: shown, user };
  const permissions = guild.permissionsIn(channel, user.id).toString();
  const member = guild.members.get(user.id);
  return {
    ...common,
    channel: { ...shown, permissions },
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...member, permissions },
  };
}

/** What Discord states as the app's permissions in a DM. */
const DM_PERMISSIONS = 180_224n | (1n << 10n) | (1n << 11n) | (1n << 18n);
