import type { APIMessageTopLevelComponent } from 'discord.js';
import { codePoints } from '../text.ts';
import type { Body } from './reply.ts';

/** What Discord takes: code points of text in a message, and in one of components; components, with those inside others. */
const MOST = { content: 2000, texts: 4000, parts: 40 } as const;

export interface Room {
  /** Code points. */
  readonly texts: number;
  readonly parts: number;
}

/** How much more a message takes, before Discord refuses all of it. */
export function roomIn({ card, content = '', components = [] }: Body): Room {
  const used = sizeOf(components);
  return card === true
    ? { texts: MOST.texts - used.texts, parts: MOST.parts - used.parts }
    : { texts: MOST.content - codePoints(content), parts: MOST.parts - used.parts };
}

/** As many of these groups, from the first on, as fit into a room. */
export function fitting<T extends readonly APIMessageTopLevelComponent[]>(
  groups: readonly T[],
  room: Room,
): readonly T[] {
  let { texts, parts } = room;
  const end = groups.findIndex((group) => {
    const size = sizeOf(group);
    texts -= size.texts;
    parts -= size.parts;
    return texts < 0 || parts < 0;
  });
  return end === -1 ? groups : groups.slice(0, end);
}

function sizeOf(part: unknown): Room {
  if (Array.isArray(part)) return part.map(sizeOf).reduce(added, { texts: 0, parts: 0 });
  if (typeof part !== 'object' || part === null) return { texts: 0, parts: 0 };
  const { content, components, accessory } = part as Readonly<Record<string, unknown>>;
  const own = { texts: typeof content === 'string' ? codePoints(content) : 0, parts: 1 };
  return [sizeOf(components), sizeOf(accessory)].reduce(added, own);
}

function added(a: Room, b: Room): Room {
  return { texts: a.texts + b.texts, parts: a.parts + b.parts };
}
