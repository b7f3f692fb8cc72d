/** Habits of a model, learned from its refusals, so that the refused parts are not sent again. */
export interface ModelHabits {
  /** Replacements of parameter names; null if the parameter is left out. */
  readonly names: Map<string, string | null>;
  /** Refused values of supported parameters: the parameter's name and the value's JSON. */
  readonly values: Set<string>;
  /** Unsupported fields of messages and tool calls. */
  readonly fields: Set<string>;
  /** The role of instructions; `user` if the model supports neither of the other roles. */
  systemRole: 'system' | 'developer' | 'user';
  /** Whether the messages must begin and end with a message of the person, and roles must alternate. */
  isStrict: boolean;
  /** Whether a message with only tool calls needs a text as its content, which may be empty. */
  needsText: boolean;
  /** Whether each message with tool calls needs the model's reasoning. */
  needsThinking: boolean;
  /** Whether ids of tool calls must consist of nine letters and digits. */
  needsShortIds: boolean;
  /** Whether the model only answers streaming requests. */
  onlyStreams: boolean;
}

const NO_HABITS: ModelHabits = {
  names: new Map(),
  values: new Set(),
  fields: new Set(),
  systemRole: 'system',
  isStrict: false,
  needsText: false,
  needsThinking: false,
  needsShortIds: false,
  onlyStreams: false,
};
const SYSTEM_ROLES = ['system', 'developer', 'user'] as const;
/**
 * Maximum number of models whose habits are stored. Clients can name any model, but only models that refuse something
 * are stored.
 */
const MAX_MODELS = 200;
/** Maximum number of names, of values and of fields per model: agents can send any number of them. */
const MAX_OF_EACH = 100;

/** Creates a store for the habits of each model of a server. It lasts as long as the hub runs. */
export function createHabits() {
  const models = new Map<string, ModelHabits>();
  return {
    /** Returns a copy of a model's habits. `keep` stores changes to the copy. */
    of(model: string): ModelHabits {
      return merge(models.get(model) ?? NO_HABITS, NO_HABITS);
    },
    /** Stores these habits, merged with the habits that other requests have learned meanwhile. */
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
    needsThinking: one.needsThinking || other.needsThinking,
    needsShortIds: one.needsShortIds || other.needsShortIds,
    onlyStreams: one.onlyStreams || other.onlyStreams,
  };
}

function newest<Item>(items: Item[]): Item[] {
  return items.slice(-MAX_OF_EACH);
}
