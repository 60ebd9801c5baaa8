import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import near from '../../../src/journal/search/glossary/near.json' with { type: 'json' };
import together from '../../../src/journal/search/glossary/together.json' with { type: 'json' };
import { supported } from '../../../src/journal/search/rules/support.ts';
import { isStopWord, wordsOf } from '../../../src/journal/search/rules/words.ts';
import { createSearch, type Entry, type Search } from '../../../src/journal/search/service.ts';
import { createAudit } from '../../../src/platform/audit/service.ts';
import { type Db, migrate, openDatabase, write } from '../../../src/platform/database/index.ts';

const GUILD = '900';
const OTHER = '901';
let db: Db;
let search: Search;

beforeAll(async () => {
  db = openDatabase(':memory:', { changesOnlyInWrites: true });
  await migrate(db, migrations);
  await write(db, async (trx) => {
    for (const guild_id of [GUILD, OTHER])
      await trx.insertInto('communities').values({ guild_id, created_at: 1 }).execute();
  });
});
afterAll(() => db.destroy());
beforeEach(async () => {
  const clock = { now: () => 1 };
  search = createSearch({ db, clock, audit: createAudit({ db, clock }) });
  for (const entry of ENTRIES) await write(db, (trx) => search.keep(trx, entry));
});

function entry(sourceId: number, title: string, solution: string, more: Partial<Entry> = {}): Entry {
  const common = {
    guildId: GUILD,
    kind: 'solution',
    authorId: '5',
    technologies: [],
    link: undefined,
    at: 1,
  } as const;
  return { ...common, sourceId, title, texts: { solution }, ...more };
}

const ENTRIES: readonly Entry[] = [
  entry(
    1,
    'Celery worker cannot reach RabbitMQ in Docker',
    'Use the service name as the host of the broker address.',
    {
      technologies: ['celery', 'RabbitMQ'],
    },
  ),
  entry(2, 'Migrations in conflict after a merge', 'python manage.py makemigrations --merge', {
    technologies: ['Django'],
    kind: 'blocker',
  }),
  entry(3, 'Le conteneur ne voit pas la base de données', 'Le nom du service remplace localhost.', {
    technologies: ['Docker'],
  }),
  entry(4, 'Hydration failed in Next.js', 'Render the date in useEffect, after the first paint.', {
    technologies: ['Next.js'],
  }),
  entry(6, 'A byte order mark at the start', 'Write it as utf-8-sig.', { technologies: ['Python'] }),
  entry(5, 'Somewhere else entirely', 'Celery again.', { guildId: OTHER }),
];

async function titles(query: string, filters = {}): Promise<string[]> {
  return (await search.find(GUILD, query, filters)).hits.map(({ title }) => title);
}

describe('find', () => {
  it.each([
    ['celery wont conect to rabitmq', 1],
    ['migration conflict', 2],
    ['conteneurs', 3],
    ['my container cannot see the database', 3],
    ['next js hydratoin', 4],
    ['use effect', 4],
    ['nextjs', 4],
    // Other words for the same.
    ['my broker is unreachable', 1],
    ['two of us changed the same model', 2],
    ['text content does not match', 4],
    // The words of a name apart, and in another order.
    ['failed while it was hydrating', 4],
    ['la base est introuvable depuis mon conteneur', 3],
    // What two things together usually come from, by whatever name.
    ['accents are odd in excel', 6],
    ['les lettres accentuees sont fausses dans le tableur', 6],
  ])('finds what "%s" means', async (query, sourceId) => {
    expect((await search.find(GUILD, query)).hits[0]?.sourceId).toBe(sourceId);
  });

  it('says what it took a mistyped word for', async () => {
    expect((await search.find(GUILD, 'rabitmq')).corrections).toEqual([
      { typed: 'rabitmq', meant: 'rabbitmq' },
    ]);
  });

  it.each(['help me please', 'merci', 'le la de je ne pas'])(
    'takes no word of "%s" for another: nothing was asked for',
    async (query) => {
      expect(await search.find(GUILD, query)).toEqual({ hits: [], corrections: [] });
    },
  );

  it('leaves out whom a question names, and how a trace begins', async () => {
    const [alone] = (await search.find(GUILD, 'celery')).hits;
    for (const around of ['<@123456789012345678> celery', '<:bug:123> celery <#42>']) {
      const [hit] = (await search.find(GUILD, around)).hits;
      expect({ ...hit, snippet: '' }).toEqual({ ...alone, snippet: '' });
    }
    const { corrections } = await search.find(GUILD, 'Traceback (most recent call last): hydration');
    expect(corrections).toEqual([]);
  });

  it('marks what was found by its names, and keeps the fields of an entry apart', async () => {
    const both = entry(9, 'Something', '', {
      texts: { cause: 'Hydration of the date', solution: 'Each other service waits' },
    });
    await write(db, (trx) => search.keep(trx, both));
    const { hits } = await search.find(GUILD, 'something hydration, they do not see each other');
    const { parts } = hits.find(({ sourceId }) => sourceId === 9)?.snippet() ?? { parts: [] };
    expect(parts.map(({ text }) => text).join('')).toBe('Hydration of the date · Each other service waits');
    expect(parts.flatMap(({ text, isHit }) => (isHit ? [text] : []))).toEqual(['Hydration']);
    await write(db, (trx) => search.remove(trx, both));
  });

  it('takes the older of two words equally like what was typed, on either engine', async () => {
    const both = entry(9, 'The krellon and the krellan', 'Krellan, krellon.');
    await write(db, (trx) => search.keep(trx, both));
    expect((await search.find(GUILD, 'krellin')).corrections).toEqual([
      { typed: 'krellin', meant: 'krellon' },
    ]);
    await write(db, (trx) => search.remove(trx, both));
  });

  it('filters by kind and by technology, however it is spelled', async () => {
    expect(await titles('docker celery', { technology: 'CELERY' })).toEqual([ENTRIES[0]?.title]);
    expect(await titles('merge', { kind: 'blocker' })).toEqual([ENTRIES[1]?.title]);
    expect(await titles('merge', { kind: 'learning' })).toEqual([]);
    expect(await titles('merge', { technology: 'Rust' })).toEqual([]);
  });

  it('never leaves its server', async () => {
    const found = await search.find(OTHER, 'celery rabbitmq');
    expect(found.hits.map(({ sourceId }) => sourceId)).toEqual([5]);
    expect((await search.find('902', 'celery')).hits).toEqual([]);
  });
});

