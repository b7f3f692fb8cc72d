import { randomText } from '../../../../protocol/ids.ts';
import { isObject, stringOf, tryJson, type JsonObject } from './json.ts';

/** A tool call as far as it has come. */
interface OpenCall {
  id: string;
  name: string;
  arguments: string;
  /** Whether `{}` has come instead of arguments. It is held back: some servers send that first, and then the true ones. */
  isEmpty: boolean;
  /** Whether the id is the hub's, since the server has sent none yet. */
  readonly isIdMadeUp: boolean;
  /** The index that the server gives it, which it may give others too. */
  readonly sentIndex: unknown;
}

/** What one piece says, whatever fields the server says it in. */
interface CallPiece {
  id: string;
  name: string;
  arguments: string;
  sentIndex: unknown;
}

/** Gives the pieces of one choice's tool calls the indexes that they should have. */
export interface ToolCallReader {
  /** The pieces in the normal form: the index dense, id and name in the first piece of a call alone, arguments a string. */
  read(pieces: readonly unknown[]): JsonObject[];
  /** The calls have come: gives `{}` to those without arguments, since agents read these as JSON. */
  end(): JsonObject[];
}

/** How many calls an answer may make. Pieces that would begin more of them are left out. */
const MOST_CALLS = 1_000;

/** A reader of one choice's tool calls, from the first piece on. */
export function createToolCallReader(): ToolCallReader {
  const calls: OpenCall[] = [];

  /** The call that a piece goes on with; undefined where it begins one. */
  function callOf({ id, name, arguments: more, sentIndex }: CallPiece): OpenCall | undefined {
    const last =
      typeof sentIndex === 'number' ? calls.findLast((call) => call.sentIndex === sentIndex) : calls.at(-1);
    if (id !== '') {
      // Some servers make up a new id for each piece, or send it late. What goes on without a name begins no call.
      const goesOn = name === '' && (more !== '' || last?.isIdMadeUp);
      return calls.find((call) => call.id === id) ?? (goesOn ? last : undefined);
    }
    if (name === '') return last ?? calls.at(-1); // the index of a piece alone does not begin a call
    if (!last) return undefined;
    if (name !== last.name) return last.name === '' || isBare(last) ? last : undefined;
    return hasAll(last) && more.trimStart().startsWith('{') ? undefined : last;
  }

  function read(raw: JsonObject): JsonObject[] {
    const piece = toPiece(raw);
    let call = callOf(piece);
    const isNew = !call;
    if (isNew && calls.length >= MOST_CALLS) return [];
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
    const says = isObject(sent) || name !== '' || more !== '';
    const { name: ____, ...called } = isObject(sent) ? sent : {};
    const inOrder = {
      ...rest,
      ...(stringOf(rest['type']).toLowerCase() === 'function' && { type: 'function' }), // some shout it
      index: calls.indexOf(call),
      ...(isNew && { id: call.id }),
      ...(says && { function: { ...called, ...(name !== '' && { name }), arguments: more } }),
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

/** Whether nothing of its arguments has come. */
function isBare(call: OpenCall): boolean {
  return call.arguments === '' && !call.isEmpty;
}

function hasAll(call: OpenCall): boolean {
  return isWhole(call.arguments) || (call.arguments === '' && call.isEmpty);
}

/** What is new in the arguments that a piece holds: some servers send those so far again, or all once more at the end. */
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

/** Arguments are JSON in a string; some servers send the JSON itself. */
function argumentsIn(sent: unknown): string {
  return typeof sent === 'object' && sent !== null ? JSON.stringify(sent) : stringOf(sent);
}

function isWhole(callArguments: string): boolean {
  return callArguments.trimEnd().endsWith('}') && isObject(tryJson(callArguments));
}
