require('../require-node.cjs');

void import('./delivery/main.ts').then(({ main }) => main(process.argv.slice(2)));
