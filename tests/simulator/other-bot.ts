import type { Simulator } from '@nexus/simulator';
import {
  ActionRowBuilder,
  ApplicationCommandType,
  AttachmentBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  ChannelType,
  type ChatInputCommandInteraction,
  Client,
  ContextMenuCommandBuilder,
  EmbedBuilder,
  FileUploadBuilder,
  GatewayIntentBits,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';

// A bot that is not Nexus, as its author would write it against Discord, to show that any discord.js bot works here.

type Handler = (interaction: ChatInputCommandInteraction) => Promise<unknown>;

const HANDLERS: Record<string, Handler> = {
  reply: async (interaction) => {
    const response = await interaction.reply({ content: 'here', withResponse: true });
    await interaction.followUp({
      content: `message ${response.resource?.message?.id ?? 'missing'}`,
      flags: MessageFlags.Ephemeral,
    });
  },
  slow: async (interaction) => {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply({ embeds: [new EmbedBuilder().setTitle('done').setColor(0x00ff00)] });
    await interaction.followUp('and more');
  },
  panel: async (interaction) => {
    const press = new ButtonBuilder().setCustomId('press').setLabel('Press').setStyle(ButtonStyle.Primary);
    const ask = new ButtonBuilder().setCustomId('ask').setLabel('Ask me').setStyle(ButtonStyle.Secondary);
    await interaction.reply({
      content: 'panel',
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(press, ask)],
    });
  },
  upload: async (interaction) => {
    const file = interaction.options.getAttachment('file', true);
    const text = await (await fetch(file.url)).text();
    const back = new AttachmentBuilder(Buffer.from(text.toUpperCase()), { name: 'upper.txt' });
    await interaction.reply({ content: `got ${file.name} of ${file.size}`, files: [back] });
  },
  thread: async (interaction) => {
    if (interaction.channel?.type !== ChannelType.GuildText) return;
    const starter = await interaction.channel.send('starter');
    const open = await starter.startThread({ name: 'open talk' });
    await open.send('welcome');
    const closed = await interaction.channel.threads.create({
      name: 'team',
      type: ChannelType.PrivateThread,
    });
    await closed.members.add(interaction.user.id);
    await closed.send(`only you, ${interaction.user.toString()}`);
    await open.setArchived(true);
    await interaction.reply(`${open.toString()} ${closed.toString()}`);
  },
  post: async (interaction) => {
    const forum = interaction.options.getChannel('forum', true, [ChannelType.GuildForum]);
    const post = await forum.threads.create({ name: 'A question', message: { content: 'How?' } });
    await interaction.reply(`posted ${post.id}`);
  },
  dm: async (interaction) => {
    const press = new ButtonBuilder().setCustomId('press').setLabel('Press').setStyle(ButtonStyle.Success);
    await interaction.user.send({
      content: 'psst',
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(press)],
    });
    await interaction.reply({ content: 'sent', flags: MessageFlags.Ephemeral });
  },
  role: async (interaction) => {
    const role = interaction.options.getRole('role', true);
    const member = await interaction.guild?.members.fetch(interaction.user.id);
    await member?.roles.add(role.id);
    await interaction.reply(`you have ${role.name}`);
  },
  find: async (interaction) => {
    const found = await interaction.guild?.members.fetch({ query: 'ali', limit: 5 });
    await interaction.reply(`found ${found?.map((member) => member.displayName).join(', ') ?? 'nobody'}`);
  },
  react: async (interaction) => {
    const { resource } = await interaction.reply({ content: 'like it', withResponse: true });
    await resource?.message?.react('👍');
    await resource?.message?.pin();
  },
};

async function onButton(interaction: ButtonInteraction): Promise<void> {
  if (interaction.customId === 'press') {
    const where = interaction.inGuild() ? 'server' : 'DM';
    await interaction.update({
      content: `pressed in ${where} by ${interaction.user.username}`,
      components: [],
    });
    return;
  }
  const colours = new StringSelectMenuBuilder()
    .setCustomId('colour')
    .addOptions({ label: 'Red', value: 'red' }, { label: 'Blue', value: 'blue' });
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId('form')
      .setTitle('About you')
      .addLabelComponents(
        new LabelBuilder()
          .setLabel('Name')
          .setTextInputComponent(new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short)),
        new LabelBuilder().setLabel('Colour').setStringSelectMenuComponent(colours),
        new LabelBuilder()
          .setLabel('Picture')
          .setFileUploadComponent(
            new FileUploadBuilder().setCustomId('picture').setRequired(false).setMinValues(0),
          ),
      ),
  );
}

async function onModal(interaction: ModalSubmitInteraction): Promise<void> {
  const name = interaction.fields.getTextInputValue('name');
  const [colour] = interaction.fields.getStringSelectValues('colour');
  const files = interaction.fields.getUploadedFiles('picture')?.map((file) => file.name) ?? [];
  const text = `${name} likes ${colour ?? 'nothing'} [${files.join()}]`;
  if (interaction.isFromMessage()) await interaction.update({ content: text, components: [] });
  else await interaction.reply(text);
}

async function onInteraction(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) {
    await HANDLERS[interaction.commandName]?.(interaction);
  } else if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond(
      ['django', 'react'].filter((item) => item.startsWith(typed)).map((name) => ({ name, value: name })),
    );
  } else if (interaction.isButton()) {
    await onButton(interaction);
  } else if (interaction.isModalSubmit()) {
    await onModal(interaction);
  } else if (interaction.isUserContextMenuCommand()) {
    await interaction.reply(`this is ${interaction.targetUser.username}`);
  } else if (interaction.isMessageContextMenuCommand()) {
    await interaction.reply(`it says ${interaction.targetMessage.content}`);
  }
}

const chat = (name: string): SlashCommandBuilder =>
  new SlashCommandBuilder().setName(name).setDescription(`Does ${name}`);

const COMMANDS = [
  ...['reply', 'slow', 'panel', 'thread', 'dm', 'find', 'react'].map(chat),
  chat('upload').addAttachmentOption((option) =>
    option.setName('file').setDescription('A file').setRequired(true),
  ),
  chat('post').addChannelOption((option) =>
    option.setName('forum').setDescription('Where').setRequired(true).addChannelTypes(ChannelType.GuildForum),
  ),
  chat('role').addRoleOption((option) => option.setName('role').setDescription('Which').setRequired(true)),
  chat('learn').addStringOption((option) =>
    option.setName('stack').setDescription('What').setAutocomplete(true),
  ),
  new ContextMenuCommandBuilder().setName('Who is it').setType(ApplicationCommandType.User),
  new ContextMenuCommandBuilder().setName('Read it').setType(ApplicationCommandType.Message),
];

/** Registers its commands and logs in; errors of its handlers come out of `errors`. */
export async function startOtherBot(sim: Simulator): Promise<{ client: Client; errors: unknown[] }> {
  const errors: unknown[] = [];
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: sim.api },
    waitGuildTimeout: 1_000,
  });
  client.on('error', (error) => errors.push(error));
  client.on('interactionCreate', (interaction) => {
    onInteraction(interaction).catch((error: unknown) => errors.push(error));
  });
  const ready = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(sim.token);
  await ready;
  await client.application?.commands.set(COMMANDS);
  return { client, errors };
}
