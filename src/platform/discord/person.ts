import { UserError } from '../errors.ts';
import type { Key } from '../i18n/index.ts';
import type { Call } from './call.ts';

/** Whom an option or a user menu takes. 'anybody': also who is no longer in the server, to take something back. */
export type Who = 'member' | 'other member' | 'anybody';

/**
 * The one check of everybody who is named, by what Discord itself sent along with the interaction: no bots, nobody from
 * outside of the server, and where it makes no sense not oneself. Throws a UserError before anything was done.
 */
export function refuseStranger(
  { caller, users, memberIds }: Pick<Call, 'caller' | 'users' | 'memberIds'>,
  userId: string,
  who: Who = 'member',
): void {
  const refuse = (key: Key): never => {
    throw new UserError({ key, params: { person: `<@${userId}>` } });
  };
  if (who === 'anybody') return;
  if (who === 'other member' && userId === caller.id) refuse('common:error.person.self');
  if (users[userId]?.bot === true) refuse('common:error.person.bot');
  if (!memberIds.has(userId)) refuse('common:error.person.not-here');
}
