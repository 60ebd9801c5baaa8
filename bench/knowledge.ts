import { main } from './knowledge/main.ts';

await main(process.argv.slice(2));
