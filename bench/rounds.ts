require('../require-node.cjs');

void import('./rounds/main.ts').then(({ main }) => main(process.argv.slice(2)));
