import type { Teller, Told, ToldCall } from './told';

export interface TerminalOptions {
  color: boolean;
  /** Lines can be rewritten: a wait is shown as a countdown. */
  live: boolean;
}

/** Characters of a body that are shown. */
const bodyWidth = 110;

/** Prints a story for people. */
export function createTerminalTeller(out: NodeJS.WritableStream, { color, live }: TerminalOptions): Teller {
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bold = (text: string): string => paint('1', text);
  const dim = (text: string): string => paint('2', text);
  const green = (text: string): string => paint('32', text);
  const red = (text: string): string => paint('31', text);
  const print = (line: string): void => void out.write(`${live ? '\r\u001b[2K' : ''}${line}\n`);
  let ticker: NodeJS.Timeout | undefined;
  const stopTicking = (): void => {
    clearInterval(ticker);
    ticker = undefined;
  };

  const tellCall = ({ who, method, path, body, status, refusal, attempts }: ToldCall): void => {
    const shown = body === undefined || JSON.stringify(body) === '{}' ? '' : ` ${dim(shorten(JSON.stringify(body)))}`;
    const mark = refusal ? red(String(status)) : green(String(status));
    const rule = refusal?.rule ? ` [${refusal.rule}]` : '';
    const words = refusal ? ` ${refusal.code}: ${refusal.title}${rule}` : '';
    print(`    ${who}: ${bold(method)} ${path}${shown}`);
    print(`      → ${mark}${words}${attempts > 1 ? dim(` after ${attempts} attempts`) : ''}`);
  };

  return (told: Told) => {
    if (told.told !== 'wait') stopTicking();
    switch (told.told) {
      case 'story':
        return print(`\n${bold(`Story ${told.story}: ${told.title}`)}\n${told.words}`);
      case 'step':
        return print(`\n  ${bold(told.words)}`);
      case 'call':
        return tellCall(told);
      case 'state':
        print(`    ${dim(`${told.of}:`)}`);
        for (const line of told.lines) print(`      ${line}`);
        if (told.link !== null) print(`      ${dim(told.link)}`);
        return;
      case 'check':
        return print(`    ${green('✓')} ${told.words}`);
      case 'wait': {
        const begun = Date.now();
        const left = (): string =>
          told.until === null
            ? `${((Date.now() - begun) / 1000).toFixed(0)} s`
            : `${Math.max(0, (Date.parse(told.until) - Date.now()) / 1000).toFixed(0)} s to go`;
        if (!live) return told.until === null ? undefined : print(`    … ${told.words} (${left()})`);
        ticker = setInterval(() => out.write(`\r\u001b[2K    … ${told.words} (${left()})`), 250);
        return;
      }
      case 'waited':
        return told.seconds < 1 ? undefined : print(dim(`    … waited ${told.seconds.toFixed(1)} s`));
      case 'end':
        return print(`\n  ${green(`Story ${told.story} went as told, in ${told.seconds.toFixed(1)} s.`)}`);
    }
  };
}

const shorten = (text: string): string => (text.length > bodyWidth ? `${text.slice(0, bodyWidth - 1)}…` : text);
