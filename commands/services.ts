import type { Features } from '../src/features.ts';

/** Everything the commands may ask: what the features offer. */
export type Services = Features;
