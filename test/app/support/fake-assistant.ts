import type { Assistant } from '../../../src/protocol/assistant.ts';

/** Makes an agent in the form of the hub's answers. */
export function assistantOf(id: string, name: string, showsText: boolean): Assistant {
  return {
    id,
    object: 'assistant',
    created_at: 0,
    name,
    description: `${name} answers.`,
    model: null,
    agent: {
      name,
      version: '1.0.0',
      category: 'agent',
      description: '',
      tags: [],
      details: {
        display_name: name,
        icon: 'https://pictures.example/agent.png',
        agent: {
          show_streaming_message: showsText,
          welcome: { title: `${name} welcomes you`, description: 'Ask anything.' },
          defaults: {},
        },
      },
      show_entry: true,
    },
  };
}
