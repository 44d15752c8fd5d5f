import type { Rule } from './rule';

/** The customer cannot pay as agreed: new terms over months, a reduction, or a proceeding that stops collection. */
export const debtRestructuringRules: readonly Rule[] = [
  {
    id: 'debt_restructuring.proceeding',
    weight: 4.5,
    en: [
      'insolven*', 'bankruptcy', 'chapter 7|11|13|15', 'in administration', 'administration of', 'administrator', 'liquidat*', 'receivership', 'receiver', 'winding up', 'moratorium', 'business rescue', 'automatic stay', 'trustee', 'proof|proofs of claim', 'creditors', 'creditor|creditors meeting', 'trade creditor*', 'intercreditor', 'scheme of arrangement', 'restructuring plan|expert|officer', 'voluntary arrangement', 'cva', 'breathing space', 'debtor', 'debt relief order', 'bar date', 'compromised at',
      'debt counsellor|counselor|advice|adviser|charity',
    ],
    de: ['insolvenz*', 'zahlungsunfahig*', 'glaubiger*', 'starug', 'eigenverwaltung', 'sanierung*', 'uberschuld*', 'schutzschirm*', 'schuldnerberatung'],
    fr: ['redressement judiciaire', 'liquidation judiciaire', 'conciliateur', 'conciliation', 'procedure de sauvegarde', 'mandataire judiciaire', 'creanciers', 'moratoire', 'cessation de|des paiements', 'administrateur judiciaire', 'mandat ad hoc'],
    es: ['concurso de acreedores', 'concurso|concursal', 'preconcurso', 'acreedores', 'insolvencia', 'suspension de pagos', 'administrador concursal'],
  },
  {
    id: 'debt_restructuring.new_terms',
    weight: 3.5,
    en: [
      'restructur* .. debt|balance|payment*|owe*|account|loan|restructuring', 'debt restructuring', 'the restructuring of', 'reschedul*', 'payment|repayment plan', 'repayment agreement|schedule|plan', 'instal*ments', 'instalment*', 'installment*', 'forbearance', 'time to pay', 'spread .. over|similarly', 'over .. months|years', 'monthly payment*', 'a|per|each month .. from|until|for|is|and|once|i|review', 'usd|eur|gbp .. a|per|each month', 'standstill', 'freeze .. owed|interest|account', 'interest .. frozen', 'grace period', 'pay .. small', 'fifteen|eighteen|twelve|twenty four|thirty six months', '6|9|10|12|15|18|24|36 months|month',
      'drop to .. month', 'debt for', 'balance into', 'payment agreement dated', 'promissory note*', 'real contract',
    ],
    de: ['ratenzahlung*', 'raten', 'ratenplan', 'tilgung*', 'stillhalt*', 'umschuld*', 'schulden', 'monatlich* .. raten|zahlen|an', 'zahlungsvereinbarung', 'zahlungsplan', 'altforderung*', 'tilgungsplan'],
    fr: ['echeancier', 'echelonn*', 'mensualites', 'reechelonn*', 'apurement', 'delai de grace', 'etal* .. paiement|dette|mois', 'par mois', 'dette', 'restructur*', 'en .. mensualites'],
    es: ['reestructur*', 'refinanci*', 'cuotas', 'plan de pago|pagos', 'fraccion*', 'deuda', 'periodo de gracia', 'cuotas mensuales', 'al mes|mensuales', 'en .. mensualidades'],
  },
  {
    id: 'debt_restructuring.reduction',
    weight: 4,
    en: ['settle .. for less|for half', 'settlement offer', 'full and final', 'in the pound', 'on the dollar', 'write .. part .. off', 'write .. off .. debt', 'please forgive', 'forgive .. debt|balance|rest', 'reduce .. debt', 'lowest .. take', 'make .. go away', 'partial write off', 'can you settle', 'settle directly', 'haircut', 'take back .. for the debt', 'one off offer', 'against the debt'],
    de: ['schuldenerlass', 'teilerlass', 'teilverzicht', 'forderungsverzicht', 'vergleich .. zahl*|biet*|anbiet*', 'quote von'],
    fr: ['remise de dette|gracieuse', 'abandon .. creance*', 'effac* .. dette', 'solde de tout compte', 'reduction .. dette'],
    es: ['quita', 'condon* .. deuda|parte', 'reduccion .. deuda'],
  },
  {
    id: 'debt_restructuring.hardship',
    weight: 3,
    en: [
      'hardship', 'can|could t|not pay .. that|either|any|the|it|invoices|what|matured', 'cannot pay|make|meet', 'unable to pay|meet', 'no money', 'go|going under', 'out of business', 'behind with', 'cash flow forecast|problem*|difficult*|crisis', 'difficult situation', 'serious difficult*', 'burned|burnt down', 'was a disaster', 'lost .. main|biggest customer|client', 'cancelled our overdraft', 'live|living from', 'in all honesty', 'close down', 'want to close', 'struggl*', 'business very slow', 'make zero', 'pull the plug', 'due diligence', 'the debt', 'our debt', 'i owe', 'what we owe', 'debts',
    ],
    de: ['nicht .. bezahlen kann|konnen', 'nicht mehr .. zahlen|bezahlen', 'wirtschaftliche* .. schwierigkeit*|lage', 'umsatz .. eingebrochen', 'liquiditatsengpass', 'finanzielle* .. schwierigkeit*|lage|not', 'mahnverfahren', 'nicht in der lage'],
    fr: ['difficulte* .. tresorerie|financiere*|economique*', 'pouvons|pouvoir|peux .. pas|plus .. payer|regler|honorer', 'situation .. difficile|delicate|critique', 'incapacite', 'dans l impossibilite'],
    es: ['no podemos .. pagar|atender|afrontar|hacer', 'situacion .. delicada|dificil|critica', 'dificultades', 'problemas .. liquidez|tesoreria', 'falta de liquidez', 'incapacidad'],
  },
];
