/** What is read out of a contract, and what is said about it. Everything here is plain data: it travels between processes. */

export const FORMATS = ['openapi', 'graphql'] as const;
export type ContractFormat = (typeof FORMATS)[number];

/** What a document may be at most; a team's contract has some hundred endpoints. */
export const LIMITS = {
  /** Bytes of the file as it was handed in. */
  bytes: 1_048_576,
  /** Maps and lists inside each other. */
  depth: 200,
  /** Values once aliases are written out. */
  values: 400_000,
  endpoints: 5_000,
  /** Problems that are listed; the rest is counted. */
  problems: 200,
} as const;

/** Something in a document that should be mended, with the place in the learner's own file. */
export interface Problem {
  /** A text of `contract-documents:problem`; `problemSentence` says it. */
  readonly rule: ProblemRule;
  /** Line in the file as it was handed in, from 1; null where no line can be named. */
  readonly line: number | null;
  readonly values: Values;
}

export type Values = Readonly<Record<string, string | number>>;

const PROBLEM_RULES = [
  'duplicate-key',
  'syntax',
  'syntax-indent',
  'syntax-tab',
  'syntax-quote',
  'syntax-alias',
  'syntax-documents',
  'not-utf8',
  'no-version',
  'no-title',
  'no-paths',
  'path-no-slash',
  'path-twice',
  'path-parameter-missing',
  'path-parameter-unused',
  'parameter-incomplete',
  'parameter-optional-in-path',
  'no-responses',
  'response-no-description',
  'operation-id-twice',
  'reference-nowhere',
  'reference-outside',
  'reference-circle',
  'unknown-type',
  'list-without-items',
  'not-a-map',
  'required-not-a-list',
  'unknown-word',
  'misplaced-word',
  'not-a-media-type',
  'component-name',
  'security-unknown',
  'graphql-unknown-type',
  'graphql-twice',
  'graphql-no-query',
  'lines-unreadable',
] as const;
export type ProblemRule = (typeof PROBLEM_RULES)[number];

const REFUSALS = [
  'empty',
  'too-large',
  'archive',
  'not-text',
  'web-page',
  'syntax',
  'duplicate-keys',
  'too-deep',
  'aliases',
  'too-many-values',
  'too-many-endpoints',
  'not-a-contract',
  'postman',
  'graphql-operations',
  'too-heavy',
  'no-lines',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A contract that was read. */
export interface Contract {
  readonly format: ContractFormat;
  /** OpenAPI 3 as JSON (Swagger 2.0 was converted), or GraphQL SDL (introspection was written out). */
  readonly normalised: string;
  /** SHA-256, hex: the same for the same contract, whatever the file's syntax, indentation and order of keys. */
  readonly hash: string;
  /** As the learner wrote it; "" when there is none, and for GraphQL. */
  readonly title: string;
  readonly version: string;
  /** Valid and without an endpoint: "no endpoints yet". */
  readonly endpointCount: number;
}

export type Reading =
  | {
      readonly outcome: 'accepted';
      readonly contract: Contract;
      /** In the order of the lines, at most LIMITS.problems. */
      readonly problems: readonly Problem[];
      /** All of them, listed or not. */
      readonly problemCount: number;
    }
  | {
      readonly outcome: 'refused';
      readonly reason: Refusal;
      readonly problems: readonly Problem[];
      readonly problemCount: number;
    };

export interface Hints {
  readonly name?: string;
  readonly contentType?: string;
}

export interface EndpointSummary {
  /** `GET /products/{id}`; for GraphQL `query products`. As in findings and uses. */
  readonly id: string;
  /** The learner's own summary; may be "". */
  readonly summary: string;
  readonly needsToken: boolean;
  readonly isDeprecated: boolean;
  /** Names of what is sent, `?` after the optional ones: path, query, then body. */
  readonly takes: readonly string[];
  /** Names of what comes back, `?` after the optional ones; a list begins with `[]`. */
  readonly gives: readonly string[];
}

export interface FieldSummary {
  readonly name: string;
  /** As code, the same in every language: `string`, `Product[]`, `"S" | "M"`, `string (email)`. */
  readonly type: string;
  readonly isRequired: boolean;
}

export interface Summary {
  readonly format: ContractFormat;
  readonly title: string;
  readonly version: string;
  readonly servers: readonly string[];
  readonly endpointCount: number;
  /** By tag, in the document's order; without tags by the first part of the path. */
  readonly groups: readonly { readonly name: string; readonly endpoints: readonly EndpointSummary[] }[];
  readonly formats: readonly { readonly name: string; readonly fields: readonly FieldSummary[] }[];
  /** How requests show who they are from: `{ kind: 'bearer' }`, `{ kind: 'key', name: 'X-Key', place: 'header' }`. */
  readonly authentication: readonly { readonly kind: AuthenticationKind; readonly values: Values }[];
  /** What would help a frontend, worst first. */
  readonly lint: readonly { readonly rule: LintRule; readonly values: Values }[];
}

const AUTHENTICATION_KINDS = ['bearer', 'basic', 'key', 'oauth2', 'openid', 'other'] as const;
export type AuthenticationKind = (typeof AUTHENTICATION_KINDS)[number];

const LINT_RULES = [
  'no-error-responses',
  'no-pagination',
  'no-examples',
  'no-answer-format',
  'no-servers',
] as const;
export type LintRule = (typeof LINT_RULES)[number];

export const LEVELS = ['breaking', 'risky', 'safe'] as const;
export type Level = (typeof LEVELS)[number];

/** One cause: a change at one place, however many endpoints feel it. */
export interface Finding {
  /** Of rule, place and values: the same for as long as this change is the same. Remember an accepted one by it. */
  readonly id: string;
  /** A rule of `contract-rules`; `sentence` and `page` say it. */
  readonly rule: string;
  readonly level: Level;
  /** `Product.price`, `GET /products ?page`, `GET /products` or `*` (the whole contract): stable, not for reading. */
  readonly place: string;
  /** What the sentence fills in: `subject`, `from`, `to` ... */
  readonly values: Values;
  /** Every endpoint that feels it, in the document's order (`GET /products`). */
  readonly endpoints: readonly string[];
  /** As many as there are; `endpoints` is cut only in monstrous documents. */
  readonly endpointCount: number;
  /** The name of the field it is about, to be found among a frontend's uses. */
  readonly field: string | null;
  readonly direction: 'request' | 'response' | 'both';
  /** Why the level is lower than the change alone deserves. */
  readonly lowered: {
    readonly by: 'draft' | 'deprecated' | 'sunset';
    readonly from: Level;
    readonly date: string;
  } | null;
}

const NOT_COMPARED = [
  'no-endpoints-before',
  'other-format',
  'unreadable-before',
  'unreadable-after',
  'too-tangled',
  'too-heavy',
] as const;
export type NotCompared = (typeof NOT_COMPARED)[number];

export type Comparison =
  | {
      readonly outcome: 'compared';
      /** Breaking first, then by how many endpoints feel it, then by place. Empty: compared, and nothing differs. */
      readonly findings: readonly Finding[];
      readonly counts: Readonly<Record<Level, number>>;
    }
  | { readonly outcome: 'not-compared'; readonly reason: NotCompared };

/** What a frontend uses: an endpoint, and the fields of it that it reads or sends; without fields, all of it. */
export interface Use {
  readonly endpoint: string;
  readonly fields?: readonly string[];
}
