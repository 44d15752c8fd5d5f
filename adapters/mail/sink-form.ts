import type { IncomingMessage } from 'node:http';

/** Bytes of a form with its files: what the desk takes by mail, and a little for the fields. */
const formLimit = 26_000_000;

export interface SentForm {
  fields: Record<string, string>;
  files: { name: string; type: string; content: Buffer }[];
}

/** The fields and files of a form that a browser or curl has sent, or null when it is none or too large. */
export async function readForm(request: IncomingMessage): Promise<SentForm | null> {
  const type = request.headers['content-type'] ?? '';
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > formLimit) return null;
    chunks.push(chunk);
  }
  let data: FormData;
  try {
    data = await new Response(Buffer.concat(chunks), { headers: { 'Content-Type': type } }).formData();
  } catch {
    return null;
  }
  const form: SentForm = { fields: {}, files: [] };
  for (const [name, value] of data) {
    if (typeof value === 'string') form.fields[name] = value;
    // A field for files that was left empty comes as one without a name.
    else if (value.name !== '' && value.size > 0) {
      const content = Buffer.from(await value.arrayBuffer());
      form.files.push({ name: value.name, type: value.type || 'application/octet-stream', content });
    }
  }
  return form;
}

/**
 * Whether the page itself has sent the request, or a program on this machine; never another site that a person has open,
 * nor one that has given its name our address.
 */
export function isFromHere({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  if (!/^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}
