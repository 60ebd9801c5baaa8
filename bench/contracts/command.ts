/** Compares two normalised contracts and prints the findings, as a command: `node command.ts before.json after.json`. */
import { readFileSync } from 'node:fs';
import { compare } from '../../src/work/contracts/documents/compare/compare.ts';

const [before = '', after = ''] = process.argv.slice(2);
const found = await compare(readFileSync(before, 'utf8'), readFileSync(after, 'utf8'), '2026-11-29');
console.log(JSON.stringify(found));
