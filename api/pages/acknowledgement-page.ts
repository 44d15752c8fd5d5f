import { escapeHtml } from '../../adapters/mail/escape-html';
import type { LocalDate } from '../../contracts/ids';
import { languages, type Language } from '../../contracts/vocabulary';

/** What the page behind an acknowledgement link shows. None of it says who the reader is or what they owe. */
export type AcknowledgementView =
  | {
      show: 'form';
      problem: 'date_invalid' | 'try_again' | null;
      earliest: LocalDate;
      latest: LocalDate;
    }
  | { show: 'recorded'; date: LocalDate | null }
  | { show: 'already_recorded' }
  | { show: 'not_found' };

interface Words {
  title: string;
  ask: string;
  date: string;
  optional: string;
  submit: string;
  recorded: string;
  recordedFor: (date: string) => string;
  alreadyRecorded: string;
  dateInvalid: string;
  tryAgain: string;
  notFoundTitle: string;
  notFound: string;
}

const wordsOf: Record<Language, Words> = {
  en: {
    title: 'Confirm receipt',
    ask: 'You can confirm that our message has reached you, and tell us when you will pay.',
    date: 'Day of payment',
    optional: 'You may leave this empty.',
    submit: 'Confirm',
    recorded: 'Thank you. We have recorded that our message has reached you.',
    recordedFor: (date) =>
      `Thank you. We have recorded that our message has reached you and that you will pay on ${date}.`,
    alreadyRecorded:
      'Thank you. This was already recorded; there is nothing more to do. To change the date, reply to our mail.',
    dateInvalid: 'Please choose a day from today on, within a year.',
    tryAgain: 'We could not record it just now. Please try again in a minute.',
    notFoundTitle: 'This link is not valid',
    notFound: 'It may have expired or been cut off. Please reply to our mail instead.',
  },
  de: {
    title: 'Erhalt bestätigen',
    ask: 'Hier können Sie bestätigen, dass unsere Nachricht Sie erreicht hat, und uns sagen, wann Sie zahlen.',
    date: 'Tag der Zahlung',
    optional: 'Sie können das Feld leer lassen.',
    submit: 'Bestätigen',
    recorded: 'Vielen Dank. Wir haben vermerkt, dass unsere Nachricht Sie erreicht hat.',
    recordedFor: (date) =>
      `Vielen Dank. Wir haben vermerkt, dass unsere Nachricht Sie erreicht hat und dass Sie am ${date} zahlen.`,
    alreadyRecorded:
      'Vielen Dank. Das war schon vermerkt; Sie müssen nichts weiter tun. Um den Tag zu ändern, antworten Sie auf unsere E-Mail.',
    dateInvalid: 'Bitte wählen Sie einen Tag ab heute, innerhalb eines Jahres.',
    tryAgain: 'Das konnten wir gerade nicht vermerken. Bitte versuchen Sie es in einer Minute noch einmal.',
    notFoundTitle: 'Dieser Link ist nicht gültig',
    notFound: 'Vielleicht ist er abgelaufen oder abgeschnitten. Bitte antworten Sie stattdessen auf unsere E-Mail.',
  },
  fr: {
    title: 'Confirmer la réception',
    ask: 'Vous pouvez confirmer que notre message vous est parvenu et nous dire quand vous paierez.',
    date: 'Jour du paiement',
    optional: 'Vous pouvez laisser ce champ vide.',
    submit: 'Confirmer',
    recorded: 'Merci. Nous avons noté que notre message vous est parvenu.',
    recordedFor: (date) => `Merci. Nous avons noté que notre message vous est parvenu et que vous paierez le ${date}.`,
    alreadyRecorded:
      'Merci. C’était déjà noté\u00a0; vous n’avez rien d’autre à faire. Pour changer la date, répondez à notre message.',
    dateInvalid: 'Veuillez choisir un jour à partir d’aujourd’hui, dans l’année qui vient.',
    tryAgain: 'Nous n’avons pas pu le noter à l’instant. Veuillez réessayer dans une minute.',
    notFoundTitle: 'Ce lien n’est pas valable',
    notFound: 'Il a peut-être expiré ou été coupé. Veuillez plutôt répondre à notre message.',
  },
  es: {
    title: 'Confirmar la recepción',
    ask: 'Puede confirmar que ha recibido nuestro mensaje y decirnos cuándo pagará.',
    date: 'Día del pago',
    optional: 'Puede dejarlo en blanco.',
    submit: 'Confirmar',
    recorded: 'Gracias. Hemos anotado que ha recibido nuestro mensaje.',
    recordedFor: (date) => `Gracias. Hemos anotado que ha recibido nuestro mensaje y que pagará el ${date}.`,
    alreadyRecorded:
      'Gracias. Ya estaba anotado; no tiene que hacer nada más. Para cambiar la fecha, responda a nuestro mensaje.',
    dateInvalid: 'Elija un día a partir de hoy, dentro de un año.',
    tryAgain: 'No hemos podido anotarlo ahora. Inténtelo de nuevo dentro de un minuto.',
    notFoundTitle: 'Este enlace no es válido',
    notFound: 'Puede que haya caducado o esté cortado. Responda a nuestro mensaje, por favor.',
  },
};

