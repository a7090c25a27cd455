import {describe, expect, it} from 'vitest';
import {known} from '../../src/answers/index.js';
import {refusal} from '../../src/hardening/rehearsal/guards.js';
import {twinMemory, twinRequest} from '../../src/hardening/rehearsal/twin.js';
import {assessedOf, evidenceOf, inspectOf} from './subject.js';

const twin = (inspect = inspectOf(), files: readonly string[] = [], original = inspect) =>
	twinRequest(inspect, original, {files: new Set(files), memory: 512 << 20});

describe('a twin', () => {
	it('reaches nothing outside: no network, port, restart, link, or name of a MAC address', () => {
		const {HostConfig: host, ...config} = twin(
			inspectOf({
				Config: {MacAddress: '02:11:22:33:44:55', ExposedPorts: {'80/tcp': {}}},
				HostConfig: {
					NetworkMode: 'shop',
					PortBindings: {'80/tcp': [{HostPort: '80'}]},
					PublishAllPorts: true,
					RestartPolicy: {Name: 'always'},
					Links: ['/db:/web/db'],
					AutoRemove: true,
				},
			}),
		);
		expect(host).toMatchObject({NetworkMode: 'none', RestartPolicy: {Name: 'no'}});
		for (const field of ['PortBindings', 'PublishAllPorts', 'Links', 'AutoRemove']) expect(host).not.toHaveProperty(field);
		expect(config).not.toHaveProperty('MacAddress');
		expect(config.Labels).toMatchObject({'dockscope.rehearsal': 'ab1200000000'});
	});

	it('shares no writable volume or directory: anonymous ones stand in their place', () => {
		const inspect = inspectOf({
			Mounts: [
				{Type: 'volume', Name: 'data', Destination: '/data', RW: true},
				{Type: 'bind', Source: '/srv/www', Destination: '/www', RW: true},
				{Type: 'bind', Source: '/etc/web.conf', Destination: '/web.conf', RW: true},
				{Type: 'bind', Source: '/srv/ro', Destination: '/ro', RW: false},
			],
			HostConfig: {Binds: ['data:/data', '/srv/www:/www', '/etc/web.conf:/web.conf', '/srv/ro:/ro:ro']},
		});
		const {HostConfig: host} = twin(inspect, ['/web.conf']);
		expect(host.Binds).toEqual(['/etc/web.conf:/web.conf:ro', '/srv/ro:/ro:ro']);
		expect(host.Mounts).toEqual([
			{Type: 'volume', Target: '/data'},
			{Type: 'volume', Target: '/www'},
		]);
	});

	it('gets an anonymous volume for each named one that the plan adds', () => {
		const original = inspectOf();
		const hardened = inspectOf({HostConfig: {Binds: ['web-data:/data'], ReadonlyRootfs: true}});
		expect(twin(hardened, [], original).HostConfig).toMatchObject({
			Binds: [],
			Mounts: [{Type: 'volume', Target: '/data'}],
			ReadonlyRootfs: true,
		});
	});

	it('has room for twice what the original was seen to use', () => {
		const {facts} = assessedOf();
		expect(twinMemory(facts, evidenceOf())).toBe(512 << 20);
		expect(twinMemory(facts, evidenceOf({peaks: known({memory: 1 << 30, pids: 1, source: 'cgroup'})}))).toBe(2 * 2 ** 30);
	});
});

describe('what is never rehearsed', () => {
	it.each([
		['privileged', {HostConfig: {Privileged: true}}],
		['pid namespace', {HostConfig: {PidMode: 'host'}}],
		['ipc namespace', {HostConfig: {IpcMode: 'host'}}],
		['devices', {HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'}]}}],
		['engine', {Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}]}],
		['dockscope.rehearse=never', {Config: {Labels: {'dockscope.rehearse': 'never'}}}],
	])('%s', (word, parts) => expect(refusal(assessedOf(parts).facts)).toContain(word));

	it('is nothing of a plain container', () => expect(refusal(assessedOf().facts)).toBeNull());
});
