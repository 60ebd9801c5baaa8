import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LearnersFileError, readLearnersFile } from './learners-file.ts';
import type { Cohort } from './perform.ts';

const USAGE = `npm run demo                        plays a cohort's first week and stays open until Ctrl+C
npm run demo -- --once              ends by itself
npm run demo -- --port 8080         the same, with its web page at this port
npm run demo -- --learners FILE     plays the learners of a JSON file, all of them, and ends with counts`;

/** Learners of the cohort that is played when no file is named: enough for a full channel, few enough for seconds. */
const COHORT_SIZE = 60;
/** Real learners, when the data folder lies next to the project; else the excerpt that belongs to it. */
const NEIGHBOUR = '../shared/data/learners.json';
const SEED = 'demo/seed.json';

/** The whole demo; resolves with the exit code. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<number> {
  const wanted = readArguments(args);
  if (typeof wanted === 'string') return refuse(wanted);
  if (wanted.help) {
    console.log(USAGE);
    return 0;
  }
  let cohort: Cohort;
  try {
    cohort =
      wanted.learners === undefined
        ? defaultCohort()
        : { file: readLearnersFile(wanted.learners), source: wanted.learners };
  } catch (error) {
    if (!(error instanceof LearnersFileError)) throw error;
    return refuse(error.message);
  }

  // Who reads only the beginning (| head) has seen enough.
  process.stdout.on('error', () => process.exit(0));
  const { perform } = await import('./perform.ts');
  return perform(cohort, { stayOpen: !wanted.once, port: wanted.port });
}

function defaultCohort(): Cohort {
  const path = existsSync(inProject(NEIGHBOUR)) ? NEIGHBOUR : SEED;
  const file = readLearnersFile(inProject(path));
  const entries = file.entries.slice(0, COHORT_SIZE);
  const source =
    entries.length < file.entries.length
      ? `${path}, the first ${entries.length} of ${file.entries.length}`
      : path;
  return { file: { entries, unplayable: [] }, source };
}

interface Wanted {
  readonly once: boolean;
  readonly help: boolean;
  readonly learners: string | undefined;
  readonly port: number;
}

/** What was asked for, or what is wrong with it. */
function readArguments(args: readonly string[]): Wanted | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        learners: { type: 'string' },
        port: { type: 'string', default: '0' },
      },
    });
    const { help, learners } = values;
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      return `--port must be a number from 0 to 65535.\n${USAGE}`;
    return { once: values.once || learners !== undefined, help, learners, port };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
}

function refuse(sentence: string): 1 {
  console.error(sentence);
  return 1;
}

function inProject(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
