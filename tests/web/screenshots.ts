import { main } from './pictures.ts';

await main();
