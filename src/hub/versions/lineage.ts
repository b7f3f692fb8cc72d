/**
 * The threads that wrote the messages of a version. Each entry has a thread and the index of the first message that
 * the thread wrote, in order. The thread also wrote the messages up to the next entry. Entries of deleted threads are
 * kept, so that any two versions can be compared.
 */
export type Lineage = readonly (readonly [threadId: string, from: number])[];

/** The fields of a version that are compared. */
export interface Version {
  id: string;
  lineage: Lineage;
  /** The position of its thread by last activity. */
  activity: number;
}

/** The versions of one message. */
export interface Divergence {
  /** The number of messages before it, which all of these versions share. */
  index: number;
  /** A thread for each version of the message, oldest version first. */
  threadIds: string[];
}

/** Returns the lineage of a thread that is not a copy. */
export function ownLineage(threadId: string): Lineage {
  return [[threadId, 0]];
}

/**
 * Returns the lineage of a copy.
 * @param kept number of copied messages
 */
export function copiedLineage(original: Lineage, copyId: string, kept: number): Lineage {
  return [...original.filter(([, from]) => from < kept), [copyId, kept]];
}

/**
 * Returns the messages at which other versions differ from this version, in order. Several threads may contain the
 * same version of a message and differ later. Then the current thread is chosen if it is among them, otherwise the
 * most recently active one.
 * @param versions all versions of the conversation, including the current one, oldest first
 */
export function divergences(current: Version, versions: readonly Version[]): Divergence[] {
  const others = versions.filter(({ id }) => id !== current.id);
  const indexes = new Set(others.map(({ lineage }) => sharedLength(lineage, current.lineage)));
  return [...indexes]
    .toSorted((one, other) => one - other)
    .map((index) => ({ index, threadIds: versionsAt(index, current, versions) }));
}

function versionsAt(index: number, current: Version, versions: readonly Version[]): string[] {
  const chosen = new Map<string, Version>();
  for (const version of versions) {
    if (version.id !== current.id && sharedLength(version.lineage, current.lineage) < index) continue;
    const writer = writerOf(version.lineage, index);
    const known = chosen.get(writer);
    if (known === undefined) chosen.set(writer, version);
    else if (known.id !== current.id && (version.id === current.id || version.activity > known.activity)) {
      chosen.set(writer, version);
    }
  }
  return [...chosen.values()].map(({ id }) => id);
}

/** Returns the number of messages that two versions share. */
function sharedLength(one: Lineage, other: Lineage): number {
  let at = 0;
  while (one[at] && one[at]?.[0] === other[at]?.[0]) at += 1;
  return Math.min(one[at]?.[1] ?? Infinity, other[at]?.[1] ?? Infinity);
}

/** Returns the thread that wrote, or would write, the message at an index. */
function writerOf(lineage: Lineage, index: number): string {
  return lineage.findLast(([, from]) => from <= index)?.[0] ?? '';
}
