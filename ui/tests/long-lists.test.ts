// Lists longer than a screen: what is drawn, and what is read when.

import { beforeEach, describe, expect, it } from 'vitest';

import { FakeBackend } from '../src/lib/api/fake';
import { AuditLog } from '../src/lib/state/audit-log.svelte';
import { VisibleRange } from '../src/lib/state/visible-range.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve));

function scrolled(range: VisibleRange, top: number): void {
  const scroller = document.createElement('div');
  scroller.scrollTop = top;
  range.follow(scroller)();
}

describe('a list of 16,000 rows', () => {
  const range = () => new VisibleRange(52, () => 16_000);

  it('draws what is in view and a little beside it', () => {
    const list = range();
    expect([list.first, list.end]).toEqual([0, 20]);
    scrolled(list, 52 * 8000);
    expect([list.first, list.end]).toEqual([7992, 8020]);
  });

  it('is as high as if all were drawn', () => {
    const list = range();
    for (const top of [0, 52 * 5000, 52 * 15_990]) {
      scrolled(list, top);
      expect(list.before + (list.end - list.first) * 52 + list.after).toBe(52 * 16_000);
    }
  });

  it('says how far to scroll to a row, and not at all to one in view', () => {
    const list = range();
    expect(list.scrollFor(3)).toBeNull();
    expect(list.scrollFor(100)).toBe(101 * 52 - 600);
    scrolled(list, 52 * 500);
    expect(list.scrollFor(2)).toBe(104);
  });

  it('may be empty', () => {
    const list = new VisibleRange(52, () => 0);
    expect([list.first, list.end, list.before, list.after]).toEqual([0, 0, 0, 0]);
  });
});

describe('the audit log', () => {
  let backend: FakeBackend;
  let log: AuditLog;
  beforeEach(async () => {
    backend = new FakeBackend();
    backend.auditEntries = 5000;
    log = new AuditLog(backend);
    await log.open();
  });

  it('knows its length from the newest entry', () => {
    expect(log.entries).toBe(5000);
    expect(log.row(0)?.number).toBe(5000);
    expect(log.row(99)?.number).toBe(4901);
    expect(log.row(100)).toBeUndefined();
  });

  it('reads the pages that come into view, each once', async () => {
    log.need(150, 260);
    log.need(150, 260);
    await settled();
    expect(backend.callsOf('auditLog')).toEqual([[0, 100], [100, 100], [200, 100]]);
    expect(log.row(250)?.number).toBe(4750);
  });

  it('reads a page again after it failed', async () => {
    backend.failures = { auditLog: { code: 'internal', message: 'x', detail: null } };
    log.need(100, 120);
    await settled();
    expect(log.problem?.code).toBe('internal');
    backend.failures = {};
    log.need(100, 120);
    await settled();
    expect(log.row(110)?.number).toBe(4890);
  });

  it('is empty in a new vault', async () => {
    backend.auditEntries = 0;
    await log.open();
    expect(log.stage).toBe('loaded');
    expect(log.entries).toBe(0);
  });
});
