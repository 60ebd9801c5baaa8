import { describe, expect, it } from 'vitest';
import { postFacts } from '../../../src/people/post/facts/store.ts';
import { FACTS } from '../../../src/people/standing/rules.ts';
import { createStandings } from '../../../src/people/standing/service.ts';
import type { Db } from '../../../src/platform/database/index.ts';
import { contractFacts } from '../../../src/work/contracts/facts/store.ts';
import { submissionFacts } from '../../../src/work/submissions/facts/store.ts';
import { KNOWN } from '../../calendar/reminders/support.ts';
import { fakeClock, START } from '../../platform/delivery/support.ts';
import { plansOf } from '../../support/plans.ts';

/** What all features contribute. */
const ALL = [...KNOWN, ...contractFacts, ...postFacts, ...submissionFacts];

it('looks up every fact of every learner by an index, for one and for all', async () => {
  const plans = await plansOf(async (db) => {
    const standings = createStandings({ db, clock: fakeClock(START), facts: ALL });
    await standings.one(1, '2');
    await standings.all(1);
    await standings.count(1);
  });

  expect(plans).toHaveLength(3);
  for (const { steps } of plans) {
    expect(steps).not.toEqual([]);
    // By its cohort or its server alone each learner would walk through what all others have.
    const slow = steps.filter((step) =>
      /^SCAN|AUTOMATIC|TEMP B-TREE|\((guild_id|cohort_id)=\?\)$/.test(step),
    );
    expect(slow).toEqual([]);
  }
});

describe('what the features contribute', () => {
  const db = undefined as unknown as Db;

  it('is every fact there is', () => {
    const known = new Set(ALL.map(({ name }) => name));
    expect(Object.keys(FACTS).filter((name) => !known.has(name))).toEqual([]);
    expect(createStandings({ db, clock: fakeClock(START), facts: ALL }).knows('contract')).toBe(true);
    expect(createStandings({ db, clock: fakeClock(START), facts: KNOWN }).knows('contract')).toBe(false);
  });

  it('has a name that is known, and no text twice', () => {
    const track = KNOWN.filter(({ name }) => name === 'track');
    const facts = (...added: typeof track) => createStandings({ db, clock: fakeClock(START), facts: added });
    expect(() => facts(...track, ...track).knows('track')).toThrow('two features say what "track" is');
    expect(() => facts({ ...KNOWN[0], name: 'happy', sql: track[0]?.sql } as never).knows('track')).toThrow(
      'there is no fact "happy"',
    );
  });
});
