import { type Component, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { chance, pick, type Run, selfOf, serverOf } from './run.ts';
import { words } from './typing.ts';

export function controls(components: readonly Component[] = []): Component[] {
  return components.flatMap((component) => [
    component,
    ...controls(component.components),
    ...(component.accessory === undefined ? [] : [component.accessory]),
  ]);
}

export function pressable(message: Message): Component[] {
  return controls(message.components).filter(
    ({ type, custom_id: id, disabled }) =>
      (type === 2 || type === 3) && id !== undefined && disabled !== true,
  );
}

/** A button, a menu or a command in the text: somebody who reads it can go on. */
export function leadsOn(message: Message): boolean {
  const ways = controls(message.components).filter(
    ({ type, disabled }) => WAYS.has(type) && disabled !== true,
  );
  return ways.length > 0 || /<\/[^:<>]+:\d+>/.test(text(message));
}

const WAYS: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 8]);

/** Something to press on what the member sees: old and new, their own and what was meant for others. */
export async function press(run: Run, member: Member): Promise<Reply | undefined> {
  const { projects, announcements, mentors } = serverOf(run, member).channels;
  const places = [projects, announcements, mentors, ...member.threads()];
  const seen = [
    ...places.flatMap((place) => member.sees(place)),
    ...member.dms(),
    ...(run.answers.get(selfOf(member)) ?? []).slice(-12),
  ];
  const message = pick(
    run,
    seen.filter((each) => pressable(each).length > 0),
  );
  const control = message === undefined ? undefined : pick(run, pressable(message));
  if (message === undefined || control?.custom_id === undefined) return undefined;
  run.story.push(`${member.name} presses ${control.label ?? control.placeholder ?? control.custom_id}`);
  if (control.type === 2) return await member.click(message, control.custom_id);
  const choice = pick(run, control.options ?? []);
  if (choice === undefined) return undefined;
  return await member.select(message, control.custom_id, choice.value);
}

export async function fillIn(run: Run, member: Member, reply: Reply): Promise<Reply> {
  const fields = controls(reply.modal.components.flatMap(({ component }) => component ?? []));
  const typed = fields.flatMap((field) => {
    if (field.custom_id === undefined || (chance(run, 0.3) && field.required === false)) return [];
    if (field.options !== undefined)
      return [[field.custom_id, pick(run, field.options)?.value ?? ''] as const];
    if (field.type !== 4) return [];
    const typedIn = words(run, field.custom_id).padEnd(field.min_length ?? 0, '.');
    const filled = field.required !== false && typedIn === '' ? 'something' : typedIn;
    return [[field.custom_id, filled.slice(0, field.max_length ?? 4000)] as const];
  });
  run.story.push(`${member.name} fills in ${reply.modal.title}`);
  return await member.submitModal(reply, Object.fromEntries(typed));
}
