/** What a model has refused, so that it is not sent again. */
export interface ModelHabits {
  /** Replaced parameter names; null: the parameter is left out. */
  readonly names: Map<string, string | null>;
  /** Refused values of supported parameters: the parameter's name and the value's JSON. */
  readonly values: Set<string>;
  /** Unsupported fields of messages and tool calls. */
  readonly fields: Set<string>;
  /** The role of instructions; `user` if the model supports neither of the others. */
  systemRole: 'system' | 'developer' | 'user';
  /** Whether the messages must begin and end with the person, and roles must alternate. */
  isStrict: boolean;
  /** Whether a message with only tool calls needs a text as its content, which may be empty. */
  needsText: boolean;
  /** Whether ids of tool calls must consist of nine letters and digits. */
  needsShortIds: boolean;
  /** Whether it only answers streaming requests. */
  onlyStreams: boolean;
}

const NO_HABITS: ModelHabits = {
  names: new Map(),
  values: new Set(),
  fields: new Set(),
  systemRole: 'system',
  isStrict: false,
  needsText: false,
  needsShortIds: false,
  onlyStreams: false,
};
const SYSTEM_ROLES = ['system', 'developer', 'user'] as const;
/** Maximum number of models remembered: clients can name any model. Only models that refuse something are stored. */
const MAX_MODELS = 200;
/** Maximum number of names, values and fields per model: agents can send any. */
const MAX_OF_EACH = 100;

/** Stores the habits of each model of a server, as long as the hub runs. */
export function createHabits() {
  const models = new Map<string, ModelHabits>();
  return {
    /** A copy of a model's habits. Changes to it are stored with `keep`. */
    of(model: string): ModelHabits {
      return merge(models.get(model) ?? NO_HABITS, NO_HABITS);
    },
    /** Merges these with what other requests have learned meanwhile. */
    keep(model: string, habits: ModelHabits): void {
      const kept = merge(models.get(model) ?? NO_HABITS, habits);
      models.delete(model);
      models.set(model, kept);
      const [oldest] = models.keys();
      if (models.size > MAX_MODELS && oldest !== undefined) models.delete(oldest);
    },
  };
}

function merge(one: ModelHabits, other: ModelHabits): ModelHabits {
  return {
    names: new Map(newest([...one.names, ...other.names])),
    values: new Set(newest([...one.values, ...other.values])),
    fields: new Set(newest([...one.fields, ...other.fields])),
    systemRole:
      SYSTEM_ROLES.findLast((role) => role === one.systemRole || role === other.systemRole) ?? 'system',
    isStrict: one.isStrict || other.isStrict,
    needsText: one.needsText || other.needsText,
    needsShortIds: one.needsShortIds || other.needsShortIds,
    onlyStreams: one.onlyStreams || other.onlyStreams,
  };
}

function newest<Item>(items: Item[]): Item[] {
  return items.slice(-MAX_OF_EACH);
}
