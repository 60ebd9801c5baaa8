import {
  type BinaryOperationNode,
  ColumnNode,
  type LimitNode,
  type OperationNode,
  OperatorNode,
  PostgresDialect,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
  type QueryCompiler,
  type RawNode,
  ReferenceNode,
  SqliteDialect,
  SqliteQueryCompiler,
  ValueListNode,
  ValueNode,
} from 'kysely';

/** Columns that hold one of a few words of ours, and that partial indexes are made by. */
const ENUMERATED: ReadonlySet<string> = new Set(['kind', 'state', 'status']);
const WORD = /^[a-z][a-z._-]{0,39}$/;
const ENDS_WITH_EQUALS = /[^<>!=]= $/;
const ENDS_WITH_LIMIT = /\blimit $/;

/**
 * Kysely's dialect for SQLite, whose statements stay prepared. SQLite plans by the value of a bound limit, of what is
 * compared with the condition of a partial index, and of an equality that some plan would have to test; better-sqlite3
 * clears what is bound after each use, and `sqlite3_clear_bindings` then has such a statement prepared anew for each use
 * (`expmask` in https://sqlite.org/src/file/src/vdbeapi.c): 4 to 20 microseconds instead of one. So limits and our own
 * words ('open', 'waiting') stand in the text, and `= ?` is written `= +?`, which means the same and says nothing of the value.
 */
export class SteadySqliteDialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new SteadyQueryCompiler();
  }
}

class SteadyQueryCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    this.append('limit ');
    this.visitNode(inText(node.limit));
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    if (!OperatorNode.is(operator)) return super.visitBinaryOperation(node);
    this.visitNode(leftOperand);
    this.append(` ${operator.operator} `);
    const words = wordsOf(leftOperand, rightOperand);
    if (words !== undefined) this.visitNode(words);
    else if (operator.operator === '=') this.appendEqual(rightOperand);
    else this.visitNode(rightOperand);
  }

  protected override visitRaw(node: RawNode): void {
    for (const [index, fragment] of node.sqlFragments.entries()) {
      this.append(fragment);
      const parameter = node.parameters[index];
      if (parameter === undefined) continue;
      if (ENDS_WITH_EQUALS.test(fragment)) this.appendEqual(parameter);
      else this.visitNode(ENDS_WITH_LIMIT.test(fragment) ? inText(parameter) : parameter);
    }
  }

  private appendEqual(node: OperationNode): void {
    if (ValueNode.is(node) && node.immediate !== true) this.append('+');
    this.visitNode(node);
  }
}

/**
 * Kysely's dialect for PostgreSQL, whose plans stay: one that does not know what a bound word or limit is cannot use the
 * partial index made by it, so that the server plans such a statement anew for each use. And an empty list means what it means
 * in SQLite: `in ()` is no SQL there.
 */
export class SteadyPostgresDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new SteadyPostgresCompiler();
  }
}

class SteadyPostgresCompiler extends PostgresQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    super.visitLimit({ ...node, limit: inText(node.limit) });
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    const isEmpty = PrimitiveValueListNode.is(rightOperand) && rightOperand.values.length === 0;
    if (isEmpty && OperatorNode.is(operator))
      return this.append(operator.operator === 'in' ? 'false' : 'true');
    const words = wordsOf(leftOperand, rightOperand);
    super.visitBinaryOperation(words === undefined ? node : { ...node, rightOperand: words });
  }
}

function isEnumerated(node: OperationNode): boolean {
  const column = ReferenceNode.is(node) ? node.column : node;
  return ColumnNode.is(column) && ENUMERATED.has(column.column.name);
}

/** What is compared with, as it stands in the text, where that is only words of ours. */
function wordsOf(left: OperationNode, right: OperationNode): OperationNode | undefined {
  if (!isEnumerated(left)) return undefined;
  if (ValueNode.is(right)) return isWord(right.value) ? ValueNode.createImmediate(right.value) : undefined;
  if (!PrimitiveValueListNode.is(right) || !right.values.every((value) => isWord(value))) return undefined;
  return ValueListNode.create(right.values.map((value) => ValueNode.createImmediate(value)));
}

function inText(node: OperationNode): OperationNode {
  return ValueNode.is(node) && Number.isSafeInteger(node.value)
    ? ValueNode.createImmediate(node.value)
    : node;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value);
}
