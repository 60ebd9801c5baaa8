require('../require-node.cjs');

void import('./soak/main.ts').then(({ main }) => main(process.argv.slice(2)));
