import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };
import type { ServerTool } from '../../agents/agent-host.ts';
import { createHttpTransport } from './http-transport.ts';
import type { McpServer } from './mcp-config.ts';
import { MessageTooLongError } from './message-size.ts';
import { withOwnSignal } from './own-signal.ts';
import { serverError, startError } from './server-errors.ts';
import { createStdioTransport } from './stdio-transport.ts';
import { outputText, toolResultSchema } from './tool-output.ts';

/** Maximum number of pages of a server's tools. Further pages are left out. */
const MAX_PAGES = 100;

/** One page of a server's tools. A tool without a schema gets an empty one, so that the others can still be used. */
const toolsPageSchema = z.looseObject({
  tools: z.array(
    z.looseObject({
      name: z.string(),
      title: z.string().optional(),
      description: z.string().optional(),
      inputSchema: z.record(z.string(), z.unknown()).catch({}),
      execution: z.looseObject({ taskSupport: z.string().optional() }).optional().catch(undefined),
    }),
  ),
  nextCursor: z.string().optional(),
});

/** A connection to an MCP server. */
export interface ServerConnection {
  /** Returns all tools. They are requested again after the server has said that they have changed. */
  listTools(): Promise<readonly ServerTool[]>;
  /**
   * Calls a tool, and resolves to its output.
   * @throws Error for the model; SessionExpiredError if the call can be repeated over a new connection
   */
  callTool(tool: string, args: Record<string, unknown>): Promise<string>;
  /** Closes the connection. Resolves when the program of the server, if it has one, is gone. */
  close(): Promise<void>;
}

/** How to open a connection. */
export interface ConnectionOptions {
  name: string;
  server: McpServer;
  /** Makes connections over HTTP. */
  dispatcher: Dispatcher;
  /** Maximum time of a request without progress, in milliseconds. */
  timeout: number;
  /** Aborted when the run ends: requests are then cancelled. */
  signal: AbortSignal;
  /** Called when the connection is closed by either side, maybe more than once. */
  onClosed(): void;
}

/**
 * Opens a connection to an MCP server, and starts the server if it is a program.
 * @throws Error for a person. Its cause, for the operator, says more
 */
export async function openServerConnection(options: ConnectionOptions): Promise<ServerConnection> {
  const { name, server, dispatcher, timeout, signal, onClosed } = options;
  const client = new Client({ name: packageJson.name, version: packageJson.version });
  const stdio = 'command' in server ? createStdioTransport(server) : null;
  const http = 'url' in server ? createHttpTransport(server, dispatcher, onLost) : null;
  const transport = (stdio ?? http)!;
  let isClosed = false;
  let isResumable = false;
  let hasSentTooMuch = false;
  let tools: Promise<readonly ServerTool[]> | null = null;

  function onError(error: unknown): void {
    if (!(error instanceof MessageTooLongError)) return;
    hasSentTooMuch = true;
    closeAfterFailure();
  }

  function onLost(error: unknown): void {
    onError(error);
    if (!isResumable) closeAfterFailure(); // the SDK resumes a stream with event ids
  }

  /** Closes the connection. From now on, it is not used any more. */
  function closeAfterFailure(): void {
    onClosed();
    void client.close();
  }

  /**
   * Sends a request, and cancels it when the run ends.
   * @throws the signal's reason if it is aborted; otherwise an error in words
   */
  async function request<Schema extends z.ZodType>(
    method: string,
    params: Record<string, unknown>,
    schema: Schema,
    more: RequestOptions = {},
  ): Promise<z.output<Schema>> {
    try {
      return await withOwnSignal(signal, (own) =>
        client.request({ method, params }, schema, { ...more, timeout, signal: own }),
      );
    } catch (error) {
      signal.throwIfAborted();
      const hasSession = http?.sessionId !== undefined;
      throw serverError(error, { name, isClosed, hasSentTooMuch, hasSession, timeout });
    }
  }

  async function requestTools(): Promise<readonly ServerTool[]> {
    if (!client.getServerCapabilities()?.tools) return [];
    const all: ServerTool[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await request('tools/list', cursor === undefined ? {} : { cursor }, toolsPageSchema);
      for (const tool of page.tools)
        if (tool.execution?.taskSupport !== 'required') all.push(toServerTool(tool)); // tasks are not supported
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    return all;
  }

  function toServerTool({ name: tool, title, description, inputSchema }: ListedTool): ServerTool {
    const { $schema: _, ...schema } = inputSchema; // some models refuse it
    const parameters = { type: 'object', properties: {}, ...schema }; // others demand the properties
    return { server: name, name: tool, description: description ?? title ?? '', parameters };
  }

  Object.assign(client, {
    onerror: onError,
    onclose() {
      isClosed = true;
      onClosed();
    },
  });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    tools = null;
  });
  try {
    await withOwnSignal(signal, (own) =>
      client.connect(transport as Parameters<Client['connect']>[0], { timeout, signal: own }),
    );
  } catch (error) {
    await transport.close();
    signal.throwIfAborted();
    throw startError(name, error, stdio?.lastErrorLine() ?? '');
  }

  return {
    async listTools() {
      try {
        return await (tools ??= requestTools());
      } catch (error) {
        tools = null;
        throw error;
      }
    },
    async callTool(tool, args) {
      const result = await request('tools/call', { name: tool, arguments: args }, toolResultSchema, {
        resetTimeoutOnProgress: true,
        onprogress: () => undefined, // the server gets a token for its progress only if there is a function
        onresumptiontoken: () => (isResumable = true),
      });
      const text = outputText(result);
      if (result.isError) throw new Error(text || 'the tool has failed, and says no more');
      return text;
    },
    close: () => transport.close(),
  };
}

type ListedTool = z.infer<typeof toolsPageSchema>['tools'][number];
