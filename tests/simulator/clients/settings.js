import { readFileSync } from 'node:fs';

/** What the test tells a bot: where Discord is, and the ids of the scene. */
export const { API, TOKEN, APPLICATION, GUILD, CHANNEL, ALICE, BOB } = process.env;

/** The same commands for every library. */
export const COMMANDS = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'));

/** Says that the bot is ready and its commands are registered. */
export function ready() {
  console.log('ready');
}

process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
