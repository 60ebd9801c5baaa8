import { Acting } from './acting.ts';
import { gather } from './cast.ts';
import { cast } from './leads.ts';
import type { LearnersFile } from './learners-file.ts';
import { outcomeOf, printOutcome } from './outcome.ts';
import { Page } from './page.ts';
import { Picture } from './picture.ts';
import { COHORT, openStage, type Stage } from './stage.ts';
import { Week } from './week.ts';

/** The learners to play and where they come from, in words. */
export interface Cohort {
  readonly file: LearnersFile;
  readonly source: string;
}

/** Plays the week and, where wanted, stays open until the process is told to stop. Resolves with the exit code. */
export async function perform(cohort: Cohort, options: { stayOpen: boolean; port: number }): Promise<number> {
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('interrupted'));
  });
  let lost: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    lost = reject;
  });
  const page = options.stayOpen ? new Page() : undefined;
  const { port } = options;
  const stage = await openStage({
    onFatal: (error) => lost(error),
    port,
    ...(page === undefined ? {} : { page }),
  });
  try {
    page?.show(stage);
    const played = play(stage, cohort, page);
    // An interrupted play ends in the middle of something; nobody waits for it any more.
    played.catch(() => {});
    failed.catch(() => {});
    const end = await Promise.race([played, interrupted, failed]);
    if (end !== 'interrupted' && options.stayOpen) {
      invite(stage);
      await Promise.race([interrupted, failed]);
    }
    return 0;
  } catch (error) {
    console.error(`The demo could not go on: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stage.close();
  }
}

async function play(stage: Stage, { file, source }: Cohort, page: Page | undefined): Promise<void> {
  const picture = new Picture(stage, (line) => console.log(line));
  const acting = new Acting(stage, picture);
  const { learners, leads } = cast(gather(stage, file.entries));
  const { transcript } = picture;
  transcript.title(`Nexus: the first week of a cohort of ${learners.length}, on a simulated Discord`);
  transcript.plain(
    'What members do and see. Behind ┆ stands what only one member sees, behind │ what everybody in the',
    'channel or thread sees. Times are those of Lagos; long rows of names are shortened.',
  );
  if (page !== undefined) transcript.plain(`Watch and join in with a browser: ${stage.sim.pageAddress}`);
  page?.introduce(leads);
  await setUp(stage, acting, picture);
  const week = new Week({ stage, acting, picture, learners, leads });
  await week.play();
  printOutcome(transcript, outcomeOf(stage, file, week), source);
}

/** As staff would do it, before the first learner comes. */
async function setUp(stage: Stage, acting: Acting, picture: Picture): Promise<void> {
  const { staff, projects, announcements, mentors, mentorRole } = stage;
  picture.transcript.heading('Staff set the server up');
  picture.add(staff);
  await acting.slash(staff, '/setup channels', { projects, announcements, mentors });
  await acting.slash(staff, '/setup roles', { mentor: mentorRole });
  await acting.slash(staff, '/cohort create', COHORT);
  for (const news of picture.news()) picture.show(news);
  picture.remove(staff);
}

function invite({ sim }: Stage): void {
  console.log('');
  console.log(`The server stays open at ${sim.pageAddress} until you press Ctrl+C: act as anybody in it,`);
  console.log('move its clock, and see what the bot does.');
}
