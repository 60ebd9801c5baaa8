import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';
import { startBot } from '../src/bot.ts';
import { readConfig } from '../src/platform/config.ts';
import { createLogger } from '../src/platform/log.ts';

/** What a bot tells the benchmark that started it. */
export interface Told {
  readonly what: 'ready' | 'usage';
  readonly peakMegabytes?: number;
  /** Processor time since the start, user's and system's. */
  readonly processorMs?: number;
}

process.on('message', (asked) => {
  if (asked !== 'usage') return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  tell({ what: 'usage', peakMegabytes: maxRSS / 1024, processorMs: (userCPUTime + systemCPUTime) / 1000 });
});
await (process.argv[2] === 'bare' ? startBareBot() : startNexus());
tell({ what: 'ready' });

function tell(told: Told): void {
  process.send?.(told);
}

async function startNexus(): Promise<void> {
  const config = readConfig({ ...process.env, LOG_LEVEL: 'warn' });
  await startBot({
    config,
    log: createLogger(config.logLevel),
    onFatal: (error) => {
      throw error;
    },
  });
}

/** The least a bot of discord.js's guide does: one command, one answer. */
async function startBareBot(): Promise<void> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: process.env['DISCORD_API'] ?? '' },
  });
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand())
      void interaction.reply({ content: 'pong', flags: MessageFlags.Ephemeral });
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(process.env['DISCORD_TOKEN']);
  await ready;
  await client.application?.commands.set([{ name: 'ping', description: 'Answers pong' }]);
}
