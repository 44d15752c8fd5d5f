import type { Language } from '../../../contracts/vocabulary';
import { writeHtml, writeText, type Block } from './blocks';
import type { WrittenMail } from './write-mail';

interface Words {
  subject: string;
  before: string;
  after: (minutes: number) => string;
  stranger: string;
}

const wordsOf: Record<Language, Words> = {
  en: {
    subject: 'Your code to sign in',
    before: 'This is the code that you asked for:',
    after: (minutes) => `It works once, within ${minutes} minutes. We never ask for it by mail or telephone.`,
    stranger: 'If you did not ask for it, there is nothing to do: nobody signs in without it.',
  },
  de: {
    subject: 'Ihr Code zum Anmelden',
    before: 'Das ist der Code, um den Sie gebeten haben:',
    after: (minutes) => `Er gilt einmal, für ${minutes} Minuten. Wir fragen nie per E-Mail oder Telefon danach.`,
    stranger: 'Wenn Sie nicht darum gebeten haben, müssen Sie nichts tun: Ohne ihn meldet sich niemand an.',
  },
  fr: {
    subject: 'Votre code de connexion',
    before: 'Voici le code que vous avez demandé\u00a0:',
    after: (minutes) =>
      `Il sert une seule fois, pendant ${minutes} minutes. Nous ne le demandons jamais par courriel ni par téléphone.`,
    stranger: 'Si vous ne l’avez pas demandé, vous n’avez rien à faire\u00a0: sans lui, personne ne se connecte.',
  },
  es: {
    subject: 'Su código de acceso',
    before: 'Este es el código que ha pedido:',
    after: (minutes) =>
      `Sirve una sola vez, durante ${minutes} minutos. Nunca se lo pedimos por correo ni por teléfono.`,
    stranger: 'Si no lo ha pedido, no tiene que hacer nada: sin él nadie accede.',
  },
};

/** The mail with a code to sign in to the portal. The subject does not hold it: subjects show on locked screens. */
export function writeLoginCode(code: string, minutes: number, language: Language, signature: string): WrittenMail {
  const words = wordsOf[language];
  const blocks: Block[] = [
    { kind: 'paragraph', text: words.before },
    { kind: 'paragraph', text: `${code.slice(0, 4)}-${code.slice(4)}` },
    { kind: 'paragraph', text: words.after(minutes) },
    { kind: 'paragraph', text: signature },
    { kind: 'note', text: words.stranger },
  ];
  return {
    subject: words.subject,
    text: writeText(blocks),
    html: writeHtml(blocks, { language, title: words.subject, pixelUrl: null }),
  };
}
