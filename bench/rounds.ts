import { main } from './rounds/main.ts';

await main(process.argv.slice(2));
