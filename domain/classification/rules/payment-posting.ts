import type { Rule } from './rule';

/** Money that was sent, or came back: find it, put it on the right invoice, return what is too much. */
export const paymentPostingRules: readonly Rule[] = [
  {
    id: 'payment_posting.application',
    weight: 4,
    en: [
      'unapplied', 'unallocated', 'misapplied', 'mis applied|posted|allocated', 'misposted', 'misallocated', 'not|t|nobody|hasn .. applied|allocated|posted|booked', 'apply|applied|allocate|allocated|post|posted|book|booked|credited .. payment|receipt|check|cheque|wire|cash|deposit|funds|transfer', 'payment|check|cheque|wire|eft|ach|transfer|receipt|cash .. applied|allocated|posted|credited|booked', 'posted|credited|applied .. to|against|onto .. wrong|account|invoice', 'cash application', 'put .. onto .. account',
      'partial application', 'get it applied|posted', 'which account .. credited', 'belongs on|to .. invoice', 'move it internally', 'identify .. confirm', 'attach it to',
    ],
    de: ['nicht zugeordnet|verbucht|gebucht|gutgeschrieben', 'falsch verbucht|zugeordnet|gebucht', 'verbuch*', 'zuordn* .. zahlung', 'zahlung* .. zuordn*|zugeordnet|gebucht|verbucht', 'zahlungseingang', 'zahlung* .. angekommen|eingegangen'],
    fr: ['non lettre*|affecte*|impute*', 'lettr* .. paiement|virement|reglement', 'affect* .. paiement|virement|reglement', 'imput* .. paiement|virement|reglement', 'encaissement*', 'mal affecte*|impute*'],
    es: ['no .. imputad*|aplicad*|registrad*|contabilizad*', 'imput*|aplic*|contabiliz* .. pago|transferencia|cobro', 'pago .. aplicad*|imputad*|registrad*', 'conciliar|conciliacion'],
  },
  {
    id: 'payment_posting.advice',
    weight: 3,
    en: ['remittance', 'remittances', 'payment advice|notification|confirmation', 'remit detail*|advice|stub', 'bank slip', 'proof of payment', 'swift copy', 'lockbox', 'value date', 'wire confirmation', 'fed ref', 'uetr', 'check no', 'payer|payee', 'settlement .. ach', 'in full for', 'payment .. initiated', 'trace', 'confirm receipt', 'confirm .. money|payment .. arriv*|receiv*|in'],
    de: ['zahlungsavis', 'avis', 'uberweisungsbeleg', 'zahlungsbeleg', 'kontoauszug liegt|beigefugt', 'valuta', 'verwendungszweck'],
    fr: ['avis de paiement|virement|reglement', 'preuve de paiement', 'justificatif* .. paiement|virement', 'ordre de virement', 'date de valeur'],
    es: ['aviso de pago|transferencia', 'comprobante* .. pago|transferencia|bancari*', 'justificante* .. pago|transferencia|bancari*', 'fecha valor', 'confirm* .. recepcion .. pago'],
  },
  {
    id: 'payment_posting.already_paid',
    weight: 3,
    en: [
      'already paid|pay|sent|transferred|settled', 'we|i have|ve paid|transferred|wired|sent .. payment|money|amount|invoice|it|eur|usd|gbp', 'was|were|been|is paid .. on|by|in|already', 'we|i paid', 'i|we wired|transferred|remitted', 'wired', 'wire sent', 'paid .. by|via|thru|through .. card|visa|wire|bacs|ach|check|cheque|portal|transfer|mastercard', 'check|cheque .. cleared|cashed|mailed|deposited', 'payment .. cleared|missing|went|debited|lost|collected', 'mailed check|cheque|a',
      'debited .. by|from|through', 'bank .. shows|confirms|confirmed .. collected|debited|paid|sent|credited|settled', 'still|shows|showing .. due|open|unpaid|overdue|outstanding', 'despite payment', 'paid .. last|yesterday|on .. monday|tuesday|wednesday|thursday|friday', 'money .. with you', 'got our money', 'where did it go', 'holding .. our money', 'payment is with you', 'payment* .. made',
      'shown as|us unpaid|delinquent', 'cash .. received', 'reminder .. paid', 'paid one time|once',
    ],
    de: ['bereits|schon|langst .. bezahlt|uberwiesen|beglichen|gezahlt', 'haben|habe|wurde .. bezahlt|uberwiesen|beglichen|abgebucht|eingezogen', 'trotz zahlung', 'obwohl .. bezahlt|uberwiesen', 'zahlung .. geleistet|erfolgt am|vom'],
    fr: ['deja .. regle*|paye*|vire*', 'a|avons|ai|ont ete|bien .. regle*|paye*|vire*', 'avons|ai regle|paye|vire|effectue', 'reglee* .. virement|cheque|carte', 'virement .. effectue|emis|du', 'debite*'],
    es: ['ya .. pag*|abon*|transfer*', 'hemos|he|fue|ha .. pagad*|abonad*|transferid*|ingresad*', 'pagamos|abonamos|transferimos .. el|la|factura', 'transferencia .. realizada|efectuada|enviada', 'pago .. realizado|efectuado|enviado'],
  },
  {
    id: 'payment_posting.paid_too_much',
    weight: 4,
    en: ['paid|pay .. twice', 'double|duplicate|duplicated payment', 'overpa*', 'paid .. too much', 'additional|extra zero', 'refund .. credit balance|overpayment|balance|payment|deposit|duplicate', 'credit balance', 'in credit', 'return .. payment|funds|money|amount .. paid', 'recall .. payment|bank|wire|funds', 'lodged a recall', 'paid in error', 'instead of .. transferred', 'typing error in .. transfer', 'refund'],
    de: ['doppelt bezahlt|uberwiesen|gezahlt|beglichen', 'doppelzahlung', 'zweimal .. bezahlt|uberwiesen', 'uberzahl*', 'ruckerstatt*', 'ruckuberweis*', 'zuruckuberweis*', 'guthaben', 'erstattung', 'zu viel uberwiesen|bezahlt|gezahlt', 'irrtumlich .. uberwiesen|bezahlt'],
    fr: ['paye|regle|vire .. deux fois|en double', 'double paiement|reglement|virement', 'trop percu|paye|verse', 'rembours*', 'solde crediteur', 'par erreur .. vire|paye|regle'],
    es: ['pago duplicado', 'pagad*|abonad* .. dos veces', 'duplicad* .. pago|transferencia', 'devol* .. importe|pago|transferencia|exceso', 'devolv* .. importe*', 'reembols*', 'saldo a favor', 'pagado de mas', 'por error .. pagad*|abonad*|transferid*'],
  },
  {
    id: 'payment_posting.difference',
    weight: 2.5,
    en: ['bank difference', 'bank charge* .. deducted|payment|transfer', 'short by', 'deposit', 'prepayment .. not|deducted', 'advance .. sent|paid', 'down payment', 'final dividend', 'dividend .. paid|payment', 'bacs|chaps|ach|sepa|eft|wire', 'check|cheque', 'credit card payment', 'sepa return', 'direct debit .. by|through|twice|returned|mandate reference'],
    de: ['anzahlung', 'vorauszahlung', 'bankspesen', 'zahlungsdifferenz', 'skonto', 'lastschrift .. zuruck*|eingezogen|abgebucht', 'rucklastschrift'],
    fr: ['acompte', 'frais bancaires', 'prelevement .. rejete|effectue|double', 'escompte'],
    es: ['anticipo', 'gastos bancarios', 'comision* bancaria*', 'recibo .. devuelto|domiciliad*'],
  },
  {
    id: 'payment_posting.went_astray',
    weight: 3,
    en: ['paid|sent|went|transferred|payment .. wrong company|account|entity|party|bank|northwind', 'wrong party', 'came back', 'returned .. by .. bank', 'payment .. returned|bounced|rejected', 'old account', 'factor', 'different company', 'account closed', 'similar name', 'paid .. instead of .. one|entity|company'],
    de: ['falsche* konto|gesellschaft|empfanger', 'auf .. falsche* konto', 'zuruckgekommen', 'zahlung .. zuruck*'],
    fr: ['mauvais compte|beneficiaire', 'virement .. rejete|revenu|retourne', 'compte errone'],
    es: ['cuenta equivocada|erronea|incorrecta', 'transferencia .. devuelta|rechazada', 'pago .. devuelto|rechazado'],
  },
];
