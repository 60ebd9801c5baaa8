import { Client, GatewayDispatchEvents } from '@discordjs/core';
import { REST } from '@discordjs/rest';
import { WebSocketManager } from '@discordjs/ws';
import { ALICE, API, APPLICATION, BOB, CHANNEL, COMMANDS, GUILD, ready, TOKEN } from './settings.js';

const rest = new REST({ version: '10', api: API }).setToken(TOKEN);
const gateway = new WebSocketManager({
  token: TOKEN,
  intents: 1,
  rest,
  buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }),
});
const client = new Client({ rest, gateway });
let guild;

const acts = {
  guild: async () => {
    const channels = guild.channels.map(({ name }) => name).sort();
    return [guild.name, channels.join(','), guild.roles.length].join('|');
  },
  message: async ({ channels }) => {
    const { id } = await channels.createMessage(CHANNEL, { content: 'hello' });
    await channels.editMessage(CHANNEL, id, { content: 'hello again' });
    const gone = await channels.createMessage(CHANNEL, { content: 'gone' });
    await channels.deleteMessage(CHANNEL, gone.id);
  },
  react: async ({ channels }) => {
    const { id } = await channels.createMessage(CHANNEL, { content: 'react' });
    await channels.addMessageReaction(CHANNEL, id, '✅');
  },
  pin: async ({ channels }) => {
    const { id } = await channels.createMessage(CHANNEL, { content: 'pin' });
    await channels.pinMessage(CHANNEL, id);
  },
  thread: async ({ channels, threads }) => {
    const { id } = await channels.createMessage(CHANNEL, { content: 'thread' });
    const thread = await channels.createThread(CHANNEL, { name: 'talk' }, id);
    await channels.createMessage(thread.id, { content: 'inside' });
    await threads.addMember(thread.id, ALICE);
  },
  dm: async ({ users, channels }) => {
    const { id } = await users.createDM(ALICE);
    await channels.createMessage(id, { content: 'hi' });
  },
  member: async ({ guilds }) => (await guilds.getMember(GUILD, BOB)).nick,
  role: async ({ guilds }) => {
    const { id } = await guilds.createRole(GUILD, { name: 'helpers' });
    await guilds.addRoleToMember(GUILD, ALICE, id);
  },
};

const commands = {
  ping: async (reply) => reply({ content: 'pong' }),
  slow: async (_reply, { id, token }, api) => {
    await api.interactions.defer(id, token);
    await api.interactions.editReply(APPLICATION, token, { content: 'done' });
  },
  more: async (reply, { token }, api) => {
    await reply({ content: 'first' });
    await api.interactions.followUp(APPLICATION, token, { content: 'second' });
  },
  press: async (reply) => {
    const button = { type: 2, style: 1, custom_id: 'b', label: 'Press' };
    await reply({ content: 'a button', components: [{ type: 1, components: [button] }] });
  },
  ask: async (_reply, { id, token }, api) => {
    const input = { type: 4, style: 1, custom_id: 't' };
    const label = { type: 18, label: 'Name', component: input };
    await api.interactions.createModal(id, token, { custom_id: 'm', title: 'A form', components: [label] });
  },
  find: async (reply, { data }) => reply({ content: `found ${data.options[0].value}` }),
  file: async (reply, { data }) => {
    const { url } = data.resolved.attachments[data.options[0].value];
    const files = [{ name: 'back.txt', data: Buffer.from('to you') }];
    await reply({ content: await (await fetch(url)).text(), files });
  },
  do: async (reply, { data }, api) =>
    reply({ content: `done ${(await acts[data.options[0].value](api)) ?? ''}` }),
};

client.on(GatewayDispatchEvents.GuildCreate, ({ data }) => {
  guild = data;
});
client.on(GatewayDispatchEvents.InteractionCreate, async ({ data: interaction, api }) => {
  const { id, token, type, data } = interaction;
  const reply = async (body) => api.interactions.reply(id, token, body);
  if (type === 4) {
    const choices = [{ name: `One ${data.options[0].value}`, value: 'one' }];
    await api.interactions.createAutocompleteResponse(id, token, { choices });
  } else if (type === 3) {
    await api.interactions.updateMessage(id, token, { content: 'pressed', components: [] });
  } else if (type === 5) {
    await reply({ content: `you said ${data.components[0].component.value}` });
  } else {
    await commands[data.name](reply, interaction, api);
  }
});
client.once(GatewayDispatchEvents.Ready, async ({ api }) => {
  await api.applicationCommands.bulkOverwriteGlobalCommands(APPLICATION, COMMANDS);
  ready();
});
await gateway.connect();
