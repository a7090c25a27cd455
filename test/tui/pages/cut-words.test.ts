import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {cutWords} from '../../../src/tui/pages/triage.js';
import {replay} from '../../judge/fleet/replayed.js';

it('what cuts a path is worded in the list as in the audit', async () => {
	const text = readFileSync(new URL('../../recorded/docker-26.1.5-fleet.json', import.meta.url), 'utf8');
	const model = await replay(text);
	const {targets} = auditReport(model, {version: '1', now: '2026-11-28T12:00:00Z'});
	const shown = model.entries.flatMap(({assessed}) => assessed?.attackPaths.map(path => [path.id, String(cutWords(path))]) ?? []);
	expect(shown.length).toBeGreaterThan(20);
	const audited = targets.flatMap(({attackPaths}) => attackPaths.map(({cutBy}) => cutBy.join(', ')));
	expect(shown.map(([, words]) => words).sort()).toEqual(audited.sort());
});
