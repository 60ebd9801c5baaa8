require('../require-node.cjs');
void import('./cli.ts').then(({ main }) => main(process.argv.slice(2)));
