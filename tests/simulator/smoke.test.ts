import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  GatewayIntentBits,
  MessageFlags,
  REST,
  Routes,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buttons, type GuildDriver, Simulator, text } from '../../simulator/index.ts';

let sim: Simulator;
let guild: GuildDriver;
let client: Client;

beforeAll(async () => {
  sim = await Simulator.start();
  guild = sim.createGuild({ name: 'ALX' });
  guild.createChannel({ name: 'general' });
  const rest = new REST({ api: sim.api }).setToken(sim.token);
  await rest.put(Routes.applicationCommands(sim.applicationId), {
    body: [
      {
        name: 'ping',
        description: 'Answers',
        contexts: [0],
        options: [{ type: 3, name: 'word', description: 'A word', required: true, max_length: 5 }],
      },
    ],
  });
  client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: sim.api },
    waitGuildTimeout: 1000,
  });
  client.on('interactionCreate', (interaction) => {
    void (async () => {
      if (interaction.isChatInputCommand()) {
        const again = new ButtonBuilder()
          .setCustomId('again')
          .setLabel('Again')
          .setStyle(ButtonStyle.Primary);
        const word = interaction.options.getString('word', true);
        await interaction.reply({
          content: `pong ${word}`,
          flags: MessageFlags.Ephemeral,
          components: [new ActionRowBuilder<ButtonBuilder>().addComponents(again)],
        });
      } else if (interaction.isButton()) {
        await interaction.update({ content: 'pressed', components: [] });
      }
    })();
  });
  await client.login(sim.token);
});

afterAll(async () => {
  await client.destroy();
  await sim.stop();
});

test('a discord.js bot answers a command and a button', async () => {
  const alice = guild.addMember({ name: 'Alice' });
  const bob = guild.addMember({ name: 'Bob' });
  const reply = await alice.slash('/ping', { word: 'hello' });
  expect(reply.response).toBe('message');
  expect(text(reply.message)).toBe('pong hello\nAgain');
  expect(buttons(reply.message).map((button) => button.label)).toEqual(['Again']);
  expect(alice.sees(reply.message.channel_id)).toHaveLength(1);
  expect(bob.sees(reply.message.channel_id)).toHaveLength(0);
  await expect(bob.click(reply.message, 'Again')).rejects.toThrow('sees no message');
  const update = await alice.click(reply.message, 'Again');
  expect(update.response).toBe('update');
  expect(text(reply.message)).toBe('pressed');
  await expect(alice.slash('/ping', { word: 'longer' })).rejects.toThrow('1 to 5 characters');
  expect(sim.violations).toEqual([]);
});
