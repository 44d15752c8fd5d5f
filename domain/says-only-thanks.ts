/** Words of thanks and the small change around them, in the languages of the desk. */
const words = new Set(
  `thank thanks thankyou thx ty cheers you u so very much many a lot again for your the quick fast great kind help support
   reply answer all good perfect super ok okay best kind regards warm sincerely yours have nice day weekend and received got it
   danke dank vielen herzlichen besten schönen schnelle hilfe antwort für die ihre alles klar gut prima mit freundlichen
   freundliche viele grüße grüßen gruß tag noch einen
   merci beaucoup bien pour votre aide réponse cordialement bonne journée parfait
   gracias muchas muchísimas por su ayuda respuesta saludos cordiales buen día perfecto`
    .split(/\s+/)
    .filter(Boolean),
);
const thanks = /\b(?:thank|thanks|thankyou|thx|cheers|danke|dank|merci|gracias)\b/iu;

/** Longer messages say something besides. */
const mostWords = 25;

/**
 * Whether a message says thank you and nothing else: such a one does not reopen what is resolved. Careful: one word that is
 * not known to be harmless, a figure or a question mark, and a person reads it.
 */
export function saysOnlyThanks(text: string): boolean {
  if (!thanks.test(text) || /[?\d]/.test(text)) return false;
  const said = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return said.length <= mostWords && said.every((word) => words.has(word));
}
