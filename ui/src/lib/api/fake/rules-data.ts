// Rules of the checks as the program would tell them, with invented alarm rates.

import type { CheckLimit, CheckRule, CheckRules, CheckSeverity } from '../generated';

const limit = (key: string, words: string, unit: string, value: number, usual = value): CheckLimit => ({ key, words, unit, value, usual });
const DELIVERED = 403;

function rule(id: string, title: string, usualSeverity: CheckSeverity, fired: number, checked: number, explanation: string, source: string, limits: CheckLimit[] = [], severity = usualSeverity): CheckRule {
  return { id, title, explanation, source, severity, usualSeverity, limits, alarm: { fired, checked, of: DELIVERED }, needsReview: fired > 0.3 * DELIVERED };
}

const NOTES = 'Sanity limits by technique, clinical notes, section 3';

export const CHECK_RULES: CheckRules = {
  version: 3,
  changed: 'S. Tanaka, 2026-01-27 09:14',
  reason: 'Boost phases of 2.4 Gy were flagged in every second plan.',
  measuredOn: 'the delivered plans of 403 held-out cases of Cohort B',
  mayChange: true,
  rules: [
    rule('plan-unread', 'A plan can be read', 'stop', 0, 403, 'Dose and number of fractions must be read from the suggestion before anything else of it can be checked.', 'Isocenter design, levels of checks'),
    rule('dose-arithmetic', 'Dose is fractions times dose per fraction', 'stop', 1, 371, 'Where a plan states total dose, number of fractions and dose per fraction, the three must agree. A model writes each of them by itself, so they can contradict each other.', 'D = n × d; ISO 14971 hazard: wrong dose or fractions accepted', [
      limit('tolerance-percent', 'Difference that is still rounding, of the total dose', '%', 0.5),
      limit('tolerance-gray', 'Difference that is always rounding', 'Gy', 0.1),
    ]),
    rule('dose-per-fraction', 'Dose per fraction is usual for the technique', 'look', 12, 403, 'Each technique has a usual range of dose per fraction. A schedule of the library for this site counts as usual even outside of it.', NOTES, [
      limit('conventional-least', 'Conventional fractionation, least', 'Gy', 1.5),
      limit('conventional-most', 'Conventional fractionation, most', 'Gy', 2.4, 2.25),
      limit('twice-daily-least', 'Twice daily, least', 'Gy', 1),
      limit('twice-daily-most', 'Twice daily, most', 'Gy', 1.9),
      limit('moderate-hypofractionation-least', 'Moderate hypofractionation, least', 'Gy', 2.25),
      limit('moderate-hypofractionation-most', 'Moderate hypofractionation, most', 'Gy', 4),
      limit('stereotactic-body-least', 'Stereotactic body radiotherapy, least', 'Gy', 4),
      limit('stereotactic-body-most', 'Stereotactic body radiotherapy, most', 'Gy', 34),
    ]),
    rule('total-dose', 'Total dose is usual', 'look', 31, 403, 'The sum of the phases against the usual range for the intent and technique and against the highest schedule of the library for this site. Above a stop limit the finding stops whatever the severity of the rule.', NOTES, [
      limit('curative-least', 'Curative external beam, least', 'Gy', 20),
      limit('curative-most', 'Curative external beam, most', 'Gy', 81.6),
      limit('curative-stop-above', 'External beam, stop above', 'Gy', 90),
    ]),
    rule('fractions', 'Number of fractions is usual', 'look', 4, 403, 'The sum of the phases. Stereotactic treatment and brachytherapy take few fractions.', NOTES, [
      limit('most', 'Most of a course; twice daily up to the stop limit', 'fractions', 45),
      limit('stop-above', 'Stop above', 'fractions', 70),
    ]),
    rule('eqd2', 'EQD2 lies in the range of the library', 'look', 148, 396, 'The equivalent dose in 2-Gy fractions, phases summed, against the schedules of the library for this site, all at the same α/β. The linear-quadratic model is doubtful above about 8 to 10 Gy per fraction and says nothing of permanent implants.', 'EQD2 = D (d + α/β) / (2 + α/β), Fowler 1989; dose–fractionation library', [
      limit('outside-library-percent', 'Outside the range of the library, still usual', '%', 10),
    ]),
    rule('side', 'Laterality matches', 'stop', 2, 214, 'The side of the plan must be a side of the diagnosis. Where the plan names no side, or the diagnosis none, nothing can be compared.', 'ISO 14971 hazard: wrong side'),
    rule('site', 'Site matches', 'stop', 9, 388, 'Every site that the plan treats must be a site of the diagnosis, hold one, lie in one, or be treated together with one as a rule.', 'Wang et al. 2025, arXiv 2501.17286 (hallucinated sites); ISO 14971 hazard: wrong site'),
    rule('removed-site', 'The treated organ is there', 'stop', 3, 121, 'An organ that the text says is removed or free of disease is no target; its bed may be.', 'Wang et al. 2025, arXiv 2501.17286 (prescription for a removed disease site)'),
    rule('modality', 'Radiation, technique and modality answer agree', 'look', 17, 403, 'The radiation that the plan names must fit its technique and be the one that the modality task answers.', 'Own rule; the terms are those of the list of abbreviations'),
    rule('code-exists', 'The code is in the table', 'stop', 0, 403, 'A code that the shipped ICD-10-CM table does not hold cannot be recorded.', 'ICD-10-CM tabular list, CDC/NCHS'),
    rule('code-sex', 'The code fits the sex of the text', 'stop', 0, 287, 'Codes of organs that one sex has, and codes whose title names a sex, against the sex that the text states.', 'ICD-10-CM tabular list, titles; blocks C51–C58 and C60–C63'),
    rule('prior-radiotherapy', 'Earlier radiotherapy', 'look', 22, 403, 'Earlier radiotherapy that may overlap the plan’s site. The model sees neither its dose distribution nor what the tissue has recovered.', 'ISO 14971 hazard: out-of-distribution note, re-irradiation'),
    rule('unlike-training', 'Like the training cases', 'look', 0, 0, 'Children, diseases that training hardly holds, another language, very short or long texts and many words that training never saw.', 'ISO 14971 hazard: out-of-distribution note', [limit('adult-years', 'Younger than this is a child', 'years', 18)], 'off'),
  ],
};

/** As the program comes: nobody changed anything, and no case is held out. */
export const USUAL_RULES: CheckRules = {
  ...CHECK_RULES,
  version: 0,
  changed: '',
  reason: '',
  measuredOn: '',
  rules: CHECK_RULES.rules.map((each) => ({ ...each, severity: each.usualSeverity, limits: each.limits.map((one) => ({ ...one, value: one.usual })), alarm: null, needsReview: false })),
};
