import type { Channel, GuildDriver, Member, Message } from '@nexus/simulator';
import type { World } from '../world.ts';
import type { Watch } from './watch.ts';

export interface Server {
  readonly guild: GuildDriver;
  readonly staff: Member;
  readonly people: Member[];
  channels: { readonly projects: Channel; readonly announcements: Channel; readonly mentors: Channel };
}

export interface Run {
  readonly world: World;
  readonly servers: readonly Server[];
  readonly watch: Watch;
  /** Begins anew with each step: what a step draws does not depend on which steps went before. */
  random: () => number;
  /** Private answers, which no channel shows again. */
  readonly answers: Map<string, Message[]>;
  readonly story: string[];
  /** How often something really happened that must happen often. */
  readonly did: Map<string, number>;
}

export function pick<T>({ random }: Run, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

export function chance(run: Run, share: number): boolean {
  return run.random() < share;
}

export function note({ did }: Pick<Run, 'did'>, what: string, times = 1): void {
  did.set(what, (did.get(what) ?? 0) + times);
}

export function serverOf(run: Run, member: Member): Server {
  const server = run.servers.find(({ guild }) => guild.id === member.guild.id) ?? run.servers[0];
  if (server === undefined) throw new Error('there is no server');
  return server;
}

/** Somebody in one server: what was answered there can be pressed there alone. */
export function selfOf(member: Member): string {
  return `${member.guild.id}:${member.id}`;
}
