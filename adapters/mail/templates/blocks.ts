import type { Language } from '../../../contracts/vocabulary';
import { escapeHtml } from '../escape-html';

/** A mail is a list of these, written once as text and once as HTML, so that both say the same. */
export type Block =
  /** May hold line breaks; an empty line begins a new paragraph. */
  | { kind: 'paragraph'; text: string }
  | { kind: 'table'; columns: { title: string; figures?: boolean }[]; rows: string[][]; totals?: string[][] }
  | { kind: 'link'; label: string; url: string }
  /** Small print. */
  | { kind: 'note'; text: string };

export function writeText(blocks: readonly Block[]): string {
  return `${blocks.map(textOf).join('\n\n')}\n`;
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'note':
      return block.text.replace(/\r\n?/g, '\n').trim();
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'table':
      return tableText(block);
  }
}

function tableText({ columns, rows, totals = [] }: Extract<Block, { kind: 'table' }>): string {
  const lines = [columns.map(({ title }) => title), ...rows, ...totals];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => [...(line[column] ?? '')].length)));
  return lines
    .map((line) =>
      columns
        .map(({ figures }, column) => {
          const cell = line[column] ?? '';
          const space = ' '.repeat((widths[column] ?? 0) - [...cell].length);
          return figures ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const cellStyle = 'padding:6px 12px 6px 0;border-bottom:1px solid #cccccc;text-align:left';
const figureStyle = 'padding:6px 0 6px 12px;border-bottom:1px solid #cccccc;text-align:right;white-space:nowrap';

/** @param pixelUrl address of an invisible picture at the end, or null */
export function writeHtml(
  blocks: readonly Block[],
  options: { language: Language; title: string; pixelUrl: string | null },
): string {
  const pixel =
    options.pixelUrl === null
      ? ''
      : `<img src="${escapeHtml(options.pixelUrl)}" width="1" height="1" alt="" style="display:block;border:0">`;
  return (
    `<!doctype html><html lang="${options.language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(options.title)}</title></head>` +
    `<body style="margin:0;padding:24px;font:16px/1.5 Arial,Helvetica,sans-serif;color:#1a1a1a;background:#ffffff">` +
    `${blocks.map(htmlOf).join('')}${pixel}</body></html>`
  );
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text
        .replace(/\r\n?/g, '\n')
        .trim()
        .split(/\n{2,}/)
        .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/\n/g, '<br>')}</p>`)
        .join('');
    case 'note':
      return `<p style="font-size:13px;color:#595959">${escapeHtml(block.text)}</p>`;
    case 'link':
      return (
        `<p><a href="${escapeHtml(block.url)}" style="display:inline-block;padding:10px 18px;background:#0b5cad;` +
        `color:#ffffff;text-decoration:none;border-radius:4px">${escapeHtml(block.label)}</a></p>`
      );
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml({ columns, rows, totals = [] }: Extract<Block, { kind: 'table' }>): string {
  const line = (tag: 'td' | 'th', cells: string[], scope = ''): string =>
    `<tr>${columns
      .map(({ figures }, column) => {
        const style = figures ? figureStyle : cellStyle;
        return `<${tag}${scope} style="${style}">${escapeHtml(cells[column] ?? '')}</${tag}>`;
      })
      .join('')}</tr>`;
  const head = line(
    'th',
    columns.map(({ title }) => title),
    ' scope="col"',
  );
  return (
    `<table cellspacing="0" style="border-collapse:collapse"><thead>${head}</thead>` +
    `<tbody>${rows.map((row) => line('td', row)).join('')}</tbody>` +
    `<tfoot>${totals.map((total) => line('th', total)).join('')}</tfoot></table>`
  );
}
