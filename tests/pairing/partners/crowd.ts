/** Many made-up learners in a real database, the same for the same size. */
import Database from 'better-sqlite3';
import { BRIEFS } from '../../../src/pairing/partners/rules.ts';
import { WEEKLY_PRESETS } from '../../../src/people/availability/rules.ts';
import { Maker } from '../matching/cohort.ts';

export function crowdId(number: number): string {
  return String(710_000_000_000_000_000n + BigInt(number));
}

const TECHNOLOGIES = ['Django', 'PostgreSQL', 'Redis', 'Celery', 'React', 'Next.js', 'TypeScript', 'GraphQL'];

/** Adds so many members to a cohort, with hours, projects, open requests, blocks, pauses and pairs. */
export function seedCrowd(
  path: string,
  cohort: { id: number; guildId: string },
  size: number,
  now: number,
): void {
  const db = new Database(path);
  db.pragma('synchronous = off');
  const make = new Maker(size);
  const insert = (table: string, columns: string) => {
    const marks = columns.split(',').map(() => '?');
    return db.prepare(`insert or ignore into ${table} (${columns}) values (${marks.join(',')})`);
  };
  const member = insert(
    'members',
    'guild_id,user_id,display_name,locale,track,timezone,hours_per_week,api,stack,languages,experience,goal,teams,paused_until,created_at',
  );
  const joined = insert('cohort_members', 'cohort_id,user_id,joined_at,documentation_only,teams_taken');
  const hours = insert('availability', 'guild_id,user_id,day,from_minute,to_minute');
  const project = insert(
    'projects',
    'guild_id,cohort_id,owner_id,title,title_key,brief,summary,track,api,stack,partners,places_taken,status,thread_id,created_at',
  );
  const request = insert(
    'requests',
    'guild_id,cohort_id,kind,once_key,project_id,sender_id,created_at,nudge_at,expires_at',
  );
  const answer = insert('request_answers', 'request_id,user_id');
  const block = insert('blocks', 'guild_id,user_id,blocked_id,created_at');
  const waiting = insert('waiting_list', 'cohort_id,user_id,since');
  const orNull = <T>(share: number, value: T): T | null => (make.chance(share) ? value : null);

  function addMember(number: number): void {
    const id = crowdId(number);
    const track = make.one(['backend', 'backend', 'frontend', 'frontend', 'fullstack']);
    const stack = JSON.stringify(make.some(TECHNOLOGIES, 0.4));
    const api = make.one(['rest', 'graphql', 'both', null]);
    member.run([
      cohort.guildId,
      id,
      `Learner ${number}`,
      make.one(['en', 'en', 'fr']),
      track,
      orNull(0.9, make.zone()),
      orNull(0.7, 5 + make.below(30)),
      api,
      stack,
      orNull(0.3, '["fr"]') ?? '[]',
      orNull(0.7, 1 + make.below(5)),
      orNull(0.6, make.one(['pass', 'learn', 'portfolio', 'excel'])),
      1 + make.below(2),
      orNull(0.05, now + make.below(100) * 3_600_000),
      0,
    ]);
    joined.run(cohort.id, id, now, make.chance(0.03) ? 1 : 0, make.chance(0.2) ? 1 : 0);
    if (make.chance(0.9)) addHours(id);
    if (!make.chance(0.5)) return;
    const status = make.one(['looking', 'looking', 'looking', 'full', 'paused']);
    const brief = make.one(BRIEFS);
    const title = `Project ${number}`;
    const thread = String(BigInt(id) + 1_000_000_000n);
    const texts = [title, title.toLowerCase(), brief, 'A summary.', track, api, stack];
    project.run([cohort.guildId, cohort.id, id, ...texts, 1, status === 'full' ? 1 : 0, status, thread, 0]);
  }

  function addHours(id: string): void {
    for (const { intervals } of make.some(WEEKLY_PRESETS, 0.15))
      for (const { day, from, to } of intervals) hours.run(cohort.guildId, id, day, from, to);
    const from = make.below(80) * 15;
    hours.run(cohort.guildId, id, 1 + make.below(7), from, from + 240);
  }

  db.transaction(() => {
    for (let number = 0; number < size; number++) addMember(number);
    const projects = db
      .prepare<[], { id: number; owner: string }>(`select id, owner_id as owner from projects`)
      .all();
    for (let n = 0; n < size / 10; n++) {
      const { id, owner } = make.one(projects);
      const guest = crowdId(make.below(size));
      if (guest === owner) continue;
      const key = `project:${id}:${guest}`;
      const { lastInsertRowid, changes } = request.run(
        cohort.guildId,
        cohort.id,
        'ask',
        key,
        id,
        owner,
        now,
        now,
        now + 1,
      );
      if (changes === 1) answer.run(lastInsertRowid, guest);
    }
    for (let n = 0; n < size / 50; n++)
      block.run(cohort.guildId, crowdId(make.below(size)), crowdId(size + n), now);
    for (let n = 0; n < size / 20; n++)
      waiting.run(cohort.id, crowdId(make.below(size)), now - make.below(14) * 86_400_000);
  })();
  db.close();
}
