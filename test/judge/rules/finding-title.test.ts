import {describe, expect, it} from 'vitest';
import {detailBeyondTitle, findingTitle} from '../../../src/judge/rules/finding-title.js';

const words = (title: string, detail: string | null) => findingTitle({verdict: 'fail', title, detail});

describe('a finding in one line', () => {
	it.each([
		['Container runs as root', 'runs as root', 'Container runs as root'],
		['Container runs as root', null, 'Container runs as root'],
		['Health check is failing', 'its health check is failing', 'Health check is failing'],
		['Container can read host credentials', 'can read /etc on the host', 'Container can read host credentials: /etc on the host'],
		['Port published on all interfaces', '80/tcp published on all interfaces', 'Port published on all interfaces: 80/tcp'],
		[
			'Host-root container restarts automatically',
			'restarts automatically (always) with SYS_MODULE',
			'Host-root container restarts automatically (always) with SYS_MODULE',
		],
		[
			'Published port has no listener',
			'nothing listens on 443/tcp',
			'Published port has no listener: nothing listens on 443/tcp',
		],
		[
			'Container can access the Docker (or runtime) socket',
			'can access /run/docker.sock',
			'Container can access the Docker (or runtime) socket: /run/docker.sock',
		],
		['Executable added after the container started', 'added: /bin/x', 'Executable added after the container started: /bin/x'],
		[
			'Seccomp profile allows dangerous system calls',
			'seccomp profile allows bpf',
			'Seccomp profile allows dangerous system calls: bpf',
		],
		[
			'Port published on all interfaces',
			'80/tcp published on all interfaces, closed by the host firewall',
			'Port published on all interfaces: 80/tcp, closed by the host firewall',
		],
		[
			'Published port bypasses the host firewall',
			'80/tcp bypasses the host firewall (ufw)',
			'Published port bypasses the host firewall: 80/tcp (ufw)',
		],
	])('%s + %s', (title, detail, line) => expect(words(title, detail)).toBe(line));

	it.each([
		["Container shares the host's cgroup namespace", 'the host uses cgroup v1'],
		['Container shares a network with other projects', 'network edge joins the projects edge, shop'],
		['Container has more capabilities than the default', 'DAC_READ_SEARCH is beyond the default'],
		['Engine has no limit', 'limit of 3'],
		['Secret in the arguments of a process', 'sh (pid 4) has a secret in the arguments'],
		['Masked kernel paths are readable', 'not masked: /proc/kcore'],
		['Root in the container sees host processes', "root in the host's PID namespace"],
		['Container runs as root', 'starts as root; its processes have switched to another user'],
	])('%s: %s keeps what it would not make sense without', (title, detail) =>
		expect(words(title, detail)).toBe(`${title}: ${detail}`),
	);

	it('says why a rule does not apply in full', () => {
		const verdict = {
			verdict: 'not-applicable',
			title: 'Health check is failing',
			detail: 'it has no health check',
		} as const;
		expect(detailBeyondTitle(verdict)).toBe('it has no health check');
	});
});
