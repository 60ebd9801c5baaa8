import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  GatewayIntentBits,
  LabelBuilder,
  ModalBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { ALICE, API, BOB, CHANNEL, COMMANDS, GUILD, ready, TOKEN } from './settings.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: API },
  // One bot alone need not wait its turn to identify.
  ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
});

const guild = () => client.guilds.cache.get(GUILD);
const channel = () => client.channels.cache.get(CHANNEL);

const acts = {
  guild: async () => {
    const channels = [...guild().channels.cache.values()].map(({ name }) => name).sort();
    return [guild().name, channels.join(','), guild().roles.cache.size].join('|');
  },
  message: async () => {
    await (await channel().send('hello')).edit('hello again');
    await (await channel().send('gone')).delete();
  },
  react: async () => void (await (await channel().send('react')).react('✅')),
  pin: async () => void (await (await channel().send('pin')).pin()),
  thread: async () => {
    const thread = await (await channel().send('thread')).startThread({ name: 'talk' });
    await thread.send('inside');
    await thread.members.add(ALICE);
  },
  dm: async () => void (await (await client.users.fetch(ALICE)).send('hi')),
  member: async () => (await guild().members.fetch(BOB)).nickname,
  role: async () => {
    const role = await guild().roles.create({ name: 'helpers' });
    await (await guild().members.fetch(ALICE)).roles.add(role);
  },
};

const commands = {
  ping: async (interaction) => interaction.reply('pong'),
  slow: async (interaction) => {
    await interaction.deferReply();
    await interaction.editReply('done');
  },
  more: async (interaction) => {
    await interaction.reply('first');
    await interaction.followUp('second');
  },
  press: async (interaction) => {
    const button = new ButtonBuilder().setCustomId('b').setLabel('Press').setStyle(ButtonStyle.Primary);
    await interaction.reply({
      content: 'a button',
      components: [new ActionRowBuilder().addComponents(button)],
    });
  },
  ask: async (interaction) => {
    const input = new TextInputBuilder().setCustomId('t').setStyle(TextInputStyle.Short);
    const label = new LabelBuilder().setLabel('Name').setTextInputComponent(input);
    await interaction.showModal(
      new ModalBuilder().setCustomId('m').setTitle('A form').addLabelComponents(label),
    );
  },
  find: async (interaction) => interaction.reply(`found ${interaction.options.getString('query')}`),
  file: async (interaction) => {
    const { url } = interaction.options.getAttachment('upload');
    const text = await (await fetch(url)).text();
    const file = new AttachmentBuilder(Buffer.from('to you'), { name: 'back.txt' });
    await interaction.reply({ content: text, files: [file] });
  },
  do: async (interaction) => {
    const said = await acts[interaction.options.getString('what')]();
    await interaction.reply(`done ${said ?? ''}`);
  },
};

client.on('interactionCreate', async (interaction) => {
  if (interaction.isAutocomplete()) {
    await interaction.respond([{ name: `One ${interaction.options.getFocused()}`, value: 'one' }]);
  } else if (interaction.isButton()) {
    await interaction.update({ content: 'pressed', components: [] });
  } else if (interaction.isModalSubmit()) {
    await interaction.reply(`you said ${interaction.fields.getTextInputValue('t')}`);
  } else {
    await commands[interaction.commandName](interaction);
  }
});

client.once('clientReady', async () => {
  await client.application.commands.set(COMMANDS);
  ready();
});
await client.login(TOKEN);
