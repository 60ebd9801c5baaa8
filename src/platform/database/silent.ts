/** A connection that owes an answer for so long is doubted, in ms: with the doubt's own time, less than a member waits. */
const SILENT = 800;

/**
 * Minds the answers of one connection. A server that hangs, or whose machine is gone without a word, closes nothing: whoever
 * asked it would wait until the system gives up, a quarter of an hour. A long silence alone says nothing, a question may
 * take long; so the server is asked beside it (`isServed`) whether it still works for this connection. Where it does not,
 * or does not answer either, `giveUp` ends the connection, and who waits for it hears of that.
 */
export function mindAnswers(
  isServed: () => Promise<boolean>,
  giveUp: (error: Error) => void,
  onAnswer: () => void,
): <T>(answer: Promise<T>) => Promise<T> {
  let owed = 0;
  let answers = 0;
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    clearTimeout(timer);
    if (owed > 0) timer = setTimeout(() => void doubt(), SILENT).unref();
  }

  async function doubt(): Promise<void> {
    const before = answers;
    const served = await isServed();
    // An answer that came meanwhile has begun to wait for the next one.
    if (answers !== before) return;
    if (served) wait();
    else giveUp(new Error('connection terminated: the server gives no answer'));
  }

  return async (answer) => {
    owed += 1;
    if (owed === 1) wait();
    try {
      const said = await answer;
      onAnswer();
      return said;
    } finally {
      owed -= 1;
      answers += 1;
      wait();
    }
  };
}
