/** The text of an answer in its parts. The three together leave out nothing but white space. */
export interface FoldedText {
  /** What this sender wrote this time. Where nothing else is there, the whole text. */
  visible: string;
  quoted: string | null;
  signature: string | null;
}

// All patterns are matched against single lines, or three joined, of at most `longestLine` characters, and are anchored:
// no input takes them longer than a glance.
const longestLine = 500;

/** Line above a quotation: who wrote when. In the languages of our customers and of mail programs that they use. */
const attributions: RegExp[] = [
  // English: On 3 March 2026, at 10:00, Ann <ann@a.example> wrote:
  /^(?:-{2,} ?)?On\s(?=.*[\d@]).{3,400}\b(?:wrote|writes)\s?(?::|-{2,})$/i,
  // German: Am 3. März 2026 um 10:00 schrieb Ann <ann@a.example>:
  /^(?:-{2,} ?)?Am\s(?=.*[\d@]).{3,400}\bschrieb\b.{0,200}(?::|-{2,})$/i,
  // French: Le 3 mars 2026 à 10:00, Ann <ann@a.example> a écrit :
  /^(?:-{2,} ?)?Le\s(?=.*[\d@]).{3,400}\sa\sécrit\s?(?::|-{2,})$/i,
  // Spanish: El 3 mar 2026, a las 10:00, Ann <ann@a.example> escribió:
  /^(?:-{2,} ?)?El\s(?=.*[\d@]).{3,400}\sescribi(?:ó|o)\s?(?::|-{2,})$/i,
  // Italian, Portuguese, Dutch, Polish
  /^(?:Il|In data)\s(?=.*[\d@]).{3,400}\sha scritto\s?:$/i,
  /^Em\s(?=.*[\d@]).{3,400}\sescreveu\s?:$/i,
  /^Op\s(?=.*[\d@]).{3,400}\sschreef\b.{0,200}:$/i,
  /^(?:W dniu|Dnia)\s(?=.*\d).{3,400}\snapisał(?:\(a\)|a)?\s?:$/i,
];

/** The same without a first word to know them by: a line of text above may well seem to belong to them. */
const looseAttributions: RegExp[] = [
  /^.{1,200}\s(?:schrieb|hat)\sam\s(?=.*\d).{3,200}:$/i,
  /^(?:Den|På|Pe|Le|La)?\s?(?=.*\d).{3,400}\s(?:skrev|kirjoitti|írta|napsal\(a\)|napsal|escribió|a scris)\b.{0,200}:$/i,
  /^(?=.*[\d@]).{3,400}\s(?:пишет|написал(?:а|\(а\))?)\s?:$/i,
  /^(?=.*\d).{3,300}(?:写道|寫道|書きました)\s?[:：]$/,
  // Ann <ann@a.example> wrote:
  /^(?=.*[\d@]).{2,300}\s(?:wrote|writes)\s?:$/i,
  // Tuesday, 3 March 2026, 10:00 +01:00 from Ann <ann@a.example>:
  /^(?=.*(?:\b\d{1,2}[:.]\d{2}\b|\b\d{4}\b)).{3,300}<[^<>\s]{3,200}@[^<>\s]{2,200}>\s?:$/,
  // 2026/3/4 Ann <ann@a.example>:   and   26.06.2026, 14:41, "Ann" <ann@a.example>:
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b.{0,200}<[^<>\s]{3,200}@[^<>\s]{2,200}>\s?:?$/,
];

/** Line above a mail that was answered or forwarded as a whole. */
const separator = new RegExp(
  `^(?:[-_=*~\\s]{0,40})(?:${[
    'original message|original appointment|forwarded message|forwarded by .{1,100}|reply message|begin forwarded message:?',
    'urspr(?:ü|ue)ngliche nachricht|original-?nachricht|weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-mail):?',
    "message (?:d['’]origine|original|initial|transféré|transmis)|courriel original|début du message (?:transféré|réexpédié) ?:?",
    'mensaje (?:original|reenviado)|inicio del mensaje reenviado:?',
    'mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|doorgestuurd bericht',
    'oprindelig (?:besked|meddelelse)|ursprungligt meddelande|vidarebefordrat meddelande|opprinnelig melding|alkuperäinen viesti',
    'wiadomość oryginalna|исходное сообщение|пересылаемое сообщение',
  ].join('|')})(?:[-_=*~\\s]{0,40})$`,
  'i',
);
/** The same words without dashes are only words. */
const dashed = /^\s*(?:[-_=*~]{2,}|begin |anfang |début |inicio )/i;

