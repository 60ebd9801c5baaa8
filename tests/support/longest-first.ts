import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in seconds about; all others take less. */
const LONG: Readonly<Record<string, number>> = {
  'platform/delivery/soak.test.ts': 60,
  'platform/kill.test.ts': 35,
  'calendar/silences/silences.test.ts': 33,
  'demo/demo.test.ts': 33,
  'platform/delivery/two-processes.test.ts': 22,
  'pairing/rounds/publish.test.ts': 20,
  'pairing/rounds/kill.test.ts': 18,
  'web/page.test.ts': 16,
  'pairing/rounds/preview.test.ts': 15,
  'pairing/rounds/restart.test.ts': 14,
  'e2e/storm.test.ts': 13,
  'e2e/imbalance.test.ts': 12,
};

/** Begins with the longest files, so that no worker is left with one of them when the others are done. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = ({ moduleId }: TestSpecification): number =>
      Object.entries(LONG).find(([name]) => moduleId.endsWith(`tests/${name}`))?.[1] ?? 0;
    return (await super.sort(files)).toSorted((a, b) => seconds(b) - seconds(a));
  }
}
