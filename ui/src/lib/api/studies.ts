// The commands of the Results screen: studies, their results, the cases behind them.

import type { StudyCommands } from './backend';
import type {
  CaseListView,
  StudyCaseView,
  StudyComparison,
  StudyEvent,
  StudyFigure,
  StudyOptions,
  StudyResults,
  StudyRow,
} from './generated';
import { call, channel } from './invoke';

export const studyCommands: StudyCommands = {
  studies: () => call<StudyRow[]>('studies'),
  studyOptions: () => call<StudyOptions>('study_options'),
  makeStudy: (request) => call<StudyRow>('make_study', { request }),
  startStudy: (study) => call<StudyRow>('start_study', { study }),
  pauseStudy: (study) => call<void>('pause_study', { study }),
  removeStudy: (study) => call<StudyRow[]>('remove_study', { study }),
  watchStudies: (onEvent) => call<void>('watch_studies', { onEvent: channel<StudyEvent>(onEvent) }),
  studyResults: (study) => call<StudyResults>('study_results', { study }),
  studyFigures: (study, theme) => call<StudyFigure[]>('study_figures', { study, theme }),
  studyCases: (study, address, order) => call<CaseListView>('study_cases', { study, address, order }),
  studyCase: (study, model, task, caseId) => call<StudyCaseView>('study_case', { study, model, task, case: caseId }),
  compareStudies: (one, other) => call<StudyComparison>('compare_studies', { one, other }),
  exportStudy: (study) => call<string | null>('export_study', { study }),
};