/** A line that a program puts above an answer, so that it is found again. */
const replyAbove =
  /(?:reply|type|respond|antwort\S*|schreiben|répond\S*|écri\S*|respond\S*|escrib\S*) .{0,40}(?:above|oberhalb|über|au-dessus|encima|por encima) .{0,20}(?:line|zeile|linie|ligne|línea)/i;

/** Names of header fields as mail programs write them above what they quote. */
const field = {
  from: 'From|Von|De|Da|Van|Från|Fra|Od|Lähettäjä|От|差出人|发件人|寄件者',
  date: 'Sent|Date|Gesendet|Datum|Envoyé(?: le)?|Enviado(?: el)?|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Dato|Wysłano|Lähetetty|Отправлено|Дата|送信日時|发送时间',
  to: 'To|An|À|A|Para|Aan|Till|Til|Do|Vastaanottaja|Кому|宛先|收件人',
  subject: 'Subject|Betreff|Objet|Sujet|Asunto|Oggetto|Onderwerp|Assunto|Ämne|Emne|Temat|Aihe|Тема|件名|主题|主旨',
};
const fieldLine = (names: string): RegExp =>
  new RegExp(`^[\\s>]{0,20}[*_]{0,2}(?:${names})[*_]{0,2}\\s{0,3}[:：]`, 'i');
const fields = {
  from: fieldLine(field.from),
  date: fieldLine(field.date),
  to: fieldLine(field.to),
  subject: fieldLine(field.subject),
};

const quoteLine = /^\s{0,3}(?:>|\|\s)/;
const rule = /^\s*(?:[-_=*~─—]{3,}|message du\s?:.*)\s*$/i;
const blank = (line: string): boolean => line.trim() === '';

/** Whether a header of an answered mail, as Outlook, Yahoo and others write it, begins at this line. */
function isHeaderBlock(lines: readonly string[], index: number): boolean {
  const first = (['from', 'date', 'to', 'subject'] as const).find((name) => fields[name].test(lines[index] ?? ''));
  if (first === undefined) return false;
  const found = new Set<string>([first]);
  for (const line of lines.slice(index + 1, index + 9)) {
    // Long lists of recipients go on in the next line, so a line without a name is passed over; an empty one ends it.
    if (blank(line)) break;
    for (const [name, pattern] of Object.entries(fields)) if (pattern.test(line)) found.add(name);
  }
  return found.size >= 3 && (found.has('from') || (found.has('date') && found.has('to')));
}

/** How many lines from here make an attribution: mail programs break it. 0 when they make none. */
function attributionLength(lines: readonly string[], index: number): number {
  if (blank(lines[index] ?? '')) return 0;
  let joined = '';
  for (let length = 1; length <= 3; length += 1) {
    const line = lines[index + length - 1];
    if (line === undefined || blank(line) || (length > 1 && quoteLine.test(line))) return 0;
    joined = `${joined} ${line.trim().replace(/^>\s?/, '')}`.trim();
    if (joined.length > longestLine) return 0;
    if (attributions.some((pattern) => pattern.test(joined))) return length;
    if (looseAttributions.some((pattern) => pattern.test(joined))) {
      const later = Array.from({ length: length - 1 }, (_, skipped) => attributionLength(lines, index + 1 + skipped));
      return later.some((found) => found > 0) ? 0 : length;
    }
  }
  return 0;
}

/** The first line from here that is not empty; the number of lines when there is none. */
function nextWords(lines: readonly string[], from: number): number {
  let index = from;
  while (index < lines.length && blank(lines[index] ?? '')) index += 1;
  return index;
}

