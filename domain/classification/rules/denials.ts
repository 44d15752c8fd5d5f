import type { Rule } from './rule';

/**
 * What the sender says is NOT the matter. Words inside such a phrase are hidden from every category rule, because
 * "no dispute" or "bank details remain as they were" would otherwise count for exactly what they deny.
 */
export const denials: Rule = {
  id: 'denial',
  weight: 0,
  en: [
    // Said not to be the matter, whatever the matter's word is.
    'no|not|isn t|never|nothing|without|neither|nor .. dispute|complaint|rebate|bonus|refund|extension|insolvency|insolvent|bankrupt*|restructuring|instalment*|payment plan|credit limit|limit|letter of credit|lc|kyc|onboarding|new account|bank change|address change|hardship|discount|wrong',
    'not|isn t|rather than|instead of .. about|asking|requesting|chasing|for ... dispute|complaint|rebate|bonus|refund|extension|limit|credit|account|invoice|price|address|copy|bank',
    // Named only because it is over or somebody else's.
    'dispute|rebate|bonus|refund|limit|lc|letter of credit|application|kyc|payment|price|prices|invoice|invoices|amount|address|bank details .. is|are|was|were|has|have .. settled|resolved|sorted|closed|dealt with|fine|in order|all right|not in question|undisputed|not the problem|not the issue',

    'no|not|isn t .. dispute*|disputing|disputed',
    'not questioning|disputing|contesting',
    'don t dispute|quarrel',
    'no quarrel',
    'don t want .. limit|review|plan|payment plan',
    'do not want .. limit|review|plan',
    'don t raise .. limit',
    'no liquidity concern*',
    'nothing to do with .. prices|price|credit|limit|it',
    'bank|bank account|bank details|name|address|addresses|telephone|vat number .. same|unchanged|don t change|do not change|remain*|inclusive of no change',
    'nothing changes .. addresses|bank|name|entities',
    'not a delay',
    'not a complaint',
    'no complaint*',
    'no change* .. to|requested',
    'no .. deductions|discounts',
    'no new issuance',
    'not only late',
    'isn t only late',
    'dispute any more',
    'price|tax .. all right',
    'no open lc',
    'there is no open',
    'asking for nothing',
    'not our business',
    'leave that to',
    'is another matter',
    'already have .. company data',
    'no need to .. credit|re bill|rebill',
    'payment itself .. no problem',
    'no longer .. dispute',
  ],
  de: [
    'kein*|nicht .. um ... reklamation|mahnung|limit|bonus|stundung|ratenzahlung|akkreditiv|rechnung|adresse',
    'kein*|ohne .. stundung|ratenzahlung|insolvenz|limiterhohung|gutschrift|reklamation',
    'kein* .. reklamation|beanstandung',
    'bankverbindung .. unverandert|gleich',
    'kein* .. streit',
    'bankdaten .. unverandert|gleich',
    'anschrift .. unverandert|gleich',
    'nichts zu beanstanden',
  ],
  fr: [
    'pas|aucun*|sans .. litige|reclamation|ristourne|remise|delai|echeancier|plafond|avoir|contestation',
    'coordonnees bancaires .. changent|inchangees|identiques',
    'pas de|aucun* .. litige|contestation|reclamation',
    'telephone inchange',
    'adresse .. inchangee',
    'sans contest*',
  ],
  es: [
    'no|ningun*|sin .. disputa|reclamacion|rappel|bonificacion|aplazamiento|limite|deuda|devolucion',
    'datos bancarios .. no cambian|mismos|iguales',
    'ningun* .. disputa|reclamacion',
    'no .. es .. reclamacion',
    'nada pendiente',
    'no hay .. disputa',
  ],
};
