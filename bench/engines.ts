import { main } from './engines/main.ts';

await main(process.argv.slice(2));
