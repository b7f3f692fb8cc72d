/** The storage that several versions of the same labels share. */
interface Shared<T> {
  readonly labels: string[];
  readonly values: Map<string, { readonly at: number; readonly value: T }>;
}

/**
 * A persistent map from labels to values: `with` returns a new version. The newest version adds to the shared storage, so that
 * adding many labels one at a time copies nothing.
 */
export class Labels<T> {
  static readonly NONE = new Labels<never>(null, 0, { labels: [], values: new Map() });

  readonly size: number;
  readonly #base: Labels<T> | null;
  readonly #count: number;
  readonly #shared: Shared<T>;

  private constructor(base: Labels<T> | null, count: number, shared: Shared<T>) {
    this.size = (base?.size ?? 0) + count;
    this.#base = base;
    this.#count = count;
    this.#shared = shared;
  }

  get(label: string): T | undefined {
    const entry = this.#shared.values.get(label);
    return entry && entry.at < this.#count ? entry.value : this.#base?.get(label);
  }

  has(label: string): boolean {
    return this.get(label) !== undefined;
  }

  /** Returns the labels of this version, in the order in which they were added. */
  names(): readonly string[] {
    return [...(this.#base?.names() ?? []), ...this.#shared.labels.slice(0, this.#count)];
  }

  /**
   * Returns a version with one more label, which must be new.
   * @param isDraft whether the result is rendered once and then discarded
   */
  with(label: string, value: T, isDraft: boolean): Labels<T> {
    if (isDraft && !this.#base)
      return new Labels<T>(this, 0, { labels: [], values: new Map() }).with(label, value, true);
    const { labels, values } = this.#shared;
    const isNewest = this.#count > 0 && labels.length === this.#count; // versions without labels are shared by several texts
    const isKnown = labels[this.#count] === label && isSame(values.get(label)?.value, value);
    const shared = isNewest || isKnown ? this.#shared : this.#copy();
    if (!isKnown) {
      shared.values.set(label, { at: this.#count, value });
      shared.labels.push(label);
    }
    return new Labels(this.#base, this.#count + 1, shared);
  }

  /** Returns the labels whose values may differ from another version; null if all values may differ. */
  changedSince(before: Labels<T>): readonly string[] | null {
    if (before === this) return [];
    const [settled, settledBefore] = [this.#base ?? this, before.#base ?? before];
    if (settled.#shared !== settledBefore.#shared || settled.#count < settledBefore.#count) return null;
    return [
      ...settled.#shared.labels.slice(settledBefore.#count, settled.#count),
      ...(this.#base ? this.#shared.labels : []),
      ...(before.#base ? before.#shared.labels : []),
    ];
  }

  #copy(): Shared<T> {
    const labels = this.#shared.labels.slice(0, this.#count);
    return { labels, values: new Map(labels.map((label) => [label, this.#shared.values.get(label)!])) };
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
