import {describe, expect, it} from 'vitest';
import {readAuditRules, watchesOf} from '../../../src/base/host/audit-rules.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {authoredHost} from '../../support/authored-host.js';

function watched(...lines: string[]) {
	const host = authoredHost({'/run/docker.sock': '', '/var/run': {link: '../run'}});
	return watchesOf(openTree(host.root), lines).map(({path, tree}) => `${path}${tree ? '/' : ''}`);
}

describe('audit rules', () => {
	it.each([
		['-w /usr/bin/dockerd -p rwxa -k docker', ['/usr/bin/dockerd/']],
		['-w /usr/bin/dockerd -k docker', ['/usr/bin/dockerd/']],
		['-w /etc/docker/ -p wa', ['/etc/docker/']],
		['-a always,exit -F path=/usr/bin/runc -F perm=wa -k docker', ['/usr/bin/runc']],
		['-a exit,always -F arch=b64 -S all -F dir=/etc/docker -F perm=war', ['/etc/docker/']],
	])('%s records changes', (line, paths) => {
		expect(watched(line)).toEqual(paths);
	});

	it.each([
		'-w /usr/bin/dockerd -p x',
		'-w /usr/bin/dockerd -p r',
		'# -w /usr/bin/dockerd -p wa',
		'-a always,exit -F path=/usr/bin/dockerd -F perm=wa -F success=0',
		'-a always,exit -F dir=/etc/docker -F perm=wa -F exit=-EACCES -F key=refused',
		'-a always,exit -F arch=b64 -S execve -k exec',
		'No rules',
		'',
	])('%s does not', line => {
		expect(watched(line)).toEqual([]);
	});

	it.each([
		['-a never,exit -F dir=/etc/docker', '-w /etc/docker -p wa', [true, undefined]],
		['-w /etc/docker -p wa', '-a exit,never -F path=/etc/docker -F perm=wa', [undefined, true]],
		['-w /etc/docker -p wa', '-A never,exit -F dir=/etc/docker', [true, undefined]],
		['-w /etc/docker -p wa', '-a never,task', [true, undefined]],
		['-a never,exit -S all', '-w /etc/docker -p wa', [true, undefined]],
		['-a never,exit -F dir=/etc/docker -F exe=/usr/bin/backup', '-w /etc/docker -p wa', [undefined]],
		['-a never,exit -F dir=/etc/docker -F perm=r', '-w /etc/docker -p wa', [undefined]],
		['-a never,exit -F arch=b32 -S all', '-w /etc/docker -p wa', [undefined]],
		['-a never,exit -F arch=b64 -S adjtimex', '-w /etc/docker -p wa', [undefined]],
	])('%s with %s: the kernel asks them in its own order', (one, two, never) => {
		const {root} = authoredHost({'/etc/docker': {directory: true}});
		expect(watchesOf(openTree(root), [one, two]).map(watch => watch.never)).toEqual(never);
	});

	it('are forgotten where -D deletes those before', () => {
		expect(watched('-w /a -p wa', '-D', '-w /b -p wa')).toEqual(['/b/']);
	});

	it('name a path through a link, which is followed', () => {
		const host = authoredHost({'/run/docker.sock': '', '/var/run': {link: '../run'}});
		const [watch] = watchesOf(openTree(host.root), ['-w /var/run/docker.sock -p wa']);
		expect(watch).toEqual({path: '/var/run/docker.sock', realPath: '/run/docker.sock', tree: true});
	});

	it('are read from all files that auditd loads, with the state that they set', async () => {
		const host = authoredHost({
			'/etc/audit/audit.rules': '-w /a -p wa\n-e 1\n',
			'/etc/audit/rules.d/docker.rules': '-w /b -p wa\n',
			'/etc/audit/rules.d/notes.txt': '-w /c -p wa\n',
		});
		const rules = await readAuditRules(openTree(host.root));
		expect(rules).toMatchObject({known: true, value: {source: 'files', enabled: true}});
		expect(rules.known && rules.value.watched.map(({path}) => path)).toEqual(['/b', '/a']);
	});

	it('are empty where auditd is not installed, and switched off by -e 0', async () => {
		const host = authoredHost({'/etc/passwd': ''});
		expect(await readAuditRules(openTree(host.root))).toMatchObject({known: true, value: {enabled: null, watched: []}});
		const silent = authoredHost({'/etc/audit/audit.rules': '-w /a -p wa\n-e 0\n'});
		expect(await readAuditRules(openTree(silent.root))).toMatchObject({value: {enabled: false}});
	});

	it('are unknown where they cannot be read', async () => {
		const host = authoredHost({'/etc/audit/audit.rules': {directory: true}});
		expect(await readAuditRules(openTree(host.root))).toMatchObject({
			known: false,
			reason: {source: 'host:/etc/audit/audit.rules'},
		});
	});
});