/** First line after a quotation that begins here: lines with `>`, empty ones between, and ones broken without their `>`. */
function endOfQuote(lines: readonly string[], start: number): number {
  let end = start;
  let index = start;
  while (index < lines.length) {
    if (quoteLine.test(lines[index] ?? '')) end = index + 1;
    else if (!blank(lines[index] ?? '') && !(index === end && quoteLine.test(lines[index + 1] ?? ''))) break;
    index += 1;
  }
  return end;
}

/** Lines that are quoted, from `start` up to before `end`. */
interface Range {
  start: number;
  end: number;
}

/** The rules and empty lines right above belong to what follows. */
function withRuleAbove(lines: readonly string[], index: number): number {
  let start = index;
  while (start > 0 && (blank(lines[start - 1] ?? '') || rule.test(lines[start - 1] ?? ''))) start -= 1;
  return start;
}

/** Quoted ranges in order. The last goes to the end where a whole mail was quoted without marks. */
function findQuotes(lines: readonly string[]): Range[] {
  const ranges: Range[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const short = line.length <= longestLine;
    if (
      short &&
      ((separator.test(line) && dashed.test(line)) || replyAbove.test(line) || isHeaderBlock(lines, index))
    ) {
      ranges.push({ start: withRuleAbove(lines, index), end: lines.length });
      break;
    }
    const length = quoteLine.test(line) ? 0 : attributionLength(lines, index);
    const after = index + length;
    if (length > 0 || quoteLine.test(line)) {
      const next = nextWords(lines, after);
      const marked = quoteLine.test(lines[next] ?? '');
      const end = marked ? endOfQuote(lines, next) : length > 0 ? lines.length : index + 1;
      ranges.push({ start: index, end });
      index = end;
      continue;
    }
    index += 1;
  }
  return ranges;
}

/**
 * Which ranges to fold away. Words between several quotations answer them one by one, and would say nothing without them:
 * such quotations stay, and only the last is folded when nothing follows it.
 */
function foldable(lines: readonly string[], ranges: readonly Range[]): Range[] {
  const wordsAfter = ranges.map(({ end }, index) => {
    const between = lines.slice(end, ranges[index + 1]?.start ?? lines.length);
    // A signature below the last quotation answers nothing.
    const words = index === ranges.length - 1 ? between.slice(0, findSignature(between, true)) : between;
    return words.some((line) => !blank(line));
  });
  const answered = wordsAfter.filter(Boolean).length;
  if (answered === 0 || (ranges.length === 1 && lines.slice(0, ranges[0]?.start).every(blank))) return [...ranges];
  const lastAnswered = wordsAfter.lastIndexOf(true);
  return ranges.slice(lastAnswered + 1);
}

const mobile =
  /^(?:(?:sent|send) (?:from|via|with) (?:my |mail|outlook|yahoo|samsung|gmail|proton|aol|blackberry|the |a )|get outlook for |(?:diese nachricht wurde )?von (?:meinem|meiner) .{2,60} (?:gesendet|gesandt)|(?:gesendet|gesandt) (?:von|mit|über) |(?:envoyé|envoyée) (?:de|depuis|à partir de|avec) |obtene[rz] outlook |télécharge[rz] outlook |enviado (?:desde|con|do meu) |obtener outlook |inviato da |verstuurd vanaf |verzonden vanaf |skickat från |sendt fra |lähetetty |wysłane z |отправлено (?:с|из) ).{0,120}$/i;

/** The words with which letters close, alone in their line. A word of thanks alone is the message itself. */
const closing =
  /^(?:(?:(?:with|many|thanks and|thank you and|thanks,) )?(?:(?:best|kind|kindest|warm|warmest) (?:regards|wishes)|regards)|best|cheers|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|all the best|(?:mit )?(?:den )?(?:besten?|freundlichen?|vielen?|herzlichen?|liebe|schöne|viele|beste|freundliche|herzliche) gr(?:ü|ue)(?:ß|ss)en?(?: aus .{2,40})?|hochachtungsvoll|mfg|lg|vg|(?:bien )?cordialement|(?:très )?cordialement|bien à vous|(?:meilleures|sincères|cordiales) salutations|salutations distinguées|(?:je vous prie|nous vous prions|veuillez|recevez) .{5,120}salutations.{0,40}|(?:un )?(?:cordial |atento )?saludos?(?: cordial(?:es)?)?|cordialmente|atentamente|(?:le|les|reciba) (?:saluda|saludamos|un).{0,40})(?:\s?[,.!]?)(?:\s?\p{Extended_Pictographic}\ufe0f?)?$/iu;

