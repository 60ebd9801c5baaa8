require('../require-node.cjs');

void import('./process.ts').then(({ main }) => main());
