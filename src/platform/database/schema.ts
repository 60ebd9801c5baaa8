/**
 * The tables as the newest migration leaves them. Each is declared in `tables.ts` of the feature that owns it, which alone
 * writes it (tests/platform/owners.test.ts). Conventions: migrations/0001-first-slice.ts.
 */
export interface Schema {}
