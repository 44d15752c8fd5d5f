import type { Rule } from './rule';

/** When an existing invoice will be paid: a date, a short delay, a late fee. Distress belongs to debt restructuring. */
export const paymentArrangementRules: readonly Rule[] = [
  {
    id: 'payment_arrangement.will_pay',
    weight: 3.5,
    en: [
      'will|ll|shall pay|settle|transfer|remit|clear|send|release|do .. on|by|next|tomorrow|monday|tuesday|wednesday|thursday|friday|before|straight|when|it|invoice|payment|check|cheque|everything|gross', 'will|ll be paid|settled|cleared|released|transferred|paying|met|remitted', 'going to pay', 'paying .. by|on|this|next|before|it', 'payment .. planned|scheduled|will be|follows|leaves|go out', 'planned for', 'pay date', 'payment date*|day', 'sending .. check|cheque|payment|money', 'expect .. cleared|paid', 'get you .. date', 'll get your', 'goes|go|leaves|leave .. out|here .. with|on|month|next|wednesday',
      'payment run|batch', 'next batch|run', 'revert with payment', 'can|could|may we|i pay|settle .. on|in|by|next|later|half|tomorrow|then', 'run .. on the card', 'our payment will', 'pay you .. on|by|next', 'pay .. straight after', 'pay the rest', 'when .. pays us', 'promise* to pay', 'ptp', 'promised date', 'commit* to pay', 'expect .. payment', 'pay .. on .. january|february|march|april|may|june|july|august|september|october|november|december', 'our approvals day',
    ],
    de: ['werden|werde .. zahlen|bezahlen|uberweisen|begleichen|ausgleichen', 'wird .. bezahlt|uberwiesen|beglichen', 'zahlung erfolgt|folgt', 'zahlungslauf', 'zahlungstermin*', 'zahlen .. am|bis|nachste*', 'uberweisung .. nachste*|am|folgt|geht', 'zahlungszusage', 'zahlungsversprechen', 'zahlungsdatum'],
    fr: ['sera|seront .. regle*|paye*|vire*|solde*', 'proced* .. reglement|paiement|virement', 'date* de paiement|reglement', 'paierons|reglerons|virerons', 'reglement .. interviendra|prevu|aura lieu', 'paiement .. interviendra|prevu', 'promesse de paiement', 'echeance .. paiement', 'regler .. prochain|le|fin'],
    es: ['pagaremos|abonaremos|transferiremos|pagare', 'fecha* de pago', 'tendran .. transferencia|pago', 'realizaremos|haremos|efectuaremos .. pago|transferencia', 'pago .. previsto|programado', 'sera .. pagad*|abonad*', 'compromiso de pago', 'dias de pago', 'vamos a pagar'],
  },
  {
    id: 'payment_arrangement.more_time',
    weight: 4,
    en: [
      'extension request', 'extension .. due|payment|days|weeks|date|invoice', 'payment extension', 'extend .. due date|payment|deadline|days|week|weeks', 'push|postpone|move|shift|delay .. due date|payment', 'more time', 'few|couple .. days|weeks', 'another|additional|extra .. days|weeks', 'pay .. later|late', 'delay* .. payment|transfer', 'defer*', 'late payment*', 'reason for delay', 'payment .. be late|delayed', 'grace .. days|week', 'bear with', 'due date', 'don t send .. agency', 'days for',
      'a bit|little heavy', 'just|only .. timing|slow', 'seasonal', 'post dated', 'smooth things',
    ],
    de: ['zahlungsaufschub', 'stund*', 'fristverlangerung', 'verlanger* .. frist|zahlungsfrist', 'zahlungsfrist', 'spater .. zahlen|bezahlen|uberweisen', 'aufschub', 'zahlungsverzogerung', 'noch .. wochen|tage .. zeit', 'falligkeit .. verschieb*', 'um .. tage|wochen .. verschieb*|verlang*'],
    fr: ['delai .. supplementaire', 'delai de paiement .. facture|jours', 'report* .. echeance|paiement|reglement', 'retard .. paiement|reglement', 'echeance .. report*', 'quelques jours|semaines', 'prolong* .. echeance'],
    es: ['aplaz*', 'prorroga*', 'mas tiempo|plazo', 'retras* .. pago', 'pago .. retras*', 'ampli* .. plazo|vencimiento', 'posponer', 'unos dias|semanas'],
  },
  {
    id: 'payment_arrangement.late_charges',
    weight: 2.5,
    en: ['waive', 'late fee*|charge*', 'late interest', 'finance charge*', 'no interest is', 'no late fee', 'interest .. charged'],
    de: ['verzugszins*', 'mahngebuhr*', 'mahnkosten'],
    fr: ['penalite* de retard', 'interets de retard|moratoires', 'indemnite forfaitaire'],
    es: ['intereses de demora', 'recargo* .. demora|mora|retraso', 'condonar .. recargo'],
  },
  {
    id: 'payment_arrangement.answers_a_reminder',
    weight: 1.5,
    en: ['reminder*', 'overdue', 'past due', 'dunning', 'collections', 'collector', 'statutory demand', 'final notice', 'final demand', 'chasing', 'collection agency|colleague', 'we were|are|re late', 'been slow', 'your guy|colleague .. called|rang|calling', 'sorry .. wait|delay|late', 'apolog* .. delay|late', 'arrears'],
    de: ['mahnung*', 'zahlungserinnerung*', 'uberfallig*', 'inkasso*', 'verspatung'],
    fr: ['relance*', 'mise en demeure', 'impaye*', 'en retard', 'desole* .. retard'],
    es: ['recordatorio*', 'requerimiento de pago', 'vencid*', 'impag*', 'disculp* .. retraso', 'vence'],
  },
  {
    id: 'payment_arrangement.what_is_open',
    weight: 3,
    en: ['list|statement of .. overdue|outstanding|open|past due', 'everything overdue|outstanding', 'what s|is past due|overdue|late|outstanding|open', 'which ones are late', 'which .. overdue|outstanding', 'open items list', 'if there are|s more'],
    de: ['offene* posten', 'liste .. offene*', 'was .. noch offen', 'ubersicht .. offene*|falligen'],
    fr: ['liste .. impaye*|echu*|dues', 'factures .. en attente .. liste', 'etat .. impayes'],
    es: ['lista|listado|relacion .. vencidas|pendientes', 'facturas pendientes .. lista|listado'],
  },
  {
    id: 'payment_arrangement.short_split',
    weight: 2.5,
    en: ['two|2|three|3 parts|part|payments|halves', 'half .. now|today|tomorrow|next|then', 'pay half', 'rest .. next week|month', 'other half', 'single transfer'],
    de: ['zwei|drei teilzahlungen|teilbetragen|raten', 'die halfte .. jetzt|sofort|heute'],
    fr: ['en deux|trois fois|versements|echeances', 'la moitie .. maintenant|aujourd'],
    es: ['en dos|tres pagos|plazos|partes', 'la mitad .. ahora|hoy'],
  },
];
