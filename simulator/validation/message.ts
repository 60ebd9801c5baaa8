import { type Fields, Form } from '../form.ts';
import { type Component, type Embed, type Message, MessageFlag } from '../wire.ts';
import { collect, readMessageComponents } from './components.ts';
import { readEmbeds } from './embeds.ts';
import { type AllowedMentions, readAllowedMentions } from './mentions.ts';

/** A file that came with a multipart request as `files[n]`. */
export interface UploadedFile {
  index: string;
  filename: string;
  contentType: string | undefined;
  bytes: Buffer;
}

/** What a request says about one attachment: a new file by its n, or an existing one to keep by its id. */
export interface AttachmentEntry {
  id: string;
  filename: string | undefined;
  description: string | undefined;
  title: string | undefined;
}

/** A message as asked for; in an edit, what is undefined stays as it is. */
export interface MessageDraft {
  content: string | undefined;
  embeds: Embed[] | undefined;
  components: Component[] | undefined;
  attachments: AttachmentEntry[] | undefined;
  files: readonly UploadedFile[];
  flags: number | undefined;
  allowedMentions: AllowedMentions | undefined;
  tts: boolean;
  nonce: string | number | undefined;
  enforceNonce: boolean;
  reference: { channelId: string | undefined; messageId: string; failIfNotExists: boolean } | undefined;
}

/** A message that Discord itself writes. */
export const EMPTY_DRAFT: MessageDraft = {
  content: undefined,
  embeds: undefined,
  components: undefined,
  attachments: undefined,
  files: [],
  flags: undefined,
  allowedMentions: undefined,
  tts: false,
  nonce: undefined,
  enforceNonce: false,
  reference: undefined,
};

/**
 * Reads and checks the body of a create or (with `existing`) an edit. Does not look at permissions.
 * https://discord.com/developers/docs/resources/message#create-message
 */
export function readMessage(
  body: unknown,
  files: readonly UploadedFile[],
  existing?: Message,
  path: readonly (string | number)[] = [],
): MessageDraft {
  const fields = Form.read(body ?? {}, path);
  const draft = readDraft(fields, files, existing);
  checkFiles(fields, draft, existing);
  checkV2(fields, draft, existing);
  fields.form.end();
  return draft;
}

function readDraft(fields: Fields, files: readonly UploadedFile[], existing?: Message): MessageDraft {
  const flags = fields.integer('flags', { min: 0 });
  const v2 = (((flags ?? 0) | (existing?.flags ?? 0)) & MessageFlag.componentsV2) !== 0;
  const content = fields.given('content') === null ? '' : fields.text('content', { max: 2000 });
  if (fields.given('poll') != null) unsupported(fields, 'poll');
  if (fields.array('sticker_ids')?.length) unsupported(fields, 'sticker_ids');
  return {
    content: content?.trim(),
    embeds: readEmbeds(fields),
    components: readMessageComponents(fields, v2),
    attachments: readAttachments(fields),
    files,
    flags,
    allowedMentions: readAllowedMentions(fields.object('allowed_mentions')),
    tts: fields.boolean('tts') ?? false,
    nonce: readNonce(fields),
    enforceNonce: fields.boolean('enforce_nonce') ?? false,
    reference: readReference(fields.object('message_reference')),
  };
}

function unsupported(fields: Fields, key: string): void {
  fields.fail(key, 'SIMULATOR_NOT_BUILT', `The simulator does not know "${key}" yet.`);
}

function readNonce(fields: Fields): string | number | undefined {
  const value = fields.given('nonce');
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return fields.integer('nonce');
  return fields.text('nonce', { max: 25 });
}

function readReference(fields: Fields | undefined): MessageDraft['reference'] {
  if (!fields) return undefined;
  if (fields.integer('type') === 1) unsupported(fields, 'type');
  return {
    messageId: fields.snowflake('message_id', true) ?? '0',
    channelId: fields.snowflake('channel_id'),
    failIfNotExists: fields.boolean('fail_if_not_exists') ?? true,
  };
}

function readAttachments(fields: Fields): AttachmentEntry[] | undefined {
  if (fields.given('attachments') === null) return [];
  return fields.list('attachments', { max: 10 })?.map((entry) => ({
    id: entry.snowflake('id', true) ?? '0',
    filename: entry.text('filename', { min: 1, max: 1024 }),
    description: entry.text('description', { max: 1024 }),
    title: entry.text('title', { max: 1024 }),
  }));
}

/** Every entry names a file of this request or an attachment the message has; `attachment://` names one of those. */
function checkFiles(fields: Fields, draft: MessageDraft, existing: Message | undefined): void {
  if (draft.files.length > 10) fields.fail('files', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  draft.attachments?.forEach((entry, index) => {
    const known =
      draft.files.some((file) => file.index === entry.id) ||
      existing?.attachments.some((attachment) => attachment.id === entry.id);
    if (known) return;
    fields.form.fail(
      [...fields.path, 'attachments', index, 'id'],
      'ATTACHMENT_NOT_FOUND',
      'Attachment data not found',
    );
  });
}

/** https://discord.com/developers/docs/components/reference#what-is-a-component (the flag's consequences) */
function checkV2(fields: Fields, draft: MessageDraft, existing: Message | undefined): void {
  const was = ((existing?.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  const wanted = ((draft.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  if (!was && !wanted) return;
  const legacy = (key: string): void =>
    fields.fail(
      key,
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    );
  if (draft.content || (!was && existing?.content && draft.content === undefined)) legacy('content');
  if (draft.embeds?.length || (!was && existing?.embeds.length && !draft.embeds)) legacy('embeds');
  if (fields.given('poll') != null) legacy('poll');
  const stays = draft.components ?? existing?.components ?? [];
  if (stays.length === 0 && !fields.form.failed) {
    fields.fail('components', 'BASE_TYPE_REQUIRED', 'This field is required');
  }
}

/** Whether a message of these parts would show nothing. */
export function isEmpty(parts: {
  content?: string | undefined;
  embeds?: readonly unknown[] | undefined;
  components?: readonly unknown[] | undefined;
  attachments?: readonly unknown[] | undefined;
}): boolean {
  return !(parts.content || parts.embeds?.length || parts.components?.length || parts.attachments?.length);
}

/** All text of a message in which mentions are looked for. */
export function mentionText(content: string, components: readonly Component[]): string {
  const all: Component[] = [];
  for (const component of components) collect(component, all);
  return [content, ...all.flatMap((component) => component.content ?? [])].join('\n');
}
