import { oneLine, titleKey } from '../text.ts';
import type { Call } from './call.ts';
import type { OptionSpecs, SentOption } from './options.ts';
import { Question } from './question.ts';

/**
 * The sent options with the ids of what is meant. On telephones many type a name and send it without choosing the
 * suggestion: what is offered for it is meant where it is one thing, and asked about where it is several. What nothing is
 * offered for stays as it is: the handler says what it cannot find.
 */
export async function chosenOf(
  specs: OptionSpecs,
  sent: readonly SentOption[] | undefined,
  call: Call,
): Promise<readonly SentOption[]> {
  const chosen: SentOption[] = [];
  for (const option of sent ?? []) {
    const spec = specs[option.name];
    const typed = oneLine(String(option.value));
    const isName = spec?.kind === 'offered' && typed !== '' && !/^\d+$/.test(typed);
    chosen.push(isName ? { ...option, value: await idOf(option.name, spec.suggest, typed, call) } : option);
  }
  return chosen;
}

async function idOf(
  name: string,
  suggest: (call: Call, typed: string) => Promise<readonly { name: string; value: string }[]>,
  typed: string,
  call: Call,
): Promise<string> {
  const answered = call.answers[name];
  if (answered !== undefined) return answered;
  const key = titleKey(typed);
  const offered = (await suggest(call, typed)).filter((choice) => titleKey(choice.name).includes(key));
  const named = offered.filter((choice) => titleKey(choice.name) === key);
  const [only, ...others] = named.length === 1 ? named : offered;
  if (only === undefined) return typed;
  if (others.length > 0) throw new Question(name, { key: 'common:ask-offered' }, [only, ...others]);
  return only.value;
}
