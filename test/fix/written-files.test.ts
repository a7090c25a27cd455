import {describe, expect, it} from 'vitest';
import {isHarmlessFailure} from '../../src/fix/rehearsal/written-files.js';

const files = (...entries: readonly string[]) => new Map(entries.map(entry => [entry.split(' ')[0] ?? '', entry]));
const wanted = files('/run/app d755:7', '/run/app/app.pid f644:7', '/var/lib/app d700:7', '/var/lib/app/data f600:7');
const same = {written: new Map(wanted), wanted};

describe('complaints of a twin without a capability', () => {
	it('came to nothing where the files look as they do with it', () => {
		const line = "chown: changing ownership of '/run/app': Operation not permitted";
		expect(isHarmlessFailure('CHOWN', [line], same)).toBe(true);
		const owned = files('/run/app d755:0', '/run/app/app.pid f644:7', '/var/lib/app d700:7', '/var/lib/app/data f600:7');
		expect(isHarmlessFailure('CHOWN', [line], {written: owned, wanted})).toBe(false);
	});

	it('matter where a file is missing, or one more is there', () => {
		const line = 'cannot open /var/lib/app/data: Permission denied';
		const fewer = new Map(wanted);
		fewer.delete('/var/lib/app/data');
		expect(isHarmlessFailure('DAC_OVERRIDE', [line], {written: fewer, wanted})).toBe(false);
		expect(isHarmlessFailure('CHOWN', [line], {written: new Map([...wanted, ['/run/app/x', '']]), wanted})).toBe(false);
	});

	it('came to nothing where it could only not note the number of its process', () => {
		const fewer = new Map(wanted);
		fewer.delete('/run/app/app.pid');
		const line = 'cannot open pidfile /run/app/app.pid: Permission denied';
		expect(isHarmlessFailure('DAC_OVERRIDE', [line], {written: fewer, wanted})).toBe(true);
		expect(
			isHarmlessFailure('DAC_OVERRIDE', [line, 'cannot open /var/lib/app/data: Permission denied'], {written: fewer, wanted}),
		).toBe(false);
	});

	it('of DAC_OVERRIDE matter where there is something that could not be read', () => {
		expect(isHarmlessFailure('DAC_OVERRIDE', ["Can't create test file '/var/lib/app/1.test': Permission denied"], same)).toBe(
			true,
		);
		expect(isHarmlessFailure('DAC_OVERRIDE', ['cannot open /var/lib/app/data: Permission denied'], same)).toBe(false);
		expect(isHarmlessFailure('DAC_OVERRIDE', ['cannot open /etc/app/app.conf: Permission denied'], same)).toBe(false);
		expect(isHarmlessFailure('DAC_OVERRIDE', ['failed to open it: Permission denied'], same)).toBe(false);
	});

	it('always matter where nothing was seen, or the capability does more than files show', () => {
		expect(isHarmlessFailure('CHOWN', ['x'], {written: null, wanted})).toBe(false);
		expect(isHarmlessFailure('SETGID', ['setgroups: Operation not permitted'], same)).toBe(false);
	});
});
