import { COMPONENTS, type Component, type Weights } from './types.ts';

/** Sums to 100, so that a weight reads as per cent. */
export const DEFAULT_WEIGHTS: Weights = {
  overlap: 30,
  brief: 20,
  api: 10,
  commitment: 10,
  stack: 12,
  experience: 6,
  goal: 6,
  waiting: 6,
};

const HEAVIEST = 1000;

/** A cohort's weights as they are stored (JSON); null, and what it leaves out, is the default. */
export function storedWeights(json: string | null): Weights {
  return json === null ? DEFAULT_WEIGHTS : { ...DEFAULT_WEIGHTS, ...(JSON.parse(json) as Partial<Weights>) };
}

export type WeightProblem =
  | { key: 'not-a-line'; line: number; text: string }
  | { key: 'unknown-name'; line: number; text: string; names: readonly Component[] }
  | { key: 'twice'; line: number; name: Component }
  | { key: 'not-a-weight'; name: Component; min: 0; max: typeof HEAVIEST }
  | { key: 'all-zero' };

/** The problems of a set of weights; empty when it can be used. */
export function checkWeights(weights: Readonly<Record<Component, number>>): WeightProblem[] {
  const problems: WeightProblem[] = [];
  for (const name of COMPONENTS) {
    const weight = weights[name];
    if (!Number.isInteger(weight) || weight < 0 || weight > HEAVIEST)
      problems.push({ key: 'not-a-weight', name, min: 0, max: HEAVIEST });
  }
  if (problems.length === 0 && COMPONENTS.every((name) => weights[name] === 0))
    problems.push({ key: 'all-zero' });
  return problems;
}

/**
 * Reads what staff typed, one `name: number` a line; a name that is missing keeps its value of `base`, empty lines
 * are skipped. `problems` is empty exactly when `weights` can be used.
 */
export function parseWeights(text: string, base: Weights): { weights: Weights; problems: WeightProblem[] } {
  const weights = { ...base };
  const problems: WeightProblem[] = [];
  const seen = new Set<Component>();
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    const line = index + 1;
    if (raw.trim() === '') continue;
    const match = /^\s*([\p{L}-]+)\s*[:=]\s*(\S+)\s*$/u.exec(raw);
    if (match === null) {
      problems.push({ key: 'not-a-line', line, text: raw.trim() });
      continue;
    }
    const name = COMPONENTS.find((each) => each === match[1]?.toLowerCase());
    if (name === undefined) {
      problems.push({ key: 'unknown-name', line, text: match[1] ?? '', names: COMPONENTS });
      continue;
    }
    if (seen.has(name)) problems.push({ key: 'twice', line, name });
    seen.add(name);
    weights[name] = /^\d{1,4}$/u.test(match[2] ?? '') ? Number(match[2]) : Number.NaN;
  }
  problems.push(...checkWeights(weights));
  return { weights, problems };
}
