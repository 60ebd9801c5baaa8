import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Judging } from './judging.ts';
import type { Request } from './rules.ts';
import { findRequest } from './store.ts';

/** Whose a request is. */
export interface Involvement {
  /**
   * A request for those it concerns, by who decides now. Throws a UserError that says the same to everybody else: nobody
   * learns anything of it, not even that it exists.
   */
  involved(trx: Db, id: number, userId: string, as: 'asked' | 'sender' | 'either'): Promise<Request>;
}

export function createInvolvement({ judging }: { readonly judging: Judging }): Involvement {
  async function involved(
    trx: Db,
    id: number,
    userId: string,
    as: 'asked' | 'sender' | 'either',
  ): Promise<Request> {
    const found = await findRequest(trx, id);
    // Whoever decides now may be somebody else than when it was sent.
    const now = found?.state === 'open' ? await judging.current(trx, found) : found;
    const request = now ?? found;
    const isAsked = request?.askedIds.includes(userId) === true;
    const isSender = request?.senderId === userId;
    if (as === 'sender' && !isSender) throw new UserError({ key: 'requests:error.not-sender' });
    if (found === undefined || request === undefined || (!isAsked && !isSender)) throw notYours();
    if (as === 'asked' && !isAsked) throw notYours();
    return found.state === 'open' ? request : found;
  }

  return { involved };
}

export function notYours(): UserError {
  return new UserError({ key: 'requests:error.not-yours' });
}
