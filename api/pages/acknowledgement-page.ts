import { escapeHtml } from '../../adapters/mail/escape-html';
import type { LocalDate } from '../../contracts/ids';
import type { Language } from '../../contracts/vocabulary';
import { customerPage } from './customer-page';

/** What the page behind an acknowledgement link shows. None of it says who the reader is or what they owe. */
export type AcknowledgementView =
  | {
      show: 'form';
      problem: 'date_invalid' | 'try_again' | null;
      earliest: LocalDate;
      latest: LocalDate;
    }
  | { show: 'recorded'; date: LocalDate | null };

interface Words {
  title: string;
  ask: string;
  date: string;
  optional: string;
  submit: string;
  recorded: string;
  recordedFor: (date: string) => string;
  dateInvalid: string;
  tryAgain: string;
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
    dateInvalid: 'Please choose a day from today on, within a year.',
    tryAgain: 'We could not record it just now. Please try again in a minute.',
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
    dateInvalid: 'Bitte wählen Sie einen Tag ab heute, innerhalb eines Jahres.',
    tryAgain: 'Das konnten wir gerade nicht vermerken. Bitte versuchen Sie es in einer Minute noch einmal.',
  },
  fr: {
    title: 'Confirmer la réception',
    ask: 'Vous pouvez confirmer que notre message vous est parvenu et nous dire quand vous paierez.',
    date: 'Jour du paiement',
    optional: 'Vous pouvez laisser ce champ vide.',
    submit: 'Confirmer',
    recorded: 'Merci. Nous avons noté que notre message vous est parvenu.',
    recordedFor: (date) => `Merci. Nous avons noté que notre message vous est parvenu et que vous paierez le ${date}.`,
    dateInvalid: 'Veuillez choisir un jour à partir d’aujourd’hui, dans l’année qui vient.',
    tryAgain: 'Nous n’avons pas pu le noter à l’instant. Veuillez réessayer dans une minute.',
  },
  es: {
    title: 'Confirmar la recepción',
    ask: 'Puede confirmar que ha recibido nuestro mensaje y decirnos cuándo pagará.',
    date: 'Día del pago',
    optional: 'Puede dejarlo en blanco.',
    submit: 'Confirmar',
    recorded: 'Gracias. Hemos anotado que ha recibido nuestro mensaje.',
    recordedFor: (date) => `Gracias. Hemos anotado que ha recibido nuestro mensaje y que pagará el ${date}.`,
    dateInvalid: 'Elija un día a partir de hoy, dentro de un año.',
    tryAgain: 'No hemos podido anotarlo ahora. Inténtelo de nuevo dentro de un minuto.',
  },
};

/** One small page without scripts, pictures or anything from elsewhere. */
export function acknowledgementPage(view: AcknowledgementView, language: Language): string {
  const words = wordsOf[language];
  return customerPage(language, words.title, bodyOf(view, words, language));
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
