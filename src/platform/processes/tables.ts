import type { Role } from '../roles.ts';

declare module '../database/schema.ts' {
  interface Schema {
    processes: { id: string; role: Role; share: number; is_short: 0 | 1; until: number };
    leases: { name: string; holder: string; until: number };
  }
}
