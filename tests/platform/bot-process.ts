import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Channel, type GuildDriver, Simulator, type SimulatorOptions } from '@nexus/simulator';
import { onTestFinished } from 'vitest';
import { MAIN } from '../support/built.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { type Program, run } from '../support/program.ts';

/** Discord, a server, and the bot as a program of its own. */
export interface Stage {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly projects: Channel;
  readonly databasePath: string;
  /** Starts what `npm start` runs, or another program. */
  start(env?: Readonly<Record<string, string>>, main?: string): Program;
  /** Starts it and waits until it is ready. */
  ready(env?: Readonly<Record<string, string>>): Promise<Program>;
}

const COMPILE_CACHE = temporaryCache();

export async function createStage(options: SimulatorOptions = {}): Promise<Stage> {
  const sim = await Simulator.start(options);
  onTestFinished(() => sim.stop());
  const guild = sim.createGuild({ name: 'ALX ProDev' });
  const projects = guild.createChannel({ name: 'projects' });
  const databasePath = join(temporaryDirectory(), 'data', 'nexus.db');
  function start(env: Readonly<Record<string, string>> = {}, main = MAIN): Program {
    const program = run([main], {
      env: {
        DISCORD_TOKEN: sim.token,
        DISCORD_API: sim.api,
        DATABASE_URL: `sqlite:${databasePath}`,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...env,
      },
    });
    onTestFinished(() => void program.child.kill('SIGKILL'));
    return program;
  }
  return {
    sim,
    guild,
    projects,
    databasePath,
    start,
    async ready(env) {
      const program = start(env);
      await program.printed(/"msg":"ready"/);
      return program;
    },
  };
}

/** Makes the many starts faster; Node fills it by itself. */
function temporaryCache(): string {
  return join(process.env['TMPDIR'] ?? '/tmp', 'nexus-test-compile-cache');
}

/** Nothing that was committed waits outside the database file. */
export function isCheckpointed(databasePath: string): boolean {
  return existsSync(databasePath) && !existsSync(`${databasePath}-wal`);
}
