import { readdirSync } from 'node:fs';
import type { Command } from '../src/platform/discord/command.ts';
import type { Commands, Services } from './services.ts';

export { posting } from './parts/posting.ts';
export { ways } from './parts/ways-out.ts';

/** The sources, or what `npm run build` has made of them. */
const CODE = /\.[jt]s$/;
/** Not commands themselves. */
const FRAME = /^(?:index|services)\./;

/** Every file of this folder brings its commands. */
const all: Commands = (
  await Promise.all(
    readdirSync(import.meta.dirname)
      .filter((file) => CODE.test(file) && !FRAME.test(file))
      .toSorted()
      .map(commandsIn),
  )
).flat();

async function commandsIn(file: string): Promise<Commands> {
  const { commands } = (await import(new URL(file, import.meta.url).href)) as { commands?: Commands };
  if (commands === undefined) throw new Error(`commands/${file} brings no commands`);
  return commands;
}

/** Every command there is, by the names of their files. */
export function createCommands(services: Services): Command[] {
  return all.map((create) => create(services));
}
