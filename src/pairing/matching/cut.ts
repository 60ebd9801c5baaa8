import type { Reach } from './cardinality.ts';
import type { Graph, Side } from './graph.ts';

/**
 * A cover that proves how many edges can be chosen at most: every edge of the graph in question is counted at one of
 * its places or groups listed here, or by itself, so that no choice is larger than their capacities together plus
 * the number of edges that are not covered (Koenig 1931, with capacities).
 */
export interface Cover {
  leftGroups: number[];
  leftPlaces: number[];
  rightPlaces: number[];
  rightGroups: number[];
}

/** The cover that belongs to the minimum cut around what is reachable. */
export function coverOf(graph: Graph, reach: Reach): Cover {
  const { left, right } = graph;
  const leftGroups = indices(reach.leftGroup, 0);
  const rightGroups = indices(reach.rightGroup, 1);
  const isBehind = (side: Side, groups: Uint8Array, place: number, value: number) => {
    const group = side.group[place] as number;
    return group === -1 || groups[group] === value;
  };
  return {
    leftGroups,
    leftPlaces: indices(reach.left, 0).filter((place) => isBehind(left, reach.leftGroup, place, 1)),
    rightPlaces: indices(reach.right, 1).filter((place) => isBehind(right, reach.rightGroup, place, 0)),
    rightGroups,
  };
}

function indices(flags: Uint8Array, value: number): number[] {
  const found: number[] = [];
  for (const [index, flag] of flags.entries()) if (flag === value) found.push(index);
  return found;
}
