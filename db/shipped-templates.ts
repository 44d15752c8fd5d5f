import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { templateContentSchema } from '../contracts/message-template';
import type { TemplateContent } from '../contracts/template-words';

export type TemplateId = string;

const directory = join(__dirname, '..', 'policies', 'templates');
let shipped: Promise<ReadonlyMap<TemplateId, TemplateContent>> | undefined;

/** The templates that ship with the desk, by id; read once. They are version 0 of each. */
export function shippedTemplates(): Promise<ReadonlyMap<TemplateId, TemplateContent>> {
  shipped ??= readShipped();
  return shipped;
}

async function readShipped(): Promise<ReadonlyMap<TemplateId, TemplateContent>> {
  const templates = new Map<TemplateId, TemplateContent>();
  for (const file of (await readdir(directory)).sort()) {
    for (const entry of parse(await readFile(join(directory, file), 'utf8')) as { id: string }[]) {
      const { id, ...content } = entry;
      if (templates.has(id)) throw new Error(`policies/templates: ${id} is there twice`);
      templates.set(id, templateContentSchema.parse(content));
    }
  }
  return templates;
}
