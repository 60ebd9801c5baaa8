import { findOpenApi } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIFFERENCES, NOT_BUILT, OWN_CODES } from './conformance/differences.ts';
import { ALICE, type Body, EXAMPLES, type Example, PERMISSIONS } from './conformance/examples.ts';
import { type Path, RuleMaker } from './conformance/rules.ts';
import { type Answered, Bench, codes } from './support.ts';

/** Rules that Discord's description states, tried on every route that takes a body; skipped where it is not at hand. */
const FILE = findOpenApi();
const IS_CI = process.env['CI'] !== undefined;

let bench: Bench;
/** The same without the description: what the simulator refuses by its own rules. */
let alone: Bench;

beforeAll(async () => {
  bench = await Bench.start();
  alone = await Bench.start({ openapi: false });
  for (const each of [bench, alone]) each.guild.setBotPermissions(PERMISSIONS);
});

afterAll(async () => {
  await alone.stop();
  const faults = bench.sim.violations.filter(({ direction }) => direction !== 'request');
  bench.forgiven();
  await bench.stop();
  if (faults.length > 0) throw new Error(JSON.stringify(faults, null, 1));
});

async function send(example: Example, body: Body, to = bench): Promise<Answered> {
  const path = await example.open(to);
  const filled: unknown = JSON.parse(JSON.stringify(body).replaceAll(ALICE, to.alice.id));
  return to.call(example.method, path, filled, example.bare ? '' : undefined);
}

/** Whether something at the path or below it is complained of. */
function isBlamed({ body }: Answered, path: Path): boolean {
  const place = path.join('.');
  return Object.keys(codes(body)).some((at) => `${at}.`.startsWith(`${place}.`));
}

describe.skipIf(FILE === undefined)('Discord\u2019s description', () => {
  const maker = FILE === undefined ? undefined : new RuleMaker(FILE);
  const rules = maker ? EXAMPLES.flatMap((example) => maker.rulesOf(example, IS_CI)) : [];
  const differs = (title: string): boolean => DIFFERENCES.some(([pattern]) => pattern.test(title));

  test('has at least 400 rules to try', () => {
    expect(rules.length).toBeGreaterThanOrEqual(400);
  });

  test('differs only in what it really differs in', () => {
    const idle = DIFFERENCES.filter(([pattern]) => !rules.some(({ title }) => pattern.test(title)));
    expect(idle).toEqual([]);
  });

  test.each(rules.map((rule) => [rule.title, rule] as const))('%s', async (title, rule) => {
    const good = await send(rule.example, rule.valid);
    expect(good, JSON.stringify(good.body)).toSatisfy(
      ({ status }: Answered) => differs(title) !== status < 300,
    );
    const bad = await send(rule.example, rule.invalid);
    expect(bad.body.code).toBe(OWN_CODES[title] ?? 50035);
    expect(isBlamed(bad, rule.path) || title in OWN_CODES, JSON.stringify(bad.body)).toBe(true);
    const byOwnRules = await send(rule.example, rule.invalid, alone);
    expect(byOwnRules.body.code).toBe(OWN_CODES[title] ?? 50035);
  });

  test('every property it knows is read or refused as not built, on every route', async () => {
    const refused = new Set<string>();
    for (const example of EXAMPLES) {
      for (const { path, body } of maker?.othersOf(example) ?? []) {
        const answer = await send(example, body);
        const place = path.join('.');
        if (codes(answer.body)[place]?.includes('SIMULATOR_NOT_BUILT')) {
          refused.add(place.replaceAll(/\.\d+|^(data|message|\d+)\./g, ''));
        }
      }
    }
    expect([...refused].sort()).toEqual(Object.keys(NOT_BUILT).sort());
  });
});
