import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import type { Inspector } from '../../platform/discord/inspector.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import type { Feature } from '../../platform/feature.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import type { Communities } from './service.ts';

/** The first words in a server the bot was added to: who can do what next. */
export interface Welcome {
  /** The bot is in a server; it says so once, where Discord greets who comes, if that is new. */
  serverThere(guildId: string): Promise<void>;
  readonly feature: Feature;
}

const KIND = 'welcome';
/** Discord names the servers of long ago as well whenever a process starts, in ms. */
const NEW = 15 * 60_000;

export function createWelcome(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  inspector: Pick<Inspector, 'greeting'>;
}): Welcome {
  const { db, clock, outbox, communities, inspector } = parts;

  const delivery: DeliveryKind = {
    kind: KIND,
    wanted: async (on, { guildId }) => (await communities.get(guildId, on)).channels.projects === null,
    render: async (_, { payload }) => {
      const t = translator((payload as { locale: Locale }).locale);
      return messageJson({
        card: true,
        components: [
          container([
            text(t('communities:welcome')),
            row(
              button(t('communities:button.set-up'), ['setup.open'], 'primary'),
              button(t('help:button.home'), ['help.home']),
            ),
          ]),
        ],
      });
    },
  };

  return {
    async serverThere(guildId) {
      const now = clock.now();
      const place = await inspector.greeting(guildId, now, NEW);
      if (place === undefined) return;
      const { channels } = await communities.ensure(guildId, now);
      if (channels.projects !== null) return;
      await write(db, (trx) =>
        outbox.enqueue(trx, {
          kind: KIND,
          guildId,
          target: { kind: 'channel', id: place.channelId },
          payload: { locale: place.locale.startsWith('fr') ? 'fr' : 'en' },
          dedupeKey: `${KIND}:${guildId}`,
        }),
      );
    },
    feature: { name: 'welcome', deliveries: [delivery] },
  };
}
