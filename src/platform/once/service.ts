import type { Clock } from '../clock.ts';
import { asRead, BusyError, type Claim, claiming, type Db, write } from '../database/index.ts';
import { deleteDraft } from '../drafts/service.ts';
import { UserError } from '../errors.ts';
import type { Poller } from '../schedule/scheduler.ts';
import { deleteInteractions, insertInteraction, isInteractionUsed } from './store.ts';

/** How long an interaction is remembered, in ms: its token lives as long, and nothing is replayed later. */
const REMEMBERED = 15 * 60_000;

/** Somebody else, a process with the same token, acts on this interaction: it is answered there. */
export class TakenElsewhereError extends Error {
  override readonly name = 'TakenElsewhereError';
}

/** What was asked for stands; what came after it went wrong, as what is read to show it. */
export class DoneError extends Error {
  override readonly name = 'DoneError';
}

/** Each interaction, and each question that is answered, changes things at most once, whoever receives it. */
export interface Once {
  /**
   * Runs `act`; the first write in it uses the interaction up, and the question with this draft. Reading costs nothing.
   * Throws {@link TakenElsewhereError}, a UserError where the question was answered before, and {@link DoneError} in place of
   * what would tell the member that nothing was changed. A question that is answered (`draftId`) is that member's.
   */
  run<T>(
    cause: { readonly interactionId: string; readonly draftId?: string; readonly userId?: string },
    act: () => Promise<T>,
  ): Promise<T>;
  readonly poller: Poller;
}

export function createOnce({ db, clock }: { db: Db; clock: Clock }): Once {
  return {
    async run({ interactionId, draftId, userId }, act) {
      const rowOf = (nth: number) => (nth === 0 ? interactionId : `${interactionId}+${nth}`);
      async function use(trx: Db, nth: number): Promise<void> {
        if (!(await insertInteraction(trx, rowOf(nth), clock.now()))) throw new TakenElsewhereError();
        if (nth === 0 && draftId !== undefined && !(await deleteDraft(trx, draftId, userId ?? '')))
          throw new UserError({ key: 'common:error.used-up' });
      }
      const isUsed = (on: Db, nth: number) => isInteractionUsed(on, rowOf(nth));
      const by = userId === undefined ? {} : { by: userId };
      const claim: Claim = { use, isUsed, used: false, later: 0, ...by };
      try {
        return await claiming(claim, act);
      } catch (error) {
        const read = asRead(error);
        const isRefusal = read instanceof UserError && !(read instanceof BusyError);
        throw claim.used && !isRefusal
          ? new DoneError('what came after a change went wrong', { cause: error })
          : error;
      }
    },
    poller: {
      name: 'used interactions',
      every: 10 * 60_000,
      run: () => write(db, (trx) => deleteInteractions(trx, clock.now() - REMEMBERED)),
    },
  };
}
