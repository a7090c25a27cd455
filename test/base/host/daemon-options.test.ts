import {describe, expect, it} from 'vitest';
import {mergeOptions, optionsOfArguments, safeOptions} from '../../../src/base/host/daemon-options.js';

describe('the command line of dockerd', () => {
	it.each([
		[['--icc=false'], {icc: false}],
		[['--icc'], {icc: true}],
		[['--no-new-privileges=false'], {'no-new-privileges': false}],
		[['--live-restore=0', '--userland-proxy=F'], {'live-restore': false, 'userland-proxy': false}],
		[['--config-file', '/srv/my daemon.json', '--debug'], {'config-file': '/srv/my daemon.json', debug: true}],
		[['--config-file=/srv/d.json'], {'config-file': '/srv/d.json'}],
		[['-D', '-l', 'warn'], {debug: true, 'log-level': 'warn'}],
		[
			['-H', 'unix:///a', '-Hfd://', '-H=tcp://[::1]:1', '--host=ssh://x'],
			{hosts: ['unix:///a', 'fd://', 'tcp://[::1]:1', 'ssh://x']},
		],
		[['--insecure-registry', 'a:1', '--insecure-registry=b'], {'insecure-registries': ['a:1', 'b']}],
		[['--default-ulimit', 'nofile=1024:2048'], {'default-ulimits': {nofile: '1024:2048'}}],
		[['--log-opt', 'tag=a=b', '--log-opt', 'x=1'], {'log-opts': {tag: 'a=b', x: '1'}}],
		[['--graph', '/data'], {'data-root': '/data'}],
		[['--', '--icc=false'], {}],
		[['stray', '--iptables=false'], {iptables: false}],
	])('%j sets %j', (args, options) => {
		expect(optionsOfArguments(args)).toEqual(options);
	});

	it('wins over the file, in which old spellings are understood', () => {
		expect(mergeOptions({graph: '/old', icc: true}, {icc: false})).toEqual({'data-root': '/old', icc: false});
	});
});

describe('settings that may be shown', () => {
	it('keep paths and hide secrets everywhere', () => {
		const safe = safeOptions({
			tlskey: '/etc/docker/tls/key.pem',
			'log-opts': {'splunk-token': '176FCEBF-4CF5-4EDF-91BC-703796522D20', tag: 'web'},
			proxies: {'http-proxy': 'http://ops:hunter2@proxy.example:3128'},
			hosts: ['unix:///run/docker.sock\u001b[2J'],
			icc: false,
		});
		expect(safe).toMatchObject({
			tlskey: '/etc/docker/tls/key.pem',
			'log-opts': {tag: 'web'},
			hosts: ['unix:///run/docker.sock'],
			icc: false,
		});
		expect(JSON.stringify(safe)).not.toMatch(/176FCEBF|hunter2/);
	});
});