/** What lawyers put below. */
const disclaimer =
  /^\W{0,3}(?:(?:this|the information (?:in|contained in) this) (?:e-?mail|message|communication).{0,200}(?:confidential|intended|privileged)|confidentiality notice|disclaimer\b|diese (?:e-?mail|nachricht).{0,120}vertraulich|ce (?:message|courriel|mail|courrier).{0,160}confidentiel|este (?:mensaje|correo).{0,160}(?:confidencial|destinatario)|please consider the environment|bitte denken sie an die umwelt)/i;

const delimiter = /^(?:-- ?|—|–|__|_{3,80}|[—–]{2,20})$/;

const dashedName = /^[-–—]\p{Lu}[\p{L}.'-]{1,30}(?: \p{Lu}[\p{L}.'-]{0,30}){1,2}$/u;

/** More lines than this below a mark are no signature. */
const longestSignature = 15;

/**
 * The line at which the signature begins; the number of lines when there is none.
 *
 * @param alone whether nothing need stand before the words that close a letter
 */
function findSignature(lines: readonly string[], alone = false): number {
  const words = lines.findLastIndex((line) => !blank(line)) + 1;
  const first = Math.max(0, words - 40);
  for (let index = first; index < words; index += 1) {
    const line = (lines[index] ?? '').slice(0, longestLine);
    const below = lines.slice(index + 1, words).filter((candidate) => !blank(candidate));
    const exact = line === '-- ' || line.trimEnd() === '--';
    const closes = closing.test(line.trim()) && below.every((candidate) => candidate.trim().length <= 90);
    if (exact && below.length <= 30) return index;
    if (below.length > longestSignature) continue;
    if (mobile.test(line.trim()) || disclaimer.test(line)) return index;
    if (delimiter.test(line.trimEnd()) || (closes && (alone || index > 0))) return index;
  }
  return lines.length;
}

/** A name behind a dash, which stands above a signature or alone at the end, belongs to it. */
function withName(lines: readonly string[], signature: number): number {
  const name = lines.slice(0, signature).findLastIndex((line) => !blank(line));
  return name > 0 && blank(lines[name - 1] ?? '') && dashedName.test((lines[name] ?? '').trim()) ? name : signature;
}

const joined = (lines: readonly string[]): string => lines.join('\n').replace(/^\n+/, '').trimEnd();
const orNull = (text: string): string | null => (text === '' ? null : text);

/** Beyond this a text is shown as it is. */
const longestText = 200_000;

/**
 * Folds what was quoted and the signature away from an answer, as people read it: in English, German, French and Spanish
 * thoroughly, in other languages by the marks that programs leave. The original stays with the caller; where it is in doubt
 * the words stay visible.
 */
export function foldReply(text: string): FoldedText {
  const whole = { visible: text.trim(), quoted: null, signature: null };
  if (text.length > longestText) return whole;
  const lines = text.split('\n');
  const folded = foldable(lines, findQuotes(lines));
  const quotedLines = new Set<number>();
  for (const { start, end } of folded) for (let index = start; index < end; index += 1) quotedLines.add(index);
  const own = lines.filter((_, index) => !quotedLines.has(index));
  if (own.every(blank)) return whole;
  const quoted = orNull(joined(lines.filter((_, index) => quotedLines.has(index))));
  const signs = withName(own, findSignature(own));
  const visible = joined(own.slice(0, signs));
  if (visible.trim() === '') return { visible: joined(own).trim(), quoted, signature: null };
  return { visible, quoted, signature: orNull(joined(own.slice(signs))) };
}
