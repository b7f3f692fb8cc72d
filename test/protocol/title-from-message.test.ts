import { describe, expect, it } from 'vitest';
import { titleFromMessage } from '../../src/protocol/title-from-message.ts';

describe('the title of a thread', () => {
  it('is the first line of the message', () => {
    expect(titleFromMessage('  What is a good life?\nAnd what is it not?')).toBe('What is a good life?');
  });

  it('is cut at a word, to sixty characters at most', () => {
    const topic = titleFromMessage(
      'When a cobbler speaks of a good shoe we know very well what he means by it',
    );
    expect(topic).toBe('When a cobbler speaks of a good shoe we know very well what…');
    expect(topic.length).toBeLessThanOrEqual(60);
  });

  it('cuts a word that is longer than that', () => {
    expect(titleFromMessage('x'.repeat(80))).toBe(`${'x'.repeat(59)}…`);
  });

  it.each([
    ['an emoji', '🏛️'],
    ['a family', '👩‍👩‍👧‍👦'],
    ['a letter and its marks', 'ώ'.normalize('NFD')],
  ])('cuts no character in half: %s', (_, character) => {
    for (let before = 50; before <= 60; before++) {
      const topic = titleFromMessage('x'.repeat(before) + character.repeat(9));
      expect(topic).toMatch(new RegExp(`^x+(?:${character})*…$`, 'u'));
      expect(topic.length).toBeLessThanOrEqual(60);
    }
  });
});
