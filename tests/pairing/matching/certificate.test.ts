import { expect, test } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import { check } from './checker.ts';
import { certified, problemOf, seeded } from './instances.ts';

const one = { capacity: 1, places: [1] };

/** 12 backends, some with several places, and 9 frontends: with pairs left over, a bottleneck and kept pairs. */
function example(seed: number): Certificate {
  const random = seeded(seed);
  const left = Array.from({ length: 12 }, (_, index) =>
    index % 4 === 0 ? { capacity: 2, places: [1, 2] } : one,
  );
  const right = Array.from({ length: 9 }, () => one);
  return certified(
    problemOf(left, right, () => ({
      score: random() < 0.35 ? Math.floor(random() * 1001) : -1,
      kept: random() < 0.3 ? 1 : 0,
    })),
  ).certificate;
}

/** Each changes a certificate so that it no longer says what is true; false when there is nothing to change. */
const forgeries: Record<string, (certificate: Certificate, random: () => number) => unknown> = {
  'a pair fewer': ({ chosen, objective, pairs }) => {
    const [, , score, kept] = pairs[chosen.pop() ?? 0] ?? [0, 0, 0, 0];
    objective.pairs--;
    objective.total -= score;
    objective.kept -= kept;
  },
  'another pair instead of a chosen one': ({ chosen, objective, pairs }, random) => {
    const other = Math.floor(random() * pairs.length);
    if (chosen.includes(other)) return false;
    const [, , before] = pairs[chosen[0] ?? 0] ?? [0, 0, 0];
    chosen[0] = other;
    objective.total += (pairs[other]?.[2] ?? 0) - before;
  },
  'a better total': ({ objective }) => objective.total++,
  'a better worst pair': ({ objective }) => objective.worst++,
  'no prices': ({ prices }) => {
    prices.places.fill(0);
    prices.learners.fill(0);
  },
  'a higher price': ({ prices }) => {
    prices.places[0] = (prices.places[0] ?? 0) + 1;
  },
  'another level': ({ prices }) => prices.level++,
  'a smaller unit': ({ prices }) => prices.unit--,
  'more capacity': ({ learners, places }) => {
    learners[0] = { ...(learners[0] ?? { name: '', side: 'backend', given: false }), capacity: 3 };
    places[0] = { ...(places[0] ?? { learner: 0, project: false }), capacity: 3 };
  },
  'less capacity than used': ({ places, pairs, chosen }) => {
    const place = places[pairs[chosen[0] ?? 0]?.[0] ?? 0];
    if (place !== undefined) place.capacity = 0;
  },
  'a smaller cover': ({ cardinality }) => cardinality.places.pop() !== undefined,
  'no cover': (certificate) => {
    certificate.cardinality = { learners: [], places: [] };
  },
  'no bottleneck': (certificate) => {
    if (certificate.bottleneck === null) return false;
    certificate.bottleneck = null;
  },
  'another threshold': ({ bottleneck }) => (bottleneck === null ? false : bottleneck.threshold++),
  'the cover of the cardinality for the bottleneck': (certificate) => {
    if (certificate.bottleneck === null) return false;
    certificate.bottleneck = { ...certificate.bottleneck, learners: [], places: [] };
  },
  'a witness without a seeker': ({ witnesses }) => {
    if (witnesses.length === 0) return false;
    witnesses[0]?.seekers.pop();
  },
  'a witness with fewer partners': ({ witnesses }) => witnesses[0]?.partners.pop() !== undefined,
  'no witnesses': (certificate) => {
    if (certificate.witnesses.length === 0) return false;
    certificate.witnesses = [];
  },
  'a pair that is not there': ({ chosen, pairs }) => chosen.push(pairs.length),
  'a pair twice': ({ chosen }) => chosen.push(chosen[0] ?? 0),
  'a place of nobody': ({ places }) => {
    places[0] = { ...(places[0] ?? { project: false, capacity: 1 }), learner: 99 };
  },
};

test.each(Object.entries(forgeries))('the checker refuses %s', (_, forge) => {
  let forged = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const certificate = example(seed);
    expect(check(certificate)).toEqual([]);
    if (forge(certificate, seeded(seed * 7)) === false) continue;
    forged++;
    expect(check(certificate), `seed ${seed}`).not.toEqual([]);
  }
  expect(forged).toBeGreaterThan(3);
});
