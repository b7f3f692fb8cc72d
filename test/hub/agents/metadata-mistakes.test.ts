import { describe, expect, it } from 'vitest';
import { metadataMistakes } from '../../../src/hub/agents/metadata-mistakes.ts';

function mistakesOf(agent: object, more: object = {}): string[] {
  return metadataMistakes({ name: 'guide', version: '1.0.0', details: { agent }, ...more });
}

describe('a key of details.agent', () => {
  it.each([
    ['show_streaming_mesage', 'show_streaming_message'],
    ['show_streaming_messages', 'show_streaming_message'],
    ['show_stream_message', 'show_streaming_message'],
    ['showStreamingMessage', 'show_streaming_message'],
    ['show-streaming-tools', 'show_streaming_tools'],
    ['show_streaming_tool', 'show_streaming_tools'],
    ['show_streaming_thinkign', 'show_streaming_thinking'],
    ['stream', 'streams'],
    ['assistent_role_label', 'assistant_role_label'],
    ['welcom', 'welcome'],
    ['mcp_server', 'mcp_servers'],
    ['mcpServers', 'mcp_servers'],
  ])('%s is reported as a misspelt %s', (key, meant) => {
    expect(mistakesOf({ [key]: false })).toEqual([
      `unknown key details.agent.${key}. Did you mean ${meant}?`,
    ]);
  });

  it.each([
    'show_streaming_code',
    'show_streaming_images',
    'framework',
    'html_height',
    'env_vars',
    'allow_clear',
    'toString',
    '__proto__',
    '',
  ])('%s is allowed, because it is similar to no known key', (key) => {
    expect(metadataMistakes(JSON.parse(`{ "details": { "agent": { "${key}": 1 } } }`))).toEqual([]);
  });

  it('is not reported if it is known', () => {
    const known = {
      show_streaming_message: false,
      show_streaming_thinking: true,
      show_streaming_tools: true,
    };
    expect(mistakesOf({ ...known, streams: false, welcome: {}, defaults: { model: 'm' } })).toEqual([]);
  });

  it('with a value that is ignored is reported', () => {
    expect(mistakesOf({ streams: 'no' })).toEqual([
      'details.agent.streams is ignored: Invalid input: expected boolean, received string.',
    ]);
  });
});

it('keys at every other level are checked, too', () => {
  expect(
    metadataMistakes({
      tag: [],
      details: { agnet: {}, agent: { welcome: { titel: 'Hello' }, defaults: { model_max_token: 5 } } },
    }),
  ).toEqual([
    'unknown key tag. Did you mean tags?',
    'unknown key details.agnet. Did you mean agent?',
    'unknown key details.agent.welcome.titel. Did you mean title?',
    'unknown key details.agent.defaults.model_max_token. Did you mean model_max_tokens?',
  ]);
});
