require('../require-node.cjs');

void import('./run.ts').then(async ({ main }) => process.exit(await main(process.argv.slice(2))));
