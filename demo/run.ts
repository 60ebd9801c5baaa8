import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Acting } from './acting.ts';
import { gather, type Learner } from './cast.ts';
import { type LearnersFile, LearnersFileError, readLearnersFile } from './learners-file.ts';
import { outcomeOf, printOutcome } from './outcome.ts';
import { COHORT, openStage, type Stage } from './stage.ts';
import { type Leads, playWeek } from './week.ts';

const USAGE = `npm run demo                        plays a cohort's first week and stays open until Ctrl+C
npm run demo -- --once              ends by itself
npm run demo -- --learners FILE     plays the learners of a JSON file, all of them, and ends with counts`;

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
  const source = wanted.learners ?? (existsSync(inProject(NEIGHBOUR)) ? NEIGHBOUR : SEED);
  let file: LearnersFile;
  try {
    file = readLearnersFile(wanted.learners ?? inProject(source));
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
  const stage = await openStage({ onFatal: (error) => lost(error) });
  try {
    const played = play(stage, file, source);
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

async function play(stage: Stage, file: LearnersFile, source: string): Promise<void> {
  const acting = new Acting(stage, (line) => console.log(line));
  const { transcript } = acting;
  const learners = gather(stage, file.entries);
  transcript.title(`Nexus: the first week of a cohort of ${learners.length}, on a simulated Discord`);
  transcript.plain(
    'Everything below is what members do and see. A line ┆ at the left: only one member sees it.',
  );

  await setUp(stage, acting);
  const leads = choose(learners);
  for (const lead of [leads.first, leads.french])
    if (lead !== undefined) acting.inPicture.add(lead.member.id);
  const week = await playWeek(stage, acting, learners, leads);
  printOutcome(transcript, outcomeOf(stage, file, week), source);
}

/** As staff would do it, before the first learner comes. */
async function setUp(stage: Stage, acting: Acting): Promise<void> {
  const { staff, projects, announcements, mentors } = stage;
  acting.transcript.heading('Staff set the server up');
  acting.inPicture.add(staff.id);
  await acting.slash(staff, '/setup channels', { projects, announcements, mentors });
  await acting.slash(staff, '/cohort create', COHORT);
  for (const news of acting.news()) acting.show(news);
  acting.inPicture.delete(staff.id);
}

/** Whose week is told: a backend learner of the most built brief, and one whose Discord is French. */
function choose(learners: readonly Learner[]): Leads {
  const able = learners.filter((learner) => learner.entry.title !== undefined);
  const first =
    able.find(
      ({ entry, member }) =>
        entry.track === 'backend' && entry.brief === 'ecommerce' && member.locale !== 'fr',
    ) ?? able[0];
  const french = able.find((learner) => learner.member.locale === 'fr' && learner !== first);
  return { first, french };
}

function invite(stage: Stage): void {
  console.log('');
  console.log(`The server stays open at ${stage.sim.world.origin} until you press Ctrl+C.`);
}
