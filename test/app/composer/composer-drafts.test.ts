import { expect, it } from 'vitest';
import { openComposerDrafts } from '../../../src/app/composer/composer-drafts.ts';

function drafts() {
  const kept = new Map<string, string>();
  return openComposerDrafts(
    {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    'acc_1',
  );
}

it.each(['__proto__', 'constructor', 'toString'])(
  'is empty for a conversation with the id %s',
  (conversation) => {
    const opened = drafts();
    expect(opened.read(conversation)).toBe('');
    opened.write('thread_1', 'So');
    expect(opened.read(conversation)).toBe('');
    expect(opened.read('thread_1')).toBe('So');
  },
);
