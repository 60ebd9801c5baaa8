import { main } from './delivery/main.ts';

await main(process.argv.slice(2));
