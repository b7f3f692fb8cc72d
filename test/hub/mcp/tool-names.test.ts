import { describe, expect, it } from 'vitest';
import { nameServerTools } from '../../../src/agents/tool-names.ts';

const tool = (server: string, name: string) => ({ server, name, description: '', parameters: {} });

describe('the names of the tools of MCP servers', () => {
  it('are the names of server and tool', () => {
    expect(nameServerTools([tool('weather', 'now'), tool('git-hub', 'list_Issues')], [])).toEqual([
      'weather_now',
      'git-hub_list_Issues',
    ]);
  });

  it.each(['read file', 'files/read', 'καιρός', '天気', '', 'x'.repeat(200), 'a.b', 'a b', 'a💡b', '\n'])(
    'are accepted by models: %j',
    (name) => {
      const [given] = nameServerTools([tool('s'.repeat(32), name)], []);
      expect(given).toMatch(/^[\w-]{1,64}$/);
    },
  );

  it('are all different, whatever the servers and the agent call their tools', () => {
    const tools = [
      tool('a_b', 'c'),
      tool('a', 'b_c'),
      tool('a', 'b c'),
      tool('a', 'b.c'),
      tool('a', 'own'),
      tool('a', 'x'.repeat(100)),
      tool('a', `${'x'.repeat(100)}y`),
    ];
    const own = ['a_own', nameServerTools([tool('a', 'own')], ['a_own'])[0]!];
    const names = nameServerTools(tools, own);
    expect(new Set([...names, ...own]).size).toBe(tools.length + own.length);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
    expect(names[0]).toBe('a_b_c');
  });

  it('stay the same when a server has more tools than before', () => {
    const [first, second] = [tool('a', 'b c'), tool('a', 'd')];
    const before = nameServerTools([first, second], []);
    const after = nameServerTools([tool('a', 'b_c'), tool('a', 'b.c'), first, second], []);
    expect(after.slice(2)).toEqual(before);
  });
});
