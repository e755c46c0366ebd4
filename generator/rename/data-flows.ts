/**
 * Where values of one type become values of another: at an expression, in its properties and elements, and in what
 * functions take and return. A property that may be left out can be lost there, without an error of the compiler.
 */

import { ts } from 'ts-morph';
import { partsOf, propertyIn } from './property-holders.js';

/** Types that meet: values of `given` are used as those of `expected`. Several types are members of a union. */
export interface Meeting {
  readonly expected: readonly ts.Type[];
  readonly given: readonly ts.Type[];
}

/** Calls `visit` for each pair of types that meet at an expression. */
export function forEachMeeting(node: ts.Expression, checker: ts.TypeChecker, visit: (meeting: Meeting) => void): void {
  const expected = expectedOf(node, checker);
  if (expected === undefined) return;
  const pairs: TypePair[] = [[expected, checker.getTypeAtLocation(node)]];
  const seen = new Map<ts.Type, Set<ts.Type>>();
  // The nearest pairs come first, so that the limit cuts off those that are far inside.
  for (let index = 0; index < Math.min(pairs.length, PAIRS_MAX); index++) {
    const [wanted, had] = pairs[index] ?? [expected, expected];
    if (wanted === had || seen.get(wanted)?.has(had)) continue;
    seen.set(wanted, (seen.get(wanted) ?? new Set()).add(had));
    const meeting = { expected: objectsOf(wanted, checker), given: objectsOf(had, checker) };
    if (meeting.expected.length === 0 || meeting.given.length === 0) continue;
    visit(meeting);
    pairs.push(...innerPairs(meeting, node, checker));
  }
}

function expectedOf(node: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression.getText() === 'Object.assign') {
    const [target] = parent.arguments;
    // The compiler accepts any property there.
    if (target !== undefined && target !== node) return checker.getTypeAtLocation(target);
  }
  // Keys of an object literal have the types that are expected of them, and its values are expressions themselves.
  if (ts.isObjectLiteralExpression(node) || ts.isStringLiteralLike(node)) return undefined;
  return checker.getContextualType(node);
}

type TypePair = readonly [expected: ts.Type, given: ts.Type];

/** Types of libraries can be generic without end. */
const PAIRS_MAX = 500;

function objectsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  return partsOf(type, checker).filter(({ flags }) => flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection));
}

function innerPairs({ expected, given }: Meeting, at: ts.Node, checker: ts.TypeChecker): TypePair[] {
  return expected.flatMap((wanted) =>
    given.flatMap((had): readonly TypePair[] => {
      if (wanted === had) return [];
      const [element, own] = [elementOf(wanted, checker), elementOf(had, checker)];
      if (element !== undefined && own !== undefined) return [[element, own]];
      if (isReference(wanted) && isReference(had) && wanted.target === had.target) {
        return zip(checker.getTypeArguments(wanted), checker.getTypeArguments(had));
      }
      return [...propertyPairs(wanted, had, at, checker), ...signaturePairs(wanted, had, checker)];
    }),
  );
}

function propertyPairs(expected: ts.Type, given: ts.Type, at: ts.Node, checker: ts.TypeChecker): TypePair[] {
  const typeOf = (symbol: ts.Symbol): ts.Type => checker.getTypeOfSymbolAtLocation(symbol, at);
  return checker
    .getPropertiesOfType(given)
    .flatMap((property) =>
      propertyIn([expected], property.name, checker).map((wanted): TypePair => [typeOf(wanted), typeOf(property)]),
    );
}

/** A function gets what its caller passes, so parameters meet the other way round. */
function signaturePairs(expected: ts.Type, given: ts.Type, checker: ts.TypeChecker): TypePair[] {
  const [wanted] = expected.getCallSignatures();
  const [had] = given.getCallSignatures();
  if (wanted === undefined || had === undefined) return [];
  const parameters = ({ parameters }: ts.Signature): ts.Type[] => parameters.map((one) => checker.getTypeOfSymbol(one));
  return [[wanted.getReturnType(), had.getReturnType()], ...zip(parameters(had), parameters(wanted))];
}

function zip(expected: readonly ts.Type[], given: readonly ts.Type[]): TypePair[] {
  return expected.flatMap((type, index): readonly TypePair[] => {
    const twin = given[index];
    return twin === undefined ? [] : [[type, twin]];
  });
}

/** What an array or another iterable contains, and what a promise becomes. */
function elementOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  if (checker.isArrayType(type) || checker.isTupleType(type)) return type.getNumberIndexType();
  if (!isReference(type) || !CONTAINERS.has(type.symbol.name)) return undefined;
  return checker.getTypeArguments(type)[0];
}

const CONTAINERS: ReadonlySet<string> = new Set([
  ...['Iterable', 'Iterator', 'IterableIterator', 'IteratorObject', 'ArrayIterator', 'SetIterator', 'MapIterator'],
  ...['Generator', 'AsyncIterable', 'AsyncIterableIterator', 'AsyncGenerator', 'Set', 'ReadonlySet'],
  ...['Promise', 'PromiseLike'],
]);

function isReference(type: ts.Type): type is ts.TypeReference {
  return 'target' in type && 'symbol' in type && type.symbol !== undefined && isObject(type);
}

function isObject(type: ts.Type): type is ts.ObjectType & { readonly target: ts.GenericType } {
  return 'objectFlags' in type && (Number(type.objectFlags) & ts.ObjectFlags.Reference) !== 0;
}
