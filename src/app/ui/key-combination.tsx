import { keyNames, type Keys } from '../browser/keyboard.ts';

/** Keys that are pressed together, with the signs on the keyboard. Screen readers read the names of the keys. */
export function KeyCombination({ keys }: { keys: Keys }) {
  return (
    <span className="flex shrink-0 gap-1">
      {keyNames(keys).map(({ sign, name }) => (
        <kbd
          key={name}
          className="flex h-6 min-w-6 items-center justify-center rounded-small border border-line bg-sunken px-1.5 font-sans text-caption text-muted"
        >
          <span aria-hidden="true">{sign}</span>
          <span className="sr-only">{name}</span>
        </kbd>
      ))}
    </span>
  );
}
