require('../require-node.cjs');

void import('./partners/main.ts').then(({ main }) => main(process.argv.slice(2)));
