import { expect, it } from 'vitest';
import { findCurrent, replaceOpen } from '../../../src/calendar/meetings/store.ts';
import {
  countSilences,
  endSilence,
  findLatest,
  findOpenOf,
  findOpenSilences,
  findPartnersProject,
  findSilence,
  findTeamFacts,
  findTeamsToCheck,
  lastAskedAt,
} from '../../../src/calendar/silences/store.ts';
import { findWithAbsent } from '../../../src/pairing/partners/store.ts';
import { findReasons } from '../../../src/staff/insight/store.ts';
import {
  findSignsOfLife,
  findUnsigned,
  findUnsignedIn,
  recordSign,
} from '../../../src/work/teams/signs/store.ts';
import { isThreadNameTaken } from '../../../src/work/teams/store.ts';
import { START } from '../../platform/delivery/support.ts';
import { plansOf } from '../../support/plans.ts';

const GUILD = '1';
const MEMBER = '2';
const THREAD = '3';

it('whatever runs every minute or with every press looks things up by an index', async () => {
  const plans = await plansOf(async (db) => {
    await findTeamsToCheck(db, START, 100);
    await findTeamFacts(db, 1);
    await findOpenSilences(db, 1);
    await findLatest(db, 1, MEMBER);
    await lastAskedAt(db, GUILD, MEMBER);
    await endSilence(db, { teamId: 1, userId: MEMBER, state: 'heard', now: START });
    await findOpenOf(db, GUILD, MEMBER);
    await findSilence(db, 1);
    await findPartnersProject(db, 1, MEMBER);
    await countSilences(db, 1);
    await findWithAbsent(db, 1, [MEMBER]);
    await findUnsigned(db, { guildId: GUILD, userId: MEMBER, since: START });
    await findUnsignedIn(db, { threadId: THREAD, userId: MEMBER, since: START });
    await findSignsOfLife(db, 1);
    await recordSign(db, { teamId: 1, userId: MEMBER, at: START, apart: 0 });
    await isThreadNameTaken(db, GUILD, 'Shop', 1);
    await findCurrent(db, 1, START);
    await replaceOpen(db, 1);
    await findReasons(db, 1, 5);
  });

  expect(plans.length).toBeGreaterThan(16);
  for (const { sql, steps } of plans) {
    expect(steps).not.toEqual([]);
    const scans = steps.filter((step) => step.startsWith('SCAN'));
    expect({ sql, scans }).toEqual({ sql, scans: [] });
  }
});
