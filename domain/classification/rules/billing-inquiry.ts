import type { Rule } from './rule';

/** A question about an invoice or its form, without holding that it is wrong. */
export const billingInquiryRules: readonly Rule[] = [
  {
    id: 'billing_inquiry.copy_wanted',
    weight: 3.5,
    en: [
      'copy|copies|duplicate|duplicates|scan|reprint of .. invoice|invoices|bill|bills|credit|it|statement|both|each|everything|them', 'invoice|invoices|bill copy|copies', 'copies of .. invoice*', 'resend|re send .. invoice*|bill*', 'send|email|mail|forward .. invoice|invoices|bill .. again|directly|pdf|to',
      're mail', 'missing invoice*', 'don|do t|not have .. invoice|one', 'cannot|can t|not find|locate .. invoice*', 'can t find .. books', 'never|not received|got|issued .. invoice|invoices|bill', 'invoice* never came|arrive*|reached', 'credit note copy', 'send|pop|email|mail .. copy|copies', 'pdfs',
    ],
    de: ['rechnungskopie*', 'kopie* .. rechnung*', 'rechnung* .. nochmal*|erneut .. send*|schick*|zu', 'rechnung* .. nicht erhalten|vorliegen', 'zweitschrift', 'duplikat', 'rechnung* .. als pdf', 'rechnung* .. fehlt|fehlen'],
    fr: ['copie* .. facture*', 'duplicata* .. facture*', 'facture* .. pas recu*|parvenu*', 'renvoy* .. facture*', 'envoy* .. facture* .. pdf'],
    es: ['copia* .. factura*', 'duplicado* .. factura*', 'factura* .. no .. recib*|encontra*|lleg*', 'reenvi* .. factura*', 'envi* .. factura* .. pdf|correo'],
  },
  {
    id: 'billing_inquiry.electronic_format',
    weight: 4,
    en: ['peppol', 'e invoic*', 'einvoic*', 'e billing', 'electronic invoic*', 'edi', 'ubl', 'zugferd', 'xrechnung*', 'codice destinatario', 'ksef', 'xml', 'cxml', 'embedded attachment*', 'access point', 'portal .. invoice*', 'validation', 'failed validation', 'invoices by email|mail', 'posted .. emailed', 'paper .. email|pdf', 'structured invoice*', 'tungsten|ariba|coupa|basware', 'digital signature'],
    de: ['e rechnung*', 'erechnung*', 'leitweg id', 'elektronische* rechnung*', 'rechnungsformat', 'papierrechnung*', 'rechnungsversand'],
    fr: ['facture* electronique*', 'facturation electronique', 'chorus', 'facturx', 'factur x', 'format .. facture*', 'dematerialis*'],
    es: ['factura* electronica*', 'facturacion electronica', 'facturae', 'formato .. factura*', 'dir3', 'verifactu'],
  },
  {
    id: 'billing_inquiry.reference_missing',
    weight: 3,
    en: [
      'po|purchase order|order .. number|reference|no .. missing|invoice|header', 'without .. purchase order|po|order number|reference|vat', 'add|include|put|quote .. po|purchase order|order number|reference|cost centre|cost center', 'no po number|reference', 'right po', 'mandatory field', 'buyer order reference', 'must be addressed', 'attn',
      'need .. po number', 're issue .. with|in', 'reissue .. with|in', 'issue again', 'send .. same invoice again', 'vat number', 'tax point', 'lack .. vat', 'in the header',
    ],
    de: ['bestellnummer .. fehlt|erganz*|rechnung', 'fehlende* bestellnummer|referenz', 'ohne bestellnummer|bestellbezug', 'kostenstelle', 'rechnung .. bestellnummer|referenz'],
    fr: ['numero de commande .. facture|manqu*', 'sans .. numero de commande|bon de commande', 'bon de commande .. facture', 'mention* .. facture'],
    es: ['numero de pedido .. factura|falta', 'sin .. numero de pedido|orden de compra', 'orden de compra .. factura', 'falta .. pedido'],
  },
  {
    id: 'billing_inquiry.question_about_charge',
    weight: 3,
    en: [
      'what is|s .. for', 'what|whats .. charge|fee|line|item on', 'why did|does|do .. bill|invoice|date|statement', 'which invoice|period|month|entity|entities|one is', 'service period', 'what .. period', 'break down|breakdown', 'broken out|down', 'split* .. across|by|between', 'itemi*', 'explain|clarify .. invoice|bill|charge|line|item|fee',
      'question|questions|query|queries .. invoice|invoices|bill|billing|charge', 'does|do .. include', 'is it for', 'notion what .. for', 'inclusive', 'separately .. invoiced|billed', 'how .. total', 'invoicing|billing question*', 'how .. invoice|invoices|invoiced|billed', 'bill date', 'which .. vat number', 'understand .. invoice|bill|line',
    ],
    de: ['wofur', 'aufschlussel*', 'leistungszeitraum', 'aufstellung', 'frage* .. rechnung*', 'ruckfrage* .. rechnung*', 'was .. position|posten', 'zusammensetz*', 'erlauter* .. rechnung|position', 'rechnungsposition'],
    fr: ['a quoi correspond*', 'detail* .. facture|montant', 'question* .. facture|facturation', 'precision* .. facture', 'ventilation', 'periode .. factur*|concern*'],
    es: ['a que corresponde*', 'desglos*', 'duda|consulta|pregunta .. factura|cargo|facturacion', 'concepto .. factura|cargo', 'detalle .. factura', 'periodo .. factur*'],
  },
  {
    id: 'billing_inquiry.statement',
    weight: 1.5,
    en: ['soa', 'statement of account', 'statement shows', 'our|your|the|monthly statement', 'consolidated bill|invoice|billing', 'monthly invoice|summary', 'summary invoice', 'invoices a month', 'invoicing|billing cycle', 'list .. makes up'],
    de: ['kontoauszug', 'sammelrechnung*', 'monatsrechnung*', 'saldenliste', 'offene posten liste'],
    fr: ['releve .. compte', 'facture* mensuelle*|recapitulative*', 'facture groupee'],
    es: ['estado de cuenta', 'extracto', 'factura* mensual*|resumen|agrupada'],
  },
  {
    id: 'billing_inquiry.documents_for_invoice',
    weight: 3,
    en: [
      'vat invoice*', 'tax invoice*', 'proper .. invoice*', 'proforma', 'pro forma', 'commercial invoice*', 'legali*', 'hsn', 'sac code', 'hs code*', 'tariff code*|number*', 'country of origin', 'original invoices', 'originals', 'form m', 'form 10f', 'tds', 'enclosures', 'supporting document*', 'backup .. invoice', 'consular',
      'serial numbers', 'acceptance protocol', 'invoice .. customs', 'customs .. invoice', 'prepayment invoice', 'signed service report', 'invoice .. job|project', 'receipt .. invoice', 'need|want .. invoice .. vat',
    ],
    de: ['proforma*', 'handelsrechnung*', 'zolltarifnummer*', 'ursprungsland', 'originalrechnung*', 'belege zur rechnung', 'anlagen zur rechnung', 'rechnungsbelege', 'ordnungsgemasse rechnung'],
    fr: ['facture* proforma|pro forma', 'facture* commerciale*', 'code* douanier*', 'pays d origine', 'facture* .. tva', 'justificatif* .. facture', 'facture originale'],
    es: ['factura* proforma|comercial*', 'codigo* arancelario*', 'pais de origen', 'factura* .. con iva', 'factura original'],
  },
  {
    id: 'billing_inquiry.amount_accepted',
    weight: 1.5,
    en: ['amount|total|price|prices|items|invoice .. correct|right|agrees|same', 'nothing else|is|s wrong', 'not questioning', 'no objection', 'no complaint* about', 'don t say .. wrong', 'nothing wrong'],
    de: ['betrag .. korrekt|stimmt|richtig', 'inhaltlich .. richtig'],
    fr: ['montant .. correct|exact', 'rien a redire'],
    es: ['importe .. correcto', 'todo .. correcto'],
  },
];
