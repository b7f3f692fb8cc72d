/**
 * Which thread wrote which messages of a version: each entry names a thread and the index of the first message that
 * the thread wrote, in order. The messages up to the next entry are that thread's. It names threads that may have been
 * deleted, so each version can be compared with any other, whatever became of those between them.
 */
export type Lineage = readonly (readonly [threadId: string, from: number])[];

/** A version of a conversation, as far as it is compared with others. */
export interface Version {
  id: string;
  lineage: Lineage;
  /** Its place among threads by what happened in them last. */
  activity: number;
}

/** The versions of one message. */
export interface Divergence {
  /** How many messages stand before it; all of these versions share them. */
  index: number;
  /** A thread for each version of the message, in the order in which the versions were made. */
  threadIds: string[];
}

/** The lineage of a thread that wrote all of its messages. */
export function ownLineage(threadId: string): Lineage {
  return [[threadId, 0]];
}

/** The lineage of a copy. @param kept how many messages were copied */
export function copiedLineage(original: Lineage, copyId: string, kept: number): Lineage {
  return [...original.filter(([, from]) => from < kept), [copyId, kept]];
}

/**
 * Where other versions leave this one, first message first. A version of a message may be in several threads, which
 * differ further down: then it is the current one or else the one in which something happened last.
 * @param versions all versions of the conversation, the current one among them, oldest first
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

/** How many messages two versions have in common. */
function sharedLength(one: Lineage, other: Lineage): number {
  let at = 0;
  while (one[at] && one[at]?.[0] === other[at]?.[0]) at += 1;
  return Math.min(one[at]?.[1] ?? Infinity, other[at]?.[1] ?? Infinity);
}

/** The thread that wrote, or would write, the message at an index. */
function writerOf(lineage: Lineage, index: number): string {
  return lineage.findLast(([, from]) => from <= index)?.[0] ?? '';
}
