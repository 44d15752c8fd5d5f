import express, { type Request, type Response } from 'express';

/** What a form without script sends: fields, and files that somebody has chosen. */
export interface Form {
  fields: Record<string, string>;
  files: { name: string; type: string; content: Buffer }[];
}

/** No form of ours has more parts. */
const mostParts = 30;

/**
 * Reads a form, urlencoded or multipart (RFC 7578), of at most so many bytes. Null for a body that is none, `too_large` for one
 * that is larger; never throws for anything that a browser or somebody else sends.
 */
export async function readForm(
  request: Request,
  response: Response,
  limit: number,
): Promise<Form | 'too_large' | null> {
  try {
    await new Promise<void>((resolve, reject) => {
      express.raw({ type: () => true, limit })(request, response, (error?: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error('unreadable'));
        else resolve();
      });
    });
  } catch (error) {
    return (error as { type?: string }).type === 'entity.too.large' ? 'too_large' : null;
  }
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return { fields: {}, files: [] };
  const type = request.get('Content-Type') ?? '';
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i.test(type)) return null;
  // The parser of the platform: the same that browsers are held to.
  const parsed = await new globalThis.Response(new Uint8Array(body), { headers: { 'Content-Type': type } })
    .formData()
    .catch(() => null);
  if (parsed === null) return null;
  const entries = [...parsed.entries()];
  if (entries.length > mostParts) return null;
  const form: Form = { fields: {}, files: [] };
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.fields[name] = value;
    // A browser sends an empty part for a field in which no file was chosen.
    else if (value.size > 0) {
      form.files.push({ name: value.name, type: value.type, content: Buffer.from(await value.arrayBuffer()) });
    }
  }
  return form;
}
