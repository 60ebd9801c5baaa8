/** Discord's limit for a message's content; counted in UTF-16 units, which are never fewer than its characters. */
const CONTENT_LIMIT = 2000;
/** Discord's limit for `allowed_mentions.users`. */
const MENTION_LIMIT = 100;

export function mention(userId: string): string {
  return `<@${userId}>`;
}

/** How many of these members fit into one message under a text, from the first on. At least one. */
export function fitting(text: string, userIds: readonly string[], limit = CONTENT_LIMIT): number {
  let length = text.length + 1;
  let count = 0;
  for (const userId of userIds) {
    length += mention(userId).length + 1;
    if (length > limit || count >= MENTION_LIMIT) break;
    count += 1;
  }
  return Math.max(1, count);
}

/** A text with the members it is for. */
export function addressed(text: string, userIds: readonly string[]): string {
  return userIds.length === 0 ? text : `${text}\n${userIds.map(mention).join(' ')}`;
}
