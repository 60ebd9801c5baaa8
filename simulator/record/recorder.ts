import { appendFileSync, writeFileSync } from 'node:fs';
import { isObject, type Json } from '../form.ts';
import type { Act, World } from '../world.ts';
import { nameOf } from './names.ts';

/** What the ids of an act are called: only these hold ids, so that other numbers stay what they are. */
const ID_KEYS: ReadonlySet<string> = new Set([
  'channel_id',
  'guild_id',
  'message_id',
  'target_id',
  'value',
  'values',
]);
/** What a command's registration gave it, which is new in each run; its name says the same. */
const FLEETING: ReadonlySet<string> = new Set(['id', 'version', 'application_id']);

/** Writes what members do into the file, begun anew: one line of JSON each, for replay() to do again. */
export function recordActs(world: World, file: string): void {
  writeFileSync(file, '');
  world.onAct((act) => appendFileSync(file, `${JSON.stringify(describe(world, act))}\n`));
}

function describe(world: World, act: Act): Json {
  if (act.kind === 'advance') return { advance: act.ms };
  return { member: nameOf(world, act.userId), [act.kind]: named(world, act.body, undefined) };
}

function named(world: World, value: unknown, key: string | undefined): unknown {
  if (Buffer.isBuffer(value)) return value.toString();
  if (Array.isArray(value)) return value.map((item) => named(world, item, key));
  if (isObject(value)) return namedObject(world, value, key);
  return typeof value === 'string' && ID_KEYS.has(key ?? '') ? nameOf(world, value) : value;
}

function namedObject(world: World, value: Json, key: string | undefined): Json {
  const isCommand = key === 'data' && value['name'] !== undefined;
  const kept = Object.entries(value).filter(([name]) => !(isCommand && FLEETING.has(name)));
  return Object.fromEntries(kept.map(([name, item]) => [name, named(world, item, name)]));
}
