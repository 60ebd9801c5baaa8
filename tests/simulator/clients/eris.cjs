// eris speaks https to a fixed host; the shim sends the same requests to the simulator over http.
const http = require('node:http');
const https = require('node:https');

const { ALICE, API, BOB, CHANNEL, GUILD, TOKEN } = process.env;
const COMMANDS = require('./commands.json');

const { hostname, port } = new URL(API);
https.request = (options, answered) =>
  http.request({ ...options, host: hostname, port, agent: undefined }, answered);

const Eris = require('eris');

const bot = new Eris.Client(`Bot ${TOKEN}`, { intents: ['guilds'], restMode: true });
bot.on('error', (error) => console.error(error));

const send = async (content) => bot.createMessage(CHANNEL, content);

const acts = {
  guild: async () => {
    const guild = bot.guilds.get(GUILD);
    const names = guild.channels.map(({ name }) => name).sort();
    return [guild.name, names.join(','), guild.roles.size].join('|');
  },
  message: async () => {
    await bot.editMessage(CHANNEL, (await send('hello')).id, 'hello again');
    await bot.deleteMessage(CHANNEL, (await send('gone')).id);
  },
  react: async () => bot.addMessageReaction(CHANNEL, (await send('react')).id, '✅'),
  pin: async () => bot.pinMessage(CHANNEL, (await send('pin')).id),
  thread: async () => {
    const { id } = await send('thread');
    const thread = await bot.createThreadWithMessage(CHANNEL, id, { name: 'talk', autoArchiveDuration: 60 });
    await bot.createMessage(thread.id, 'inside');
    await bot.joinThread(thread.id, ALICE);
  },
  dm: async () => (await bot.getDMChannel(ALICE)).createMessage('hi'),
  member: async () => (await bot.getRESTGuildMember(GUILD, BOB)).nick,
  role: async () => {
    const { id } = await bot.createRole(GUILD, { name: 'helpers' });
    await bot.addGuildMemberRole(GUILD, ALICE, id);
  },
};

const RETURNS = ['guild', 'member'];

const commands = {
  ping: async (interaction) => interaction.createMessage('pong'),
  slow: async (interaction) => {
    await interaction.defer();
    await interaction.editOriginalMessage('done');
  },
  more: async (interaction) => {
    await interaction.createMessage('first');
    await interaction.createFollowup('second');
  },
  press: async (interaction) => {
    const button = { type: 2, style: 1, custom_id: 'b', label: 'Press' };
    await interaction.createMessage({
      content: 'a button',
      components: [{ type: 1, components: [button] }],
    });
  },
  ask: async (interaction) => {
    const input = { type: 4, style: 1, custom_id: 't', label: 'Name' };
    const row = { type: 1, components: [input] };
    await interaction.createModal({ custom_id: 'm', title: 'A form', components: [row] });
  },
  find: async (interaction) => interaction.createMessage(`found ${interaction.data.options[0].value}`),
  file: async (interaction) => {
    const [{ url }] = Object.values(interaction.data.resolved.attachments);
    const text = await (await fetch(url)).text();
    await interaction.createMessage({ content: text }, { name: 'back.txt', file: Buffer.from('to you') });
  },
  do: async (interaction) => {
    const what = interaction.data.options[0].value;
    const said = await acts[what]();
    await interaction.createMessage(`done ${RETURNS.includes(what) ? said : ''}`);
  },
};

bot.on('interactionCreate', async (interaction) => {
  const { type, data } = interaction;
  if (type === 4) {
    await interaction.acknowledge([{ name: `One ${data.options[0].value}`, value: 'one' }]);
  } else if (type === 3) {
    await interaction.editParent({ content: 'pressed', components: [] });
  } else if (type === 5) {
    await interaction.createMessage(`you said ${data.components[0].components[0].value}`);
  } else {
    await commands[data.name](interaction);
  }
});
bot.once('ready', async () => {
  await bot.bulkEditCommands(COMMANDS);
  console.log('ready');
});
void bot.connect();
