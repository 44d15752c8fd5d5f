import type { Rule } from './rule';

/** How much credit a customer has, on what terms, and orders stopped because of it. */
export const creditRequestRules: readonly Rule[] = [
  {
    id: 'credit_request.limit',
    weight: 4,
    en: [
      'credit limit|line|facility|exposure|usage|committee|rating|increase|team|review|request|terms', 'limit|line increase', 'increase|raise|raised|lift|lifted|double|extend|review|bump|enlarge .. limit|line|credit', 'higher limit|line', 'more|additional|double .. credit', 'limit .. raised|increased|shared|reviewed|usage', 'our|present|current|shared|requested|purchasing|pooled|trade limit*|line', 'bump .. line|limit', 'limit of', 'requested limit', 'limit .. change .. requested', 'limits', 'pooling', 'starting line', 'need .. more credit', 'out of our credit', 'credit we have|had|need',
    ],
    de: ['kreditlimit*', 'kreditlinie', 'kreditrahmen', 'limiterhohung', 'limit .. erhoh*|uberschritten|anheb*', 'erhoh* .. limit*|kredit*', 'warenkredit*', 'lieferantenkredit'],
    fr: ['encours', 'plafond .. credit', 'ligne de credit', 'limite de credit', 'augment* .. encours|plafond|credit|limite'],
    es: ['limite* de credito', 'linea de credito', 'ampli* .. credito|limite|linea', 'aument* .. limite|credito|linea', 'riesgo .. ampli*', 'credito .. ampli*'],
  },
  {
    id: 'credit_request.order_stopped',
    weight: 3.5,
    en: [
      'credit hold|block|stop', 'order|orders|account|shipment .. on hold|blocked|stopped|held|stop', 'release .. order|orders|shipment|hold|goods|delivery', 'lift|remove|pull .. hold|stop|flag|block', 'still on hold', 'stop flag', 'off hold', 'please release', 'blocked for credit', 'override', 'orders stopped', 'hold shipment',
    ],
    de: ['liefersperre', 'kreditsperre', 'freigabe', 'freigeben', 'geben .. frei', 'auftrag .. gesperrt|hangt|blockiert', 'kreditprufung', 'lieferstopp', 'auftragssperre', 'bestellung .. gesperrt|blockiert'],
    fr: ['commande* .. bloque*', 'debloqu* .. commande*|compte|livraison', 'compte .. bloque', 'blocage .. commande*|livraison*|credit', 'liber* .. commande*'],
    es: ['pedido* .. retenid*|bloquead*|parad*', 'liber* .. pedido*|envio', 'desbloque* .. pedido*|cuenta', 'bloqueo .. credito|pedido*', 'retencion .. credito'],
  },
  {
    id: 'credit_request.terms',
    weight: 3.5,
    en: ['payment|credit|standard|open|our terms .. change|net|days|longer|extend*|apply|from', 'change .. terms', 'payment terms', 'net 15|30|45|60|75|90|120', 'open terms', 'longer|extended|better terms', 'reinstat* .. terms', 'days end of month', 'terms .. in force|carry on', 'from net', 'apply for .. terms', 'cash in advance', 'put .. on .. terms', 'days terms'],
    de: ['zahlungsziel*', 'zahlungsbedingungen', 'zahlungskonditionen', 'tage netto', 'auf rechnung .. beliefer*', 'langere* zahlungsziel*'],
    fr: ['delais de paiement .. allong*|passer|jours', 'allong* .. delai*', 'jours fin de mois', 'passer .. jours', 'conditions de paiement|reglement'],
    es: ['plazo* de pago', 'condiciones de pago', 'pagar a .. dias', 'pasar .. dias', 'dias fecha factura'],
  },
  {
    id: 'credit_request.decision',
    weight: 2.5,
    en: ['denied', 'not approved', 'credit decision|refusal|denial|decline*', 'adverse action', 'run .. application again', 'applied .. increase', 'reconsider .. credit|limit|decision', 'why .. refused|turned down', 'd b', 'credit file|search|check|score|department|controller|manager|desk|application'],
    de: ['bonitat*', 'kreditentscheidung', 'kreditablehnung', 'schufa', 'creditreform', 'kreditabteilung'],
    fr: ['refus de credit', 'notation', 'cotation .. banque de france', 'solvabilite', 'service credit'],
    es: ['credito .. denegad*|rechazad*', 'solvencia', 'departamento de credito|riesgos', 'solicitud de credito'],
  },
  {
    id: 'credit_request.support',
    weight: 2,
    en: ['personal guarantee', 'bank guarantee', 'parent company guarantee', 'credit insur*', 'insurer', 'withdrawn cover', 'cover .. withdrawn', 'annual accounts', 'financial statement*', 'financials', 'audited', 'balance sheet', 'bank reference', 'retention of title', 'payment undertaking', 'turnaround'],
    de: ['burgschaft', 'bankgarantie', 'warenkreditversicherung', 'jahresabschluss*', 'bilanz', 'bwa', 'bankauskunft'],
    fr: ['caution', 'garantie bancaire', 'assurance credit', 'bilan', 'comptes annuels', 'attestation .. banque'],
    es: ['aval', 'garantia bancaria', 'seguro de credito', 'cuentas anuales', 'balance* .. auditad*', 'estados financieros', 'referencias bancarias'],
  },
];
