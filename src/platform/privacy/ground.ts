import { code, type FeatureKeeps } from './keeps.ts';

/** What the platform keeps for itself, in tables of no feature: nothing of a member. */
export const groundKeeps: FeatureKeeps = {
  feature: 'platform',
  columns: {
    settings: {
      key: code,
      value: { none: 'what the program notes for itself, such as its list of commands' },
    },
    used_interactions: { id: { none: 'the id of an interaction, or of what it answers, kept for an hour' } },
    processes: {
      id: { none: 'machine, number and a number made by chance of a process of ours' },
      role: code,
    },
    leases: { name: code, holder: { none: 'a process of ours' } },
    heartbeats: { name: code },
    absences: { cause: code },
  },
};
