import type { Complaint } from '../door/page/protocol.ts';

/** An action that did not succeed, in words for the person who took it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: Complaint['kind'];

  constructor(message: string, kind: Complaint['kind']) {
    super(message);
    this.kind = kind;
  }
}

/** An action of the acting member. Throws Failure. */
export async function act<T>(memberId: string, action: string, body: object): Promise<T> {
  return post<T>(`/simulator/page/members/${memberId}/${action}`, body);
}

export async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch {
    throw new Failure('The simulator does not answer. Is it still running?', 'broken');
  }
  const answer = (await response.json()) as T & Partial<Complaint>;
  if (answer.error !== undefined) throw new Failure(answer.error, answer.kind ?? 'broken');
  return answer;
}

export async function get<T>(path: string): Promise<T | undefined> {
  const response = await fetch(path);
  return response.ok ? ((await response.json()) as T) : undefined;
}

export interface SentFile {
  id: string;
  filename: string;
  content_type: string;
  content_base64: string;
}

export async function encodeFile(file: File, id: string): Promise<SentFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return { id, filename: file.name, content_type: file.type, content_base64: btoa(binary) };
}
