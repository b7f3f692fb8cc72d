/** What a model has refused, so that it is not asked for it again. */
export interface ModelHabits {
  /** By which name a parameter goes, null for one that is left out. */
  readonly names: Map<string, string | null>;
  /** Values that it refused of parameters that it takes: the parameter's name and the value's JSON. */
  readonly values: Set<string>;
  /** Fields of messages, and of their calls of tools, that it does not take. */
  readonly fields: Set<string>;
  /** Who gives the instructions: `user` where the model knows neither of the others. */
  systemRole: 'system' | 'developer' | 'user';
  /** Whether the person has to begin, and to end, and both sides have to take turns. */
  isStrict: boolean;
  /** Whether the content of a message that only calls tools has to be a text, be it an empty one. */
  wantsText: boolean;
  /** Whether the ids of calls have to be nine letters and digits. */
  wantsShortIds: boolean;
  /** Whether it answers only in streams. */
  onlyStreams: boolean;
}

const NO_HABITS: ModelHabits = {
  names: new Map(),
  values: new Set(),
  fields: new Set(),
  systemRole: 'system',
  isStrict: false,
  wantsText: false,
  wantsShortIds: false,
  onlyStreams: false,
};
const SYSTEM_ROLES = ['system', 'developer', 'user'] as const;
/** Clients name models as they like, and a name is remembered only for those that refuse something. */
const MOST_MODELS = 200;
/** Agents choose values, and name fields and parameters, as they like. */
const MOST_OF_EACH = 100;

/** The habits of each model of a server, kept as long as the hub runs. */
export function createHabits() {
  const models = new Map<string, ModelHabits>();
  return {
    /** A copy of what is known of this model; what is learned has to be kept with `keep`. */
    of(model: string): ModelHabits {
      return both(models.get(model) ?? NO_HABITS, NO_HABITS);
    },
    /** Adds these to what other requests have learned meanwhile. */
    keep(model: string, habits: ModelHabits): void {
      const kept = both(models.get(model) ?? NO_HABITS, habits);
      models.delete(model);
      models.set(model, kept);
      const [oldest] = models.keys();
      if (models.size > MOST_MODELS && oldest !== undefined) models.delete(oldest);
    },
  };
}

function both(one: ModelHabits, other: ModelHabits): ModelHabits {
  return {
    names: new Map(newest([...one.names, ...other.names])),
    values: new Set(newest([...one.values, ...other.values])),
    fields: new Set(newest([...one.fields, ...other.fields])),
    systemRole:
      SYSTEM_ROLES.findLast((role) => role === one.systemRole || role === other.systemRole) ?? 'system',
    isStrict: one.isStrict || other.isStrict,
    wantsText: one.wantsText || other.wantsText,
    wantsShortIds: one.wantsShortIds || other.wantsShortIds,
    onlyStreams: one.onlyStreams || other.onlyStreams,
  };
}

function newest<Item>(items: Item[]): Item[] {
  return items.slice(-MOST_OF_EACH);
}
