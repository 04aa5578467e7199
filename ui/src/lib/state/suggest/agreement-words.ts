// What the agreement of samples is called. Counts, never a measure of confidence.

import type { AgreementThreshold, PhaseView, SampleAgreement } from '../../api/generated';
import { doseAndFractions } from '../../format/dose';
import { counted, percent } from '../../format/number';

/** Samples that must agree: the least whole number that the threshold's share allows. */
export const leastAgreeing = ({ asked, threshold }: SampleAgreement): number | null => (threshold ? Math.ceil(threshold.share * asked - 1e-9) : null);

/** `8 of 10 samples agree`; while they are drawn, of those that are in. */
export function agreementTitle(agreement: SampleAgreement): string {
  const { asked, drawn, groups, standing } = agreement;
  const largest = groups[0]?.count ?? 0;
  if (standing === 'noPlan') return `${agreement.unread} of ${asked} samples state no plan`;
  const of = standing === 'drawing' ? drawn : asked;
  if (asked === 1) return drawn === 0 ? 'Agreement' : 'One sample';
  return of === 0 ? 'Agreement' : `${largest} of ${of} samples ${of === 1 ? 'is in' : 'agree'}`;
}

/** `10 samples at temperature 0.3` */
export const wayOfChoosing = ({ samples, temperature }: AgreementThreshold): string => `${counted(samples, 'sample')} at temperature ${temperature}`;

/** What follows from it; empty where nothing does. */
export function agreementMeaning(agreement: SampleAgreement): string {
  const { asked, groups, standing } = agreement;
  const least = leastAgreeing(agreement);
  switch (standing) {
    case 'abstains':
      return `No plan is suggested: ${groups[0]?.count ?? 0} of ${asked} samples agree, at least ${least ?? '–'} must`;
    case 'noPlan':
      return `No plan is suggested: ${agreement.unread} of ${counted(asked, 'sample')} ${agreement.unread === 1 ? 'states' : 'state'} none that can be read`;
    case 'noThreshold':
      if (asked === 1) return '';
      if (agreement.threshold) return `The threshold was chosen with ${wayOfChoosing(agreement.threshold)}, so nothing follows from the count`;
      return 'No threshold was chosen for this model, so nothing follows from the count';
    case 'agrees':
      return least === null || asked === 1 ? '' : `At least ${least} must agree`;
    case 'drawing':
      return '';
  }
}

/** Where a threshold comes from. */
export function thresholdOrigin({ share, validationCases, samples, temperature, coverage, accuracy, accuracyOfAll }: AgreementThreshold): string {
  return (
    `${percent(share)} of the samples, chosen on ${counted(validationCases, 'validation case')} with ${counted(samples, 'sample')} each at temperature ${temperature}: ` +
    `it answers ${percent(coverage)} of them, and of those ${percent(accuracy)} had the delivered plan (${percent(accuracyOfAll)} of all)`
  );
}

/** A plan in one line: `50 Gy / 25 fx + 10 Gy / 5 fx`; the modality where it is not that of the rest of the screen. */
export function planWords(phases: PhaseView[], usual: PhaseView | undefined = undefined): string {
  const doses = phases.map((phase) => doseAndFractions(phase)).join(' + ');
  const kinds = [...new Set(phases.map(({ modality }) => modality))];
  return usual !== undefined && kinds.every((kind) => kind === usual.modality) ? doses : `${doses}, ${kinds.join(' and ')}`;
}

/** How each sample stands to the largest group, as the cells show it. */
export interface CellCounts {
  agreeing: number;
  differing: number;
  unread: number;
  waiting: number;
}

export function cellCounts({ asked, drawn, unread, groups }: SampleAgreement): CellCounts {
  const agreeing = groups[0]?.count ?? 0;
  return { agreeing, differing: Math.max(0, drawn - unread - agreeing), unread, waiting: Math.max(0, asked - drawn) };
}

/** For a screen reader. */
export function spokenCells(agreement: SampleAgreement): string {
  const { agreeing, differing, unread, waiting } = cellCounts(agreement);
  const parts = [
    `${agreeing} of ${counted(agreement.asked, 'sample')} ${agreeing === 1 ? 'states' : 'state'} the most frequent plan`,
    ...(differing > 0 ? [`${differing} differ`] : []),
    ...(unread > 0 ? [`${unread} state no plan`] : []),
    ...(waiting > 0 ? [`${waiting} not in yet`] : []),
  ];
  return parts.join(', ');
}
