import {describe, expect, it} from 'vitest';
import {applyChange, change, flagsOf, together} from '../../src/changes/change.js';
import {readOnlyMount} from '../../src/changes/mounts.js';
import {bindingsOf} from '../../src/changes/options/networks.js';
import {flag, option} from '../../src/changes/run-option.js';
import {containerScope, exampleInspect} from '../support/example-scope.js';

describe('a change', () => {
	it('says its options as a shell takes them', () => {
		const one = change({text: '', remove: [option('--volume', '/host etc:/etc')], add: [flag('--read-only')]});
		expect(flagsOf(one)).toEqual({remove: ["-v '/host etc:/etc'"], add: ['--read-only']});
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
