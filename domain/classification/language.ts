import type { Language } from '../../contracts/vocabulary';
import type { Word } from './words';

/** Small words carry the language; they are written folded, as `readWords` gives them. */
const smallWords: Readonly<Record<Language, readonly string[]>> = {
  en: 'the and you your we our is are have has for with this that not please to of it on was would can from will by'.split(
    ' ',
  ),
  de: 'der die das und sie ihr ihre wir uns unser ist sind nicht bitte mit fur von zu dem den auf ein eine haben wird bei im ich es'.split(
    ' ',
  ),
  fr: 'le la les et vous votre nous notre est sont pas pour avec dans du des une ne que sur merci au aux je ce qui bonjour cette'.split(
    ' ',
  ),
  es: 'el la los las y usted ustedes su nos nuestra nuestro es no por para con del una que se en gracias al lo como hola esta un'.split(
    ' ',
  ),
};

const languagesOfWord = new Map<string, Language[]>();
for (const language of Object.keys(smallWords) as Language[]) {
  for (const word of smallWords[language]) {
    languagesOfWord.set(word, [...(languagesOfWord.get(word) ?? []), language]);
  }
}

/** Quoted correspondence may be ours and in our language, so the sender's own words count three times. */
export function detectLanguage(words: readonly Word[]): Language {
  const votes: Record<Language, number> = { en: 0, de: 0, fr: 0, es: 0 };
  for (const word of words) {
    for (const language of languagesOfWord.get(word.text) ?? []) votes[language] += word.passage === 'quoted' ? 1 : 3;
  }
  // English is the house language: it wins ties and empty mails.
  return (Object.keys(votes) as Language[]).reduce(
    (best, language) => (votes[language] > votes[best] ? language : best),
    'en',
  );
}
