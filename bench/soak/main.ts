import { parseArgs } from 'node:util';
import build from '../../tests/support/built.ts';
import { POSTGRES } from '../../tests/support/engine.ts';
import { shortest } from '../../tests/support/random-use/shortest.ts';
import { randomUse } from '../../tests/support/random-use/use.ts';
import { threeProcesses } from '../../tests/support/three-processes.ts';
import { liveThrough } from './days.ts';
import { runSoak } from './run.ts';

/**
 * `npm run soak -- --kills 1000 [--seed N] [--mutation nonce|lease|reconciliation]`: 0 lost, 0 duplicated, or exit code 1.
 * `npm run soak -- --days 21 [--learners 500] [--limit 512]`: a cohort's weeks with kills and outages; what the process holds,
 * day by day. With --limit the system refuses it more MB than that.
 * `npm run soak -- --steps 100000 [--seed N]`: random use; nothing broken, or exit code 1.
 * `.ci/postgres npm run soak -- --processes 10000`: three processes, one of which is killed in the middle of so many
 * interactions and as many reminders; 0 lost, 0 duplicated, or exit code 1.
 */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      mutation: { type: 'string' },
      steps: { type: 'string' },
      processes: { type: 'string' },
      days: { type: 'string' },
      learners: { type: 'string', default: '500' },
      limit: { type: 'string' },
    },
  });
  if (values.days !== undefined) {
    const isWell = await liveThrough({
      days: Number(values.days),
      learners: Number(values.learners),
      ...(values.limit === undefined ? {} : { limitMb: Number(values.limit) }),
    });
    process.exit(isWell ? 0 : 1);
  }
  if (values.processes !== undefined) return await useProcesses(Number(values.processes));
  if (values.steps !== undefined) return await useAtRandom(Number(values.seed), Number(values.steps));
  const kills = Number(values.kills);
  const result = await runSoak({
    kills,
    seed: Number(values.seed),
    ...(values.mutation === undefined ? {} : { mutation: values.mutation }),
    onKill: (done) => {
      if (done % 50 === 0) console.error(`${done} of ${kills} kills`);
    },
  });
  console.table(result.lines.map(({ point, ...counts }) => ({ 'killed at': point, ...counts })));
  const total = (of: 'kills' | 'given' | 'lost' | 'duplicated'): number =>
    result.lines.reduce((sum, line) => sum + line[of], 0);
  console.log(
    `${total('kills')} kills, ${total('given')} messages and commands given: lost ${total('lost')}, ` +
      `duplicated ${total('duplicated')}; ${result.forgotten} restarts after Discord had forgotten the nonces ` +
      `(${result.seconds.toFixed(0)} s, seed ${values.seed}` +
      `${values.mutation === undefined ? '' : `, without ${values.mutation}`}).`,
  );
  if (result.lost.length > 0) console.log(`lost: ${result.lost.slice(0, 20).join(', ')}`);
  if (result.duplicated.length > 0) console.log(`duplicated: ${result.duplicated.slice(0, 20).join(', ')}`);
  process.exit(total('lost') + total('duplicated') === 0 ? 0 : 1);
}

async function useProcesses(many: number): Promise<void> {
  if (POSTGRES === undefined) throw new Error('No server: TEST_POSTGRES names one, .ci/postgres starts one.');
  build();
  const start = performance.now();
  const { notOnce, notToldOnce } = await threeProcesses(many);
  console.log(
    `three processes, one killed: ${many} interactions, not done once: ${notOnce.length}; ${many} reminders, not told once: ` +
      `${notToldOnce.length} (${((performance.now() - start) / 1_000).toFixed(0)} s)`,
  );
  const wrong = [...notOnce.map((n) => `set ${n}`), ...notToldOnce.map((n) => `due ${n}`)];
  if (wrong.length > 0) console.log(wrong.slice(0, 40).join(', '));
  process.exit(wrong.length === 0 ? 0 : 1);
}

/** So many shorter stories are tried at most. */
const SHRINKING = 60;
/** Steps of one bot's life: a longer one only has more to draw. */
const A_LIFE = 2_000;

/** The fewest steps found after which something still does not hold, and what was done in them. */
async function shortestStory(seed: number, last: number): Promise<string[]> {
  const all = Array.from({ length: last + 1 }, (_, step) => step);
  const isBroken = async (steps: readonly number[]): Promise<boolean> =>
    (await randomUse({ seed, steps })).brokenAt !== undefined;
  const fewest = await shortest(all, isBroken, { tries: SHRINKING });
  const { story, broken } = await randomUse({ seed, steps: fewest });
  return [`the shortest found: seed ${seed}, steps ${fewest.join(',')}`, ...story, ...broken];
}

async function useAtRandom(first: number, steps: number): Promise<void> {
  const found: string[] = [];
  const did = new Map<string, number>();
  for (let done = 0; done < steps && found.length === 0; done += A_LIFE) {
    const life = { seed: first + done / A_LIFE, steps: Math.min(A_LIFE, steps - done) };
    const use = await randomUse(life);
    found.push(...use.broken);
    // Said now: a shorter story takes minutes to find.
    for (const problem of use.broken) console.error(`seed ${life.seed}, step ${use.brokenAt}: ${problem}`);
    if (use.brokenAt !== undefined) found.push(...(await shortestStory(life.seed, use.brokenAt)));
    for (const [what, times] of use.did) did.set(what, (did.get(what) ?? 0) + times);
    console.error(`${Math.min(done + A_LIFE, steps)} of ${steps} steps`);
  }
  console.table(Object.fromEntries([...did].toSorted(([a], [b]) => a.localeCompare(b))));
  console.log(found.length === 0 ? `${steps} steps from seed ${first}: nothing broken` : found.join('\n'));
  process.exit(found.length === 0 ? 0 : 1);
}
