/**
 * Case references and invoice numbers. An invoice number has no standard shape, so a code is taken for one when its
 * prefix says so, when the words before it say so, or when it stands in a sentence about paying or billing and
 * nothing says that it is something else.
 */

const caseReference = /(?<![A-Za-z0-9-])INQ-(\d{4})-(\d{6,9})(?!\d)/gi;

export function extractCaseReferences(text: string): string[] {
  return [...new Set([...text.matchAll(caseReference)].map((match) => match[0].toUpperCase()))];
}

/** Prefixes that issuers put on invoices: English, German, French and Spanish habits. */
const invoicePrefixes =
  /^(?:[A-Z]{2,3}-)?(?:INV|INVOICE|SINV|RE|RG|RN|RNR|RECH|FA|FAC|FACT|FC|FV|FT|FR|F|AR|BILL|SI|SUB|FRA)[-/_]?\d/;

/** Prefixes of everything else that travels in the same mails. */
const otherPrefixes =
  /^(?:INQ|SO|PO|CN|CM|DN|PI|Q|QT|QUO|QUOTE|OFF|AN|AB|BE|BS|LS|WEB|ORD|ORDER|CLM|CLAIM|APP|LC|SBLC|MT|UCP|ISBP|ISP|ISO|EN|DIN|IFRS|ASC|IAS|VAT|UST|TRN|GST|IBAN|BIC|ACH|EFT|SEPA|BACS|CHAPS|PMX|TKT|TICKET|CASE|KYC|VC|DB|REF|SKU|ART|SN|DHL|UPS|AWB|BL|HS|TAX|NIF|CIF|TEL|FAX|COVID|FY|H|W|PCT|SR|REQ|DOC|MAND|CTR|CONT|V)[-/_]?\d/;
const containsOther = /(?:^|[-/_])(?:LC|SBLC|SB|PO|SO)(?:[-/_]|\d)|[A-Z]LC[-\d]/;
/** Two country letters and a long run of digits: a tax number or an IBAN. */
const taxNumber =
  /^(?:AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)U?\d{8,}$/;

const invoiceWord =
  /(?:^|[^a-z])(?:invoices?|inv|bills?|rechnung(?:en|s(?:nummer|nr|-nr)?)?|rg|faktura|beleg(?:nummer)?|factures?|facturas?|fact?|fra|fras)$/i;
