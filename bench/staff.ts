import { main } from './staff/main.ts';

await main(process.argv.slice(2));
