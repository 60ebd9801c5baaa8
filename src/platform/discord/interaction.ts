import {
  type APIInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord.js';
import { type Locale, localeOf, translator } from '../i18n/index.ts';
import { oneLine } from '../text.ts';
import type { Call, CommunityView, Press } from './call.ts';
import type { Fields } from './command.ts';
import { parseCustomId } from './custom-id.ts';

/** What every server allows at least, in bytes. */
const SMALLEST_LIMIT = 10 * 1024 * 1024;
const STAFF_PERMISSIONS = PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild;

/** Who sent the interaction: in a server `member.user`, in a direct message `user`. */
export function senderOf(interaction: APIInteraction): { id: string; displayName: string; locale: Locale } {
  const user = interaction.member?.user ?? interaction.user;
  if (user === undefined) throw new Error(`interaction ${interaction.id} names no user`);
  // Who calls themselves by invisible letters alone would be nobody on a button; what turns the letters behind it goes too.
  const names = [interaction.member?.nick, user.global_name, user.username].map((name) =>
    oneLine(name ?? ''),
  );
  const displayName = names.find((name) => name !== '') ?? user.id;
  return {
    id: user.id,
    displayName,
    locale: localeOf('locale' in interaction ? interaction.locale : undefined),
  };
}

/**
 * The interaction as handlers see it. `place` is its server, in a direct message the member's own, undefined where there
 * is none.
 */
export function readPress(
  interaction: APIInteraction,
  place: { guildId: string; community: CommunityView } | undefined,
  now: number,
  answers: Readonly<Record<string, string>>,
): Press {
  const sender = senderOf(interaction);
  const member = interaction.member;
  const roles = member?.roles ?? [];
  const permissions = BigInt(member?.permissions ?? 0);
  const isStaff =
    (permissions & STAFF_PERMISSIONS) !== 0n ||
    (place?.community.staffRoleId != null && roles.includes(place.community.staffRoleId));
  const resolved = resolvedOf(interaction);
  return {
    guildId: place?.guildId,
    channelId: interaction.channel?.id ?? interaction.channel_id ?? '',
    caller: { id: sender.id, displayName: sender.displayName, roles, isStaff },
    locale: sender.locale,
    t: translator(sender.locale),
    publicLocale: place?.community.language ?? 'en',
    now,
    answers,
    isResolved: resolved !== undefined,
    users: resolved?.users ?? {},
    memberIds: new Set(Object.keys(resolved?.members ?? {})),
    channels: resolved?.channels ?? {},
    roleIds: new Set(Object.keys(resolved?.roles ?? {})),
    attachmentLimit: interaction.attachment_size_limit ?? SMALLEST_LIMIT,
  };
}

type Resolved = {
  users?: Call['users'];
  members?: Readonly<Record<string, unknown>>;
  channels?: Call['channels'];
  roles?: Readonly<Record<string, unknown>>;
};

function resolvedOf(interaction: APIInteraction): Resolved | undefined {
  const data: unknown = interaction.data;
  if (typeof data !== 'object' || data === null || !('resolved' in data)) return undefined;
  return data.resolved ?? undefined;
}

export function chosenValues(interaction: APIMessageComponentInteraction): readonly string[] {
  return 'values' in interaction.data ? interaction.data.values : [];
}

/** Modal fields stand inside labels (or rows, in older modals); a text field has a value, a select has values. */
export function readFields(interaction: APIModalSubmitInteraction): Fields {
  const texts = new Map<string, string>();
  const values = new Map<string, readonly string[]>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (typeof node !== 'object' || node === null) return;
    const field = node as {
      custom_id?: string;
      value?: unknown;
      values?: unknown;
      component?: unknown;
      components?: unknown;
    };
    if (field.custom_id !== undefined) {
      if (typeof field.value === 'string') texts.set(field.custom_id, field.value);
      if (Array.isArray(field.values)) values.set(field.custom_id, field.values.map(String));
    }
    visit(field.component);
    visit(field.components);
  };
  visit(interaction.data.components);
  return {
    text: (id) => texts.get(id) ?? '',
    values: (id) => values.get(id) ?? [],
    raw: interaction.data,
  };
}

/** Routes of ours; a text that only looks like a custom_id would make a series of its own of everything. */
const ROUTE = /^[a-z][a-z.-]{0,39}$/;

/** What was used, for counting: `/team show`, a menu by its name, a button or modal by its route. */
export function commandOf(interaction: APIInteraction): string {
  switch (interaction.type) {
    case InteractionType.Ping:
      return 'ping';
    case InteractionType.ApplicationCommand:
    case InteractionType.ApplicationCommandAutocomplete: {
      const { data } = interaction;
      if (data.type !== ApplicationCommandType.ChatInput) return data.name;
      const [first] = data.options ?? [];
      const isSub = first?.type === ApplicationCommandOptionType.Subcommand;
      const typing = interaction.type === InteractionType.ApplicationCommand ? '' : ' (typing)';
      return `/${data.name}${isSub ? ` ${first.name}` : ''}${typing}`;
    }
    case InteractionType.MessageComponent:
    case InteractionType.ModalSubmit: {
      const route = parseCustomId(interaction.data.custom_id)?.route ?? '';
      return ROUTE.test(route) ? route : 'unknown';
    }
    default:
      return 'unknown';
  }
}
