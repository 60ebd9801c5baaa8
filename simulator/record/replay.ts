import { readFileSync } from 'node:fs';
import type { Member } from '../driver/member.ts';
import { isObject, type Json, scalar } from '../form.ts';
import type { Simulator } from '../simulator.ts';
import { idOf } from './names.ts';

/** What became of one line of a recording. */
export interface Replayed {
  line: string;
  /** How the bot answered; undefined for what needs no answer. */
  response?: string;
  /** Why it could not be done, or was not answered. */
  error?: string;
}

/**
 * Does what Recorder wrote, line by line, each when the bot has come to rest after the one before: for a bot in
 * another process, when nothing happened for `quietMs`. The server must have the same names, and the bot begin where it
 * began then.
 */
export async function replay(
  simulator: Simulator,
  file: string,
  { quietMs = 0 }: { quietMs?: number } = {},
): Promise<Replayed[]> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const done: Replayed[] = [];
  for (const line of lines) {
    try {
      const response = await act(simulator, JSON.parse(line) as Json);
      done.push({ line, ...(response === undefined ? {} : { response }) });
    } catch (error) {
      done.push({ line, error: error instanceof Error ? error.message : String(error) });
    }
    await simulator.settled({ quietMs });
  }
  return done;
}

async function act(simulator: Simulator, line: Json): Promise<string | undefined> {
  if (typeof line['advance'] === 'number') {
    simulator.clock.advance(line['advance']);
    return undefined;
  }
  const member = find(simulator, idOf(simulator.world, scalar(line['member'])));
  const { interaction, say, react } = line;
  if (isObject(interaction)) return (await member.interact(withIds(simulator, interaction) as Json)).response;
  if (isObject(say)) member.say(idOf(simulator.world, scalar(say['channel_id'])), scalar(say['content']));
  if (isObject(react)) reacts(simulator, member, react);
  return undefined;
}

function reacts(simulator: Simulator, member: Member, react: Json): void {
  const channel = simulator.world.channels.get(idOf(simulator.world, scalar(react['channel_id'])));
  const record = channel?.find(idOf(simulator.world, scalar(react['message_id'])));
  if (!record) throw new Error('The message is not there.');
  member.react(record.message, scalar(react['emoji']), react['on'] === true);
}

function find(simulator: Simulator, id: string): Member {
  const guild = simulator.guilds.find(({ state }) => state.members.has(id));
  if (!guild) throw new Error(`There is no member ${id}.`);
  return guild.member(id);
}

function withIds(simulator: Simulator, value: unknown): unknown {
  if (typeof value === 'string') return idOf(simulator.world, value);
  if (Array.isArray(value)) return value.map((item) => withIds(simulator, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIds(simulator, item)]));
}
