import { randomText } from '../../../../protocol/ids.ts';
import { isObject, stringOf, tryJson, type JsonObject } from './json.ts';

/** A tool call that is being received. */
interface OpenCall {
  id: string;
  name: string;
  arguments: string;
  /**
   * Whether `{}` was sent as arguments. `{}` is held back, because some servers send it first, and then the real
   * arguments.
   */
  isEmpty: boolean;
  /** Whether the hub generated the id, because the server has not sent one yet. */
  readonly isIdMadeUp: boolean;
  /** The index that the server sent. Other calls may have the same index. */
  readonly sentIndex: unknown;
}

/** The content of one piece, from any of the fields that servers use. */
interface CallPiece {
  id: string;
  name: string;
  arguments: string;
  sentIndex: unknown;
}

/** Converts the pieces of one choice's tool calls to OpenAI's form. */
export interface ToolCallReader {
  /**
   * Returns the pieces in OpenAI's form: consecutive indexes, id and name only in the first piece of a call, arguments
   * as a string.
   */
  read(pieces: readonly unknown[]): JsonObject[];
  /**
   * Called when all calls have arrived. Returns `{}` for the calls without arguments, because agents parse arguments as
   * JSON.
   */
  end(): JsonObject[];
}

/** Maximum number of calls per answer. Pieces of further calls are dropped. */
const MAX_CALLS = 1_000;

/** Creates a reader of one choice's tool calls. */
export function createToolCallReader(): ToolCallReader {
  const calls: OpenCall[] = [];

  /** Returns the call that a piece continues; undefined if the piece begins a new call. */
  function callOf({ id, name, arguments: more, sentIndex }: CallPiece): OpenCall | undefined {
    const last =
      typeof sentIndex === 'number' ? calls.findLast((call) => call.sentIndex === sentIndex) : calls.at(-1);
    if (id !== '') {
      // Some servers send a new id with each piece, or send the id late. A piece without a name continues a call.
      const continuesCall = name === '' && (more !== '' || last?.isIdMadeUp);
      return calls.find((call) => call.id === id) ?? (continuesCall ? last : undefined);
    }
    if (name === '') return last ?? calls.at(-1); // an index alone does not begin a call
    if (!last) return undefined;
    if (name !== last.name) return last.name === '' || hasNoArguments(last) ? last : undefined;
    return hasAll(last) && more.trimStart().startsWith('{') ? undefined : last;
  }

  function read(raw: JsonObject): JsonObject[] {
    const piece = toPiece(raw);
    let call = callOf(piece);
    const isNew = !call;
    if (isNew && calls.length >= MAX_CALLS) return [];
    if (!call) {
      const { id, sentIndex } = piece;
      call = {
        id: id || `call_${randomText()}`,
        isIdMadeUp: id === '',
        name: '',
        arguments: '',
        isEmpty: false,
        sentIndex,
      };
      calls.push(call);
    }
    const name = piece.name === call.name ? '' : piece.name;
    const more = newArguments(call, piece.arguments);
    call.name += name;
    call.arguments += more;
    call.isEmpty ||= piece.arguments.trim() === '{}';
    const { id: _, name: __, arguments: ___, function: sent, ...rest } = raw;
    const hasFunction = isObject(sent) || name !== '' || more !== '';
    const { name: ____, ...called } = isObject(sent) ? sent : {};
    const inOrder = {
      ...rest,
      ...(stringOf(rest['type']).toLowerCase() === 'function' && { type: 'function' }), // some servers use capitals
      index: calls.indexOf(call),
      ...(isNew && { id: call.id }),
      ...(hasFunction && { function: { ...called, ...(name !== '' && { name }), arguments: more } }),
    };
    return [inOrder];
  }

  return {
    read: (pieces) => pieces.filter(isObject).flatMap(read),
    end() {
      const bare = calls.filter((call) => call.arguments === '');
      for (const call of bare) call.arguments = '{}';
      return bare.map((call) => ({ index: calls.indexOf(call), function: { arguments: '{}' } }));
    },
  };
}

/** Returns whether none of a call's arguments have arrived. */
function hasNoArguments(call: OpenCall): boolean {
  return call.arguments === '' && !call.isEmpty;
}

function hasAll(call: OpenCall): boolean {
  return isWhole(call.arguments) || (call.arguments === '' && call.isEmpty);
}

/**
 * Returns the new part of the arguments in a piece. Some servers repeat the arguments so far in each piece, or all
 * arguments at the end.
 */
function newArguments({ arguments: known }: OpenCall, sent: string): string {
  if (known === '') return sent.trim() === '{}' ? '' : sent;
  if (known.length === 1 || !sent.startsWith(known)) return sent;
  const isAgain = sent === known ? isWhole(known) : !isWhole(known + sent);
  return isAgain ? sent.slice(known.length) : sent;
}

function toPiece(raw: JsonObject): CallPiece {
  const called = isObject(raw['function']) ? raw['function'] : raw;
  const { id, index } = raw;
  return {
    id: typeof id === 'number' ? String(id) : stringOf(id),
    name: called['name'] === 'null' ? '' : stringOf(called['name']),
    arguments: argumentsIn(called['arguments']),
    sentIndex: index,
  };
}

/** Returns arguments as JSON in a string. Some servers send the JSON itself. */
function argumentsIn(sent: unknown): string {
  return typeof sent === 'object' && sent !== null ? JSON.stringify(sent) : stringOf(sent);
}

function isWhole(callArguments: string): boolean {
  return callArguments.trimEnd().endsWith('}') && isObject(tryJson(callArguments));
}
