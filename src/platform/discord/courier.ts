import { Routes } from 'discord.js';
import { DeliveryError } from '../delivery/failures.ts';
import type { Transport } from '../delivery/types.ts';
import type { CommandMentions } from './command-mentions.ts';
import { createServerEvents } from './courier/events.ts';
import { createMessages } from './courier/messages.ts';
import { createRest, type RestOptions } from './courier/rest.ts';
import { createThreads } from './courier/threads.ts';

export interface CourierOptions extends RestOptions {
  /** Makes commands in texts clickable. */
  readonly mentions?: Pick<CommandMentions, 'apply'>;
}

/**
 * The outbox's own REST client. Unlike the gateway client's it never retries and never sleeps on a rate limit: both
 * would happen behind the outbox's back, a retried POST without its knowledge is how messages come twice.
 */
export function createCourier(options: CourierOptions): Transport {
  const rest = createRest(options);
  return {
    ...createMessages(rest, options.mentions),
    ...createThreads(rest),
    ...createServerEvents(rest),
    async isMember(guildId, userId) {
      try {
        await rest.call('get', Routes.guildMember(guildId, userId));
        return true;
      } catch (error) {
        if (error instanceof DeliveryError && error.failure === 'left') return false;
        throw error;
      }
    },
  };
}
