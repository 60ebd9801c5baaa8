import type { Fields } from '../form.ts';

/** https://discord.com/developers/docs/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  parse: ReadonlySet<string>;
  users: ReadonlySet<string>;
  roles: ReadonlySet<string>;
  repliedUser: boolean;
}

/** A plain message without allowed_mentions parses everything. */
export const PARSE_EVERYTHING: AllowedMentions = {
  parse: new Set(['users', 'roles', 'everyone']),
  users: new Set(),
  roles: new Set(),
  repliedUser: true,
};

/** What Discord itself writes mentions nobody by its text. */
export const PARSE_NOTHING: AllowedMentions = { ...PARSE_EVERYTHING, parse: new Set() };

/** The answer to an interaction mentions users by default, and nobody else. */
export const PARSE_USERS: AllowedMentions = { ...PARSE_EVERYTHING, parse: new Set(['users']) };

export function readAllowedMentions(fields: Fields | undefined): AllowedMentions | undefined {
  if (!fields) return undefined;
  const parse = fields.array('parse') ?? [];
  parse.forEach((kind, index) => {
    if (kind === 'users' || kind === 'roles' || kind === 'everyone') return;
    fields.form.fail(
      [...fields.path, 'parse', index],
      'BASE_TYPE_CHOICES',
      'Value must be one of {everyone, roles, users}.',
    );
  });
  const users = fields.snowflakes('users', { max: 100 }) ?? [];
  const roles = fields.snowflakes('roles', { max: 100 }) ?? [];
  for (const [kind, ids] of [['users', users] as const, ['roles', roles] as const]) {
    if (parse.includes(kind) && ids.length > 0) {
      fields.fail(
        undefined,
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    }
  }
  return {
    parse: new Set(parse.filter((kind) => typeof kind === 'string')),
    users: new Set(users),
    roles: new Set(roles),
    repliedUser: fields.boolean('replied_user') ?? false,
  };
}
