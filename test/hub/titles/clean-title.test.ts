import { describe, expect, it } from 'vitest';
import { cleanTitle, titleIn } from '../../../src/hub/titles/clean-title.ts';

describe("a model's answer", () => {
  it.each([
    ['On Virtue', 'On Virtue'],
    ['"On Virtue."\n', 'On Virtue'],
    ['**On Virtue**', 'On Virtue'],
    ['# Title: “On Virtue”.', 'On Virtue'],
    ['- *On snake_case*', 'On snake_case'],
    ['<think>Hm.\nWell.</think>\n\nOn Virtue', 'On Virtue'],
    ['<think>I cannot stop', ''],
    ['<thinking>Hm.</thinking>On Virtue', 'On Virtue'],
    ['What <think> means', 'What <think> means'],
    ['`npm run` explained', 'npm run explained'],
    ["What's 'virtue'?", "What's 'virtue'?"],
    ['美德について。', '美德について'],
    ['One\nTwo', 'One'],
    ['\n ... \n', ''],
    ['', ''],
    // Around a title
    ['「美德について」', '美德について'],
    ['Here is a title for the conversation:\n\nOn Virtue', 'On Virtue'],
    ["Sure! Here's a title: **On Virtue**", 'On Virtue'],
    ['The title is: "On Virtue"', 'On Virtue'],
    ['Conversation title: On Virtue', 'On Virtue'],
    ['1. On Virtue\n2. On Justice', 'On Virtue'],
    ['[On Virtue](https://example.com)', 'On Virtue'],
    ['<title>On Virtue</title>', 'On Virtue'],
    ['[Draft] On Virtue', '[Draft] On Virtue'],
    // JSON
    ['{"title": "On Virtue"}', 'On Virtue'],
    ['{ "Title": "\\"On\\" Virtue" }', '"On" Virtue'],
    ['```json\n{\n  "title": "On Virtue"\n}\n```', 'On Virtue'],
    ['```\nOn Virtue\n```', 'On Virtue'],
    ['Here is the JSON: {"title": "On Virtue"}', 'On Virtue'],
    ['{"reasoning": "Hm.", "thread_title": "On Virtue"}', 'On Virtue'],
    ['[{"title": "On Virtue"}]', 'On Virtue'],
    ['["On Virtue"]', 'On Virtue'],
    ['<think>{"title": "Hm"}</think>{"title": "On Virtue"}', 'On Virtue'],
    ['What {braces} mean', 'What {braces} mean'],
    // No titles
    ['{"title": ""}', ''],
    ['{"title": null}', ''],
    ['{"error": {"message": "Out of memory."}}', ''],
    ['{"title": "On Vir', ''],
    ["I'm sorry, but I can't help with that.", ''],
    ['I can’t assist with that request.', ''],
    ['I cannot provide a title', ''],
    ['As an AI language model, I have no opinion', ''],
    ['Error: 429 Too Many Requests', ''],
    ['An error occurred', ''],
    ['Internal Server Error', ''],
    ['Untitled', ''],
    ['null', ''],
    ['This conversation is about virtue. It asks whether virtue can be taught at all.', ''],
    ['virtue '.repeat(40), ''],
    ['美德'.repeat(100), ''],
    // Titles that look like answers without one
    ['Error handling in Rust', 'Error handling in Rust'],
    ['I can’t sleep at night', 'I can’t sleep at night'],
    ['Sorry letters', 'Sorry letters'],
    ['What is virtue? A dialogue', 'What is virtue? A dialogue'],
  ])('%j is the title %j', (answer, title) => expect(cleanTitle(answer)).toBe(title));

  it('is cut at a word if it is long', () => {
    const title = cleanTitle('virtue '.repeat(15));
    expect(title).toMatch(/virtue…$/);
    expect(title.length).toBeLessThanOrEqual(60);
  });

  it.each([
    ['cut off', { finishReason: 'length' }],
    ['filtered', { finishReason: 'content_filter' }],
    ['a refusal', { isRefusal: true }],
  ])('that is %s contains no title', (_, ending) => {
    const whole = { text: 'On Virtue', thinking: '', finishReason: 'stop', isRefusal: false };
    expect(titleIn(whole)).toBe('On Virtue');
    expect(titleIn({ ...whole, finishReason: null })).toBe('On Virtue');
    expect(titleIn({ ...whole, ...ending })).toBe('');
  });
});
