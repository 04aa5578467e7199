// The commands of the audit log, and the backup.

import type { AuditCommands } from './backend';
import type { AuditCheck, AuditRow } from './generated';
import { call } from './invoke';

export const auditCommands: AuditCommands = {
  auditLog: (from, count) => call<AuditRow[]>('audit_log', { from, count }),
  verifyAudit: () => call<AuditCheck>('verify_audit'),
  backUp: () => call<string>('back_up'),
};
