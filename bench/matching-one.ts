/**
 * One size of the matching benchmark in a process of its own, so that its memory is its own; prints JSON:
 * `node bench/matching-one.ts <learners a side> <repetitions> [folder for scipy's files]`.
 */
import { maximise } from '../src/pairing/matching/cardinality.ts';
import { Flow } from '../src/pairing/matching/flow.ts';
import { makeGraph, rowEnds } from '../src/pairing/matching/graph.ts';
import { solve } from '../src/pairing/matching/solve.ts';
import { highestTotal } from '../src/pairing/matching/total.ts';
import { allInOrder, placesOf, randomEdges, writeForScipy } from './matching-graphs.ts';

export interface Measured {
  wallMs: number;
  cpuMs: number;
}

export interface OneSize {
  size: number;
  edges: number;
  pairs: number;
  worst: number;
  /** The first round, with the compiler still cold, and the best of the others. */
  first: Measured;
  best: Measured;
  /** Steps of the best round, wall ms. */
  steps: { graph: number; cardinality: number; bottleneck: number; total: number };
  /** The total-score step alone: over the edges that survive the bottleneck, and over all. */
  surviving: Measured & { cost: number };
  all: Measured & { cost: number };
  /** Most memory the process had, before and after the rounds, in MB. */
  memoryBefore: number;
  memory: number;
}

/** Wall time of the first and the best of `times` runs of `work`, and the mean processor time of all but the first. */
export function measure<T>(times: number, work: () => T): { first: Measured; best: Measured; result: T } {
  const run = () => {
    const cpu = process.threadCpuUsage();
    const start = performance.now();
    const result = work();
    const wallMs = performance.now() - start;
    const { user, system } = process.threadCpuUsage(cpu);
    return { result, wallMs, cpuMs: (user + system) / 1000 };
  };
  const { result, ...first } = run();
  let wallMs = Infinity;
  let cpuMs = 0;
  for (let again = 1; again < times; again++) {
    const next = run();
    wallMs = Math.min(wallMs, next.wallMs);
    cpuMs += next.cpuMs / (times - 1);
  }
  return { first, best: { wallMs, cpuMs }, result };
}

const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);

function measureSize(size: number, repetitions: number, folder: string | undefined): OneSize {
  const places = placesOf(size);
  const edges = randomEdges(size, 50);
  const memoryBefore = megabytes();
  const round = measure(repetitions, () =>
    solve(places, places, allInOrder(edges, size), () => performance.now()),
  );
  const { objective, milliseconds } = round.result;
  const memory = megabytes();
  const graph = makeGraph(places, places, allInOrder(edges, size));
  const ends = rowEnds(graph, 0);
  const flow = new Flow(graph);
  flow.addGreedily(ends);
  const reach = maximise(flow, ends);
  if (reach === null) throw new Error('unreachable');
  const total = (threshold: number) => {
    const { best, result } = measure(repetitions, () => highestTotal(graph, reach, threshold, flow.size));
    const cost = result.chosen.reduce((sum, edge) => sum + 1000 - (graph.score[edge] as number), 0);
    return { ...best, cost };
  };
  if (folder !== undefined) {
    writeForScipy(graph, objective.worst, `${folder}/surviving-${size}.bin`);
    writeForScipy(graph, 0, `${folder}/all-${size}.bin`);
  }
  return {
    size,
    edges: edges.score.length,
    pairs: objective.pairs,
    worst: objective.worst,
    first: round.first,
    best: round.best,
    steps: milliseconds,
    surviving: total(objective.worst),
    all: total(0),
    memoryBefore,
    memory,
  };
}

if (import.meta.main) {
  const [size = 1000, repetitions = 5] = process.argv.slice(2, 4).map(Number);
  console.log(JSON.stringify(measureSize(size, repetitions, process.argv[4])));
}
