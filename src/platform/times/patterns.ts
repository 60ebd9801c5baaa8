/**
 * Rules written as patterns over kinds of words: 'the? n=day of? m=month'. A symbol is a kind of lexeme or the name of
 * other rules; 'x=' keeps what it matched, '?' makes it optional, '|' separates alternatives, '~' wants it to stand
 * directly behind what precedes, and a word in quotes is that word. All readings of a symbol at a place are found once and kept.
 */
import type { Lexeme } from './lexicon.ts';
import type { Token } from './tokens.ts';

export interface Match<T = unknown> {
  readonly value: T;
  /** The index of the token behind it. */
  readonly end: number;
  /** How far-fetched the reading is; 0 is what anybody would think of. */
  readonly cost: number;
}

/** What a rule's named symbols matched. */
export class Captures {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A number, or figures as typed; undefined when the symbol was left out. */
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Figures as typed or the name a lexeme stands for; '' when the symbol was left out. */
  text(name: string): string {
    const value = this.#values.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  /** What a symbol with rules of its own was read as; the rule that names it knows its type. */
  get(name: string): unknown {
    return this.#values.get(name);
  }
}

export interface Rule {
  readonly symbol: string;
  readonly pattern: readonly Element[];
  /** Undefined rejects what was matched. */
  readonly read: (found: Captures) => unknown;
  readonly cost: number;
}

interface Element {
  readonly name: string | undefined;
  readonly symbols: readonly string[];
  readonly optional: boolean;
  readonly tight: boolean;
}

export function rule(symbol: string, pattern: string, read: Rule['read'], cost = 0): Rule {
  return { symbol, pattern: pattern.split(' ').map(elementOf), read, cost };
}

function elementOf(written: string): Element {
  const [, tight, name, symbols = '', optional] = /^(~)?(?:(\w+)=)?(.+?)(\?)?$/.exec(written) ?? [];
  return {
    name,
    symbols: symbols.split('|'),
    optional: optional !== undefined,
    tight: tight !== undefined,
  };
}

/** A reader written by hand for what patterns cannot say; as the rules, it finds all readings at a place. */
export type Procedure = (input: Input, at: number) => readonly Match[];

/** Rules and procedures by symbol. */
export interface Grammar {
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly procedures: ReadonlyMap<string, Procedure>;
}

export function grammarOf(rules: readonly Rule[], procedures: Readonly<Record<string, Procedure>>): Grammar {
  const bySymbol = new Map<string, Rule[]>();
  for (const each of rules) bySymbol.set(each.symbol, [...(bySymbol.get(each.symbol) ?? []), each]);
  return { rules: bySymbol, procedures: new Map(Object.entries(procedures)) };
}

/** One text under one grammar and one lexicon. */
export interface Input {
  readonly tokens: readonly Token[];
  readonly lexemes: readonly (readonly Lexeme[])[];
  /** All readings of a symbol that begin at a token, the longest first. */
  match(symbol: string, at: number): readonly Match[];
}

export function inputOf(
  grammar: Grammar,
  tokens: readonly Token[],
  lexemes: readonly (readonly Lexeme[])[],
): Input {
  const known = tokens.map(() => new Map<string, readonly Match[]>());
  const input: Input = {
    tokens,
    lexemes,
    match(symbol, at) {
      const here = known[at];
      if (here === undefined) return [];
      const kept = here.get(symbol);
      if (kept !== undefined) return kept;
      // A rule that began with itself would find nothing new here, instead of never ending.
      here.set(symbol, []);
      const matches = longestFirst(compute(symbol, at));
      here.set(symbol, matches);
      return matches;
    },
  };

  function compute(symbol: string, at: number): readonly Match[] {
    const procedure = grammar.procedures.get(symbol);
    if (procedure !== undefined) return procedure(input, at);
    if (symbol.startsWith("'")) {
      return tokens[at]?.text === symbol.slice(1, -1) ? [{ value: true, end: at + 1, cost: 0 }] : [];
    }
    const rules = grammar.rules.get(symbol);
    if (rules === undefined) {
      const own = (lexemes[at] ?? []).filter((lexeme) => lexeme.kind === symbol);
      return own.map(({ value, length }) => ({ value, end: at + length, cost: 0 }));
    }
    return distinct(rules.flatMap((each) => run(input, each, at)));
  }

  return input;
}

function longestFirst(matches: readonly Match[]): readonly Match[] {
  return matches.length < 2 ? matches : [...matches].sort((a, b) => b.end - a.end);
}

const MOST_READINGS = 24;

function distinct(matches: readonly Match[]): readonly Match[] {
  const found = new Map<string, Match>();
  for (const match of matches) {
    const key = `${match.end} ${JSON.stringify(match.value)}`;
    const known = found.get(key);
    if (known === undefined || known.cost > match.cost) found.set(key, match);
  }
  return [...found.values()].slice(0, MOST_READINGS);
}

interface State {
  readonly at: number;
  readonly cost: number;
  readonly values: ReadonlyMap<string, unknown>;
}

function run(input: Input, { pattern, read, cost }: Rule, at: number): Match[] {
  let states: State[] = [{ at, cost, values: new Map() }];
  for (const element of pattern) {
    states = states.flatMap((state) => step(input, element, state)).slice(0, MOST_READINGS);
    if (states.length === 0) return [];
  }
  return states.flatMap((state) => {
    if (state.at === at) return [];
    const value = read(new Captures(state.values));
    return value === undefined ? [] : [{ value, end: state.at, cost: state.cost }];
  });
}

function step(input: Input, element: Element, state: State): State[] {
  const { name, symbols, optional, tight } = element;
  const next: State[] = [];
  const stands = state.at < input.tokens.length && (!tight || input.tokens[state.at]?.tight === true);
  if (stands) {
    for (const symbol of symbols) {
      for (const { value, end, cost } of input.match(symbol, state.at)) {
        const values = name === undefined ? state.values : new Map(state.values).set(name, value);
        next.push({ at: end, cost: state.cost + cost, values });
      }
    }
  }
  if (optional) next.push(state);
  return next;
}
