/** What a model has refused, so that it is not asked for it again. */
export interface ModelHabits {
  /** By which name a parameter goes, null for one that is left out. */
  readonly names: Map<string, string | null>;
  /** Values that it refused of parameters that it takes: the parameter's name and the value's JSON. */
  readonly values: Set<string>;
  /** Who gives the instructions: `user` where the model knows neither of the others. */
  systemRole: 'system' | 'developer' | 'user';
  /** Whether the person has to begin, and to end, and both sides have to take turns. */
  isStrict: boolean;
}

/** Clients name models as they like, and a name is remembered only for those that refuse something. */
const MOST_MODELS = 200;

/** The habits of each model of a server, kept as long as the hub runs. */
export function createHabits() {
  const models = new Map<string, ModelHabits>();
  return {
    /** Those of this model; changes have to be kept with `keep`. */
    of(model: string): ModelHabits {
      return (
        models.get(model) ?? { names: new Map(), values: new Set(), systemRole: 'system', isStrict: false }
      );
    },
    keep(model: string, habits: ModelHabits): void {
      models.delete(model);
      models.set(model, habits);
      const [oldest] = models.keys();
      if (models.size > MOST_MODELS && oldest !== undefined) models.delete(oldest);
    },
  };
}
