import { Fragment, memo, type ReactNode } from 'react';
import type { Chunks, Part } from '../chunks.ts';

/**
 * Renders a part.
 * @param index its index among all parts
 * @param isFull whether nothing will be added to it
 */
type RenderPart<T> = (part: Part<T>, index: number, isFull: boolean) => ReactNode;

interface PartsProps<T> {
  chunks: Chunks<T>;
  /**
   * Returns memoised elements. The function must keep its identity while it returns the same element for the same part.
   */
  renderPart: RenderPart<T>;
}

/** Renders the parts of chunks. Volumes that have not changed are skipped, so the cost does not grow with the number of parts. */
export function Parts<T>({ chunks, renderPart }: PartsProps<T>) {
  return chunks.map((parts, index) => (
    <Volume
      key={index}
      parts={parts}
      first={index * (chunks[0]?.length ?? 0)}
      isFull={index < chunks.length - 1}
      renderPart={renderPart}
    />
  ));
}

interface VolumeProps<T> {
  parts: readonly Part<T>[];
  /** The index of its first part among all parts. */
  first: number;
  isFull: boolean;
  renderPart: RenderPart<T>;
}

const Volume = memo(function Volume<T>({ parts, first, isFull, renderPart }: VolumeProps<T>) {
  return parts.map((part, index) => (
    <Fragment key={index}>{renderPart(part, first + index, isFull || index < parts.length - 1)}</Fragment>
  ));
}) as <T>(props: VolumeProps<T>) => ReactNode;
