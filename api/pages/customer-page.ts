import { escapeHtml } from '../../adapters/mail/escape-html';
import type { Language } from '../../contracts/vocabulary';

const style = `
  body { font: 1.125rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 3rem auto; max-width: 34rem; padding: 0 1rem; }
  label, legend { display: block; font-weight: 600; margin-top: 1.5rem; }
  fieldset { border: 0; padding: 0; margin: 0; } fieldset label { font-weight: 400; margin-top: .5rem; }
  input[type=radio], input[type=checkbox] { min-height: 0; width: 1.25rem; height: 1.25rem; vertical-align: middle; margin-right: .5rem; }
  textarea, select { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #595959; border-radius: 4px; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .5rem .5rem .5rem 0; border-bottom: 1px solid #ccc; } .figure { text-align: right; }
  input, button { font: inherit; padding: .5rem .75rem; min-height: 2.75rem; }
  input { border: 1px solid #595959; border-radius: 4px; }
  button { display: block; margin-top: 1.5rem; background: #0b5cad; color: #fff; border: 0; border-radius: 4px; }
  :focus-visible { outline: 3px solid #0b5cad; outline-offset: 2px; }
  .hint { color: #595959; margin: .25rem 0; } .problem { color: #a40000; font-weight: 600; }
`;

/**
 * A page behind a customer's link: readable on a telephone, without scripts, pictures or anything from elsewhere.
 *
 * @param body HTML, with everything escaped that comes from people
 */
export function customerPage(language: Language, title: string, body: string): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${escapeHtml(title)}</title><style>${style}</style></head>` +
    `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`
  );
}

const notFound: Record<Language, [title: string, text: string]> = {
  en: [
    'This link is not valid',
    'It may have been used already, have expired or been cut off. If you have used it, there is nothing more to do; otherwise please reply to our mail.',
  ],
  de: [
    'Dieser Link ist nicht gültig',
    'Vielleicht wurde er schon benutzt, ist abgelaufen oder abgeschnitten. Wenn Sie ihn benutzt haben, müssen Sie nichts weiter tun; sonst antworten Sie bitte auf unsere E-Mail.',
  ],
  fr: [
    'Ce lien n’est pas valable',
    'Il a peut-être déjà servi, expiré ou été coupé. Si vous l’avez utilisé, vous n’avez rien d’autre à faire\u00a0; sinon, veuillez répondre à notre message.',
  ],
  es: [
    'Este enlace no es válido',
    'Puede que ya se haya usado, haya caducado o esté cortado. Si lo ha usado, no tiene que hacer nada más; si no, responda a nuestro correo.',
  ],
};

/** One page for whatever is not a link that can be used, so that nobody learns from it which links exist. */
export function notFoundPage(language: Language): string {
  const [title, text] = notFound[language];
  return customerPage(language, title, `<p>${escapeHtml(text)}</p>`);
}
