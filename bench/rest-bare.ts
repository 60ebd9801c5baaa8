/** The least a bot of discord.js's guide does, as a program: what Nexus is set beside in rest.ts. */
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: process.env['DISCORD_API'] ?? '' },
});
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand())
    void interaction.reply({ content: 'pong', flags: MessageFlags.Ephemeral });
});
client.once(Events.ClientReady, () => console.log('ready'));
await client.login(process.env['DISCORD_TOKEN']);
