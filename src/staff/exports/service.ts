import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import { FACTS, type FactName } from '../../people/standing/rules.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { csv } from '../../platform/csv.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import { zipped } from '../../platform/zip.ts';
import { instantText, type Table, yesNo } from './rules.ts';
import { contractLines, handInLines, projectLines, reminderLines, teamLines } from './store.ts';

/** A cohort as files, for staff. */
export interface Exports {
  /**
   * All tables in one zip; in one zip each where that is larger than `limit` bytes, and what is larger even so is left
   * out and named. `show` hears how many lines are written, at most every two seconds. Takes its turn among heavy jobs.
   *
   * @throws HeavyWorkFullError when too many wait already.
   */
  cohort(
    cohort: Cohort,
    options: {
      readonly staffId: string;
      readonly limit: number;
      readonly show: (lines: number) => Promise<void>;
    },
  ): Promise<Exported>;
}

export interface Exported {
  readonly files: readonly { readonly name: string; readonly data: Buffer }[];
  /** Names of tables that are too large to attach. */
  readonly tooLarge: readonly string[];
  readonly lines: number;
}

/** How often progress is shown (ms). */
const SHOWN_EVERY = 2_000;

/** What is known of a learner, in the order of the file. */
const COLUMNS = [
  'track',
  'joined',
  'documenting',
  'hours',
  'onBreak',
  'reminders',
  'zone',
  'reachable',
  'announced',
  'partner',
  'met',
  'team',
  'waiting',
  'contract',
  'progress',
  'submitted',
] as const satisfies readonly FactName[];
const INSTANTS: readonly FactName[] = ['joined', 'progress'];

export function createExports(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  heavy: HeavyWork;
  standings: Standings;
  learners: Pick<Learners, 'findMany'>;
}): Exports {
  const { db, clock, audit, heavy, standings, learners } = parts;

  async function* learnerLines(cohort: Cohort): Table['slices'] & AsyncGenerator<(string | number)[][]> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      let slice: (string | number)[][] = [];
      let last: string | undefined;
      await standings.each(
        cohort.id,
        COLUMNS,
        async (known) => {
          const profiles = await learners.findMany(
            cohort.guildId,
            known.map(({ userId }) => userId),
          );
          const names = new Map(profiles.map(({ userId, displayName }) => [userId, displayName]));
          slice = known.map((one) => [
            names.get(one.userId) ?? '',
            one.userId,
            ...COLUMNS.map((name) => shown(name, one[name])),
          ]);
          last = known.at(-1)?.userId;
          return false;
        },
        after,
      );
      yield slice;
      after = slice.length === 0 ? undefined : last;
    }
  }

  function tables(cohort: Cohort): Table[] {
    return [
      { name: 'learners.csv', header: ['member', 'member_id', ...COLUMNS], slices: learnerLines(cohort) },
      { name: 'projects.csv', header: HEADERS.projects, slices: projectLines(db, cohort.id) },
      { name: 'teams.csv', header: HEADERS.teams, slices: teamLines(db, cohort.id) },
      { name: 'contracts.csv', header: HEADERS.contracts, slices: contractLines(db, cohort.id) },
      { name: 'hand-ins.csv', header: HEADERS.handIns, slices: handInLines(db, cohort.id) },
      { name: 'reminders.csv', header: HEADERS.reminders, slices: reminderLines(db, cohort.id) },
    ];
  }

  async function packed(cohort: Cohort, count: (lines: number) => Promise<void>): Promise<ZippedTable[]> {
    const done: ZippedTable[] = [];
    for (const { name, header, slices } of tables(cohort))
      done.push({ name, zip: await zipped([{ name, text: written(header, slices, count) }]) });
    return done;
  }

  async function exported(
    cohort: Cohort,
    { limit, show }: { limit: number; show: (lines: number) => Promise<void> },
  ): Promise<Exported> {
    let lines = 0;
    let shownAt = clock.now();
    const count = async (more: number): Promise<void> => {
      lines += more;
      if (clock.now() - shownAt < SHOWN_EVERY) return;
      shownAt = clock.now();
      await show(lines);
    };
    const all = await zipped(
      tables(cohort).map(({ name, header, slices }) => ({ name, text: written(header, slices, count) })),
    );
    if (all.length <= limit)
      return { files: [{ name: `cohort-${cohort.id}.zip`, data: all }], tooLarge: [], lines };
    lines = 0;
    const each = await packed(cohort, count);
    const fits = ({ zip }: ZippedTable): boolean => zip.length <= limit;
    return {
      files: each.filter(fits).map(({ name, zip }) => ({ name: `${name}.zip`, data: zip })),
      tooLarge: each.filter((one) => !fits(one)).map(({ name }) => name),
      lines,
    };
  }

  return {
    async cohort(cohort, { staffId, limit, show }) {
      await write(db, (trx) =>
        audit.record(trx, {
          guildId: cohort.guildId,
          action: 'cohort.export',
          by: staffId,
          object: `cohort:${cohort.id}`,
        }),
      );
      return await heavy.run(() => exported(cohort, { limit, show }), 'long');
    },
  };
}

interface ZippedTable {
  readonly name: string;
  readonly zip: Buffer;
}

const HEADERS = {
  projects: [
    'project_id',
    'title',
    'owner_id',
    'team_id',
    'brief',
    'side',
    'api',
    'status',
    'partners',
    'places_taken',
    'repository',
    'docs',
    'announced',
  ],
  teams: ['team_id', 'name', 'member_ids', 'formed', 'met', 'last_sign_of_life', 'ended'],
  contracts: ['team_id', 'version', 'state', 'format', 'title', 'endpoints', 'proposed', 'agreed'],
  handIns: ['member_id', 'project_id', 'kind', 'link', 'found', 'saved', 'handed_in'],
  reminders: ['step', 'occurrence', 'date', 'due', 'state', 'reached', 'finished', 'note'],
} as const;

function shown(name: FactName, value: string | number | boolean | null | undefined): string | number {
  if (value === null || value === undefined) return '';
  if (INSTANTS.includes(name)) return instantText(Number(value));
  return FACTS[name] === 'flag' ? yesNo(value === true) : (value as string | number);
}

/** A table as text, its lines counted as they are written. */
async function* written(
  header: readonly string[],
  slices: Table['slices'],
  count: (lines: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  const first = csv(header, []);
  yield Buffer.from(first);
  for await (const slice of slices) {
    if (slice.length === 0) continue;
    yield Buffer.from(csv(header, slice).slice(first.length));
    await count(slice.length);
  }
}
