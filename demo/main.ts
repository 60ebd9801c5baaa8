import { main } from './run.ts';

process.exit(await main());
