import {describe, expect, it} from 'vitest';
import {bind, host, judge, one, publish, words} from './assessed.js';

describe('badges', () => {
	it('are words, worst first', () => {
		const assessed = one({
			...publish(80),
			host: {Privileged: true, PidMode: 'host', IpcMode: 'host', NetworkMode: 'bridge'},
			config: {Image: 'x', Env: ['DB_PASSWORD=hunter2hunter2']},
			Mounts: [bind('/var/run/docker.sock')],
		});
		const order = ['critical', 'high', 'medium', 'low', 'info'];
		const ranks = assessed.badges.map(({severity}) => order.indexOf(severity));
		expect(ranks).toEqual([...ranks].sort());
		expect(assessed.badges.map(({word}) => word).slice(0, 2)).toEqual(['PRIV', 'SOCK']);
		expect(words(assessed).split(' ')).toEqual(
			expect.arrayContaining(['HPID', 'HIPC', '*:80?', 'ROOT', 'SECRET', 'NOLIM', 'RW']),
		);
	});

	it('count added capabilities and ports', () => {
		const ports = Object.fromEntries([80, 443, 8080, 8443].map(port => [`${port}/tcp`, [{HostIp: '', HostPort: String(port)}]]));
		const assessed = one({
			host: {CapAdd: ['NET_ADMIN', 'CAP_SYS_TIME']},
			NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}},
		});
		expect(words(assessed)).toContain('CAP+2');
		expect(words(assessed)).toMatch(/\*:80\? \*:443\? .*\*\+2/);
	});

	it('name a port once for all its protocols', () => {
		const both = [
			{HostIp: '0.0.0.0', HostPort: '53'},
			{HostIp: '::', HostPort: '53'},
		];
		const assessed = one({NetworkSettings: {Ports: {'53/tcp': both, '53/udp': both}, Networks: {}}});
		expect(words(assessed).match(/\*:53/g)).toHaveLength(1);
	});

	it('show every device, however little it gives', () => {
		const tunnel = {PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm'};
		expect(host({Devices: [tunnel]}).badges.find(({word}) => word === 'DEV')?.severity).toBe('low');
		expect(words(host({DeviceCgroupRules: ['c 188:* rw']}))).toContain('DEV');
	});

	it('show a socket of a service of the host, also below a read-only mount, and not one of a user', () => {
		expect(words(one({Mounts: [bind('/run/dbus/system_bus_socket', false)]}))).toContain('HSVC');
		expect(words(one({Mounts: [bind('/run/user/1000/bus', false)], config: {Image: 'x', User: '1000'}}))).not.toContain('HSVC');
	});

	it('show who may enter the processes of a container with a way to host root', () => {
		const fleet = (Mounts: ReturnType<typeof bind>[]) => {
			const [holder] = judge([{name: 'holder', Mounts}]).values();
			const peer = {name: 'peer', host: {PidMode: `container:${holder?.facts.id}`}};
			return words(judge([{name: 'holder', Mounts}, peer]).get('peer') ?? expect.fail());
		};
		expect(fleet([bind('/var/run/docker.sock')])).toContain('PEER');
		expect(fleet([bind('/srv/data')])).not.toContain('PEER');
	});

	it('lead each to a rule that exists, and fails', () => {
		const assessed = one({
			...publish(6379),
			host: {CapAdd: ['SYS_ADMIN'], SecurityOpt: ['seccomp=unconfined'], UTSMode: 'host', IpcMode: 'host', PidMode: 'host'},
			Mounts: [bind('/etc'), bind('/root', false)],
		});
		const failing = new Set(assessed.verdicts.filter(({verdict}) => verdict === 'fail').map(({rule}) => rule));
		expect(assessed.badges.filter(({slug}) => !failing.has(slug)).map(({word, slug}) => `${word} ${slug}`)).toEqual([]);
	});
});
