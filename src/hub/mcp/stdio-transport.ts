import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { deserializeMessage, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { createLineReader } from '../../agents/process/line-reader.ts';
import { machineVariables } from '../agents/agent-variables.ts';
import { killGroup, signalGroup } from '../agents/group-signals.ts';
import { settlesWithin } from '../async/settles-within.ts';
import { MAX_MESSAGE_BYTES, MessageTooLongError } from './message-size.ts';
import type { StdioServer } from './mcp-config.ts';

/**
 * Time until a server that does not exit when its input ends gets SIGTERM, and then SIGKILL, in milliseconds. Both
 * together are less than the time that the hub has to close.
 */
const EXIT_GRACE = 2_000;
const TERM_GRACE = 2_000;
/** Length of the end of stderr that is kept to explain a failure, in characters. */
const KEPT_STDERR = 4 * 1024;

/** A transport to a program that the hub starts. */
export interface StdioTransport extends Transport {
  /** Returns the last line that the program wrote to stderr, which may say why it has failed; empty if there is none. */
  lastErrorLine(): string;
}

/**
 * Creates the transport to a server that is a program. The SDK's own transport ends only the program itself. This one
 * also ends what the program has started, such as the server that `npx` runs. The program gets none of the hub's
 * environment variables, except those that describe the machine.
 */
export function createStdioTransport({ command, args, env, cwd }: StdioServer): StdioTransport {
  const { push } = createLineReader(MAX_MESSAGE_BYTES);
  let child: ChildProcessWithoutNullStreams | null = null;
  let ended: Promise<void> = Promise.resolve();
  let closing: Promise<void> | null = null;
  let stderr = '';

  function receive(bytes: Buffer): void {
    let lines: string[];
    try {
      lines = push(bytes);
    } catch {
      transport.onerror?.(new MessageTooLongError());
      return;
    }
    for (const line of lines) receiveLine(line);
  }

  function receiveLine(line: string): void {
    try {
      transport.onmessage?.(deserializeMessage(line));
    } catch (error) {
      transport.onerror?.(error as Error); // such as a log line, which does not belong here
    }
  }

  /** Resolves when the program and everything that it has started are gone. */
  async function untilEnded(server: ChildProcessWithoutNullStreams): Promise<void> {
    await new Promise((resolve) => server.once('close', resolve));
    await killGroup(server.pid!);
    transport.onclose?.();
  }

  async function end(server: ChildProcessWithoutNullStreams): Promise<void> {
    server.stdin.end();
    if (await settlesWithin(EXIT_GRACE, ended)) return;
    signalGroup(server.pid!, 'SIGTERM');
    if (await settlesWithin(TERM_GRACE, ended)) return;
    signalGroup(server.pid!, 'SIGKILL');
    await ended;
  }

  const transport: StdioTransport = {
    async start() {
      const server = spawn(command, args, {
        cwd,
        env: { ...machineVariables(), ...env },
        detached: true, // its own group, so that the whole group can be ended
        stdio: 'pipe',
      });
      // The program has ended, which is reported.
      for (const part of [server, server.stdin, server.stdout, server.stderr])
        part.on('error', () => undefined);
      server.stdout.on('data', receive);
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(-KEPT_STDERR);
      });
      await once(server, 'spawn');
      child = server;
      ended = untilEnded(server);
    },
    async send(message) {
      if (!child || closing) throw new Error('Not connected');
      child.stdin.write(serializeMessage(message));
    },
    async close() {
      if (child) await (closing ??= end(child));
    },
    lastErrorLine: () => stderr.trimEnd().split('\n').at(-1) ?? '',
  };
  return transport;
}
