import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A red dot. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

const MEDIA = [
  { type: 'text', text: 'Five things:' },
  { type: 'image', data: PNG, mimeType: 'image/png' },
  { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
  { type: 'resource_link', uri: 'file:///notes.txt', name: 'notes', description: 'What I noted' },
  { type: 'resource', resource: { uri: 'file:///a.txt', mimeType: 'text/plain', text: 'The text of a.' } },
  { type: 'resource', resource: { uri: 'file:///a.pdf', mimeType: 'application/pdf', blob: 'AAAA' } },
];

/**
 * Creates a server whose tools do what tests need.
 * @param {import('./tool-server.mjs').ToolServerOptions} options
 */
export function createToolServer({ tools: more = [], pageSize = Infinity, log = async () => {}, onDie }) {
  const server = new Server(
    { name: 'tools', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  let count = 0;
  const text = (words) => ({ content: [{ type: 'text', text: words }] });

  /** The tools by their names, as functions of their arguments. */
  const tools = new Map(
    Object.entries({
      echo: (args) => text(JSON.stringify(args)),
      count: () => text(String(++count)),
      environment: () => text(JSON.stringify(process.env)),
      fail: () => ({ ...text('no such city'), isError: true }),
      fail_silently: () => ({ content: [], isError: true }),
      refuse() {
        throw Object.assign(new Error('city is missing'), { code: -32602 });
      },
      media: () => ({ content: MEDIA }),
      structured: () => ({ content: [], structuredContent: { degrees: 21 } }),
      long: () => text('x'.repeat(600_000)),
      huge: () => text('x'.repeat(11 * 1024 * 1024)),
      async die(_, { sendNotification }) {
        await sendNotification({ method: 'notifications/tools/list_changed' }); // the answer has begun
        onDie();
      },
      async wait(_, { signal }) {
        const aborted = new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
        });
        await log('waits'); // the test may cancel the call at once
        await aborted;
        await log('cancelled');
      },
      async progress(_, { sendNotification, _meta }) {
        for (let progress = 1; progress <= 45; progress++) {
          await new Promise((resolve) => setTimeout(resolve, 100)); // in all longer than the client's timeout
          const params = { progressToken: _meta.progressToken, progress };
          await sendNotification({ method: 'notifications/progress', params });
        }
        return text('done');
      },
      async learn({ name }, { sendNotification }) {
        tools.set(name, () => text(`did ${name}`));
        await sendNotification({ method: 'notifications/tools/list_changed' }); // in the stream of this answer
        return text(`learnt ${name}`);
      },
      async learn_aside({ name }) {
        tools.set(name, () => text(`did ${name}`));
        await server.sendToolListChanged(); // in a stream of its own over HTTP
        return text(`learnt ${name}`);
      },
    }),
  );
  for (const name of more) tools.set(name, () => text(`called ${name}`));

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const from = Number(params?.cursor ?? 0);
    const names = [...tools.keys()];
    const page = names.slice(from, from + pageSize);
    return {
      tools: page.map((name) => ({
        name,
        description: `Does ${name}.`,
        inputSchema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' },
      })),
      ...(from + pageSize < names.length && { nextCursor: String(from + pageSize) }),
    };
  });
  server.setRequestHandler(CallToolRequestSchema, ({ params }, context) =>
    tools.get(params.name)(params.arguments, context),
  );
  return server;
}
