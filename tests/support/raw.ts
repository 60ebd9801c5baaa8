import type { Simulator } from '@nexus/simulator';

type Json = Record<string, unknown>;

/**
 * Lets `change` alter the next interaction on its way to the bot, after all checks of the member's client: what only a
 * broken or malicious one would send.
 */
export async function altered<T>(
  sim: Simulator,
  send: () => Promise<T>,
  change: (interaction: Json & { data: Json }) => void,
): Promise<T> {
  const { world } = sim;
  const honest = world.dispatch.bind(world);
  const restore = (): void => {
    world.dispatch = honest;
  };
  world.dispatch = (dispatch) => {
    if (dispatch.event !== 'INTERACTION_CREATE') return honest(dispatch);
    restore();
    const data = structuredClone(dispatch.data) as Json & { data: Json };
    change(data);
    honest({ ...dispatch, data });
  };
  try {
    return await send();
  } finally {
    restore();
  }
}

/** The options of a command, those of its subcommand where it has one, as the bot gets them. */
export function optionsIn(interaction: { data: Json }): Json[] {
  const options = (interaction.data['options'] ?? []) as (Json & { options?: Json[] })[];
  const [first] = options;
  if (first !== undefined && 'value' in first) return options;
  if (first === undefined) {
    const none: Json[] = [];
    interaction.data['options'] = none;
    return none;
  }
  first.options ??= [];
  return first.options;
}
