/**
 * Makes of the sources what `npm start` runs: few files instead of a thousand, which starts in half the time and holds a
 * quarter less in memory (notes/2026-11-30-footprint.md). They lie in `dist/` under the sources' own paths, so that what
 * lists a folder or starts a program beside itself finds it there as well. Packages that bring binaries or files of their
 * own stay in node_modules. `node build/build.ts FOLDER` writes elsewhere, to a folder from where node_modules is found.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = resolve(process.argv[2] ?? join(ROOT, 'dist'));
/** What was built before stays until all of it is there. */
const PART = `${DIST}.partial`;

/** They bring binaries or files, or are read by their path. */
const EXTERNAL = /^(?:better-sqlite3|@napi-rs\/canvas|snowball-stemmers|zlib-sync)(?:\/|$)/;

/** Programs and threads that share nothing with the bot. */
const ALONE = [
  'src/platform/charts/worker.ts',
  'src/platform/database/checkpoint-thread.ts',
  'src/pairing/matching/worker.ts',
  'src/work/contracts/documents/program.ts',
];

/**
 * What is not in the one file of all that every start needs: what imports by listing a folder and what it so imports, which
 * would wait for each other, and what is read only where it is used.
 */
const APART =
  /\/(?:migrations\/\d[^/]*|commands\/[^/]*|src\/(?:main|process|bot)|src\/platform\/(?:database\/postgres|metrics\/prometheus))\.ts$|\/node_modules\/(?:pg|pg-[\w-]+|pgpass|postgres-[\w-]+|prom-client|tdigest|@opentelemetry)\//;

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);

const nameOf = (path: string): string => path.replace(/\.ts$/, '');

/** `import.meta` says where a module lies in the sources: folders are listed and programs started from there. */
function places(): Plugin {
  const HERE = '\0here';
  return {
    name: 'places',
    resolveId: (id) => (id === HERE ? { id, moduleSideEffects: false } : null),
    load: (id) =>
      id === HERE ? "export const here = (path) => new URL('../../' + path, import.meta.url).href;" : null,
    transform(code, id) {
      if (!id.startsWith(ROOT) || id.includes('node_modules') || !/import\.meta\.(?:url|dirname)/.test(code))
        return null;
      const own = JSON.stringify(`${nameOf(relative(ROOT, id))}.js`);
      return `import { here as __here } from ${JSON.stringify(HERE)};
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __pathOf } from 'node:url';
${code
  .replaceAll('import.meta.url', `__here(${own})`)
  .replaceAll('import.meta.dirname', `__dirnameOf(__pathOf(__here(${own})))`)}`;
    },
  };
}

/** V8 holds a file with one letter beyond Latin-1 with two bytes a character: they are written as `\uXXXX`. */
function ascii(): Plugin {
  return {
    name: 'ascii',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') {
          const raw = /String\.raw`[^`]*[^\0-\x7f]/.exec(chunk.code);
          if (raw !== null) throw new Error(`String.raw would no longer be what it says: ${raw[0]}`);
          chunk.code = chunk.code.replaceAll(
            /[^\0-\x7f]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          );
        }
    },
  };
}

async function bundle(
  inputs: readonly string[],
  prefix: string,
  isShared: (id: string) => boolean,
): Promise<void> {
  const build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(inputs.map((path) => [nameOf(path), path])),
    platform: 'node',
    external: EXTERNAL,
    plugins: [places(), ascii()],
    // One name for each package, whether it is imported or required.
    resolve: { alias: { 'discord-api-types/v10': join(ROOT, 'node_modules/discord-api-types/v10.js') } },
    // discord.js has an eval of its own, for its shards' messages.
    checks: { eval: false },
    logLevel: 'warn',
  });
  await build.write({
    dir: PART,
    format: 'esm',
    // Names stay: a stack trace tells where it was.
    minify: {
      compress: { keepNames: { function: true, class: true } },
      mangle: { keepNames: true },
      codegen: true,
    },
    entryFileNames: '[name].js',
    chunkFileNames: `src/code/${prefix}[name].js`,
    codeSplitting: {
      groups: [
        { name: 'packages', test: (id) => isShared(id) && id.includes('node_modules') },
        { name: 'nexus', test: isShared },
      ],
    },
  });
  await build.close();
}

/**
 * Reads what every start reads, and leaves what V8 made of it in `dist/code`, where src/main.ts looks. Node takes it only
 * from the user who runs the build, at this place, and writes it for them alone; there is no secret in it.
 */
function readAhead(): void {
  const code = join(DIST, 'code');
  const program = `import { enableCompileCache, flushCompileCache } from 'node:module';
enableCompileCache(${JSON.stringify(code)});
await import(${JSON.stringify(pathToFileURL(join(DIST, 'src/code/process.js')).href)});
flushCompileCache();
process.exit();`;
  // Without the environment: it may name another place for the same.
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env: {}, stdio: 'inherit' });
  for (const file of readdirSync(code, { recursive: true, withFileTypes: true }))
    if (file.isFile()) chmodSync(join(file.parentPath, file.name), 0o644);
}

rmSync(PART, { recursive: true, force: true });
mkdirSync(PART, { recursive: true });
await bundle(['src/main.ts', ...filesIn('commands'), ...filesIn('migrations')], '', (id) => !APART.test(id));
for (const [index, path] of ALONE.entries()) await bundle([path], `${index + 1}-`, () => false);
cpSync(join(ROOT, 'locales'), join(PART, 'locales'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
});
cpSync(join(ROOT, 'migrations/0018-postgres.sql'), join(PART, 'migrations/0018-postgres.sql'));
writeFileSync(join(PART, 'package.json'), JSON.stringify({ type: 'module' }));
rmSync(DIST, { recursive: true, force: true });
renameSync(PART, DIST);
readAhead();