/** What may stand between the word and the number. */
const connector =
  /^(?:no|nr|num|number|numero|número|nummer|numéro|n|nº|n°|#|id|ref|reference|and|und|et|y|e|or|oder|ou|o|the|die|la|las|les|of|our|your|dated|vom|du|de|de la|with|in|on|for|to|through|bis|says?|copies|documents?|these)$/i;
const otherWord =
  /(?:^|[^a-z])(?:po|p\.o|order|orders|purchase|bestellung|bestellnummer|auftrag|commande|pedido|quote|quotation|offer|angebot|devis|oferta|presupuesto|ticket|case|claim|claims|contract|vertrag|contrat|contrato|mandate|mandat|iban|account|konto|compte|cuenta|phone|tel|telephone|telefon|mobile|fax|call|credit|l\/c|lc|crédit|crédito|documentaire|akkreditiv|sblc|proforma|pi|note|check|cheque|tracking|serial|model|vat|tax|nip|id|rule|confirmation|ref|reference|referenz|receipt|wire|eft|customer|kunden(?:nummer|nr)?|client|cliente|delivery|lieferschein|bl|albarán|albaran|item|article|artikel|line|form|version|field|plz|zip|postcode|registration|register|number|station|unit|room|plant|job|advice|application|app|hs|codes?|section|clause|art|article)$/i;

const aboutPaying =
  /\b(?:invoic\w*|bill\w*|paid|pay|pays|paying|payments?|due|overdue|outstanding|settle\w*|transfer|charged?|statement|reminder|copy|copies|rechnung\w*|zahl\w*|bezahl\w*|überw\w*|mahnung|fällig\w*|factur\w*|pay[ée]\w*|régl\w*|règlement|échéance|relance|pag[aou]\w*|abon\w*|venc\w*|short|blocked|release|rejected|validation)\b/i;

const code = /[A-Za-z0-9][A-Za-z0-9/_-]*/g;
const longestCode = 30;
/** How far back and around a code its meaning is looked for, in characters. */
const wordsBeforeReach = 48;
const sentenceReach = 110;

interface Candidate {
  value: string;
  start: number;
  end: number;
}

function candidatesIn(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  for (const match of text.matchAll(code)) {
    const value = match[0].replace(/[-/_]+$/, '');
    if (value.length < 4 || value.length > longestCode) continue;
    if ((value.match(/\d/g)?.length ?? 0) < 3) continue;
    candidates.push({ value, start: match.index, end: match.index + value.length });
  }
  return candidates;
}

type Neighbour = 'invoice' | 'other' | 'unknown';

/** What the words straight before a code call it. */
function calledBefore(text: string, start: number): Neighbour {
  const words = text
    .slice(Math.max(0, start - wordsBeforeReach), start)
    .split(/\n/)
    .slice(-2)
    .join(' ')
    .replace(/[()"'“”„«»:.,;=]/g, ' ')
    .trim()
    .split(/\s+/);
  for (const word of words.reverse().slice(0, 5)) {
    const bare = word.replace(/#$/, '');
    if (invoiceWord.test(bare)) return 'invoice';
    if (word === '' || word === '#' || connector.test(bare)) continue;
    if (otherWord.test(bare)) return 'other';
    // A code before this one: the list goes on, and the caller knows what that one was.
    return 'unknown';
  }
  return 'unknown';
}

function isCalendarDate(value: string): boolean {
  return (
    /^\d{1,4}[-/]\d{1,2}[-/]\d{1,4}$/.test(value) || /^(?:19|20)\d{2}$/.test(value) || /^\d{1,2}\/\d{2,4}$/.test(value)
  );
}

function isAmountOrPhone(text: string, candidate: Candidate): boolean {
  const following = text.slice(candidate.end, candidate.end + 8);
  const preceding = text.slice(Math.max(0, candidate.start - 4), candidate.start);
  return (
    /^[.,]\d/.test(following) ||
    /^\s?(?:%|€|\$|£|EUR|USD|GBP|CHF|euros?\b|days|tage)/i.test(following) ||
    /(?:[€$£+]\s?|[.,])$/.test(preceding) ||
    /^\s\d{3,}/.test(following)
  );
}

export function extractInvoiceNumbers(text: string): string[] {
  const accepted: Candidate[] = [];
  const prefixes = new Set<string>();
  const undecided: Candidate[] = [];
  let previous: { end: number; accepted: boolean } | undefined;

  const prefixOf = (value: string): string => /^[A-Z]*/.exec(value.toUpperCase())?.[0] ?? '';

  for (const candidate of candidatesIn(text)) {
    const value = candidate.value.toUpperCase();
    const hasLetters = /[A-Z]/.test(value);
    const called = calledBefore(text, candidate.start);
    const between = previous ? text.slice(previous.end, candidate.start) : '';
    const continuesList =
      previous?.accepted === true &&
      /^\s*(?:,|;|&|\/|and|und|et|y|e|or|to|through|bis|\+)?\s*(?:and|und|et|y)?\s*$/i.test(between);
    let isInvoice = false;
    if (text[candidate.start - 1] === '@' || text[candidate.end] === '@') isInvoice = false;
    else if (/^INQ-/.test(value) || otherPrefixes.test(value) || containsOther.test(value) || taxNumber.test(value))
      isInvoice = false;
    else if (isCalendarDate(value) || (!hasLetters && isAmountOrPhone(text, candidate))) isInvoice = false;
    else if (!hasLetters) isInvoice = value.length <= 16 && (called === 'invoice' || continuesList);
    else if (!/^[A-Z]{1,9}[-/_]?(?:[A-Z]{1,4}[-/_]?)?\d/.test(value) && called !== 'invoice' && !continuesList)
      isInvoice = false;
    else if (/\d$/.test(value) === false) isInvoice = called === 'invoice' && /[-/_]/.test(value);
    else if (invoicePrefixes.test(value)) isInvoice = called !== 'other' || /INV|RECH|FACT/.test(value);
    else if (called === 'invoice' || continuesList) isInvoice = true;
    else if (called === 'unknown' && /^[A-Z]{1,4}\d{0,4}[-/_]\d/.test(value)) undecided.push(candidate);
    if (isInvoice) {
      accepted.push(candidate);
      if (hasLetters) prefixes.add(prefixOf(value));
    }
    previous = { end: candidate.end, accepted: isInvoice };
  }

  for (const candidate of undecided) {
    const around = text.slice(Math.max(0, candidate.start - sentenceReach), candidate.end + sentenceReach);
    const digits = candidate.value.replace(/\D/g, '').length;
    if (prefixes.has(prefixOf(candidate.value)) || (digits >= 5 && aboutPaying.test(around))) accepted.push(candidate);
  }
  // In the order of the text, whichever way they were recognised.
  accepted.sort((left, right) => left.start - right.start);
  return [...new Set(accepted.map(({ value }) => value.toUpperCase()))];
}
