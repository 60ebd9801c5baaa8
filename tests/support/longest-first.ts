import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in seconds about; all others take less. */
const LONG: Readonly<Record<string, number>> = {
  'demo/demo.test.ts': 40,
  'platform/delivery/soak.test.ts': 40,
  'web/page.test.ts': 33,
  'platform/process.test.ts': 27,
  'platform/kill.test.ts': 25,
  'web/walk.test.ts': 40,
  'calendar/silences/silences.test.ts': 22,
  'e2e/hostile.test.ts': 21,
  'platform/engines.test.ts': 20,
  'e2e/storm.test.ts': 19,
  'e2e/monkey.test.ts': 19,
  'calendar/reminders/editing.test.ts': 17,
  'pairing/rounds/publish.test.ts': 15,
  'pairing/rounds/restart.test.ts': 15,
  'pairing/rounds/kill.test.ts': 15,
  'operation/faults.test.ts': 13,
  'e2e/forged-numbers.test.ts': 13,
  'pairing/rounds/preview.test.ts': 12,
  'e2e/permissions.test.ts': 12,
  'simulator/clients.test.ts': 12,
  'e2e/imbalance.test.ts': 11,
  'platform/owners.test.ts': 11,
  'platform/keeps.test.ts': 11,
  'web/nexus.test.ts': 10,
  'platform/process/bench.test.ts': 10,
};

/** Begins with the longest files, so that no worker is left with one of them when the others are done. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = ({ moduleId }: TestSpecification): number =>
      Object.entries(LONG).find(([name]) => moduleId.endsWith(`tests/${name}`))?.[1] ?? 0;
    return (await super.sort(files)).toSorted((a, b) => seconds(b) - seconds(a));
  }
}
