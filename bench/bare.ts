/** The least a bot of discord.js's guide does, one command and one answer, as a program: what Nexus is set beside. */
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';

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
console.log('ready');
