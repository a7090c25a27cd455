import {describe, expect, it} from 'vitest';
import {explainsFailure, hints, newComplaints} from '../../src/fix/rehearsal/complaints.js';

describe('the log of a twin', () => {
	it.each([
		['nginx: [emerg] chown("/var/lib/nginx/body", 33) failed (1: Operation not permitted)', ['CHOWN']],
		["su: can't set groups: Operation not permitted", ['SETGID', 'SETUID']],
		['setpriv: setresuid failed: Operation not permitted', ['SETGID', 'SETUID']],
		['[ALERT] Cannot chroot(/var/lib/haproxy): Operation not permitted', ['SYS_CHROOT']],
		['ping: socket(SOCK_RAW): Operation not permitted', ['NET_RAW']],
		['bind() to 0.0.0.0:80 failed (13: Permission denied)', ['NET_BIND_SERVICE']],
	])('%j asks for %j', (line, capabilities) => expect([...hints(line).capabilities].toSorted()).toEqual(capabilities));

	it.each([
		['open("/run/app/app.pid") failed (30: Read-only file system)', '/run/app/app.pid'],
		["touch: cannot touch '/var/lib/x/y': Read-only file system", '/var/lib/x/y'],
		["the working directory is not writable: '/var/cache/bind'", '/var/cache/bind'],
	])('%j names its path', (line, path) => expect(hints(line).paths).toContain(path));

	it('reports nothing where nothing is wrong', () => {
		expect(hints('listening on port 80, user set to nobody')).toEqual({capabilities: [], paths: [], denied: false});
	});

	it('reports only complaints that its control did not have, whatever the timestamps', () => {
		const control = '10:00:01 [warn] cannot open /proc/sys/x: Permission denied';
		expect(newComplaints('10:07:59 [warn] cannot open /proc/sys/x: Permission denied', control)).toEqual([]);
		expect(newComplaints('chown failed: Operation not permitted', control)).toHaveLength(1);
	});

	it('says why it ended where a line of trouble is new, and not that there was no time', () => {
		const control = '10:00:01 cannot find its cache, made a new one';
		expect(explainsFailure('10:07:59 cannot find its cache, made a new one', control)).toBe(false);
		expect(explainsFailure('tinyproxy: Unable to change to group "tinyproxy".', control)).toBe(true);
		expect(explainsFailure('error: the connection timed out', control)).toBe(false);
	});
});
