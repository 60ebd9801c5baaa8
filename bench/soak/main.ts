import { parseArgs } from 'node:util';
import { randomUse } from '../../tests/support/random-use/use.ts';
import { runSoak } from './run.ts';

/**
 * `npm run soak -- --kills 1000 [--seed N] [--mutation nonce|lease|reconciliation]`: 0 lost, 0 duplicated, or exit code 1.
 * `npm run soak -- --steps 100000 [--seed N]`: random use; nothing broken, or exit code 1.
 */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      mutation: { type: 'string' },
      steps: { type: 'string' },
    },
  });
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

/** Steps of one bot's life: a longer one only has more to draw. */
const A_LIFE = 2_000;

async function useAtRandom(first: number, steps: number): Promise<void> {
  const found: string[] = [];
  const did = new Map<string, number>();
  for (let done = 0; done < steps && found.length === 0; done += A_LIFE) {
    const use = await randomUse({ seed: first + done / A_LIFE, steps: Math.min(A_LIFE, steps - done) });
    found.push(...use.broken);
    for (const [what, times] of use.did) did.set(what, (did.get(what) ?? 0) + times);
    console.error(`${Math.min(done + A_LIFE, steps)} of ${steps} steps`);
  }
  console.table(Object.fromEntries([...did].toSorted(([a], [b]) => a.localeCompare(b))));
  console.log(found.length === 0 ? `${steps} steps from seed ${first}: nothing broken` : found.join('\n'));
  process.exit(found.length === 0 ? 0 : 1);
}
