import type {
  APIInteractionResponse,
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
} from 'discord.js';
import { ButtonStyle, ComponentType, InteractionResponseType, MessageFlags } from 'discord.js';
import type { UserError } from '../errors.ts';
import { say, type Translate } from '../i18n/index.ts';
import { truncated } from '../text.ts';
import { customId } from './custom-id.ts';

export interface File {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
  /** Alternative text: what the picture says, in words. */
  readonly description?: string;
}

/**
 * A message as data. Either `content` (plain sentences) with rows of buttons, or a card of Components V2, which bars
 * content. Mentions notify nobody unless they are listed.
 */
export interface Body {
  readonly content?: string;
  readonly components?: readonly APIMessageTopLevelComponent[];
  readonly card?: boolean;
  readonly files?: readonly File[];
  /**
   * What stands under a private answer: news of these things is shown by the answer itself, and so many lines fit.
   * `isHome`: it is what other answers' lines point to.
   */
  readonly news?: { readonly shown?: readonly string[]; readonly lines?: number; readonly isHome?: true };
}

export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What a handler decides; the dispatcher sends it. */
export type Reply =
  /** A private message. */
  | { readonly kind: 'private'; readonly body: Body; readonly later?: Later; readonly isOwed?: true }
  /** Replaces the message whose button was pressed. */
  | { readonly kind: 'update'; readonly body: Body; readonly later?: Later }
  | { readonly kind: 'modal'; readonly modal: Modal };

/** Runs after the message was sent; what it shows meanwhile, and what it returns in the end, takes the message's place. */
export type Later = (show: (body: Body) => Promise<void>) => Promise<Body | undefined>;

export type Modal = APIModalInteractionResponseCallbackData;

export function answer(body: Body | string, later?: Later): Reply {
  const message = typeof body === 'string' ? { content: body } : body;
  return later === undefined ? { kind: 'private', body: message } : { kind: 'private', body: message, later };
}

/** Says no more than that something is being made: when that fails, whoever asked reads so in its place. */
export function owing(body: Body | string, later: Later): Reply {
  const message = typeof body === 'string' ? { content: body } : body;
  return { kind: 'private', body: message, later, isOwed: true };
}

export function update(body: Body | string, later?: Later): Reply {
  const message = typeof body === 'string' ? { content: body } : body;
  return later === undefined ? { kind: 'update', body: message } : { kind: 'update', body: message, later };
}

export function modal(content: Modal): Reply {
  return { kind: 'modal', modal: content };
}

/** What Discord's API takes for a message, without `allowed_mentions`. An update clears what the new body leaves out. */
export function messageJson(
  body: Body,
  options: { ephemeral?: boolean; replaces?: boolean } = {},
): Record<string, unknown> {
  const flags =
    (options.ephemeral === true ? MessageFlags.Ephemeral : 0) |
    (body.card === true ? MessageFlags.IsComponentsV2 : 0);
  const cleared =
    options.replaces === true
      ? { components: [], attachments: [], ...(body.card === true ? {} : { content: '' }) }
      : {};
  return {
    ...cleared,
    ...(body.content === undefined ? {} : { content: body.content }),
    ...(body.components === undefined ? {} : { components: body.components }),
    ...(body.files === undefined
      ? {}
      : {
          attachments: body.files.map((file, id) => ({
            id: String(id),
            filename: file.name,
            description: file.description,
          })),
        }),
    ...(flags === 0 ? {} : { flags }),
  };
}

/** The callback of a reply (https://docs.discord.com/developers/interactions/receiving-and-responding). */
export function callbackJson(reply: Reply): APIInteractionResponse {
  if (reply.kind === 'modal') return { type: InteractionResponseType.Modal, data: reply.modal };
  const type =
    reply.kind === 'update'
      ? InteractionResponseType.UpdateMessage
      : InteractionResponseType.ChannelMessageWithSource;
  const data = messageJson(reply.body, {
    ephemeral: reply.kind === 'private',
    replaces: reply.kind === 'update',
  });
  return { type, data: { ...data, allowed_mentions: { parse: [] } } };
}

/** What helps under a refusal: the buttons for it, and *Edit* where something was typed. */
export function refusalRows(
  t: Translate,
  error: Pick<UserError, 'help' | 'draftId'>,
): APIMessageTopLevelComponent[] {
  const help: APIMessageTopLevelComponent = {
    type: ComponentType.ActionRow,
    components: error.help.map(({ label, to: [route, ...args] }) => ({
      type: ComponentType.Button,
      style: ButtonStyle.Primary,
      label: truncated(say(t, label), 80),
      custom_id: customId(route, ...args),
    })),
  };
  return [
    ...(error.help.length === 0 ? [] : [help]),
    ...(error.draftId === undefined ? [] : [editButton(t('common:button.edit'), error.draftId)]),
  ];
}

/** The button that opens a refused modal again, filled in with what was typed. */
export function editButton(label: string, draftId: string): APIMessageTopLevelComponent {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Primary,
        label,
        custom_id: customId('draft.edit', draftId),
      },
    ],
  };
}

/** The same as a card: Discord takes no plain text in a card's place. */
export function asCard({ content = '', components = [], files = [] }: Body): Body {
  return { card: true, files, components: [{ type: ComponentType.TextDisplay, content }, ...components] };
}

/** The same message with small lines under it. */
export function under(body: Body, lines: readonly string[]): Body {
  const small = lines.map((line) => `-# ${line}`).join('\n');
  if (body.card === true) {
    return {
      ...body,
      components: [...(body.components ?? []), { type: ComponentType.TextDisplay, content: small }],
    };
  }
  return { ...body, content: `${body.content ?? ''}\n${small}` };
}
