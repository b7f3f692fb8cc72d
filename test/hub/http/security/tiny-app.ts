import { once } from 'node:events';
import { createServer, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono, type MiddlewareHandler } from 'hono';
import { problemOfRefusal } from '../../../../src/hub/http/api-problem.ts';
import { requestListener } from '../../../../src/hub/http/http-server.ts';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';

/** An app that answers everything with JSON, behind this middleware, with the hub's error answers. */
export function tinyApp(...middleware: MiddlewareHandler<HubEnv>[]): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  for (const one of middleware) app.use(one);
  app.onError((error, context) => {
    const problem = problemOfRefusal(error);
    if (!problem) throw error;
    return context.json(problem.toJSON(), problem.status);
  });
  app.all('/v1/*', (context) => context.json({ foreignOrigin: context.var.foreignOrigin ?? false }));
  return app;
}

/** Serves an app on a port of this machine. */
export async function serve(app: Hono<HubEnv>) {
  const server = createServer(requestListener(app)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    /** Sends exactly these headers; fetch would not send another Host. */
    async ask(method: string, path: string, headers: OutgoingHttpHeaders, body = '') {
      const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
      request.end(body);
      const [response] = await once(request, 'response');
      return {
        status: response.statusCode as number,
        headers: response.headers as Record<string, string | undefined>,
        body: await text(response),
      };
    },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
