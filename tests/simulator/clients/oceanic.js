import { Client } from 'oceanic.js';
import { ALICE, API, BOB, CHANNEL, COMMANDS, GUILD, ready, TOKEN } from './settings.js';

const client = new Client({
  auth: `Bot ${TOKEN}`,
  rest: { baseURL: `${API}/v10` },
  gateway: { intents: ['GUILDS'], autoReconnect: true },
});
client.on('error', (error) => console.error(error));

const { channels, guilds } = client.rest;
const send = async (content) => channels.createMessage(CHANNEL, { content });

const acts = {
  guild: async () => {
    const guild = client.guilds.get(GUILD);
    const names = guild.channels.map(({ name }) => name).sort();
    return [guild.name, names.join(','), guild.roles.size].join('|');
  },
  message: async () => {
    await channels.editMessage(CHANNEL, (await send('hello')).id, { content: 'hello again' });
    await channels.deleteMessage(CHANNEL, (await send('gone')).id);
  },
  react: async () => channels.createReaction(CHANNEL, (await send('react')).id, '✅'),
  pin: async () => channels.pinMessage(CHANNEL, (await send('pin')).id),
  thread: async () => {
    const thread = await channels.startThreadFromMessage(CHANNEL, (await send('thread')).id, {
      name: 'talk',
    });
    await channels.createMessage(thread.id, { content: 'inside' });
    await channels.addThreadMember(thread.id, ALICE);
  },
  dm: async () => {
    const { id } = await channels.createDM(ALICE);
    await channels.createMessage(id, { content: 'hi' });
  },
  member: async () => (await guilds.getMember(GUILD, BOB)).nick,
  role: async () => {
    const { id } = await guilds.createRole(GUILD, { name: 'helpers' });
    await guilds.addMemberRole(GUILD, ALICE, id);
  },
};

const RETURNS = ['guild', 'member'];

const commands = {
  ping: async (interaction) => interaction.createMessage({ content: 'pong' }),
  slow: async (interaction) => {
    await interaction.defer();
    await interaction.editOriginal({ content: 'done' });
  },
  more: async (interaction) => {
    await interaction.createMessage({ content: 'first' });
    await interaction.createFollowup({ content: 'second' });
  },
  press: async (interaction) => {
    const button = { type: 2, style: 1, customID: 'b', label: 'Press' };
    await interaction.createMessage({
      content: 'a button',
      components: [{ type: 1, components: [button] }],
    });
  },
  ask: async (interaction) => {
    const input = { type: 4, style: 1, customID: 't', label: 'Name' };
    const row = { type: 1, components: [input] };
    await interaction.createModal({ customID: 'm', title: 'A form', components: [row] });
  },
  find: async (interaction) =>
    interaction.createMessage({ content: `found ${interaction.data.options.getString('query')}` }),
  file: async (interaction) => {
    const { url } = interaction.data.options.getAttachment('upload');
    const files = [{ name: 'back.txt', contents: Buffer.from('to you') }];
    await interaction.createMessage({ content: await (await fetch(url)).text(), files });
  },
  do: async (interaction) => {
    const what = interaction.data.options.getString('what');
    const said = await acts[what]();
    await interaction.createMessage({ content: `done ${RETURNS.includes(what) ? said : ''}` });
  },
};

client.on('interactionCreate', async (interaction) => {
  if (interaction.type === 4) {
    const { value } = interaction.data.options.getFocused();
    await interaction.result([{ name: `One ${value}`, value: 'one' }]);
  } else if (interaction.type === 3) {
    await interaction.editParent({ content: 'pressed', components: [] });
  } else if (interaction.type === 5) {
    const said = interaction.data.components.getTextInput('t');
    await interaction.createMessage({ content: `you said ${said}` });
  } else {
    await commands[interaction.data.name](interaction);
  }
});
client.once('ready', async () => {
  await client.application.bulkEditGlobalCommands(COMMANDS);
  ready();
});
await client.connect();