it('gives no answers that hold next to nothing of what was asked for', async () => {
  // A container may be meant by Docker, which the first entry names; the third holds all of it.
  expect(await titles('le conteneur ne voit pas la base')).toEqual([ENTRIES[2]?.title]);
});

it('puts what others resemble before what holds a word by chance', () => {
  const others = ['index | slow queri plan', 'css | class purg content', 'git | stash branch lost'];
  const [chance = 0, kin = 0] = supported([
    { stems: 'broker song | river | stone tree grass moon', score: 0.6 },
    { stems: 'broker | celeri | host servic name compos', score: 0.55 },
    { stems: 'worker | celeri | host servic name network', score: 0.3 },
    { stems: 'queue | celeri | host servic name compos', score: 0.3 },
    ...others.map((stems) => ({ stems, score: 0.1 })),
  ]);
  expect(kin).toBeGreaterThan(chance);
  // However many say the same: it does not come before what fits twice as well.
  const many = Array.from({ length: 50 }, () => ({ stems: 'use small imag', score: 0.4 }));
  const [fits = 0, ...same] = supported([{ stems: 'broker host servic', score: 0.9 }, ...many]);
  expect(fits).toBeGreaterThan(Math.max(...same));
});

it('has a glossary in which every word means something', () => {
  const lines = [...near, ...together].filter((line) => !line.startsWith('#'));
  const parts = lines.flatMap((line) => line.split(/ => | \| | \+ /));
  const says = (part: string) => wordsOf(part).some(({ text }) => !isStopWord(text));
  expect(parts.filter((part) => !says(part))).toEqual([]);
  expect(lines.filter((line) => line.split(' => ').length !== 2)).toEqual([]);
  const asked = together.flatMap((line) =>
    line.startsWith('#') ? [] : (line.split(' => ')[0] ?? '').split(' | '),
  );
  expect(asked.filter((name) => !name.includes(' + '))).toEqual([]);
});

it('leaves nothing behind of what is taken out', async () => {
  const before = await counts();
  const secret = entry(9, 'A zyzzyva in the pipeline', 'Nobody knows', { technologies: ['Quux'] });
  await write(db, (trx) => search.keep(trx, secret));
  await write(db, (trx) => search.keep(trx, { ...secret, title: 'A zyzzyvas in the pipeline' }));
  expect(await titles('zyzzyvas')).toHaveLength(1);
  await write(db, (trx) => search.remove(trx, secret));
  expect(await titles('zyzzyva')).toEqual([]);
  expect(await counts()).toEqual(before);
});

it('finds what was kept under older stems once they are cut anew', async () => {
  const old = entry(9, 'Les photos envoyées disparaissent', 'Un disque persistant');
  await write(db, (trx) => search.keep(trx, old));
  // As the rules before cut it.
  await write(db, async (trx) => {
    await trx
      .updateTable('knowledge_entries')
      .set({ stems: 'oldstem', stemming: 1 })
      .where('source_id', '=', 9)
      .execute();
    await trx.deleteFrom('knowledge_postings').where('entry_id', '>', 5).execute();
  });
  expect(await titles('photo envoyee')).toEqual([]);
  const [poller] = search.feature.pollers ?? [];
  await poller?.run();
  expect(await titles('photo envoyee')).toEqual([old.title]);
  await poller?.run();
  await write(db, (trx) => search.remove(trx, old));
});

async function counts() {
  const tables = [
    'knowledge_entries',
    'knowledge_postings',
    'knowledge_terms',
    'knowledge_trigrams',
  ] as const;
  const rows = tables.map(async (table) => {
    const { count } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return [table, count];
  });
  const servers = await db.selectFrom('knowledge_servers').selectAll().execute();
  return [...(await Promise.all(rows)), servers];
}

it('points out what is solved already, but not the same entry', async () => {
  const like = { title: 'Celery does not reach RabbitMQ' };
  expect((await search.similar(GUILD, like)).map(({ sourceId }) => sourceId)).toEqual([1]);
  expect(await search.similar(GUILD, { ...like, except: { kind: 'solution', sourceId: 1 } })).toEqual([]);
});
