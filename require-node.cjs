// The first line of every entry point. better-sqlite3 crashes the process (SIGSEGV) on a Node older than 22, and
// the sources run without a build step only from 24 on, so an old Node is refused before anything else is loaded.
// This file and the entry points are plain CommonJS so that an old Node can read them; that is why package.json
// has no "type" (see notes/2026-11-21-entry-points.md), and why the hint about it is silenced here.
const { versions } = process;
if (Number(versions.node.split('.')[0]) < 24) {
  console.error(
    `Nexus needs Node 24 or newer; this is Node ${versions.node}. ` +
      'Run it with npm (npm start, npm run demo, npm test): npm ci has brought the right Node along.',
  );
  process.exit(1);
}
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning, ...rest) => {
  const code = typeof rest[0] === 'object' ? rest[0]?.code : rest[1];
  if (code !== 'MODULE_TYPELESS_PACKAGE_JSON') emitWarning(warning, ...rest);
};
