import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Acting } from './acting.ts';
import { gather } from './cast.ts';
import { cast } from './leads.ts';
import { type LearnersFile, LearnersFileError, readLearnersFile } from './learners-file.ts';
import { outcomeOf, printOutcome } from './outcome.ts';
import { Picture } from './picture.ts';
import { COHORT, openStage, type Stage } from './stage.ts';
import { Week } from './week.ts';

const USAGE = `npm run demo                        plays a cohort's first week and stays open until Ctrl+C
npm run demo -- --once              ends by itself
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

  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('interrupted'));
  });
  let lost: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    lost = reject;
  });
  failed.catch(() => {});
  const stage = await openStage({ onFatal: (error) => lost(error) });
  try {
    const played = play(stage, cohort);
    played.catch(() => {});
    const end = await Promise.race([played, interrupted, failed]);
    if (end !== 'interrupted' && !wanted.once) {
      invite(stage);
      await Promise.race([interrupted, failed]);
    }
    return 0;
  } catch (error) {
    return refuse(`The demo could not go on: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await stage.close();
  }
}

/** The learners to play and where they come from, in words. */
interface Cohort {
  readonly file: LearnersFile;
  readonly source: string;
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
      },
    });
    return {
      once: values.once || values.learners !== undefined,
      help: values.help,
      learners: values.learners,
    };
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

async function play(stage: Stage, { file, source }: Cohort): Promise<void> {
  const picture = new Picture(stage, (line) => console.log(line));
  const acting = new Acting(stage, picture);
  const { learners, leads } = cast(gather(stage, file.entries));
  const { transcript } = picture;
  transcript.title(`Nexus: the first week of a cohort of ${learners.length}, on a simulated Discord`);
  transcript.plain(
    'What members do and see. Behind ┆ stands what only one member sees, behind │ what everybody in the',
    'channel or thread sees. Times are those of Lagos; long rows of names are shortened.',
  );
  await setUp(stage, acting, picture);
  const week = new Week({ stage, acting, picture, learners, leads });
  await week.play();
  printOutcome(transcript, outcomeOf(stage, file, week), source);
}

/** As staff would do it, before the first learner comes. */
async function setUp(stage: Stage, acting: Acting, picture: Picture): Promise<void> {
  const { staff, projects, announcements, mentors } = stage;
  picture.transcript.heading('Staff set the server up');
  picture.add(staff);
  await acting.slash(staff, '/setup channels', { projects, announcements, mentors });
  await acting.slash(staff, '/cohort create', COHORT);
  for (const news of picture.news()) picture.show(news);
  picture.remove(staff);
}

function invite(stage: Stage): void {
  console.log('');
  console.log(`The server stays open at ${stage.sim.world.origin} until you press Ctrl+C.`);
}
