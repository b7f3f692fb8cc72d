import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eraseSecrets, readConfig, type Config } from './config/config.ts';
import { createHubServer, requestListener } from './http/http-server.ts';
import { openHub, type Hub } from './hub.ts';
import { onceAMinute } from './observability/once-a-minute.ts';
import { printError, reportUnhandledRejections } from './startup/process-errors.ts';
import { createClientAddresses } from './http/security/client-address.ts';
import { serveClient } from './http/page/serve-client.ts';
import { showControlsInLine } from '../protocol/show-controls.ts';
import { StartupError } from './errors/startup-error.ts';

/**
 * Maximum time for the hub to close, in milliseconds. After that, the hub exits anyway, before Docker kills it (after
 * ten seconds): a database that does not answer could block it indefinitely.
 */
const CLOSE_TIMEOUT = 8_000;

/**
 * Maximum number of connections that wait to be accepted, as far as the system allows it. If the queue is full, the
 * client's system tries again a second later. With a short queue, a flood of connections would cause this delay for
 * all other clients.
 */
const BACKLOG = 4_096;

/** The parts of the open hub that the server needs. */
interface OpenHub {
  handle: RequestListener;
  warn: (message: string) => void;
}

/**
 * Binds the port before anything else, so that a port in use costs and changes nothing. Requests that arrive before
 * the hub is open wait for it.
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
        warn(`The limit ${variable} is reached: the connection that has been idle for longest is closed.`),
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
      return `Port ${port} is in use: stop the program that uses it, or set PORT to another port.`;
    case 'EACCES':
      return `This user may not use port ${port}: set PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is not an address of this machine: set HOST to one that is.`;
    default:
      return `The hub cannot listen on ${host}:${port}: ${message}.`;
  }
}

function addressOf(server: Server): string {
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** Closes the hub on the first signal, or when it loses its database. A second signal exits at once. */
function closeOnSignal(server: Server, hub: Hub): void {
  let closing = false;
  const close = async (code: number) => {
    if (closing) process.exit(1);
    closing = true;
    server.close();
    setTimeout(() => {
      printError(
        'The hub could not close in time and exits now. The next start ends the runs that are left.',
      );
      process.exit(1);
    }, CLOSE_TIMEOUT);
    try {
      await hub.close();
      process.exit(code); // even if something is still running
    } catch (error) {
      hub.report('The hub could not close', error);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(0));
  void hub.lost.then((reason) => {
    printError(reason);
    return close(1);
  });
}

async function main(): Promise<void> {
  const config = readConfig();
  eraseSecrets(config); // before anything starts that could read them
  let open!: (hub: OpenHub) => void;
  const server = await listen(config, new Promise((resolve) => (open = resolve)));
  const { port } = server.address() as AddressInfo;
  const hub = await openHub(config, port);
  reportUnhandledRejections(hub.report);
  serveClient(hub.app);
  open({ handle: requestListener(hub.app), warn: hub.warn });
  closeOnSignal(server, hub);
  const model =
    hub.provider.kind === 'practice'
      ? 'the practice model'
      : (hub.provider.defaultModel ?? 'the model that each agent chooses');
  void hub.checkModel();
  process.stdout.write(`${showControlsInLine(`Symposium is at ${addressOf(server)}, with ${model}.`)}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  printError(error.message);
  process.exit(1);
}
