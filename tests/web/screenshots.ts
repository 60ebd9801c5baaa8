require('../../require-node.cjs');

void import('./pictures.ts').then(async ({ main }) => main());
