import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { openTestHub } from '../../../support/test-hub.ts';

const MOST = 3;

it.each(['/threads/THREAD/stream/RUN', '/events'])(
  'does not count a stream whose client disconnected before the answer: %s',
  async (template) => {
    const hub = await openTestHub({ maxStreams: MOST });
    const { threadId, runId, path } = await hub.run(async (env) => {
      await env.addReply(env.completion([], { stream: true }));
    });
    (await hub.provider.nextCompletion()).push('Well');
    await hub.untilLogged(runId, 'Well');
    const target = template.replace('THREAD', threadId).replace('RUN', runId);

    let free!: () => void;
    const isFree = new Promise<void>((resolve) => (free = resolve));
    const busy = hub.db.transaction(() => isFree); // no database query gets an answer
    for (let at = 0; at < MOST; at++) {
      const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`GET /v1${target} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
      await fetch(`${hub.url}/health`); // by now the hub has read the request
      socket.destroy();
      await once(socket, 'close');
      await fetch(`${hub.url}/health`); // and has noticed the disconnect
    }
    free();
    await busy;

    const response = await hub.request(path);
    const { value } = await response.body!.getReader().read();
    expect(new TextDecoder().decode(value)).not.toContain('reached its limit of streams');
    await hub.close();
  },
);
