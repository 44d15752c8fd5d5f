import type { Rule } from './rule';

/** What we owe a customer for its own sales or services to us: rebates, bonuses, marketing money (ASC 606, IFRS 15). */
export const considerationPayableRules: readonly Rule[] = [
  {
    id: 'consideration_payable.rebate',
    weight: 4.5,
    en: [
      'rebate*', 'bonus', 'bonuses', 'kick back*', 'kickback*', 'volume discount|bonus|tier|incentive|allowance', 'turnover discount|bonus', 'tod', 'incentive', 'incentives', 'retro funding|bonus|discount|rebate', 'retrospective|retroactive .. discount|funding|bonus|rebate', 'growth bonus', 'loyalty bonus|discount', 'bonus|rebate|% tier', 'year end bonus|rebate|discount', 'spif*', 'overrider', 'annual conditions', 'scheme', 'commission .. owed|due|unpaid|owe',
    ],
    de: ['bonus*', 'boni', 'jahresbonus', 'umsatzbonus', 'ruckvergutung*', 'bonusvereinbarung', 'mengenbonus', 'treuebonus', 'umsatzvergutung', 'bonusabrechnung', 'jahresruckvergutung'],
    fr: ['rfa', 'remise* de fin d annee', 'ristourne*', 'bonus', 'remise* arriere|differee', 'prime .. volume|objectif'],
    es: ['rappel*', 'rapel*', 'bonificacion*', 'descuento* por volumen', 'bono .. anual|volumen', 'incentivo*'],
  },
  {
    id: 'consideration_payable.marketing',
    weight: 4,
    en: [
      'co op|coop money|funds|advertising|claim|marketing|allowance|program', 'co op', 'marketing fund*|support|money|contribution|allowance|development|calendar|charge', 'mdf', 'listing fee*|agreement|allowance', 'slotting', 'shelf|display .. fee|subsidy|allowance|rack|payment', 'promo|promos', 'promotion* .. allowance|funding|support|deduction*|claim*|money|contribution|credit', 'promotional', 'scan back|scan data', 'scanback', 'advertis*', 'end cap*|endcap*', 'circular', 'store opening', 'trade promotion|spend|marketing|terms', 'flyer', 'catalog|catalogue .. contribution|money|page|fee|allowance', 'demo*|event .. allowance|claim|funding', 'sponsorship', 'joint business plan', 'range review', 'digital media', 'placement fee',
    ],
    de: ['werbekosten*', 'wkz', 'listungsgebuhr*', 'listungsgeld*', 'werbezuschuss', 'marketingzuschuss', 'werbebeitrag', 'regalmiete', 'aktionszuschuss'],
    fr: ['participation publicitaire', 'budget marketing|publicitaire', 'cooperation commerciale', 'referencement', 'contribution .. publicitaire|marketing', 'tete de gondole', 'nip|nouveaux instruments promotionnels'],
    es: ['aportacion* .. publicidad|marketing|publicitaria*', 'fondo de marketing', 'referenciacion', 'cabecera* de gondola', 'colaboracion comercial', 'apoyo .. marketing|publicitario'],
  },
  {
    id: 'consideration_payable.claim',
    weight: 3,
    en: [
      'price protection', 'chargeback', 'charge back', 'bill back|billback', 'deduction code', 'promotional|trade deduction*', 'ship and debit', 'end user claim*', 'into stock', 'contract cost', 'coupon*', 'reimbursement', 'buying group', 'free goods', 'buy .. get', 'debit note', 'allowance*', 'accrual', 'accrued', 'distinct service', 'asc 606', 'ifrs 15', 'distributor|reseller|dealer|stockist agreement', 'you owe us', 'owe me', 'claim .. submitted|total|number*', 'claim total', 'sell out|through', 'we|i qualified', 'eligible for', 'target .. reached|quantity', 'reached .. target', 'settlement of|statement', 'waste allowance', 'fund',
    ],
    de: ['preisschutz', 'lagerwertausgleich', 'belastungsanzeige', 'provision* .. offen|ausstehend|zahlen', 'stehen uns .. zu'],
    fr: ['protection .. prix|stock', 'note de debit', 'accord commercial', 'nous .. versee|due'],
    es: ['proteccion de precio*', 'nota de cargo', 'acuerdo comercial', 'nos corresponde*'],
  },
];
