/**
 * Checks a certificate of a cohort round without trusting, or sharing a line with, the solver. Returns what is wrong;
 * an empty list means that nobody can find a better round for these inputs. Sums are big integers: nothing rounds.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';

type Pair = Certificate['pairs'][number];
type Cover = { learners: number[]; places: number[] };
const scoreOf = (pair: Pair) => pair[2];
const keptOf = (pair: Pair) => pair[3];
const add = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0);
const least = (numbers: number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
const natural = (value: number) => Number.isSafeInteger(value) && value >= 0;

export function check(certificate: Certificate): string[] {
  const { learners, places, pairs, objective, bottleneck, prices } = certificate;
  const wrong = new Set<string>();
  const demand = (otherwise: string, ...all: boolean[]) => void (all.includes(false) && wrong.add(otherwise));
  const nodes = [...learners, ...places];
  const owner = (place: number) => places[place]?.learner ?? -1;
  const ends = ([a, b]: Pair) => [a, b].flatMap((place) => [owner(place), learners.length + place]);
  const owners = ([a, b]: Pair) => `${owner(a)} ${owner(b)}`;

  // The instance: who may be paired with whom, how often, how well.
  for (const { capacity } of nodes) demand('capacity', natural(capacity));
  for (const [a, b, points, was] of pairs) {
    const sides = [a, b].map((place) => learners[owner(place)]?.side).join();
    demand('pair', sides === 'backend,frontend', natural(points), points <= 1000, [0, 1].includes(was));
  }
  demand('pair twice', new Set(pairs.map(([a, b]) => `${a} ${b}`)).size === pairs.length);

  // The choice keeps within all capacities and is worth what it says.
  const chosen = new Set(certificate.chosen);
  const taken = pairs.filter((_, pair) => chosen.has(pair));
  const uses = nodes.map(() => 0);
  for (const node of taken.flatMap(ends)) uses[node] = (uses[node] ?? 0) + 1;
  for (const [node, { capacity }] of nodes.entries()) demand('over capacity', (uses[node] ?? 0) <= capacity);
  demand('chosen twice', new Set(taken.map(owners)).size === certificate.chosen.length);
  const worst = taken.length === 0 ? 0 : least(taken.map(scoreOf));
  const total = add(taken.map(scoreOf));
  const worth = { pairs: certificate.chosen.length, worst, total, kept: add(taken.map(keptOf)) };
  demand('objective', isDeepStrictEqual(objective, worth));

  // Neither more pairs, nor as many with a better worst one.
  const bound = (cover: Cover, counted: Pair[]) => {
    const covered = new Set([...cover.learners, ...cover.places.map((place) => learners.length + place)]);
    const loose = counted.filter((pair) => !ends(pair).some((node) => covered.has(node)));
    return loose.length + add([...covered].map((node) => nodes[node]?.capacity ?? Infinity));
  };
  const better = pairs.filter((pair) => scoreOf(pair) > worst);
  const next = taken.length === 0 ? Infinity : least(better.map(scoreOf));
  demand('more pairs are possible', bound(certificate.cardinality, pairs) === taken.length);
  demand('next threshold', (bottleneck?.threshold ?? Infinity) === next);
  demand('a better worst pair is possible', !bottleneck || bound(bottleneck, better) < taken.length);

  // Nor a higher total, nor as high a one that keeps more of the last preview.
  const { unit, level } = prices;
  const price = [...prices.learners, ...prices.places];
  const eligible = pairs.filter((pair) => scoreOf(pair) >= worst);
  const mostKept = eligible.some((pair) => keptOf(pair) > 0) ? taken.length : 0;
  demand('unit', natural(unit), unit > mostKept, Number.isSafeInteger(level));
  demand('price', price.every(natural), price.length === nodes.length);
  if (wrong.size > 0) return [...wrong];
  let most = BigInt(level) * BigInt(taken.length);
  for (const [node, { capacity }] of nodes.entries()) most += BigInt(capacity) * BigInt(price[node] ?? 0);
  const isTaken = new Set(taken);
  for (const pair of eligible) {
    const paid = level + add(ends(pair).map((node) => price[node] ?? 0));
    const excess = scoreOf(pair) * unit + keptOf(pair) - paid;
    demand('a pair is not paid for', excess <= 0 || isTaken.has(pair));
    most += BigInt(Math.max(0, excess));
  }
  demand('a higher total is possible', most === BigInt(total) * BigInt(unit) + BigInt(worth.kept));

  // Why the others are left over: together they seek more than all who fit them can offer.
  const offers = learners.map(() => 0);
  for (const { learner, capacity } of places) offers[learner] = (offers[learner] ?? 0) + capacity;
  const can = (at: number) => Math.min(learners[at]?.capacity ?? Infinity, offers[at] ?? 0);
  const explained = new Set<number>();
  for (const { side, seekers, partners, sought, offered, ...cover } of certificate.witnesses) {
    const who = new Set(seekers);
    const theirs = pairs.filter(([a, b]) => who.has(owner(side === 'backend' ? a : b)));
    const met = new Set(theirs.map(([a, b]) => owner(side === 'backend' ? b : a)));
    demand('witness', add([...who].map(can)) === sought, offered < sought, bound(cover, theirs) === offered);
    demand('partners of a witness', isDeepStrictEqual(met, new Set(partners)));
    for (const at of who) explained.add(at);
  }
  for (const at of new Set(pairs.flatMap(ends)))
    demand('left unexplained', at >= learners.length || uses[at] !== 0 || explained.has(at) || can(at) === 0);
  return [...wrong];
}
