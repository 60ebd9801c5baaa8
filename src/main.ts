/** Node 24 runs the sources as they are; npm's scripts use the one that npm ci brought along. */
const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(
    `Nexus needs Node ${OLDEST} or newer; this is Node ${process.versions.node}. ` +
      'Run it with npm (npm start, npm run demo, npm test): npm ci has brought the right Node along.',
  );
  process.exit(1);
}
// Loaded only now: better-sqlite3 ends the process on a Node that it does not know.
const { main } = await import('./process.ts');
await main();