export const pageLanguages: readonly Language[] = languages;

const style = `
  body { font: 1.125rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 3rem auto; max-width: 34rem; padding: 0 1rem; }
  label { display: block; font-weight: 600; margin-top: 1.5rem; }
  input, button { font: inherit; padding: .5rem .75rem; min-height: 2.75rem; }
  input { border: 1px solid #595959; border-radius: 4px; }
  button { display: block; margin-top: 1.5rem; background: #0b5cad; color: #fff; border: 0; border-radius: 4px; }
  :focus-visible { outline: 3px solid #0b5cad; outline-offset: 2px; }
  .hint { color: #595959; margin: .25rem 0; } .problem { color: #a40000; font-weight: 600; }
`;

/** One small page without scripts, pictures or anything from elsewhere. */
export function acknowledgementPage(view: AcknowledgementView, language: Language): string {
  const words = wordsOf[language];
  const title = view.show === 'not_found' ? words.notFoundTitle : words.title;
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${escapeHtml(title)}</title><style>${style}</style></head>` +
    `<body><main><h1>${escapeHtml(title)}</h1>${bodyOf(view, words, language)}</main></body></html>`
  );
}

function bodyOf(view: AcknowledgementView, words: Words, language: Language): string {
  switch (view.show) {
    case 'form':
      return (
        `<p>${escapeHtml(words.ask)}</p>${problemOf(view.problem, words)}` +
        `<form method="post">` +
        `<label for="date">${escapeHtml(words.date)}</label>` +
        `<p class="hint" id="hint">${escapeHtml(words.optional)}</p>` +
        `<input id="date" name="date" type="date" min="${view.earliest}" max="${view.latest}" aria-describedby="hint">` +
        `<button>${escapeHtml(words.submit)}</button></form>`
      );
    case 'recorded': {
      const text = view.date === null ? words.recorded : words.recordedFor(writeDate(view.date, language));
      return `<p role="status">${escapeHtml(text)}</p>`;
    }
    case 'already_recorded':
      return `<p role="status">${escapeHtml(words.alreadyRecorded)}</p>`;
    case 'not_found':
      return `<p>${escapeHtml(words.notFound)}</p>`;
  }
}

function problemOf(problem: 'date_invalid' | 'try_again' | null, words: Words): string {
  if (problem === null) return '';
  const text = problem === 'date_invalid' ? words.dateInvalid : words.tryAgain;
  return `<p class="problem" role="alert">${escapeHtml(text)}</p>`;
}

function writeDate(date: LocalDate, language: Language): string {
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
