import type { Level } from '../types.ts';

/**
 * What a change means for a frontend. Breaking: it reads nothing, or its requests are refused. Risky: it may see or send
 * what it was not made for. Safe: it feels nothing. The first level is that of requests, the second that of answers.
 */
type Verdict = readonly [request: Level, response: Level];

const [breaking, risky, safe] = ['breaking', 'risky', 'safe'] as const;

/** Changes that mean something else to who sends than to who receives; their rules are `request-...` and `response-...`. */
export const TWO_SIDED = {
  'field-removed': [risky, breaking],
  'field-renamed': [breaking, breaking],
  'field-now-required': [breaking, safe],
  'field-now-optional': [safe, breaking],
  'type-widened': [safe, breaking],
  'type-narrowed': [breaking, safe],
  'now-nullable': [safe, breaking],
  'not-nullable': [breaking, safe],
  'became-enum': [breaking, safe],
  'enum-dropped': [safe, risky],
  'values-removed': [breaking, safe],
  'values-added': [safe, risky],
  'limit-set': [risky, safe],
  'limit-tightened': [breaking, safe],
  'limit-loosened': [safe, risky],
  'pattern-added': [breaking, safe],
  'pattern-changed': [risky, safe],
  'variant-added': [safe, breaking],
  'variant-removed': [breaking, safe],
  'fixed-set': [breaking, safe],
  'fixed-dropped': [safe, risky],
  'condition-added': [breaking, safe],
  'condition-changed': [breaking, risky],
  'condition-removed': [safe, risky],
  'extra-fields-closed': [risky, safe],
  'positions-added': [safe, breaking],
  'positions-removed': [breaking, safe],
} as const satisfies Record<string, Verdict>;

/** Changes that are told in the same words on both sides. */
export const ONE_SIDED = {
  'field-added': [safe, safe],
  'field-added-required': [breaking, safe],
  'type-changed': [breaking, breaking],
  'list-now-wrapped': [breaking, breaking],
  'format-changed': [risky, risky],
  'encoding-changed': [breaking, breaking],
  'fixed-changed': [breaking, breaking],
  'pattern-removed': [safe, safe],
  'extra-fields-opened': [safe, safe],
  'default-changed': [safe, safe],
  'discriminator-changed': [risky, risky],
  'field-deprecated': [safe, safe],
  'field-not-deprecated': [safe, safe],
  'parameter-default-changed': [risky, risky],
} as const satisfies Record<string, Verdict>;

/** Changes of endpoints and of the whole contract. */
export const WHOLE = {
  'endpoint-removed': breaking,
  'endpoint-added': safe,
  'endpoint-deprecated': safe,
  'endpoint-not-deprecated': safe,
  'path-slash-added': breaking,
  'path-slash-removed': breaking,
  'path-parameter-renamed': safe,
  'base-path-changed': breaking,
  'endpoints-moved': breaking,
  'server-changed': risky,
  'parameter-removed': risky,
  'parameter-added': safe,
  'parameter-added-required': breaking,
  'parameter-now-required': breaking,
  'parameter-now-optional': safe,
  'parameter-style-changed': breaking,
  'body-removed': breaking,
  'body-added': safe,
  'body-added-required': breaking,
  'body-now-required': breaking,
  'body-now-optional': safe,
  'body-type-removed': breaking,
  'body-type-added': safe,
  'status-removed': breaking,
  'status-changed': breaking,
  'status-added': safe,
  'error-removed': safe,
  'error-added': safe,
  'answer-removed': breaking,
  'answer-added': safe,
  'answer-type-removed': breaking,
  'answer-type-added': safe,
  'header-removed': risky,
  'header-removed-required': breaking,
  'header-now-optional': breaking,
  'header-added': safe,
  'token-needed': breaking,
  'token-not-needed': safe,
  'authentication-changed': breaking,
  'scope-needed': risky,
  'scope-not-needed': safe,
  'scheme-changed': breaking,
  'webhook-removed': breaking,
  'webhook-added': safe,
  'sunset-earlier': risky,
  'sunset-removed': risky,
  'sunset-unreadable': risky,
  'stability-decreased': risky,
  'graphql-type-removed': breaking,
  'graphql-type-added': safe,
  'graphql-kind-changed': breaking,
  'graphql-operation-removed': breaking,
  'graphql-operation-added': safe,
  'graphql-field-removed': breaking,
  'graphql-field-renamed': breaking,
  'graphql-field-added': safe,
  'graphql-field-type-changed': breaking,
  'graphql-field-now-nullable': breaking,
  'graphql-field-not-nullable': safe,
  'graphql-field-deprecated': safe,
  'graphql-input-removed': breaking,
  'graphql-input-added': safe,
  'graphql-input-added-required': breaking,
  'graphql-input-type-changed': breaking,
  'graphql-input-now-required': breaking,
  'graphql-input-now-optional': safe,
  'graphql-default-changed': risky,
  'graphql-argument-removed': breaking,
  'graphql-argument-added': safe,
  'graphql-argument-added-required': breaking,
  'graphql-argument-type-changed': breaking,
  'graphql-argument-now-required': breaking,
  'graphql-argument-now-optional': safe,
  'graphql-values-removed': breaking,
  'graphql-values-added': risky,
  'graphql-union-removed': breaking,
  'graphql-union-added': risky,
  'graphql-interface-removed': breaking,
  'graphql-interface-added': risky,
  'graphql-directive-removed': breaking,
  'graphql-directive-argument-removed': breaking,
  'graphql-directive-argument-required': breaking,
  'graphql-directive-location-removed': breaking,
  'graphql-directive-not-repeatable': breaking,
} as const satisfies Record<string, Level>;

export type TwoSided = keyof typeof TWO_SIDED;
export type OneSided = keyof typeof ONE_SIDED;
export type Whole = keyof typeof WHOLE;
/** A change of a format at one place. */
export type Change = TwoSided | OneSided;
export type Rule = `request-${TwoSided}` | `response-${TwoSided}` | OneSided | Whole;
export type Direction = 'request' | 'response';

export const RULES: readonly Rule[] = [
  ...(Object.keys(TWO_SIDED) as TwoSided[]).flatMap((change): Rule[] => [
    `request-${change}`,
    `response-${change}`,
  ]),
  ...(Object.keys(ONE_SIDED) as OneSided[]),
  ...(Object.keys(WHOLE) as Whole[]),
];

export function isRule(text: string): text is Rule {
  return (RULES as readonly string[]).includes(text);
}

export function verdictOf(change: Change, direction: Direction): { rule: Rule; level: Level } {
  const side = direction === 'request' ? 0 : 1;
  if (change in TWO_SIDED) {
    const kind = change as TwoSided;
    return { rule: `${direction}-${kind}`, level: TWO_SIDED[kind][side] };
  }
  const kind = change as OneSided;
  return { rule: kind, level: ONE_SIDED[kind][side] };
}
