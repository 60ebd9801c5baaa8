import { codePoints } from '../text.ts';
import type { Command } from './command.ts';

/** Clickable commands in texts: `</name sub:ID>` on every client (https://docs.discord.com/developers/reference#message-formatting). */
export interface CommandMentions {
  /** The commands there are and their ids by name, once they are registered. */
  learn(commands: readonly Command[], ids: Readonly<Record<string, string>>): void;
  /** A message's JSON with its commands made clickable; as it was where that would make it too long. */
  apply<T>(message: T): T;
}

const TYPED = /`\/([^`\n]+)`/g;
/** A command, its group and its subcommand. */
const LONGEST_PATH = 3;
const IS_COMPONENTS_V2 = 1 << 15;
/** Code points of text in a message, and in one of Components V2. */
const LIMITS = { content: 2000, components: 4000 };

export function createCommandMentions(): CommandMentions {
  let ids: Readonly<Record<string, string>> = {};
  let paths: ReadonlySet<string> = new Set();

  function inText(text: string): string {
    return text.replace(TYPED, (typed, line: string) => {
      const words = line.split(' ');
      const id = ids[words[0] ?? ''];
      if (id === undefined) return typed;
      for (let length = LONGEST_PATH; length > 0; length--) {
        const path = words.slice(0, length).join(' ');
        if (!paths.has(path)) continue;
        const options = words.slice(length).join(' ').trim();
        return options === '' ? `</${path}:${id}>` : `</${path}:${id}> \`${options}\``;
      }
      return typed;
    });
  }

  /** A copy with its commands made clickable. `texts` takes every text there is. */
  function inside(value: unknown, texts: string[]): unknown {
    if (Array.isArray(value)) return value.map((item) => inside(item, texts));
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = { ...value };
    for (const key in copy) {
      const item = copy[key];
      if (key === 'content' && typeof item === 'string') texts.push((copy[key] = inText(item)));
      else if (typeof item === 'object') copy[key] = inside(item, texts);
    }
    return copy;
  }

  return {
    learn(commands, known) {
      ids = known;
      paths = new Set(commands.flatMap(pathsOf));
    },
    apply<T>(message: T): T {
      const texts: string[] = [];
      const clickable = inside(message, texts) as T;
      const flags = Number((message as { flags?: unknown } | null)?.flags ?? 0);
      const limit = (flags & IS_COMPONENTS_V2) === 0 ? LIMITS.content : LIMITS.components;
      const all = texts.join('');
      return all.length <= limit || codePoints(all) <= limit ? clickable : message;
    },
  };
}

/** A command with subcommands has no form without one. */
function pathsOf(command: Command): string[] {
  if (command.type !== 'slash') return [];
  if (command.subcommands === undefined) return [command.name];
  return Object.keys(command.subcommands).map((sub) => `${command.name} ${sub}`);
}
