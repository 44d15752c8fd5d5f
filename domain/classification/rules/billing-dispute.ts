import type { Rule } from './rule';

/** The sender holds that an invoice is wrong, wholly or in part, and wants it corrected, credited or withdrawn. */
export const billingDisputeRules: readonly Rule[] = [
  {
    id: 'billing_dispute.contested',
    weight: 3.5,
    en: [
      'disput*', 'contest|contests|contested|contesting', 'reject|rejects|rejected|rejecting .. invoice|charge|lot|bill|fee', 'refuse to pay',
      'not|t pay|paying .. until|for|this|that|it', 'won|wont t pay', 'denies|deny .. debt|claim|liability', 'do|does not owe', 'don t owe', 'never agreed|authori*',
      'didn t agree|authorise|authorize|order|sign', 'did not agree|authorise|authorize', 'not agreed', 'being returned for', 'not happy .. invoice|bill|charge',
    ],
    de: ['reklam*', 'beanstand*', 'bestreiten', 'widersprech*', 'widerspruch', 'rechnung .. nicht akzeptieren|anerkennen', 'keinen cent', 'strittig*', 'zu unrecht'],
    fr: ['contest*', 'litige*', 'refus* .. payer|regler|facture', 'a tort', 'en desaccord', 'pas d accord'],
    es: ['reclamo|reclamamos|reclamacion', 'disput*', 'impugn*', 'disconform*', 'no conforme', 'no .. de acuerdo', 'rechaz* .. factura|cargo', 'indebid*'],
  },
  {
    id: 'billing_dispute.charged_too_much',
    weight: 4,
    en: [
      'overcharg*', 'overbill*', 'over invoic*|bill*|charg*', 'charg*|bill*|invoic* .. too much', '.. too much money', 'charg*|bill*|invoic* .. twice', 'double bill*|charg*|invoic*',
      'duplicate|duplicated charge|billing', 'same .. billed', 'too high', 'still billed|charged|billing|charging|invoiced', 'you charged', 'you are|re billing', 'wrongly|incorrectly|erroneously charg*|bill*|invoic*',
      'erroneous invoic*|bill*', 'uplift', 'should have been billed|charged|invoiced', 'should be .. instead', 'caps .. increase',
    ],
    de: ['zu viel berechnet|verrechnet|fakturiert|abgerechnet', 'zuviel berechnet|verrechnet', 'doppelt berechnet|verrechnet|fakturiert|abgerechnet|gestellt', 'zu hoch', 'uberhoht*', 'falsch* berechnet|abgerechnet|fakturiert', 'statt .. berechnet'],
    fr: ['surfactur*', 'factur* .. en double|deux fois|en trop', 'double facturation', 'trop eleve*', 'factur* .. au lieu', 'factur* a tort'],
    es: ['cobrad*|facturad* .. de mas', 'cobr*|factur* .. dos veces', 'factur* .. duplicad*', 'sobrefactur*', 'nos cobran', 'nos han cobrado|facturado', 'en lugar de .. factur*'],
  },
  {
    id: 'billing_dispute.invoice_is_wrong',
    weight: 2.5,
    en: [
      'wrong|incorrect price|prices|quantity|quantities|tax|vat|gst|rate|currency|amount|unit|uom|discount|total', 'wrong price list', 'currency wrong|is wrong|incorrect', 'invoice|bill|billing|charge .. wrong|incorrect|inaccurate',
      'invoice .. error*|mistake*', 'error*|mistake* .. invoice*|statement*|bill|billing', 'price|prices|pricing .. differ*|mismatch|discrepanc*|higher|than', 'was|were quoted', 'as quoted', 'quoted as', 'per .. quote|offer|contract|agreement',
      'agreed price|prices|rate', 'contract price', 'frame agreement', 'order form', 'price increase', 'your own mistake', 'not on our|the po', 'not|none .. ordered', 'unit of measure', 'it is wrong', 'that is wrong', 'not charged', 'discount .. not|missing|refused|deducted',
      'it|we make it|make', 'per our count', 'by our count|reckoning|calculation', 'why .. added|charged', 'added .. anyway', 'billed at|per|for', 'list price', 'only one|two|half .. was|were',
    ],
    de: ['falsch* preis*|menge*|steuersatz|mehrwertsteuer|umsatzsteuer|rechnung|betrag|wahrung|rabatt', 'fehlerhaft* rechnung*', 'rechnung .. falsch|fehlerhaft|unrichtig', 'stimmt|stimmen .. nicht', 'abweich*', 'preisdifferenz*', 'preisabweichung*', 'vereinbart* preis*', 'laut angebot|vertrag|bestellung', 'rabatt .. fehlt|nicht'],
    fr: ['erreur .. facture|prix|quantite|tva|facturation|tarif|montant', 'facture .. erronee|incorrecte|fausse', 'prix convenu|prevu|negocie', 'ecart .. prix|facture|commande', 'non conforme', 'tarif .. convenu|negocie|applique', 'remise .. pas|oubliee|manquante'],
    es: ['error .. factura|precio|cantidad*|iva|facturacion', 'factura .. incorrecta|erronea|equivocada|error|mal', 'precio .. acordado|pactado|ofertado|incorrecto', 'diferencia .. precio', 'no coincide*', 'descuento .. no|falta'],
  },
  {
    id: 'billing_dispute.wants_correction',
    weight: 2.5,
    en: [
      'issue|send|raise|need|request|want|expect .. credit note|memo', 'credit note|memo .. please|for', 'please|kindly|would|could .. credit', 'credit the|us|our .. difference|account|slides|freight|balance|units|pcs', 'credit .. pcs|units|pieces', 'corrected|revised|amended|rectified invoice|bill',
      'correct .. invoice|bill|condition', 'fix and resend', 'cancel|void|withdraw .. invoice|bill', 'cancel it', 'storno', 'cancel and|then', 're issue at|with', 'refund .. charge|cancelled|seats|fee', 'knock|take .. off', 'reduced by', 'price adjustment',
      'issue|issued .. credit', 'a credit', 'please write off', 'will not be|not remitting', 'holding|held|parked|withh* .. invoice|document|payment', 'short paid .. purpose', 'reverse .. charge',
    ],
    de: ['gutschrift .. uber|fur|wo|bitte|erstell*|ausstell*', 'bitte* .. gutschrift', 'wo bleibt .. gutschrift', 'storno*', 'stornier*', 'rechnungskorrektur*', 'korrigierte* rechnung*', 'rechnung .. korrigier*|berichtig*', 'berichtigte* rechnung', 'neuausstellung', 'gutschreiben', 'bleibt .. gesperrt'],
    fr: ['un avoir', 'l avoir', 'avoir .. correspondant|partiel|total', 'note de credit', 'facture rectificative|corrigee|rectifiee', 'rectifi* .. facture', 'annul* .. facture', 'corrig* .. facture'],
    es: ['factura rectificativa|corregida', 'rectific* .. factura', 'nota de abono|credito', 'abon* .. diferencia', 'anul* .. factura', 'corrij*|correg*|corrig* .. factura'],
  },
  {
    id: 'billing_dispute.goods_or_service',
    weight: 2.5,
    en: [
      'never arrived|delivered|ordered|shipped|came', 'not delivered|ordered|arrived|shipped', 'nothing received', 'short shipped|delivered|delivery|shipment', 'boxes|units|pieces|items|cartons|pallets|pcs short|missing',
      'short|shortage of|by', 'damaged', 'defect*', 'faulty', 'broken', 'wrong size|item|items|part|parts|goods|steel|model|colour|color|grade|product|bore|material|quantity', 'returned .. goods|items|units|parts', 'sent .. back', 'delivery note*|slip|docket', 'proof of delivery',
      'cancelled|canceled .. order|subscription|licence*|license*|seats|contract', 'acceptance test', 'only .. delivered|received', 'were delivered', 'signed for', 'timesheet*', 'ordered .. sent|received|delivered', 'sent .. ordered', 'po says', 'stayed on',
    ],
    de: ['nicht geliefert|erhalten|bestellt|angekommen|erbracht', 'nie geliefert|erhalten|bestellt|angekommen', 'falsch geliefert', 'fehlmenge*', 'fehlt|fehlen .. stuck|kartons|paletten|teile', 'beschadig*', 'defekt*', 'mangelhaft*', 'mangel', 'retour*', 'zuruckgeschickt', 'zuruckgesandt', 'lieferschein*', 'teillieferung', 'nur .. geliefert'],
    fr: ['non livre*', 'pas .. recu|livre*|commande*', 'jamais .. recu|livre*|commande*', 'manque|manquant*', 'endommag*', 'defectueu*', 'avari*', 'bon de livraison', 'casse*', 'retourne* .. marchandise*|pieces'],
    es: ['no .. recib* .. mercancia|material|pedido', 'nunca .. recib*|lleg*|pedi*', 'no .. entreg*', 'danad*', 'defectuos*', 'albaran*', 'faltan|faltaban', 'pedimos', 'devolvimos', 'mercancia .. devuelta', 'rotas|rotos'],
  },
  {
    id: 'billing_dispute.tax',
    weight: 2,
    en: ['vat|gst|tax .. wrong|incorrect|zero|added|exempt|not apply', 'zero rated|rate', 'reverse charge', 'without .. vat', 'tax rate', '% .. vat', 'intra community', 'charged vat|gst|tax'],
    de: ['innergemeinschaftlich*', 'steuersatz', 'ohne ust|mwst|umsatzsteuer', 'steuerfrei*', '% umsatzsteuer|mwst|ust'],
    fr: ['autoliquidation', 'exoner* .. tva', 'tva .. tort|erron*|appliqu*', 'taux de tva', 'intracommunautaire'],
    es: ['sujeto pasivo', 'exent* .. iva', 'iva .. incorrecto|erroneo|no procede', 'intracomunitari*'],
  },
  {
    id: 'billing_dispute.in_correspondence',
    weight: 1.5,
    en: ['overdue .. disputed', 'we are|re not late', 'not paying', 'blocked .. invoice', 'rejected', 'unless .. amendment', 'without prejudice', 'surcharge*', 'freight|carriage|delivery charge|fee|fees|costs', 'hidden fee*', 'pallet deposit*|exchange', 'restocking'],
    de: ['frachtkosten', 'zuschlag', 'mindermengenzuschlag'],
    fr: ['frais de port', 'supplement'],
    es: ['portes', 'recargo por'],
  },
];
