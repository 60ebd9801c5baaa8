import { type APIInteraction, ComponentType, MessageFlags } from 'discord.js';
import type { HelpButton, UserError } from '../errors.ts';
import { type Key, say, type Translate } from '../i18n/index.ts';
import type { Press } from './call.ts';
import { button, row } from './components.ts';
import { aboutServer } from './custom-id.ts';
import { type Body, type Reply, refusalRows } from './reply.ts';

/** Where somebody goes on who would stand before an answer with nothing to press. */
export interface Ways {
  /** What helps under a refusal that brings no button of its own. */
  readonly out: Readonly<Partial<Record<Key, readonly HelpButton[]>>>;
  /** Where everybody finds what comes next, where there is such a place. */
  readonly home?: HelpButton;
}

/** A refusal with what helps: its own buttons, else those for its sentence, and *Edit* where something was typed. */
export function refusalBody(t: Translate, error: UserError, { out }: Ways): Body {
  const help = error.help.length > 0 ? error.help : (out[error.text.key] ?? []);
  const rows = refusalRows(t, { help, draftId: error.draftId });
  return { content: say(t, error.text), ...(rows.length === 0 ? {} : { components: rows }) };
}

/** A reply as it is sent: it leads on, and in a direct message it remembers the server it is about. */
export function ready(reply: Reply, interaction: APIInteraction, { guildId, t }: Press, ways: Ways): Reply {
  if (guildId === undefined) return reply;
  // What all see has its own buttons.
  const led = replacesPublic(reply, interaction) ? reply : leadingOn(reply, t, ways);
  return interaction.guild_id === undefined ? inDirect(led, guildId) : led;
}

/** No answer is a dead end: one with nothing to press gets the button to the member's home. */
function leadingOn(reply: Reply, t: Translate, { home }: Ways): Reply {
  if (reply.kind === 'modal' || home === undefined) return reply;
  const led = (body: Body): Body => (leadsOn(body) ? body : withHome(body, t, home));
  const { body, later } = reply;
  if (later === undefined) return { ...reply, body: led(body) };
  return {
    ...reply,
    body: led(body),
    async later(show) {
      const edited = await later((shown) => show(led(shown)));
      return edited === undefined ? undefined : led(edited);
    },
  };
}

function withHome(body: Body, t: Translate, { label, to }: HelpButton): Body {
  return { ...body, components: [...(body.components ?? []), row(button(say(t, label), to))] };
}

/** A button, a menu, or a command in the text: those are pressed like buttons (see command-mentions.ts). */
function leadsOn({ content, components }: Body): boolean {
  if (content !== undefined && NAMES_COMMAND.test(content)) return true;
  return holdsWay(components);
}

const NAMES_COMMAND = /`\/\p{L}/u;
const PRESSED: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

function holdsWay(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(holdsWay);
  if (typeof part !== 'object' || part === null) return false;
  const { type, content, disabled, components, accessory } = part as Readonly<Record<string, unknown>>;
  if (type === ComponentType.Button) return disabled !== true;
  if (PRESSED.has(type)) return true;
  if (type === ComponentType.TextDisplay && typeof content === 'string') return NAMES_COMMAND.test(content);
  return holdsWay(components) || holdsWay(accessory);
}

function replacesPublic(reply: Reply, interaction: APIInteraction): boolean {
  if (reply.kind !== 'update' || interaction.guild_id === undefined) return false;
  const message = 'message' in interaction ? interaction.message : undefined;
  return message !== undefined && ((message.flags ?? 0) & MessageFlags.Ephemeral) === 0;
}

/** An answer in a direct message remembers the server it is about. */
function inDirect(reply: Reply, guildId: string): Reply {
  if (reply.kind === 'modal') return { ...reply, modal: aboutServer(reply.modal, guildId) };
  const { body, later } = reply;
  const inServer = (shown: Body): Body =>
    shown.components === undefined ? shown : { ...shown, components: aboutServer(shown.components, guildId) };
  if (later === undefined) return { ...reply, body: inServer(body) };
  return {
    ...reply,
    body: inServer(body),
    async later(show) {
      const edited = await later((shown) => show(inServer(shown)));
      return edited === undefined ? undefined : inServer(edited);
    },
  };
}
