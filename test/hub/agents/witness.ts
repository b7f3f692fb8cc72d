import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A process that has connected. */
export interface WitnessedProcess {
  readonly pid: number;
  /** Resolves when it has ended, because the system closes its connection. */
  readonly gone: Promise<void>;
}

/** Observes when processes that are not children of this one start and end. */
export interface Witness {
  readonly port: number;
  /** Python code with which a process connects under a name. */
  meet(name: string): string;
  /** Waits for the process of that name. */
  process(name: string): Promise<WitnessedProcess>;
  close(): Promise<void>;
}

export async function startWitness(): Promise<Witness> {
  const met = new Map<string, WitnessedProcess>();
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined); // a killed process may reset its connection, which closes it too
    socket.once('data', (line) => {
      const [name = '', pid] = line.toString().split(' ');
      met.set(name, { pid: Number(pid), gone });
      for (const wake of waiting) wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    meet: (name) =>
      `import os, socket; witness = socket.create_connection(("127.0.0.1", ${port})); witness.sendall(b"${name} %d" % os.getpid())`,
    async process(name) {
      for (;;) {
        const process = met.get(name);
        if (process) return process;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** JavaScript code with which a process connects under a name to the witness at this port. */
export function meetInNode(port: number, name: string): string {
  return `const witness = (await import('node:net')).connect(${port}, '127.0.0.1'); witness.write('${name} ' + process.pid)`;
}
