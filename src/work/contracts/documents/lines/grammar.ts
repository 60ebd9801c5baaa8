/** What is typed, one endpoint a line: `GET /products?page -> [id, name, price: number]`. */
export interface Line {
  readonly method: string;
  /** `/products/{id}` */
  readonly path: string;
  readonly query: readonly Field[];
  readonly body: readonly Field[];
  /** What comes back; null: nothing is said. */
  readonly answer: Shape | null;
  /** Of a good answer, where it is typed: '201'. */
  readonly status: string | null;
  readonly needsToken: boolean;
}

export interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  readonly shape: Shape;
}

export type Shape =
  | { readonly kind: 'plain'; readonly type: string; readonly isGuess: boolean }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[]; readonly isGuess: boolean }
  | { readonly kind: 'list'; readonly of: Shape };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Telephones write '—>' for '-->', and people no blank before it. */
const ARROW = /[-=–—]+>|[→⇒➔]/;
/** `1. GET /products`, `• GET /products`: a method, an address up to a blank or an arrow, and the rest. */
const LINE = /^[-*•·–—\s]*(?:\d+[.)]\s*)?([A-Za-z]+)\s+(\/(?:(?![-=–—]+>|[→⇒➔])\S)*)\s*(.*)$/;

/** Words for types, as people type them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  text: 'string',
  str: 'string',
  texte: 'string',
  number: 'number',
  float: 'number',
  decimal: 'number',
  nombre: 'number',
  integer: 'integer',
  int: 'integer',
  entier: 'integer',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
  'date-time': 'datetime',
  email: 'email',
  url: 'url',
  uri: 'url',
  uuid: 'uuid',
  file: 'file',
  object: 'object',
  any: 'any',
};

/** Reads a line; undefined when it is no endpoint. */
export function readLine(text: string): Line | undefined {
  const [, method = '', address = '', rest = ''] = LINE.exec(text.trim()) ?? [];
  if (!METHODS.includes(method.toUpperCase())) return undefined;
  const needsToken = /\((?:token|login|auth)\)/i.test(rest);
  const isGet = method.toUpperCase() === 'GET';
  const said = rest.replace(/\s(?:#|\/\/).*$/, '').replace(/\((?:token|login|auth)\)/i, '');
  const [first = '', second] = said.split(ARROW, 2);
  // A GET sends nothing: without an arrow its fields are what comes back, with one they are asked for in the address.
  const [before, after] = isGet && second === undefined ? ['', first] : [first, second];
  // `/orders: product_id` as people write it.
  const [path = '', query = ''] = address.replace(/[:,;]+$/, '').split('?', 2);
  const sent = fieldsIn(before.replace(/^\s*:/, ''));
  const [, status = null, back = ''] =
    /^(?:(2\d\d)(?![\p{L}\p{N}]))?(.*)$/u.exec(after?.replace(/^\s*:/, '').trim() ?? '') ?? [];
  const answer = back.trim() === '' ? null : shapeIn(back);
  if (sent === undefined || answer === undefined) return undefined;
  const inAddress = query.split(/[&,]/).flatMap((part) => fieldsIn(part.replace(/=.*$/, '')) ?? []);
  return {
    method: method.toUpperCase(),
    path: path
      .replaceAll(/<(?:\w+:)?(\w+)>/g, '{$1}')
      .replaceAll(/\[(\w+)\]/g, '{$1}')
      .replaceAll(/:([A-Za-z_]\w*)/g, '{$1}'),
    query: [...inAddress, ...(isGet ? sent : [])].map((field) => ({ ...field, isOptional: true })),
    body: isGet ? [] : sent,
    answer,
    status,
    needsToken,
  };
}

/** Whether a text is typed lines and not a document: its first line that says something is an endpoint. */
export function looksLikeLines(text: string): boolean {
  const lines = text.slice(0, 2_000).split('\n');
  const first = lines.find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  return METHODS.includes(LINE.exec(first.trim())?.[1]?.toUpperCase() ?? '');
}

function shapeIn(text: string): Shape | undefined {
  const reader = new Reader(text);
  const first = reader.peek();
  const shape = first === '[' || first === '{' ? reader.group() : reader.fields();
  if (shape === undefined || !reader.isDone()) return undefined;
  return Array.isArray(shape) ? { kind: 'object', fields: shape, isGuess: true } : (shape as Shape);
}

function fieldsIn(text: string): readonly Field[] | undefined {
  const trimmed = text.trim().replace(/^[{(]([^]*)[})]$/, '$1');
  if (trimmed === '') return [];
  const reader = new Reader(trimmed);
  const fields = reader.fields();
  return reader.isDone() ? fields : undefined;
}

/** How deep groups may stand in each other. */
const MAX_DEPTH = 10;

/** Reads `id, name?, price: number, tags: string[], author {id, name}, items [id]`. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = text.match(/[\p{L}\p{N}_$.-]+|[^\s]/gu) ?? [];
  }

  peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** `{...}`, `[...]`, or a list as JSON has it: `[{...}]`. */
  group(): Shape | undefined {
    const open = this.#take();
    const close = open === '{' ? '}' : ']';
    this.#depth += 1;
    const isNested = open === '[' && this.#takeIf('{');
    const fields = this.#depth > MAX_DEPTH ? undefined : this.fields();
    this.#depth -= 1;
    if (fields === undefined || (isNested && this.#take() !== '}') || this.#take() !== close)
      return undefined;
    const object: Shape = { kind: 'object', fields, isGuess: false };
    if (open === '{') return object;
    // `[string]` is a list of texts and not of objects with a field of that name.
    const [only] = fields;
    const type = fields.length === 1 && !isNested ? TYPES[only?.name ?? ''] : undefined;
    return { kind: 'list', of: type === undefined ? object : { kind: 'plain', type, isGuess: false } };
  }

  fields(): readonly Field[] | undefined {
    const found: Field[] = [];
    for (;;) {
      const name = this.#take();
      if (name === undefined || !/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(name)) return undefined;
      const isOptional = this.#takeIf('?');
      const shape = this.#shape(name);
      if (shape === undefined) return undefined;
      found.push({ name, isOptional: this.#takeIf('?') || isOptional, shape });
      if (!this.#takeIf(',')) return found;
    }
  }

  #shape(name: string): Shape | undefined {
    if (this.peek() === '{') return this.group();
    if (this.peek() === '[')
      return this.#tokens[this.#at + 1] === ']'
        ? this.#listed({ kind: 'plain', type: guess(name), isGuess: true })
        : this.group();
    if (!this.#takeIf(':')) return { kind: 'plain', type: guess(name), isGuess: true };
    if (this.peek() === '{' || this.peek() === '[') return this.group();
    const first = this.#take();
    if (first === undefined) return undefined;
    const values = [first.replaceAll('"', '')];
    while (this.#takeIf('|')) values.push((this.#take() ?? '').replaceAll('"', ''));
    if (values.length > 1) return this.#listed({ kind: 'values', values });
    return this.#listed({ kind: 'plain', type: TYPES[first.toLowerCase()] ?? 'any', isGuess: false });
  }

  #listed(shape: Shape): Shape {
    if (this.peek() !== '[' || this.#tokens[this.#at + 1] !== ']') return shape;
    this.#at += 2;
    return { kind: 'list', of: shape };
  }

  #take(): string | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #takeIf(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at += 1;
    return true;
  }
}

/** What a field of that name most often holds; typed out where it is something else. */
export function guess(name: string): string {
  if (
    /^(?:id|count|quantity|qty|stock|year|age|page|limit|offset|total|votes?|likes?)$/i.test(name) ||
    /(?:_id|Id|_count|Count)$/.test(name)
  )
    return 'integer';
  if (/price|amount|rating|score|cost|average|latitude|longitude/i.test(name)) return 'number';
  if (/^(?:is|has|can)(?:_|[A-Z])/.test(name)) return 'boolean';
  if (/(?:_at|At)$/.test(name)) return 'datetime';
  if (/(?:_date|Date)$|^(?:date|deadline)$/.test(name)) return 'date';
  if (/^e-?mail$/i.test(name)) return 'email';
  if (/(?:^|_)(?:url|image|photo|avatar|poster)$|(?:Url|Image)$/i.test(name)) return 'url';
  return 'string';
}

/** The status of a good answer where none is typed. */
export function usualStatus(method: string, hasAnswer: boolean): string {
  if (!hasAnswer) return '204';
  return method === 'POST' ? '201' : '200';
}

/** Whether an answer without brackets is taken for a list: `GET /products`, not `GET /products/{id}`. */
export function isCollection(method: string, path: string): boolean {
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  return method === 'GET' && /^[A-Za-z_-]{2,}s$/.test(last) && !/(?:status|us|stats)$/i.test(last);
}
