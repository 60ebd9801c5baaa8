import { main } from './soak/main.ts';

await main(process.argv.slice(2));
