// The commands of the Suggest screen, as the program registers them.

import type { SuggestCommands } from './backend';
import type { BiologicalDose, MachineView, ModelSummary, SuggestEvent } from './generated';
import { call, channel } from './invoke';

export const suggestCommands: SuggestCommands = {
  listModels: () => call<ModelSummary[]>('list_models'),
  machine: () => call<MachineView>('machine'),
  suggest: (request, onEvent) => call<void>('suggest', { request, onEvent: channel<SuggestEvent>(onEvent) }),
  cancelSuggestion: () => call<void>('cancel_suggestion'),
  biologicalDose: (phases, alphaBetaGy) => call<BiologicalDose>('biological_dose', { phases, alphaBetaGy }),
  noteReady: () => call<void>('note_ready'),
};
