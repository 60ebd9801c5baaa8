import { DeliveryError } from '../../platform/delivery/failures.ts';
import type { Transport } from '../../platform/delivery/types.ts';

/** Somebody who is not in the thread (any more) is out of it. */
export async function outOfThread(transport: Transport, threadId: string, userId: string): Promise<void> {
  try {
    await transport.removeThreadMember(threadId, userId);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.failure !== 'left') throw error;
  }
}
