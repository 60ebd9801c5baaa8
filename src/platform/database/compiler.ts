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
    this.appendLimit(node.limit);
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    if (!OperatorNode.is(operator)) return super.visitBinaryOperation(node);
    this.visitNode(leftOperand);
    this.append(` ${operator.operator} `);
    const words = isEnumerated(leftOperand) ? wordsOf(rightOperand) : undefined;
    if (typeof words === 'string') this.appendImmediateValue(words);
    else if (words !== undefined) this.appendWords(words);
    else if (operator.operator === '=') this.appendEqual(rightOperand);
    else this.visitNode(rightOperand);
  }

  protected override visitRaw(node: RawNode): void {
    for (const [index, fragment] of node.sqlFragments.entries()) {
      this.append(fragment);
      const parameter = node.parameters[index];
      if (parameter === undefined) continue;
      if (ENDS_WITH_EQUALS.test(fragment)) this.appendEqual(parameter);
      else if (ENDS_WITH_LIMIT.test(fragment)) this.appendLimit(parameter);
      else this.visitNode(parameter);
    }
  }

  private appendEqual(node: OperationNode): void {
    if (ValueNode.is(node) && node.immediate !== true) this.append('+');
    this.visitNode(node);
  }

  private appendLimit(node: OperationNode): void {
    if (ValueNode.is(node) && Number.isSafeInteger(node.value)) this.appendImmediateValue(node.value);
    else this.visitNode(node);
  }

  private appendWords(words: readonly string[]): void {
    this.append('(');
    for (const [index, word] of words.entries()) {
      if (index > 0) this.append(', ');
      this.appendImmediateValue(word);
    }
    this.append(')');
  }
}

/** Kysely's dialect for PostgreSQL, where an empty list means what it means in SQLite: `in ()` is no SQL there. */
export class LenientPostgresDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new LenientPostgresCompiler();
  }
}

class LenientPostgresCompiler extends PostgresQueryCompiler {
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { operator, rightOperand } = node;
    const isEmpty = PrimitiveValueListNode.is(rightOperand) && rightOperand.values.length === 0;
    if (isEmpty && OperatorNode.is(operator)) this.append(operator.operator === 'in' ? 'false' : 'true');
    else super.visitBinaryOperation(node);
  }
}

function isEnumerated(node: OperationNode): boolean {
  const column = ReferenceNode.is(node) ? node.column : node;
  return ColumnNode.is(column) && ENUMERATED.has(column.column.name);
}

/** What is compared with, where that is only words of ours. */
function wordsOf(node: OperationNode): string | readonly string[] | undefined {
  if (ValueNode.is(node)) return isWord(node.value) ? node.value : undefined;
  if (!PrimitiveValueListNode.is(node)) return undefined;
  const words = node.values.filter((value) => isWord(value));
  return words.length === node.values.length ? words : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value);
}
