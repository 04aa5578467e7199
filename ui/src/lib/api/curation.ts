// The commands of the Curate screen: cohorts, rules, review, split.

import type { CurationCommands } from './backend';
import type { CleanedPreview, CohortView, QueueRow, ReviewCase } from './generated';
import { call } from './invoke';

export const curationCommands: CurationCommands = {
  cohorts: () => call<CohortView[]>('cohorts'),
  cohort: (cohort) => call<CohortView>('cohort', { cohort }),
  switchRule: (cohort, rule, isOn) => call<CohortView>('switch_rule', { cohort, rule, isOn }),
  reviewQueue: (cohort) => call<QueueRow[]>('review_queue', { cohort }),
  casesDroppedFor: (cohort, step, reason) => call<QueueRow[]>('cases_dropped_for', { cohort, step, reason }),
  reviewCase: (cohort, caseId) => call<ReviewCase>('review_case', { cohort, case: caseId }),
  previewMarks: (cohort, caseId, marks) => call<CleanedPreview>('preview_marks', { cohort, case: caseId, marks }),
  decide: (cohort, caseId, decision) => call<ReviewCase>('decide', { cohort, case: caseId, decision }),
  freeze: (cohort, request) => call<CohortView>('freeze', { cohort, request }),
  exportFunnel: (cohort, format) => call<string | null>('export_funnel', { cohort, format }),
  exportIssues: (cohort) => call<string | null>('export_issues', { cohort }),
};
