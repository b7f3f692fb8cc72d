import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eraseSecrets, readConfig, type Config } from './config/config.ts';
import { createHubServer, requestListener } from './http/http-server.ts';
import { openHub, type Hub } from './hub.ts';
import { onceAMinute } from './observability/once-a-minute.ts';
import { complain, outliveStrayRejections } from './startup/process-errors.ts';
import { createClientAddresses } from './http/security/client-address.ts';
import { serveClient } from './http/page/serve-client.ts';
import { showControlsInLine } from '../protocol/show-controls.ts';
import { StartupError } from './errors/startup-error.ts';

/**
 * How long the hub may take to close, in milliseconds, before it ends all the same: less than the ten seconds after which
 * Docker kills it. A database that does not answer could hold it for ever.
 */
const CLOSING_PATIENCE = 8_000;

/**
 * How many connections may wait until the hub looks at them, as far as the system allows it. Of more than that, the client's
 * system tries again a second later: somebody who comes beside a flood of them would wait for that.
 */
const BACKLOG = 4_096;

/** What the server needs of the hub, once that is open. */
interface OpenHub {
  handle: RequestListener;
  warn: (message: string) => void;
}

/**
 * Takes the port before anything else, so that a taken one costs nothing and changes nothing. Requests
 * that come before the hub is open wait for it.
 */
async function listen(config: Config, opening: Promise<OpenHub>): Promise<Server> {
  const { host, port, trustedProxies, maxConnections, maxConnectionsPerAddress } = config;
  const handle: RequestListener = (request, response) => {
    void opening.then((opened) => opened.handle(request, response));
  };
  const server = createHubServer(handle, {
    most: maxConnections,
    mostPerAddress: maxConnectionsPerAddress,
    addressOf: createClientAddresses(trustedProxies).ofConnection,
    onFull: onceAMinute((variable) => {
      void opening.then(({ warn }) =>
        warn(
          `There are as many connections as ${variable} allows: the one that was idle for longest is closed.`,
        ),
      );
    }),
  });
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    throw new StartupError(reasonNotListening(error as NodeJS.ErrnoException, host, port));
  }
}

function reasonNotListening({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken: stop what listens there, or set PORT to another one.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is no address of this machine: set HOST to one that is.`;
    default:
      return `The hub cannot listen on ${host}:${port}: ${message}.`;
  }
}

function addressOf(server: Server): string {
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** Ends the hub on the first signal, or with its database; a second signal does not wait. */
function closeInTime(server: Server, hub: Hub): void {
  let closing = false;
  const close = async (code: number) => {
    if (closing) process.exit(1);
    closing = true;
    server.close();
    setTimeout(() => {
      complain(
        'The hub could not close in time, and ends as it is. The next one ends the runs that are left.',
      );
      process.exit(1);
    }, CLOSING_PATIENCE);
    try {
      await hub.close();
      process.exit(code); // whatever is left running
    } catch (error) {
      hub.report('The hub could not close', error);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(0));
  void hub.lost.then((reason) => {
    complain(reason);
    return close(1);
  });
}

async function main(): Promise<void> {
  const config = readConfig();
  eraseSecrets(); // before anything is started that could look for them
  let open!: (hub: OpenHub) => void;
  const server = await listen(config, new Promise((resolve) => (open = resolve)));
  const { port } = server.address() as AddressInfo;
  const hub = await openHub(config, port);
  outliveStrayRejections(hub.report);
  serveClient(hub.app);
  open({ handle: requestListener(hub.app), warn: hub.warn });
  closeInTime(server, hub);
  const model =
    hub.provider.kind === 'practice'
      ? 'the practice model'
      : (hub.provider.defaultModel ?? 'the model that each agent names');
  void hub.checkModel();
  process.stdout.write(`${showControlsInLine(`Symposium is at ${addressOf(server)}, with ${model}.`)}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  complain(error.message);
  process.exit(1);
}
