import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {FailureKind} from '../../../src/scan/failure.js';
import {classifyLog, failure} from '../../../src/scan/run/classify.js';
import {failureLines} from './failure-lines.js';

/** Each line of the table as a case. */
const cases = Object.entries(failureLines).flatMap(([kind, text]) =>
	text
		.split('\n')
		.map(line => /^\s*([a-z-]+): (.+)$/.exec(line))
		.flatMap(found =>
			found === null ? [] : [{kind: kind as FailureKind, scanner: found[1] ?? '', said: (found[2] ?? '').split(' ⏎ ')}],
		),
);

describe('why a scanner failed', () => {
	it('covers many lines', () => expect(cases.length).toBeGreaterThan(45));

	it.each(cases)('is $kind: $scanner, $said', ({kind, scanner, said}) => {
		expect(classifyLog(said)).toBe(kind);
		const told = failure(
			kind,
			scanner,
			said.map(line => trusted(line)),
		);
		expect(told.next.length).toBeGreaterThan(15);
		expect(told.message.startsWith(scanner)).toBe(true);
	});

	it('is not derived from what a scanner writes on success', () => {
		const fine = [
			'2026-11-26T10:00:00Z\tINFO\t[vuln] Vulnerability scanning is enabled',
			"INFO\t[secret] If your scanning is slow, please try '--scanners vuln' to disable secret scanning",
			'INFO\tDetected OS\tfamily="debian" version="13.8"',
			' ✔ Cataloged contents  [403 packages]',
			'Scanned image; 429123 bytes, layer 14013, uid 4030',
			'INFO\tNumber of language-specific files\tnum=3',
		];
		for (const line of fine) expect([line, classifyLog([line])]).toEqual([line, 'crashed']);
	});
});
