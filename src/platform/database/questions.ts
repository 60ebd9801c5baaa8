import { ServerAwayError, saysAway } from './away.ts';
import { isStale } from './kept.ts';
import type { Line, Lines } from './lines.ts';

/** How long a question that was under way when its connection broke is asked anew, in ms. */
const READ_PATIENCE = 1_700;
/** Questions that share a connection: one that takes long is waited for by those after it. */
const AT_MOST = 16;

interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly tell: (answer: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Asks what belongs to no transaction. Questions of one turn of the event loop, and of the time in which all connections
 * are in use, go to one connection in one packet. `changeNothing`: they are asked again on another one when that breaks:
 * what a member did may stand already, and they would read that it does not.
 */
export function createQuestions(
  lines: Lines,
  { changeNothing }: { changeNothing: boolean },
): (text: string, values: readonly unknown[]) => Promise<unknown> {
  let gathered: Question[] | undefined;

  async function askAll(own: readonly Question[]): Promise<void> {
    let line: Line;
    try {
      line = await lines.take();
    } finally {
      if (gathered === own) gathered = undefined;
    }
    let broken = await askOn(line, own);
    const end = performance.now() + (changeNothing ? READ_PATIENCE : 0);
    while (broken.length > 0 && performance.now() < end) {
      line = await line.another(end - performance.now());
      broken = await askOn(
        line,
        broken.map(({ question }) => question),
      );
    }
    line.giveBack(broken.length > 0);
    for (const { question, error } of broken) question.fail(new ServerAwayError(error));
  }

  return (text, values) => {
    const { promise, resolve: tell, reject: fail } = Promise.withResolvers<unknown>();
    const own = (gathered ??= []);
    own.push({ text, values, tell, fail });
    if (own.length === 1)
      askAll(own).catch((error: unknown) => {
        for (const question of own) question.fail(error);
      });
    if (own.length === AT_MOST) gathered = undefined;
    return promise;
  };
}

/** Asks them one behind the other, and gives back those whose connection broke. */
async function askOn(
  line: Line,
  questions: readonly Question[],
): Promise<{ readonly question: Question; readonly error: unknown }[]> {
  const broken: { question: Question; error: unknown }[] = [];
  await Promise.all(
    questions.map(async (question) => {
      try {
        question.tell(await line.ask(question.text, question.values));
      } catch (error) {
        if (isStale(error) || saysAway(error)) broken.push({ question, error });
        else question.fail(error);
      }
    }),
  );
  return broken;
}
