import { createBot, createDesiredPropertiesObject, Intents } from 'discordeno';
import { ALICE, API, BOB, CHANNEL, COMMANDS, GUILD, ready, TOKEN } from './settings.js';

let guild;

const bot = createBot({
  token: TOKEN,
  intents: Intents.Guilds,
  rest: { proxy: { baseUrl: API } },
  desiredProperties: createDesiredPropertiesObject({}, true),
  events: {
    guildCreate: (created) => {
      guild = created;
    },
    ready: async () => {
      await bot.helpers.upsertGlobalApplicationCommands(COMMANDS);
      ready();
    },
    interactionCreate: async (interaction) => answer(interaction),
  },
});
const { helpers } = bot;
const send = async (content) => helpers.sendMessage(CHANNEL, { content });

const acts = {
  guild: async () => {
    const names = guild.channels.map(({ name }) => name).sort();
    return [guild.name, names.join(','), guild.roles.size].join('|');
  },
  message: async () => {
    await helpers.editMessage(CHANNEL, (await send('hello')).id, { content: 'hello again' });
    await helpers.deleteMessage(CHANNEL, (await send('gone')).id);
  },
  react: async () => helpers.addReaction(CHANNEL, (await send('react')).id, '✅'),
  pin: async () => helpers.pinMessage(CHANNEL, (await send('pin')).id),
  thread: async () => {
    const { id } = await send('thread');
    const thread = await helpers.startThreadWithMessage(CHANNEL, id, {
      name: 'talk',
      autoArchiveDuration: 60,
    });
    await helpers.sendMessage(thread.id, { content: 'inside' });
    await helpers.addThreadMember(thread.id, ALICE);
  },
  dm: async () => {
    const { id } = await helpers.getDmChannel(ALICE);
    await helpers.sendMessage(id, { content: 'hi' });
  },
  member: async () => (await helpers.getMember(GUILD, BOB)).nick,
  role: async () => {
    const { id } = await helpers.createRole(GUILD, { name: 'helpers' });
    await helpers.addRole(GUILD, ALICE, id);
  },
};

const RETURNS = ['guild', 'member'];

const commands = {
  ping: async (interaction) => interaction.respond({ content: 'pong' }),
  slow: async (interaction) => {
    await interaction.defer();
    await interaction.edit({ content: 'done' });
  },
  more: async (interaction) => {
    await interaction.respond({ content: 'first' });
    await interaction.respond({ content: 'second' });
  },
  press: async (interaction) => {
    const button = { type: 2, style: 1, customId: 'b', label: 'Press' };
    await interaction.respond({ content: 'a button', components: [{ type: 1, components: [button] }] });
  },
  ask: async (interaction) => {
    const input = { type: 4, style: 1, customId: 't', label: 'Name' };
    const row = { type: 1, components: [input] };
    await interaction.respond({ customId: 'm', title: 'A form', components: [row] });
  },
  find: async (interaction) => interaction.respond({ content: `found ${interaction.data.options[0].value}` }),
  file: async (interaction) => {
    const [{ url }] = interaction.data.resolved.attachments.values();
    const files = [{ name: 'back.txt', blob: new Blob(['to you']) }];
    await interaction.respond({ content: await (await fetch(url)).text(), files });
  },
  do: async (interaction) => {
    const what = interaction.data.options[0].value;
    const said = await acts[what]();
    await interaction.respond({ content: `done ${RETURNS.includes(what) ? said : ''}` });
  },
};

async function answer(interaction) {
  const { type, data } = interaction;
  if (type === 4) {
    await interaction.respond({ choices: [{ name: `One ${data.options[0].value}`, value: 'one' }] });
  } else if (type === 3) {
    await interaction.edit({ content: 'pressed', components: [] });
  } else if (type === 5) {
    await interaction.respond({ content: `you said ${data.components[0].components[0].value}` });
  } else {
    await commands[data.name](interaction);
  }
}

await bot.start();
