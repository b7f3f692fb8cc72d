import type { Message } from '../../../src/protocol/message.ts';
import { conversationOf, type MessageVersions, type Thread } from '../../../src/protocol/thread.ts';

/** Records which threads of the fake hub are versions of others. Versions of versions are not supported. */
export class FakeVersions {
  readonly #groups: { index: number; ids: string[] }[] = [];
  /** Versions without activity, which are not shown. */
  readonly #untouched = new Set<string>();

  /** @param kept number of messages that the version shares with the original */
  add(originalId: string, versionId: string, kept: number): void {
    const group = this.#groups.find(({ index, ids }) => index === kept && ids.includes(originalId));
    if (group) group.ids.push(versionId);
    else this.#groups.push({ index: kept, ids: [originalId, versionId] });
    this.#untouched.add(versionId);
  }

  touch(threadId: string): void {
    this.#untouched.delete(threadId);
  }

  /** All versions of a thread among these, in the same order. */
  of(thread: Thread, threads: readonly Thread[]): Thread[] {
    return threads.filter((other) => conversationOf(other) === conversationOf(thread));
  }

  /** The first thread of each conversation among these. */
  latest(found: readonly Thread[], threads: readonly Thread[]): Thread[] {
    const latest = new Map<string, Thread>();
    for (const thread of found) {
      if (this.#untouched.has(thread.id) || latest.has(conversationOf(thread))) continue;
      const versions = this.of(thread, threads).filter(({ id }) => !this.#untouched.has(id));
      const running = versions.find(({ active_run_id }) => active_run_id);
      latest.set(conversationOf(thread), {
        ...thread,
        active_run_id: thread.active_run_id ?? running?.active_run_id ?? null,
        versions: versions.map(({ id }) => id),
      });
    }
    return [...latest.values()];
  }

  /** The versions of a thread's messages. */
  in(thread: Thread, messages: readonly Message[], threads: readonly Thread[]): MessageVersions[] {
    const there = new Set(threads.map(({ id }) => id));
    const isShown = (id: string) => there.has(id) && (id === thread.id || !this.#untouched.has(id));
    const own = messages.filter(({ thread_id }) => thread_id === thread.id);
    return this.#groups
      .filter(({ ids }) => ids.includes(thread.id))
      .map(({ index, ids }) => ({
        index,
        message_id: own[index]?.id ?? null,
        thread_ids: ids.filter(isShown),
      }))
      .filter(({ thread_ids }) => thread_ids.length > 1);
  }
}
