import { fork } from 'node:child_process';
import path from 'node:path';
import { Simulator } from '../simulator.ts';

const CONCURRENT = 64;
const MEMBERS = 200;

/**
 * How much the simulator itself costs: members run a command, a bare bot in a process of its own answers with a card
 * and two buttons. `node simulator/load/main.ts [interactions]`
 */
export async function main([count = '10000']: string[]): Promise<void> {
  const simulator = await Simulator.start({ rateLimits: false, keepRequests: 1_000, keepMessages: 1_000 });
  const guild = simulator.createGuild({ name: 'Load' });
  const channel = guild.createChannel({ name: 'general' });
  const members = Array.from({ length: MEMBERS }, (_, n) => guild.addMember({ name: `member ${n}` }));
  const bot = fork(path.join(import.meta.dirname, 'bot.ts'), [simulator.api, simulator.token], {});
  await simulator.until(
    () => simulator.requests.some(({ method, status }) => method === 'PUT' && status === 200),
    {
      timeoutMs: 20_000,
    },
  );
  await simulator.until(() => simulator.gateway.sessions.length > 0, { timeoutMs: 20_000 });
  const run = async (total: number): Promise<void> => {
    let left = total;
    const work = async (): Promise<void> => {
      while (left-- > 0) await members[left % MEMBERS]?.slash('/ping', {}, { channel });
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
  };
  await run(2_000);
  const before = process.cpuUsage();
  const start = performance.now();
  await run(Number(count));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((Number(count) / ms) * 1000);
  const share = Math.round((user + system) / 10 / ms);
  console.log(
    `${perSecond} interactions/s; the simulator used ${share} % of one core, ` +
      `${Math.round((user + system) / Number(count))} us each; ` +
      `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB; ${simulator.violations.length} violations`,
  );
  bot.kill();
  await simulator.stop();
}
