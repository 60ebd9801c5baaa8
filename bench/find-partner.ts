import { main } from './partners/main.ts';

await main(process.argv.slice(2));
