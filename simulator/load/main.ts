require('../../require-node.cjs');
void import('./run.ts').then(({ main }) => main(process.argv.slice(2)));
