import type { Fact } from '../../../platform/database/facts.ts';
import type { FactName } from '../../standing/rules.ts';

/** What cohorts know of their learners. */
export const cohortFacts: readonly Fact<FactName>[] = [
  { name: 'joined', sql: ({ membership }) => membership('joined_at') },
  { name: 'documenting', sql: ({ membership }) => membership('documentation_only') },
];
