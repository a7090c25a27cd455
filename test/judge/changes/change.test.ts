import {describe, expect, it} from 'vitest';
import {applyChange, change, flagsOf, together} from '../../../src/judge/changes/change.js';
import {requestedDeviceOptions} from '../../../src/judge/changes/device-changes.js';
import {unlimitedPids, withReadOnlyRoot} from '../../../src/judge/changes/limit-changes.js';
import {readOnlyMount} from '../../../src/judge/changes/mount-changes.js';
import {bindingsOf} from '../../../src/judge/changes/options/network-options.js';
import {flag, option, optionText} from '../../../src/judge/changes/run-option.js';
import {mounting} from '../../support/assessed-example.js';
import {containerScope, exampleInspect} from '../../support/example-scope.js';

describe('a change', () => {
	it('says its options as a shell takes them', () => {
		const one = change({text: '', remove: [option('--volume', '/host etc:/etc')], add: [flag('--read-only')]});
		expect(flagsOf(one)).toEqual({remove: ["-v '/host etc:/etc'"], add: ['--read-only']});
		// An image is a word without an option.
		expect(flagsOf({remove: [], add: [flag('nginx;reboot@sha256:1')]}).add).toEqual(["'nginx;reboot@sha256:1'"]);
	});

	it('of several has each option once', () => {
		const one = change({text: '', remove: [flag('--privileged')], mayBreak: 'mounting'});
		expect(together('both', [one, one])).toEqual({text: 'both', remove: [flag('--privileged')], add: [], mayBreak: 'mounting'});
	});

	it('leaves an answer alone that does not have what it removes', () => {
		const inspect = exampleInspect({});
		const removed = change({text: '', remove: [option('--cap-add', 'SYS_ADMIN'), option('--pid', 'host'), option('--rm', '')]});
		expect(applyChange(removed, inspect).HostConfig).toEqual({...inspect.HostConfig, CapAdd: [], SecurityOpt: []});
	});

	it('makes the mount of a volume read-only with the options of its driver, the password only masked where it is shown', () => {
		const options = {type: 'cifs', o: 'username=u,password=hunter2', device: '//nas/share'};
		const request = {
			Type: 'volume',
			Source: 'share',
			Target: '/s',
			VolumeOptions: {DriverConfig: {Name: 'local', Options: options}},
		};
		const parts = {
			HostConfig: {Mounts: [request]},
			Mounts: [{Type: 'volume', Name: 'share', Source: '/var/lib/docker/volumes/share/_data', Destination: '/s', RW: true}],
		};
		const {container} = containerScope(parts);
		const [mount] = container.mounts;
		if (mount === undefined) throw new Error('the example has a mount');
		const readOnly = readOnlyMount(container, mount, '', '');
		expect(flagsOf(readOnly).add.join()).toMatch(
			/readonly,.*volume-opt=type=cifs,.*password=\*+.*volume-opt=device=\/\/nas\/share/,
		);
		const after = applyChange(readOnly, exampleInspect(parts));
		expect(after.HostConfig?.Mounts).toEqual([{...request, ReadOnly: true}]);
		expect(after.Mounts).toEqual([{...parts.Mounts[0], RW: false}]);
	});

	it.each([
		['--gpus', 'all', {Driver: '', Count: -1, Capabilities: [['gpu']], Options: {}}],
		['--gpus', 'count=2,capabilities=utility', {Driver: '', Count: 2, Capabilities: [['gpu', 'utility']], Options: {}}],
		[
			'--gpus',
			'"device=0,1",driver=nvidia',
			{Driver: 'nvidia', Count: 0, DeviceIDs: ['0', '1'], Capabilities: [['gpu']], Options: {}},
		],
		['--device', 'nvidia.com/gpu=0', {Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0']}],
	])('asks for devices with %s %s, and takes them away again', (name, value, request) => {
		const example = {HostConfig: {DeviceRequests: [request]}};
		const {container} = containerScope(example);
		expect(requestedDeviceOptions(container)).toEqual([option(name, value)]);
		const one = option(name, value);
		const added = applyChange({remove: [], add: [one]}, exampleInspect({}));
		expect(added.HostConfig?.DeviceRequests).toEqual([request]);
		expect(applyChange({remove: [one], add: []}, added).HostConfig?.DeviceRequests).toEqual([]);
	});

	it('takes one CDI device of several away', () => {
		const both = exampleInspect({HostConfig: {DeviceRequests: [{Driver: 'cdi', DeviceIDs: ['a.com/b=0', 'a.com/b=1']}]}});
		const after = applyChange({remove: [option('--device', 'a.com/b=0')], add: []}, both);
		expect(after.HostConfig?.DeviceRequests).toEqual([{Driver: 'cdi', DeviceIDs: ['a.com/b=1']}]);
	});

	it('reads the second part of a device as its permissions where it can be nothing else', () => {
		const after = applyChange({remove: [], add: [option('--device', '/dev/sda:r')]}, exampleInspect({}));
		expect(after.HostConfig?.Devices).toEqual([{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'r'}]);
	});

	it.each([
		['512m', 512 * 1024 ** 2],
		['512MB', 512 * 1024 ** 2],
		['1.5g', 1.5 * 1024 ** 3],
		['1GiB', 1024 ** 3],
		['1048576', 1024 ** 2],
	])('limits the memory to %s', (value, bytes) => {
		const after = applyChange({remove: [], add: [option('--memory', value)]}, exampleInspect({}));
		expect(after.HostConfig?.Memory).toBe(bytes);
	});

	it.each([
		[{}, '--read-only,--tmpfs /tmp'],
		[{HostConfig: {Tmpfs: {'/tmp': ''}}}, '--read-only'],
		[mounting('/srv/scratch:/tmp'), '--read-only'],
	])('makes the root read-only without a second mount at /tmp', (parts, added) =>
		expect(flagsOf(withReadOnlyRoot(containerScope(parts).container)).add.join()).toBe(added),
	);

	it('sets a ulimit once', () => {
		const inspect = exampleInspect({HostConfig: {Ulimits: [{Name: 'nofile', Soft: -1, Hard: -1}]}});
		const after = applyChange({remove: [], add: [option('--ulimit', 'nofile=1024:2048')]}, inspect);
		expect(after.HostConfig?.Ulimits).toEqual([{Name: 'nofile', Soft: 1024, Hard: 2048}]);
	});

	it.each([
		['80', [['80/tcp', '', '']]],
		['8080:80', [['80/tcp', '', '8080']]],
		['127.0.0.1::80/udp', [['80/udp', '127.0.0.1', '']]],
		['[::1]:8080:80', [['80/tcp', '::1', '8080']]],
		[
			'7000-7001:9000-9001',
			[
				['9000/tcp', '', '7000'],
				['9001/tcp', '', '7001'],
			],
		],
		['8000-8009:80', [['80/tcp', '', '8000-8009']]],
	])('reads the publication %s', (value, bindings) => {
		expect(bindingsOf(value).map(({key, binding}) => [key, binding.HostIp, binding.HostPort])).toEqual(bindings);
	});
});

describe('a limit of processes', () => {
	it.each([
		[-1, ['--pids-limit -1']],
		[0, []],
		[null, []],
		['x\u001b[2J', []],
	])('that the engine reports as %j is removed as it was typed', (limit, options) => {
		expect(unlimitedPids(limit).map(optionText)).toEqual(options);
	});
});
