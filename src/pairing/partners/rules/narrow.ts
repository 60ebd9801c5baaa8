import type { ApiStyle, Brief, Learner } from './types.ts';

/** A project for which partners are sought. */
export interface SoughtProject {
  id: string;
  brief: Brief;
  /** `null` = not said: the learner's own wish counts. */
  apiStyle: ApiStyle | null;
  /** Normalised technologies the partner should know. */
  wants: readonly string[];
  /** How many more partners it seeks, 0..4. */
  places: number;
}

/** A learner as the one who seeks a partner for this project. */
export function narrowTo(learner: Learner, project: SoughtProject): Learner {
  return {
    ...learner,
    briefs: [project.brief],
    apiStyle: project.apiStyle ?? learner.apiStyle,
    wants: project.wants,
    places: project.places,
  };
}
