// The commands of an import: choose, look, map, read.

import type { ImportCommands } from './backend';
import type { ImportEvent, ImportInspection } from './generated';
import { call, channel } from './invoke';

export const importCommands: ImportCommands = {
  chooseExports: () => call<ImportInspection | null>('choose_exports'),
  changeMapping: (change) => call<ImportInspection>('change_mapping', { change }),
  saveMapping: () => call<void>('save_mapping'),
  importExports: (correction, onEvent) => call<void>('import_exports', { correction, onEvent: channel<ImportEvent>(onEvent) }),
  cancelImport: () => call<void>('cancel_import'),
  forgetImport: () => call<void>('forget_import'),
};
