import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { errorTable } from '../../contracts/errors';
import {
  followUpSignals,
  followUpUpdates,
  inquirySignals,
  inquiryUpdates,
  effectKinds,
} from '../../contracts/messages';
import { identificationMethods } from '../../contracts/inquiry';
import * as vocabulary from '../../contracts/vocabulary';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const outside = ['node_modules', 'dist', 'coverage', 'histories'];
const markdownFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || outside.includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [relative(root, path)] : [];
  });
const documents = markdownFiles(root);

const withoutCode = (markdown: string): string => markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** As GitHub makes them: lower case, dashes for blanks, nothing else but letters, digits and dashes. */
const anchorsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );

test('every variable of the configuration is explained for operators', () => {
  const [, required = '', local = ''] = /const variables = \{(.*?)\n\};.*const localVariables = \{(.*?)\n\};/s.exec(
    read('config.ts'),
  ) ?? [''];
  const names = [...`${required}${local}`.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name);
  expect(names).toContain('DATABASE_URL');
  expect(names).toContain('XDG_CACHE_HOME');
  const table = new Set([...read('docs/operations.md').matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name));
  expect(names.filter((name) => !table.has(name))).toEqual([]);
});

test('every word of the vocabulary is in the glossary', () => {
  const glossary = read('docs/glossary.md');
  const lists = Object.values(vocabulary).filter((value) => Array.isArray(value)) as readonly (readonly string[])[];
  const commands = [inquiryUpdates, inquirySignals, followUpUpdates, followUpSignals, effectKinds];
  const words = [...lists, ...commands, identificationMethods].flat();
  expect(words.filter((word) => !glossary.includes(`\`${word}\``))).toEqual([]);
});

test('every error code is explained with its status', () => {
  const rows = Object.entries(errorTable).map(
    ([code, { status, title, next }]) => `\`${code}\` ${status} ${title} ${next}`,
  );
  const table = [...read('docs/api.md').matchAll(/^\| (`[a-z_]+`) +\| (\d{3}) +\| (.*?) +\| (.*?) +\|$/gm)];
  expect(table.map((cells) => cells.slice(1, 5).join(' '))).toEqual(rows);
});

test('every command of npm is explained somewhere', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const text = ['README.md', 'CONTRIBUTING.md', 'docs/operations.md', 'bench/README.md'].map(read).join('\n');
  const forms = (name: string) => [`npm run ${name}`, ...(['start', 'test'].includes(name) ? [`npm ${name}`] : [])];
  const told = (name: string) => forms(name).some((form) => new RegExp(`${form}(?![:\\w-])`).test(text));
  expect(Object.keys(scripts).filter((name) => !told(name))).toEqual([]);
});

test.each(documents)('%s links to what exists', (document) => {
  const links = [...withoutCode(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(root, document) : resolve(dirname(join(root, document)), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
  expect(broken).toEqual([]);
});
