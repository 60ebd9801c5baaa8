import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Node 24 runs the sources as they are; npm's scripts use the one that npm ci brought along. */
const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(
    `Nexus needs Node ${OLDEST} or newer; this is Node ${process.versions.node}. ` +
      'Run it with npm (npm start, npm run demo, npm test): npm ci has brought the right Node along.',
  );
  process.exit(1);
}
// What the build has left of V8's reading (build/build.ts): a start spares a fifth. Where it does not fit, or is another
// user's, Node reads the code itself. Not for the sources: of so many files it would stay in memory. (`import.meta.filename`
// alone stays as it is when this file is built; what tells where the sources lie is in a file that is to be read after this.)
if (import.meta.filename.endsWith('.js')) enableCompileCache(join(import.meta.filename, '../../code'));
// Loaded only now: better-sqlite3 ends the process on a Node that it does not know.
const { main } = await import('./process.ts');
await main();
