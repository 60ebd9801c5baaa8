import type { Features } from '../src/features.ts';
import type { Command } from '../src/platform/discord/command.ts';

/** Everything the commands may ask: what the features offer. */
export type Services = Features;

/** What a file of commands/ brings, as its `commands`. */
export type Commands = readonly ((services: Services) => Command)[];
